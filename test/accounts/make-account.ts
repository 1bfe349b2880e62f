/** Accounts written straight into a test's database. */
import { createIdSource } from '#src/base/ids.ts';
import { nameKey } from '#src/accounts/name-key.ts';
import type { AccountFields } from '#src/accounts/domain.ts';
import type { OpenDatabase } from '#src/db/open.ts';

const makeId = createIdSource();

export interface MadeAccount extends Partial<AccountFields> {
  name: string;
  key: string;
  assessment?: { workingOn: string | null; position: number; since: string; churned?: boolean };
}

/** Writes an account, with what an assessment found where that is given; returns its id. */
export async function makeAccount(
  { db }: OpenDatabase,
  workspaceId: string,
  account: MadeAccount,
): Promise<string> {
  const id = makeId();
  const at = '2026-01-01T00:00:00.000Z';
  await db
    .insertInto('account')
    .values({
      workspace_id: workspaceId,
      id,
      key: account.key,
      name: account.name,
      name_key: nameKey(account.name),
      domain: account.domain ?? null,
      segment: account.segment ?? null,
      stage: account.stage ?? null,
      lead_id: account.leadId ?? null,
      partner_id: account.partnerId ?? null,
      arr: account.arr ?? null,
      currency: account.currency ?? null,
      started_on: account.startedOn ?? null,
      renews_on: account.renewsOn ?? null,
      sold_by: account.soldBy ?? null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  const { assessment } = account;
  if (assessment === undefined) return id;
  await db
    .insertInto('assessment')
    .values({
      workspace_id: workspaceId,
      account_id: id,
      journey_id: 'inbound',
      working_on: assessment.workingOn,
      position: assessment.position,
      since: assessment.since,
      reached: '[]',
      slipped: null,
      churned: (assessment.churned ?? account.stage === 'Churned') ? 1 : 0,
      arr: null,
      last_signal_on: null,
      last_ebr_on: null,
      revisit_on: null,
    })
    .execute();
  return id;
}

/** Lets an account leave on a day, by its stage, as if a person had set it and the morning had seen it. */
export async function letLeave(
  { db }: Pick<OpenDatabase, 'db'>,
  id: string,
  day = '2026-01-01',
): Promise<void> {
  const { workspace_id } = await db
    .updateTable('account')
    .set({ stage: 'Churned' })
    .where('id', '=', id)
    .returning('workspace_id')
    .executeTakeFirstOrThrow();
  const row = { workspace_id, account_id: id, day, key: `stage:${id}|${day}|left`, reason: 'Price' };
  await db.insertInto('churn').values(row).execute();
  await db.updateTable('assessment').set({ churned: 1 }).where('account_id', '=', id).execute();
}
