import { asObject, show } from '../types.ts';
import type { Json } from '../types.ts';

/** One thing that Slack would not accept: where (a JSON pointer) and what. */
export interface Problem {
  pointer: string;
  message: string;
}

/** Looks at a value and adds what is wrong with it. */
export type Check = (value: unknown, pointer: string, problems: Problem[]) => void;

/** A problem as Slack words it in `response_metadata.messages`, without the leading `[ERROR]`. */
export function describe(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

/** Length in characters as people count them: an emoji outside the basic plane is one. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** A string of `min` to `max` characters, of a pattern where given. */
export function string(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = limits;
  return (value, pointer, problems) => {
    if (typeof value !== 'string') problems.push({ pointer, message: 'must provide a string' });
    else if (value.length < min)
      problems.push({ pointer, message: `must be more than ${min - 1} characters` });
    else if (value.length > max && lengthOf(value) > max) {
      problems.push({ pointer, message: `must be less than ${max + 1} characters` });
    } else if (pattern && !pattern.test(value)) {
      problems.push({ pointer, message: `must match the pattern ${pattern.source}` });
    }
  };
}

/** An absolute URL of at most 3000 characters; `https` demands that scheme. */
export function url(limits: { max?: number; https?: boolean } = {}): Check {
  const length = string(limits.max === undefined ? {} : { max: limits.max });
  return (value, pointer, problems) => {
    const before = problems.length;
    length(value, pointer, problems);
    if (problems.length > before || typeof value !== 'string') return;
    const secure = limits.https !== true || value.startsWith('https://');
    if (!secure || !URL.canParse(value) || /\s/.test(value))
      problems.push({ pointer, message: 'invalid url' });
  };
}

/** A whole number within bounds. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value, pointer, problems) => {
    if (!Number.isInteger(value)) problems.push({ pointer, message: 'must provide an integer' });
    else if ((value as number) < min) problems.push({ pointer, message: `must be at least ${min}` });
    else if ((value as number) > max) problems.push({ pointer, message: `must be at most ${max}` });
  };
}

/** A number; above zero where asked. */
export function number(limits: { positive?: boolean } = {}): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'number') problems.push({ pointer, message: 'must provide a number' });
    else if (limits.positive && value <= 0) problems.push({ pointer, message: 'must be greater than 0' });
  };
}

/** True or false. */
export const boolean: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.push({ pointer, message: 'must provide a boolean' });
};

/** Anything at all. */
export const anything: Check = () => {};

/** One of these values. */
export function oneOf(...allowed: unknown[]): Check {
  return (value, pointer, problems) => {
    if (!allowed.includes(value)) {
      problems.push({ pointer, message: `must be one of: ${allowed.join(', ')}` });
    }
  };
}

/** A list of `min` to `max` items. */
export function list(item: Check, min = 0, max = Number.POSITIVE_INFINITY, unique = false): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ pointer, message: 'must provide an array' });
      return;
    }
    if (value.length < min) problems.push({ pointer, message: `no less than ${min} items allowed` });
    if (value.length > max) problems.push({ pointer, message: `no more than ${max} items allowed` });
    if (unique && new Set(value).size < value.length)
      problems.push({ pointer, message: 'items must be unique' });
    for (const [index, entry] of value.entries()) item(entry, `${pointer}/${index}`, problems);
  };
}

/** A further rule over an object whose fields are known. */
export type Rule = (value: Json, pointer: string, problems: Problem[]) => void;

/** An object with required and optional fields, and nothing else. */
export function object(
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
  ...rules: Rule[]
): Check {
  const fields: Record<string, Check> = { ...optional, ...required };
  const needed = Object.keys(required);
  return (value, pointer, problems) => {
    const record = asObject(value);
    if (!record) {
      problems.push({ pointer, message: 'must provide an object' });
      return;
    }
    for (const key of needed) {
      if (record[key] === undefined) problems.push({ pointer, message: `missing required field: ${key}` });
    }
    for (const [key, entry] of Object.entries(record)) {
      const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!check) problems.push({ pointer, message: `invalid additional property: ${key}` });
      else if (entry !== undefined) check(entry, `${pointer}/${key}`, problems);
    }
    for (const rule of rules) rule(record, pointer, problems);
  };
}

/** An object told apart by its `type`. */
export function byType(checks: Record<string, Check>): Check {
  return (value, pointer, problems) => {
    const record = asObject(value);
    const type = record?.['type'];
    if (!record) problems.push({ pointer, message: 'must provide an object' });
    else if (type === undefined) problems.push({ pointer, message: 'missing required field: type' });
    else if (typeof type !== 'string' || !Object.hasOwn(checks, type)) {
      problems.push({ pointer: `${pointer}/type`, message: `unsupported type: ${show(type)}` });
    } else checks[type]!(value, pointer, problems);
  };
}

/** Exactly one of two fields stands there. */
export function exactlyOne(first: string, second: string): Rule {
  return (value, pointer, problems) => {
    if ((value[first] === undefined) === (value[second] === undefined)) {
      problems.push({ pointer, message: `must define exactly one of \`${first}\` or \`${second}\`` });
    }
  };
}

/** At least one of these fields stands there. */
export function atLeastOne(...keys: string[]): Rule {
  return (value, pointer, problems) => {
    if (keys.every((key) => value[key] === undefined)) {
      const names = keys.map((key) => `\`${key}\``).join(' or ');
      problems.push({ pointer, message: `must define either ${names}` });
    }
  };
}
