/** zod's issues as problems: one for each place, in plain words. */
import { z } from 'zod';
import { nearestWord } from './nearest.ts';
import type { Report } from './yaml-file.ts';
import { formatPath, type Path } from './yaml-part.ts';
import { didYouMeanOrKnown, mustBeWords } from './yaml-words.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/**
 * Reads the issues of one parse. `words` is that parse's error function: it words what a schema does not word itself,
 * and notes the known keys where unknown ones stand, which the finished issues no longer tell.
 */
export function createIssueReader(report: Report) {
  const knownKeys = new WeakMap<readonly string[], string[]>();

  function words(issue: RawIssue): string {
    if (issue.code === 'unrecognized_keys') knownKeys.set(issue.keys, keysOf(issue.inst));
    return mustBeWords(accepted(issue), issue.input);
  }

  function read(issues: readonly Issue[], parent: Path = []): void {
    const meant = new Set(
      issues.flatMap((issue) => keysMeantBy(issue).map((key) => formatPath([...issue.path, key]))),
    );
    for (const issue of issues) {
      // A misspelt key is one problem, not two: the right one is missing because it is misspelt.
      if (isMissing(issue) && meant.has(formatPath(issue.path))) continue;
      const path = [...parent, ...issue.path];
      if (issue.code === 'unrecognized_keys') readUnknownKeys(issue.keys, path);
      else if (issue.code === 'invalid_union') readUnion(issue, path);
      else if (issue.code === 'invalid_key') read(issue.issues, path);
      else report(path, issue.message);
    }
  }

  function readUnknownKeys(keys: readonly string[], path: Path): void {
    const known = knownKeys.get(keys) ?? [];
    for (const key of keys) report([...path, key], `is not a known key${didYouMeanOrKnown(key, known)}`);
  }

  function keysMeantBy(issue: Issue): string[] {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = knownKeys.get(issue.keys) ?? [];
    return issue.keys.map((key) => nearestWord(key, known)).filter((key) => key !== undefined);
  }

  /** The alternative that was meant is the one of the right kind with the fewest issues. */
  function readUnion(issue: UnionIssue, path: Path): void {
    const meant = issue.errors
      .filter((issues) => !issues.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0))
      .toSorted((a, b) => countOf(a) - countOf(b))[0];
    if (meant === undefined) report(path, issue.message);
    else read(meant, path);
  }

  return { words, read };
}

function isMissing(issue: Issue): boolean {
  return 'input' in issue && issue.input === undefined;
}

function countOf(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What the schema behind an issue accepts, for schemas that do not say it themselves. */
function accepted(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return oneOf([...new Set(issue.errors.flatMap((issues) => issues.flatMap(kindOf)))]);
    case 'too_small':
      return bounded(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bounded(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_format':
      return `text of the form "${issue.format}"`;
    default:
      return 'something else';
  }
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys, as in "name: Inbound"',
  record: 'a group of keys, as in "name: Inbound"',
};

function kindOf(issue: Issue): string[] {
  return issue.code === 'invalid_type' && issue.path.length === 0
    ? [KINDS[issue.expected] ?? issue.expected]
    : [];
}

function oneOf(words: readonly string[]): string {
  if (words.length <= 2) return words.join(' or ');
  return `one of ${words.join(', ')}`;
}

function bounded(origin: string, words: string, bound: number | bigint): string {
  if (origin === 'string') return `text of ${words} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `a list of ${words} ${bound}`;
  return `a number of ${words} ${bound}`;
}
