/** What fit is called where people read it. Plain text, to be escaped where it is shown. */
import type { FitKind, PotentialKind, ReadinessPart, Verdict } from './domain.ts';

export const VERDICT_WORDS: Record<Verdict, string> = {
  good_fit: 'Good fit',
  stretch: 'Stretch',
  unknown: 'Unknown',
  bad_fit: 'Bad fit',
};

/** White is not enough known, as everywhere. */
export const VERDICT_SIGNS: Record<Verdict, string> = {
  good_fit: '🟢',
  stretch: '🟡',
  unknown: '⚪',
  bad_fit: '🔴',
};

/** A kind or part, and what it means. */
export const KIND_WORDS: Record<FitKind | ReadinessPart, { name: string; means: string }> = {
  technical: { name: 'Technical', means: 'the technology that it takes' },
  functional: { name: 'Functional', means: 'features and functions' },
  resource: { name: 'Resource', means: 'money, time, energy' },
  competence: { name: 'Competence', means: 'their own expertise' },
  experience: { name: 'Experience', means: 'the experience that is appropriate to them' },
  cultural: { name: 'Cultural', means: 'beliefs, morals, attitudes' },
  ready: { name: 'Ready', means: 'a problem or an opportunity, known and urgent' },
  willing: { name: 'Willing', means: 'acting on it, with a catalyst' },
  able: { name: 'Able', means: 'money, authority, buying cycle' },
};

export const POTENTIAL_WORDS: Record<PotentialKind, { name: string; means: string }> = {
  success: { name: 'Success', means: 'reaching their Desired Outcome with us' },
  ascension: { name: 'Ascension', means: 'growing inside their company' },
  advocacy: { name: 'Advocacy', means: 'bringing others' },
};

/** By level, from 0 to 3. */
export const LEVEL_WORDS = ['none', 'low', 'medium', 'high'] as const;

/** A share of 100 as a bar of ten parts, such as `▰▰▰▰▰▰▰▱▱▱`. */
export function barOf(percent: number): string {
  const full = Math.round(percent / 10);
  return '▰'.repeat(full) + '▱'.repeat(10 - full);
}

/** Of what should be there, what is: `1 of 3 known, 33 % (bar: 60 %)`. A share under the bar never reads as it. */
export function shareWords({ yes, known }: { yes: number; known: number }, bar: number): string {
  return `${yes} of ${known} known, ${Math.floor((yes / known) * 100)}\u00A0% (bar: ${bar}\u00A0%)`;
}

/** `67 of 100`, or that nothing is known. */
export function readinessWords(percent: number | null): string {
  return percent === null ? 'not known' : `${percent} of 100`;
}
