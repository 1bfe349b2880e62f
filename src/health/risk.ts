/** Which of the accounts at risk to talk about first. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { firstOf } from '../base/first-of.ts';
import { compareTexts } from '../base/text.ts';
import type { Band } from './domain.ts';

/** An account that is red, or in a worse band than on the earlier day. */
export interface RiskRow {
  id: string;
  band: Band | null;
  before: Band | null;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  /** Its day of renewal, where that has passed and nothing says whether it renewed; else null. */
  passedOn: BusinessDate | null;
}

/** A renewal in so many days is near. */
const NEAR_RENEWAL_DAYS = 90;

/** Accounts of one rank, in both orders, since only the last row tells which one holds. */
interface Rank {
  currencies: Set<string>;
  byMoney: RiskRow[];
  byRenewal: RiskRow[];
}

export interface RiskList {
  add: (rows: readonly RiskRow[]) => void;
  /** So many were added. */
  total: () => number;
  /** The most pressing first. */
  read: () => RiskRow[];
}

/**
 * Collects accounts at risk, which come part by part. First are those whose renewal has passed without an answer, then red
 * ones that renew soon, other red ones, and the others. Within each whoever pays most is first where all pay in one
 * currency, and else whoever renews soonest: amounts of several currencies can not be compared.
 * @param date from which on renewals are near
 * @param limit so many are kept
 */
export function collectRisks(date: BusinessDate, limit: number): RiskList {
  const ranks = new Map<number, Rank>();
  const byRenewal = soonestFirst(date);
  let total = 0;
  return {
    add(rows) {
      total += rows.length;
      for (const [rank, own] of Map.groupBy(rows, (row) => rankOf(row, date))) {
        const known = ranks.get(rank) ?? { currencies: new Set(), byMoney: [], byRenewal: [] };
        for (const { arr, currency } of own) if (arr !== null) known.currencies.add(currency ?? '');
        known.byMoney = firstOf(known.byMoney, own, largestFirst, limit);
        known.byRenewal = firstOf(known.byRenewal, own, byRenewal, limit);
        ranks.set(rank, known);
      }
    },
    total: () => total,
    read: () =>
      [...ranks]
        .toSorted(([a], [b]) => a - b)
        .flatMap(([, { currencies, ...own }]) => (currencies.size > 1 ? own.byRenewal : own.byMoney))
        .slice(0, limit),
  };
}

function rankOf({ band, passedOn, renewsOn }: RiskRow, date: BusinessDate): number {
  const isRed = band === 'red';
  if (passedOn !== null) return isRed ? 0 : 1;
  const last = addDays(date, NEAR_RENEWAL_DAYS);
  const isNear = renewsOn !== null && renewsOn >= date && renewsOn <= last;
  return isRed ? (isNear ? 2 : 3) : 4;
}

/** After every date. */
const NOT_KNOWN = '~';

function largestFirst(a: RiskRow, b: RiskRow): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(a.id, b.id);
}

function soonestFirst(date: BusinessDate): (a: RiskRow, b: RiskRow) => number {
  const dayOf = ({ passedOn, renewsOn }: RiskRow) =>
    passedOn ?? (renewsOn !== null && renewsOn >= date ? renewsOn : NOT_KNOWN);
  return (a, b) =>
    compareTexts(dayOf(a), dayOf(b)) || Number(isWorse(b)) - Number(isWorse(a)) || compareTexts(a.id, b.id);
}

function isWorse({ band, before }: RiskRow): boolean {
  return before !== null && before !== band;
}
