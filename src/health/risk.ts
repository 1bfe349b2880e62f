/** Which of the accounts at risk to talk about first. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { compareTexts } from '../base/text.ts';
import type { Band } from './domain.ts';

/** An account that is red, or in a worse band than on the earlier day. */
export interface RiskRow {
  id: string;
  band: Band | null;
  before: Band | null;
  arr: number | null;
  renewsOn: BusinessDate | null;
}

/** A renewal in so many days is near. */
const NEAR_RENEWAL_DAYS = 90;

/**
 * Red ones first; of those of one colour whoever renews soon, the sooner the higher, then whoever got worse, then by
 * the figure that they pay, whatever its currency.
 * @param date from which on renewals are near
 */
export function mostPressingFirst(date: BusinessDate): (a: RiskRow, b: RiskRow) => number {
  const last = addDays(date, NEAR_RENEWAL_DAYS);
  const near = ({ renewsOn }: RiskRow) =>
    renewsOn !== null && renewsOn >= date && renewsOn <= last ? renewsOn : NOT_NEAR;
  return (a, b) =>
    Number(b.band === 'red') - Number(a.band === 'red') ||
    compareTexts(near(a), near(b)) ||
    Number(isWorse(b)) - Number(isWorse(a)) ||
    (b.arr ?? -1) - (a.arr ?? -1) ||
    compareTexts(a.id, b.id);
}

/** After every date. */
const NOT_NEAR = '~';

function isWorse({ band, before }: RiskRow): boolean {
  return before !== null && before !== band;
}
