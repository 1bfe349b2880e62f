/** What would be accepted, in words that need no knowledge of YAML or of this program. */
import { nearestWord } from './nearest.ts';

/** What zod tells a schema's own error function. */
interface RaisedIssue {
  readonly code?: string;
  readonly input?: unknown;
}

const LONGEST_SHOWN = 40;
const MOST_LISTED = 12;

/**
 * What a schema accepts, for the second argument of zod's schema functions: `z.int(mustBe('a whole number of days,
 * such as 45'))`. It also covers the checks that are chained to that schema.
 */
export function mustBe(what: string): { error: (issue: RaisedIssue) => string | undefined } {
  // An unknown key is answered with the nearest known one, whatever the group that it stands in must be.
  return {
    error: ({ code, input }) => (code === 'unrecognized_keys' ? undefined : mustBeWords(what, input)),
  };
}

/** As `mustBe`, for a choice among words. */
export function mustBeOneOf(words: readonly string[]): { error: (issue: RaisedIssue) => string } {
  return {
    error: ({ input }) => {
      const what = `one of ${words.join(', ')}`;
      return `${mustBeWords(what, input)}${typeof input === 'string' ? didYouMean(input, words) : ''}`;
    },
  };
}

/** `must be WHAT; it is "x"`, or that it is missing or empty. */
export function mustBeWords(what: string, input: unknown): string {
  if (input === undefined) return `is missing: it must be ${what}`;
  if (input === null) return `is empty: it must be ${what}`;
  return `must be ${what}; it is ${shown(input)}`;
}

/** `; did you mean "x"?`, or the known words when none is near and they are few, else nothing. */
export function didYouMeanOrKnown(word: string, known: readonly string[]): string {
  const suggestion = didYouMean(word, known);
  if (suggestion !== '' || known.length === 0) return suggestion;
  const rest = known.length > MOST_LISTED ? ', …' : '';
  return `; known here: ${known.slice(0, MOST_LISTED).join(', ')}${rest}`;
}

/** `; did you mean "x"?`, or nothing when no known word is near. */
function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known) ?? known.find((candidate) => beginsAlike(word, candidate));
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** A value as a person would point at it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of keys';
  if (typeof value !== 'string') return String(value);
  const text = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `"${text.toWellFormed()}"`;
}

/** "monday" and "mon" are far apart by edits, and yet nobody doubts what was meant. */
function beginsAlike(word: string, candidate: string): boolean {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}
