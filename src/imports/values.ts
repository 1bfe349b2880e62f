/** A cell's text as the value of a field, or the reason why it is none. */
import { CONTACT_PERSONAS, CONTACT_QUALIFIERS, domainKey } from '../accounts/domain.ts';
import { nearestWord } from '../base/nearest.ts';
import { asTyped } from '../base/text.ts';
import { CONSENTS } from '../feedback/domain.ts';
import { GAINS, GOAL_STATES, PERIODS } from '../goals/domain.ts';
import { HEALTH_PERSONAS } from '../health/domain.ts';
import { STAGES } from '../program/domain.ts';
import { TOUCHPOINT_KINDS } from '../touchpoints/domain.ts';
import * as z from 'zod';

export type Value = { ok: true; value: string | number } | { ok: false; reason: string };

const TRUE = new Set(['true', 'yes', 'y', '1', 't']);
const FALSE = new Set(['false', 'no', 'n', '0', 'f']);

export function readNumber(text: string, sign: '.' | ',' | null): Value {
  const plain = sign === null ? text : ungroup(text, sign);
  if (plain === null || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) {
    const hint =
      sign === null && /^[\d.,' ]+$/.test(text) ? '; the mapping can name the decimal sign: number: ","' : '';
    return no(`${quoted(text)} is not a number${hint}`);
  }
  const value = Number(plain);
  return Number.isFinite(value) ? yes(value) : no(`${quoted(text)} is too large`);
}

/** The number with a point for its decimal sign and without marks between thousands; null when they stand wrongly. */
function ungroup(text: string, sign: '.' | ','): string | null {
  const [whole = '', fraction, ...more] = text.split(sign);
  if (more.length > 0) return null;
  const mark = sign === ',' ? '.' : ',';
  const groups = whole.split(new RegExp(`[${mark}'’\\u00a0\\u202f ]`, 'u'));
  const [first = '', ...rest] = groups;
  if (rest.length > 0 && (!/^[+-]?\d{1,3}$/.test(first) || rest.some((group) => !/^\d{3}$/.test(group))))
    return null;
  return fraction === undefined ? groups.join('') : `${groups.join('')}.${fraction}`;
}

/** How often something happened: 0 or more. */
export function readCount(text: string, sign: '.' | ',' | null): Value {
  const read = readNumber(text, sign);
  return read.ok && Number(read.value) < 0 ? no(`${quoted(text)} is less than 0`) : read;
}

/** More versions than one thing can have; a larger number is something else, such as a date. */
const MOST_VERSIONS = 1_000_000;

/** The version of an export’s row: a whole number from 1. */
export function readVersion(text: string): Value {
  const version = Number(text);
  return /^\d+$/.test(text) && version >= 1 && version <= MOST_VERSIONS
    ? yes(version)
    : no(`${quoted(text)} is no version such as 3`);
}

export function readFlag(text: string): Value {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return yes(1);
  if (FALSE.has(word)) return yes(0);
  return no(`${quoted(text)} is neither true nor false`);
}

export function readStage(text: string): Value {
  return oneOf(text, STAGES);
}

export function readPersona(text: string): Value {
  return oneOf(text, CONTACT_PERSONAS);
}

export function readAnswerPersona(text: string): Value {
  return oneOf(text, HEALTH_PERSONAS);
}

export function readTouchpointKind(text: string): Value {
  return oneOf(text, TOUCHPOINT_KINDS);
}

export function readQualifiers(text: string): Value {
  return severalOf(text, CONTACT_QUALIFIERS);
}

export function readGoalState(text: string): Value {
  return oneOf(text, GOAL_STATES);
}

export function readPeriod(text: string): Value {
  return oneOf(text, PERIODS);
}

export function readGains(text: string): Value {
  return severalOf(text, GAINS);
}

export function readConsent(text: string): Value {
  return oneOf(text, CONSENTS);
}

/** Text of a JSON list: its escapes can say what no database holds. */
const typed = z.string().transform(asTyped);
const typedName = typed.pipe(z.string().min(1));
const typedOrNull = typed.nullish().transform((text) => text ?? null);

/** Texts: a JSON list, or one per line or between semicolons; kept as a JSON list. */
export function readNames(text: string): Value {
  return readList(text, z.array(typed), (name) => name, '["a name", "another one"]');
}

const contactList = z.array(
  z.strictObject({
    key: typedOrNull.transform((key) => (key === '' ? null : key)),
    name: typedName,
    persona: z
      .enum(CONTACT_PERSONAS)
      .nullish()
      .transform((persona) => persona ?? null),
    title: typedOrNull,
    qualifiers: z.array(z.enum(CONTACT_QUALIFIERS)).default([]),
  }),
);

/**
 * People: a JSON list of objects, or names one per line or between semicolons. A `key` tells people of one name apart.
 */
export function readContacts(text: string): Value {
  return readList(text, contactList, (name) => ({ name }), '[{"name":"Ada","persona":"decision_maker"}]');
}

const alternativeList = z.array(
  z.strictObject({
    name: typedName,
    rating: z
      .number()
      .int()
      .min(1)
      .max(5)
      .nullish()
      .transform((rating) => rating ?? null),
    note: typedOrNull,
  }),
);

/** Alternatives: a JSON list of objects, or names one per line or between semicolons. */
export function readAlternatives(text: string): Value {
  return readList(text, alternativeList, (name) => ({ name }), '[{"name":"a spreadsheet","rating":3}]');
}

function readList<T>(
  text: string,
  schema: z.ZodType<T>,
  made: (name: string) => unknown,
  form: string,
): Value {
  const refused = no(`${quoted(text)} is no list such as ${form}`);
  let given: unknown;
  try {
    given = text.startsWith('[')
      ? (JSON.parse(text) as unknown)
      : text.split(/[\n;]/).flatMap((name) => (name.trim() === '' ? [] : [made(name.trim())]));
  } catch {
    return refused;
  }
  const read = schema.safeParse(given);
  return read.success ? yes(JSON.stringify(read.data)) : refused;
}

/** Several, between commas, semicolons or bars; kept as a JSON list. */
function severalOf(text: string, words: readonly string[]): Value {
  const values = new Set<string>();
  for (const part of text.split(/[,;|]/)) {
    if (part.trim() === '') continue;
    const read = oneOf(part.trim(), words);
    if (!read.ok) return read;
    values.add(String(read.value));
  }
  return yes(JSON.stringify(words.filter((known) => values.has(known))));
}

export function readCurrency(text: string): Value {
  return /^[a-z]{3}$/i.test(text)
    ? yes(text.toUpperCase())
    : no(`${quoted(text)} is not a currency such as EUR`);
}

export function readEmail(text: string): Value {
  return /^[^\s@]+@[^\s@]+$/.test(text) ? yes(text) : no(`${quoted(text)} is not an e-mail address`);
}

/** A domain in the form in which accounts are found by it. */
export function readDomain(text: string): Value {
  const domain = domainKey(text);
  return /^[^\s/@]+$/.test(domain) ? yes(domain) : no(`${quoted(text)} is not a domain such as acme.com`);
}

export function readText(text: string): Value {
  return yes(text.replace(/\s+/gu, ' '));
}

function oneOf(text: string, words: readonly string[]): Value {
  const wanted = foldWord(text);
  const found = words.find((word) => foldWord(word) === wanted);
  if (found !== undefined) return yes(found);
  const near = nearestWord(text, words);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return no(`${quoted(text)} is not one of ${words.join(', ')}${hint}`);
}

/** How words of files are compared: without regard to case, spaces and underscores. */
export function foldWord(text: string): string {
  return text.toLowerCase().replace(/[\s_]+/gu, '');
}

export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

function yes(value: string | number): Value {
  return { ok: true, value };
}

function no(reason: string): Value {
  return { ok: false, reason };
}
