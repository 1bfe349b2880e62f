/** The rehearsal of a rule before it is saved: what it would do today, and would have done in the last months. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { assessmentSources } from '../journey/service.ts';
import type { Program } from '../program/domain.ts';
import type { Rule } from './domain.ts';
import {
  backtestDates,
  isOver,
  type BacktestMonth,
  type RehearsedAccount,
  type RehearsedNames,
  type RehearsedToday,
} from './rehearsal.ts';
import { countBacktest, neededBy, selectRehearsed } from './rehearsal-store.ts';

/** So many names are kept of each kind, those of the most valuable accounts. */
export const MOST_NAMES = 300;

/**
 * Whom the rule would list on a date and how that differs from what stands in the program. Every account is assessed
 * anew, a range at a time, so that it is what the morning of that date would find.
 * @param before the rule as it stands; null: it is new
 */
export async function rehearseToday(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { before, after }: { before: Rule | null; after: Rule },
  date: BusinessDate,
): Promise<RehearsedToday> {
  const { db, dialect } = deps.database;
  const conditionOf = (rule: Rule | null) => (rule?.enabled === true ? rule.when : null);
  const [will, was] = [conditionOf(after), conditionOf(before)];
  const needed = neededBy([will, was].filter((condition) => condition !== null));
  const listed = collect();
  const added = collect();
  const dropped = collect();
  for await (const scope of accountRanges(deps.database, workspaceId, 'read')) {
    const context = { dialect, program, date };
    const sources = assessmentSources(workspaceId, context, scope, needed);
    for (const account of await selectRehearsed(db, workspaceId, { ...context, sources }, will, was)) {
      if (account.isListed) listed.add(account);
      if (account.isListed && !account.wasListed) added.add(account);
      if (!account.isListed) dropped.add(account);
    }
  }
  return { listed: listed.end(), added: added.end(), dropped: dropped.end() };
}

/** Keeps a bounded number of names, and the count of all. */
function collect(): { add: (account: RehearsedAccount) => void; end: () => RehearsedNames } {
  let first: RehearsedAccount[] = [];
  let count = 0;
  const cut = () => {
    first = first
      .toSorted((a, b) => (b.arr ?? -1) - (a.arr ?? -1) || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_NAMES);
  };
  return {
    add(account) {
      count += 1;
      first.push(account);
      if (first.length >= 2 * MOST_NAMES) cut();
    },
    end() {
      cut();
      return { count, first };
    },
  };
}

/**
 * Whom the rule would have listed on the first working day of each of the last twelve months, oldest first.
 * @param onProgress after each month, how many of them are done
 */
export async function backtest(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  rule: Pick<Rule, 'when'>,
  today: BusinessDate,
  onProgress: (done: number, all: number) => Promise<void> = async () => {},
): Promise<BacktestMonth[]> {
  const { db, dialect } = deps.database;
  const dates = backtestDates(today);
  const needed = neededBy([rule.when]);
  const months: BacktestMonth[] = [];
  for (const date of dates) {
    const month = { date, accounts: 0, churned: 0, listed: 0, listedChurned: 0, isOver: isOver(date, today) };
    for await (const scope of accountRanges(deps.database, workspaceId, 'read')) {
      const sources = assessmentSources(workspaceId, { dialect, program, date }, scope, needed);
      const counts = await countBacktest(db, workspaceId, { program, date, sources }, rule.when);
      month.accounts += counts.accounts;
      month.churned += counts.churned;
      month.listed += counts.listed;
      month.listedChurned += counts.listedChurned;
    }
    months.push(month);
    await onProgress(months.length, dates.length);
  }
  return months;
}
