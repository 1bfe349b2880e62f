/** What accounts want to achieve, in the database. */
import type { Executor } from '../db/open.ts';
import { readDocument } from './store.ts';

export interface OutcomeRow {
  accountId: string;
  milestoneId: string | null;
  requiredOutcome: string;
}

/**
 * Of active and achieved cards of some accounts, the newest first.
 * @param before UTC ISO time before which they were written
 */
export async function listOutcomes(
  executor: Executor,
  workspaceId: string,
  accountIds: readonly string[],
  before: string,
): Promise<OutcomeRow[]> {
  if (accountIds.length === 0) return [];
  const rows = await executor
    .selectFrom('goal_card')
    .select(['account_id', 'milestone_id', 'document'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', 'in', [...accountIds])
    .where('state', 'in', ['active', 'achieved'])
    .where('created_at', '<', before)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    milestoneId: row.milestone_id,
    requiredOutcome: readDocument(row.document).requiredOutcome,
  }));
}
