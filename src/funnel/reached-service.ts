/** Who reached a milestone within some days: the stories that a team tells. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { walkAccounts } from './accounts-service.ts';
import { entriesOf } from './entries.ts';

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
  const question = { knownOn: date, segment: null, movedAfter: after, columns: { money: true } };
  for await (const one of walkAccounts(deps, workspaceId, program, question)) {
    const { phases } = one.journey;
    const found: Reached[] = [];
    for (const account of one.accounts) {
      const own = entriesOf(account, date, { first: 1, last: phases.length }).filter(
        ({ outcome, endedOn }) => outcome === 'reached' && endedOn > after,
      );
      const furthest = own.at(-1);
      if (furthest === undefined) continue;
      for (const { number } of own) countOne(byMilestone, phases[number - 1]!.milestone.id);
      const { id: milestoneId } = phases[furthest.number - 1]!.milestone;
      countOne(byFurthest, milestoneId);
      const { id: accountId, arr } = account;
      found.push({ accountId, milestoneId, on: furthest.endedOn, arr });
    }
    total += found.length;
    if (found.length > 0) accounts = [...accounts, ...found].toSorted(largestFirst).slice(0, limit);
  }
  return { total, byMilestone, byFurthest, accounts };
}

function countOne(counts: Map<string, number>, milestoneId: string): void {
  counts.set(milestoneId, (counts.get(milestoneId) ?? 0) + 1);
}

function largestFirst(a: Reached, b: Reached): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(b.on, a.on) || compareTexts(a.accountId, b.accountId);
}
