/** What became of plays in some days, and what was late at their end. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { LateStep, PlaysOfDays } from './domain.ts';
import { readPlaysOfRange } from './week-store.ts';

/**
 * As it stood on the date; but who has a step to do is not kept: it is told as it is now.
 * @param days from the first to the last one, and the date, which may be later
 * @param limit so many late steps are named, those that are late longest
 */
export async function readPlaysOfDays(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  days: { from: BusinessDate; upTo: BusinessDate; date: BusinessDate },
  limit: number,
): Promise<PlaysOfDays> {
  const counted = { running: 0, done: 0, inTime: 0, late: 0, ofNobody: 0, forData: 0 };
  const byOwner = new Map<string | null, number>();
  let all: LateStep[] = [];
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'look')) {
    const { steps, byOwner: owners, ...counts } = await readPlaysOfRange(db, workspaceId, days, limit, range);
    for (const key of Object.keys(counts) as (keyof typeof counts)[]) counted[key] += counts[key];
    for (const { ownerId, late } of owners) byOwner.set(ownerId, (byOwner.get(ownerId) ?? 0) + late);
    all = [...all, ...steps]
      .toSorted((a, b) => compareTexts(a.dueOn, b.dueOn) || compareTexts(a.accountName, b.accountName))
      .slice(0, limit);
  }
  return {
    ...counted,
    steps: all,
    byOwner: [...byOwner].map(([ownerId, late]) => ({ ownerId, late })),
  };
}
