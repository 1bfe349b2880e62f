/** Who reached a milestone within some days: the stories that a team tells. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { firstOf } from '../base/first-of.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { walkAccounts } from './accounts-service.ts';
import { entriesOf } from './entries.ts';

/** An account with a milestone that it reached. */
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
  /** Each account once, with the furthest milestone that it reached in the time; those that pay most first. */
  accounts: Reached[];
  /** Each milestone of `apart` that an account reached in the time, also where it came further; by money too. */
  apart: Reached[];
}

/**
 * @param within the first and the last day; at most `limit` of each list are named; `apart` are the ids of
 *   milestones that are told by themselves
 */
export async function readReached(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  within: { from: BusinessDate; upTo: BusinessDate; limit: number; apart: ReadonlySet<string> },
): Promise<ReachedWithin> {
  const { from, upTo, limit } = within;
  const byMilestone = new Map<string, number>();
  let accounts: Reached[] = [];
  let apart: Reached[] = [];
  let total = 0;
  const question = { knownOn: upTo, segment: null, movedAfter: addDays(from, -1), columns: { money: true } };
  for await (const one of walkAccounts(deps, workspaceId, program, question)) {
    const { phases } = one.journey;
    const furthest: Reached[] = [];
    const foundApart: Reached[] = [];
    for (const account of one.accounts) {
      const { id: accountId, arr } = account;
      const own = entriesOf(account, upTo, { first: 1, last: phases.length })
        .filter(({ outcome, endedOn }) => outcome === 'reached' && endedOn >= from)
        .map(({ number, endedOn: on }) => ({
          accountId,
          milestoneId: phases[number - 1]!.milestone.id,
          on,
          arr,
        }));
      for (const { milestoneId } of own) countOne(byMilestone, milestoneId);
      furthest.push(...own.slice(-1));
      foundApart.push(...own.filter(({ milestoneId }) => within.apart.has(milestoneId)));
    }
    total += furthest.length;
    accounts = firstOf(accounts, furthest, largestFirst, limit);
    apart = firstOf(apart, foundApart, largestFirst, limit);
  }
  return { total, byMilestone, accounts, apart };
}

function countOne(counts: Map<string, number>, milestoneId: string): void {
  counts.set(milestoneId, (counts.get(milestoneId) ?? 0) + 1);
}

function largestFirst(a: Reached, b: Reached): number {
  return (
    (b.arr ?? -1) - (a.arr ?? -1) ||
    compareTexts(b.on, a.on) ||
    compareTexts(a.accountId, b.accountId) ||
    compareTexts(a.milestoneId, b.milestoneId)
  );
}
