/** Published data on durations, and the writing of one's own. */
import fc from 'fast-check';
import type { DurationCount, Outcome } from '#src/stats/durations.ts';

/** One row for each of the days. */
export function after(outcome: Outcome, ...days: number[]): DurationCount[] {
  return days.map((day) => ({ outcome, days: day, accounts: 1 }));
}

/**
 * Weeks of remission: the trial of 6-mercaptopurine against placebo, E. J. Freireich and others, Blood 21 (1963) 699–716.
 * A relapse is written as reached.
 */
export const MERCAPTOPURINE = [
  ...after('reached', 6, 6, 6, 7, 10, 13, 16, 22, 23),
  ...after('open', 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
];
export const PLACEBO = after(
  'reached',
  1,
  1,
  2,
  2,
  3,
  4,
  4,
  5,
  5,
  8,
  8,
  8,
  8,
  11,
  11,
  12,
  12,
  15,
  17,
  22,
  23,
);

/**
 * Months after a transplant in two acute leukaemias, L. Scrucca, A. Santucci, F. Aversa, Bone Marrow Transplant. 40 (2007)
 * 381–387. A relapse is written as reached; death from the transplant competes.
 */
export const LYMPHOBLASTIC = [
  ...after('reached', 0, 1, 12),
  ...after('churned', 0, 1, 3, 4, 5, 7, 8, 9, 13, 14, 22, 26),
  ...after('open', 35, 72),
];
export const MYELOID = [
  ...after('reached', 3, 3, 3, 4, 4, 8),
  ...after('churned', 2, 7, 10),
  ...after('open', 2, 4, 7, 8, 32, 35, 67, 68, 70),
];

/**
 * Days of rats with a brain tumour: untreated, radiated, radiated with BPA. J. P. Klein, M. L. Moeschberger, Survival
 * Analysis, 2nd ed. (2003), exercise 7.7.
 */
export const RATS = [
  after('reached', 20, 21, 23, 24, 24, 26, 26, 27, 28, 30),
  [...after('reached', 26, 28, 29, 29, 30, 30, 31, 31, 32), ...after('open', 35)],
  [...after('reached', 31, 32, 34, 35, 36, 38, 38, 39), ...after('open', 42, 42)],
];

/** Any durations, ties and days without an outcome among them. */
export const durations = fc.array(
  fc.record({
    outcome: fc.constantFrom<Outcome>('reached', 'churned', 'open'),
    days: fc.integer({ min: 0, max: 25 }),
    accounts: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 40 },
);
