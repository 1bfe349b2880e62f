/** What became of plays in some days, and what was late at their end. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import type { PlaysOfDays } from './domain.ts';
import { readPlaysOfRange } from './week-store.ts';

/**
 * On SQLite so many accounts take some milliseconds, in which requests wait; PostgreSQL wants more to do for each plan that
 * it makes.
 */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 5_000, postgres: 50_000 };

/**
 * As it stood on the date; but who has a step to do is not kept: it is told as it is now.
 * @param since the day before the first one
 * @param limit so many late steps are named, those that are late longest
 */
export async function readPlaysOfDays(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  days: { since: BusinessDate; date: BusinessDate },
  limit: number,
): Promise<PlaysOfDays> {
  const all: PlaysOfDays = { running: 0, done: 0, inTime: 0, late: 0, ofNobody: 0, forData: 0, steps: [] };
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect])) {
    const { steps, ...counts } = await readPlaysOfRange(db, workspaceId, days, limit, range);
    for (const key of Object.keys(counts) as (keyof typeof counts)[]) all[key] += counts[key];
    all.steps = [...all.steps, ...steps]
      .toSorted((a, b) => compareTexts(a.dueOn, b.dueOn) || compareTexts(a.accountName, b.accountName))
      .slice(0, limit);
  }
  return all;
}
