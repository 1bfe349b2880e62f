/** What a rule would do, and would have done: the months that are looked back on, and what their figures tell. */
import { addDays, addMonths, type BusinessDate } from '../base/business-date.ts';
import { nextPostDay } from '../program/domain.ts';
import { shareDifference, wilson, type Interval } from '../stats/proportion.ts';
import type { Condition } from './domain.ts';

export type { Interval } from '../stats/proportion.ts';

/** An account that one of two rules lists. */
export interface RehearsedAccount {
  id: string;
  name: string;
  arr: number | null;
  currency: string | null;
  isListed: boolean;
  wasListed: boolean;
}

export interface RehearsedNames {
  count: number;
  /** The most valuable first. */
  first: RehearsedAccount[];
}

export interface RehearsedToday {
  listed: RehearsedNames;
  /** Against the rule as it stands in the program. */
  added: RehearsedNames;
  dropped: RehearsedNames;
}

/** So many months are looked back on. */
export const MONTHS = 12;
/** Whoever left within so many days after a listing would have been listed in time. */
export const CHURN_DAYS = 90;
/** Of fewer listed accounts, or fewer that left, nothing is said. */
const ENOUGH_LISTED = 10;
const ENOUGH_CHURNED = 5;

/** How a rule would have done on one date. */
export interface BacktestMonth {
  date: BusinessDate;
  /** Accounts that had a place on a journey and had not churned. */
  accounts: number;
  /** Those of them that left within the days after. */
  churned: number;
  listed: number;
  listedChurned: number;
  /** Whether the days after are over by now; until then whoever may leave is not counted. */
  isOver: boolean;
}

export interface BacktestVerdict {
  /** Dates whose days after are over: all of them are counted. */
  dates: number;
  /** How many of those dates have no days after in common: as many as the intervals go by. */
  windows: number;
  /** Accounts, listed or not, once for each date. */
  accounts: number;
  churned: number;
  listed: number;
  listedChurned: number;
  /** The share of listed accounts that left, and of all; null: there were none. */
  share: Interval | null;
  base: Interval | null;
  tells: 'too-few' | 'more' | 'fewer' | 'no-difference';
}

/** The first working day of each of the last months, oldest first; today's month too when that day has come. */
export function backtestDates(today: BusinessDate): BusinessDate[] {
  const first = (monthsAgo: number) => nextPostDay(null, addMonths(`${today.slice(0, 7)}-01`, -monthsAgo));
  const dates = Array.from({ length: MONTHS + 1 }, (_, monthsAgo) => first(monthsAgo));
  return dates
    .filter((date) => date <= today)
    .slice(0, MONTHS)
    .toReversed();
}

/** Whether the days after a date are over. */
export function isOver(date: BusinessDate, today: BusinessDate): boolean {
  return addDays(date, CHURN_DAYS) <= today;
}

/**
 * What the months tell, of all dates whose days after are over. One leaving is seen from each date whose days overlap:
 * the intervals count each date only for the part that no other one sees, so that they are as wide as those of a look
 * back without overlaps. The shares are compared with those of the accounts that were not listed.
 */
export function judgeBacktest(months: readonly BacktestMonth[]): BacktestVerdict {
  const over = months.filter((month) => month.isOver);
  const windows = countApart(over);
  const sum = (pick: 'accounts' | 'churned' | 'listed' | 'listedChurned') =>
    over.reduce((total, month) => total + month[pick], 0);
  const [accounts, churned, listed, listedChurned] = [
    sum('accounts'),
    sum('churned'),
    sum('listed'),
    sum('listedChurned'),
  ];
  const part = over.length === 0 ? 1 : windows / over.length;
  const apart = (successes: number, trials: number) => ({
    successes: successes * part,
    trials: trials * part,
  });
  const own = apart(listedChurned, listed);
  const all = apart(churned, accounts);
  const difference = shareDifference(own, apart(churned - listedChurned, accounts - listed));
  const isEnough = own.trials >= ENOUGH_LISTED && all.successes >= ENOUGH_CHURNED && difference !== null;
  return {
    dates: over.length,
    windows,
    accounts,
    churned,
    listed,
    listedChurned,
    share: wilson(own),
    base: wilson(all),
    tells: !isEnough
      ? 'too-few'
      : difference.low > 0
        ? 'more'
        : difference.high < 0
          ? 'fewer'
          : 'no-difference',
  };
}

/** How many of the dates, oldest first, lie so far apart that nobody's leaving is seen from two of them. */
function countApart(months: readonly BacktestMonth[]): number {
  let count = 0;
  let free: BusinessDate | null = null;
  for (const { date } of months) {
    if (free !== null && date < free) continue;
    count += 1;
    free = addDays(date, CHURN_DAYS);
  }
  return count;
}

/** What a condition asks for that is known only as it is today, or not at all for the past. */
export function unknownInPast(condition: Condition): ('health' | 'today')[] {
  const kinds = kindsIn(condition);
  return [
    ...(kinds.has('health') || kinds.has('coverage') ? ['health' as const] : []),
    ...(['segment', 'stage', 'arr', 'days_to_renewal', 'fit'].some((kind) => kinds.has(kind))
      ? ['today' as const]
      : []),
  ];
}

function kindsIn(condition: Condition): Set<string> {
  if (condition.kind === 'all' || condition.kind === 'any')
    return new Set(condition.of.flatMap((part) => [...kindsIn(part)]));
  return condition.kind === 'not' ? kindsIn(condition.of) : new Set([condition.kind]);
}
