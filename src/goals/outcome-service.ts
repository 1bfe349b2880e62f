/** What customers want to achieve, in their own words: a success is told with them. */
import type { Executor } from '../db/open.ts';
import { listOutcomes } from './outcome-store.ts';

/**
 * One Required Outcome for each account that has one: that of the card which is linked to the milestone, else the newest.
 * @param before UTC ISO time: only cards that were written before it
 */
export async function findOwnWords(
  executor: Executor,
  workspaceId: string,
  accounts: readonly { accountId: string; milestoneId: string }[],
  before: string,
): Promise<Map<string, string>> {
  const ids = accounts.map(({ accountId }) => accountId);
  const cards = Map.groupBy(
    await listOutcomes(executor, workspaceId, ids, before),
    ({ accountId }) => accountId,
  );
  const words = new Map<string, string>();
  for (const { accountId, milestoneId } of accounts) {
    const own = cards.get(accountId) ?? [];
    const card = own.find((one) => one.milestoneId === milestoneId) ?? own[0];
    if (card !== undefined) words.set(accountId, card.requiredOutcome);
  }
  return words;
}
