/** What people of ours judged of accounts. */
import type { Selectable, Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Judgement } from './domain.ts';

/** Keeps a judgement; one that was kept before under the same id stays as it is. @returns whether it is new */
export async function insertJudgement(
  trx: Transaction<Database>,
  workspaceId: string,
  judgement: Judgement,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('judgement')
    .values({
      workspace_id: workspaceId,
      id: judgement.id,
      account_id: judgement.accountId,
      band: judgement.band,
      reason: judgement.reason,
      day: judgement.day,
      judged_by: judgement.judgedBy,
      judged_at: judgement.judgedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The account's newest judgements, newest first. */
export async function listJudgements(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  limit: number,
): Promise<Judgement[]> {
  const rows = await executor
    .selectFrom('judgement')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('day', 'desc')
    .orderBy('judged_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(judgementOf);
}

function judgementOf(row: Selectable<Database['judgement']>): Judgement {
  return {
    id: row.id,
    accountId: row.account_id,
    band: row.band,
    reason: row.reason,
    day: row.day,
    judgedBy: row.judged_by,
    judgedAt: row.judged_at,
  };
}
