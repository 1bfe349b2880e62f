/** Who reached a milestone within some days: the stories that a team tells. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { entryRanges } from './ranges-service.ts';
import { listReachedRows } from './reached-store.ts';

/** An account with the furthest milestone that it reached in the time. */
export interface Reached {
  accountId: string;
  milestoneId: string;
  on: BusinessDate;
  arr: number | null;
}

export interface ReachedWithin {
  /** How many accounts reached one at least. */
  total: number;
  /** By milestone: how many reached it. */
  byMilestone: Map<string, number>;
  /** By milestone: for how many of these it was the furthest one. */
  byFurthest: Map<string, number>;
  /** Those that pay most first. */
  accounts: Reached[];
}

/** @param within after which day, up to and with `date`; at most `limit` accounts are named */
export async function readReached(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  within: { after: BusinessDate; date: BusinessDate; limit: number },
): Promise<ReachedWithin> {
  const { after, date, limit } = within;
  const byMilestone = new Map<string, number>();
  const byFurthest = new Map<string, number>();
  let accounts: Reached[] = [];
  let total = 0;
  const question = { date, segment: null, since: null, money: true };
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, question)) {
    const furthest = new Map<string, Reached & { number: number }>();
    for (const { id, number, on, arr } of await listReachedRows(deps.database.db, scope, found, after)) {
      const milestoneId = journey.phases[number - 1]!.milestone.id;
      countOne(byMilestone, milestoneId);
      if ((furthest.get(id)?.number ?? 0) < number)
        furthest.set(id, { accountId: id, milestoneId, on, arr, number });
    }
    total += furthest.size;
    for (const { milestoneId } of furthest.values()) countOne(byFurthest, milestoneId);
    const added = [...furthest.values()].map(({ number: _, ...reached }) => reached);
    if (added.length > 0) accounts = [...accounts, ...added].toSorted(largestFirst).slice(0, limit);
  }
  return { total, byMilestone, byFurthest, accounts };
}

function countOne(counts: Map<string, number>, milestoneId: string): void {
  counts.set(milestoneId, (counts.get(milestoneId) ?? 0) + 1);
}

function largestFirst(a: Reached, b: Reached): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(b.on, a.on) || compareTexts(a.accountId, b.accountId);
}
