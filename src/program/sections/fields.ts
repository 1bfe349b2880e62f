/** What the sections of a program are made of: the small fields, and the checks that more than one section needs. */
import { z } from 'zod';
import { nearestWord } from '../../base/nearest.ts';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { didYouMeanOrKnown, mustBe } from '../../base/yaml-words.ts';

// Ids stand in Slack's buttons and menus, whose values end at 75 characters.
const ID = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,59}$/u;
const LONGEST_DAYS = 36_500;

export const NAME_WORDS = 'a name of 1 to 200 characters';

/** The id of something that other parts of the program name. */
export const idField = z
  .string(mustBe('an id of letters, digits, "-" and "_" (at most 60), such as first-leads'))
  .regex(ID);

/** What people call it. */
export const nameField = z.string(mustBe(NAME_WORDS)).trim().min(1).max(200);

/** One or a few sentences. */
export const sentenceField = z.string(mustBe('text of 1 to 1000 characters')).trim().min(1).max(1000);

/** A positive length of time. */
export const daysField = z
  .int(mustBe('a whole number of days, 1 or more, such as 45'))
  .min(1)
  .max(LONGEST_DAYS);

/** A length of time that may be none. */
export const daysOrNoneField = z
  .int(mustBe('a whole number of days, 0 or more, such as 5'))
  .min(0)
  .max(LONGEST_DAYS);

/** The ids that parts of a document may name: what stands there, right or wrong. */
export interface Names {
  journeys: string[];
  milestones: string[];
  segments: string[];
  plays: string[];
}

/** Tells of every part whose id an earlier one has. */
export function checkUnique(parts: readonly Part[], report: Report, key = 'id'): void {
  const seen = new Set<string>();
  for (const part of parts) {
    const id = part.get(key).text();
    if (id === undefined) continue;
    if (seen.has(id)) report([...part.path, key], `must be unique: "${id}" stands above already`);
    seen.add(id);
  }
}

/** Tells of a word that is not known, with the nearest that is. `what` as in `a milestone of this program`. */
export function checkKnown(part: Part, known: readonly string[], what: string, report: Report): void {
  const word = part.text();
  if (word === undefined || known.includes(word)) return;
  report(part.path, `must be ${what}; it is "${word}"${didYouMeanOrKnown(word, known)}`);
}

/** Tells when none of the keys stands in the part, or more than one. */
export function checkExactlyOne(part: Part, keys: readonly string[], report: Report): void {
  if (typeof part.value !== 'object' || part.value === null || Array.isArray(part.value)) return;
  const present = keys.filter((key) => part.has(key));
  for (const key of present.slice(1)) {
    report([...part.path, key], `can not stand beside "${present[0]}": keep one of ${keys.join(', ')}`);
  }
  if (present.length === 0 && !isMisspelt(part, keys)) report(part.path, `needs one of ${keys.join(', ')}`);
}

/**
 * Whether a key stands there that is almost one of `keys`: a problem already, so that none more is told of it.
 * @param known all keys that may stand there: one of them is itself, however close it is
 */
export function isMisspelt(part: Part, keys: readonly string[], known: readonly string[] = keys): boolean {
  return part.keys().some((key) => !known.includes(key) && nearestWord(key, keys) !== undefined);
}
