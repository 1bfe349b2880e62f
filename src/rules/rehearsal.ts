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
  /** How many dates count: those whose days after do not overlap, so that nobody's leaving counts twice. */
  windows: number;
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

/** What the months tell. The shares are compared with those of the accounts that were not listed. */
export function judgeBacktest(months: readonly BacktestMonth[]): BacktestVerdict {
  const counted: BacktestMonth[] = [];
  for (const month of months) {
    const last = counted.at(-1);
    if (month.isOver && (last === undefined || month.date >= addDays(last.date, CHURN_DAYS)))
      counted.push(month);
  }
  const sum = (pick: 'accounts' | 'churned' | 'listed' | 'listedChurned') =>
    counted.reduce((total, month) => total + month[pick], 0);
  const [accounts, churned, listed, listedChurned] = [
    sum('accounts'),
    sum('churned'),
    sum('listed'),
    sum('listedChurned'),
  ];
  const own = { successes: listedChurned, trials: listed };
  const difference = shareDifference(own, {
    successes: churned - listedChurned,
    trials: accounts - listed,
  });
  const isEnough = listed >= ENOUGH_LISTED && churned >= ENOUGH_CHURNED && difference !== null;
  return {
    windows: counted.length,
    accounts,
    churned,
    listed,
    listedChurned,
    share: wilson(own),
    base: wilson({ successes: churned, trials: accounts }),
    tells: !isEnough
      ? 'too-few'
      : difference.low > 0
        ? 'more'
        : difference.high < 0
          ? 'fewer'
          : 'no-difference',
  };
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
