/** The SQL of feedback. */
import type { Selectable, Transaction } from 'kysely';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Feedback } from './domain.ts';

export async function findFeedback(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Feedback | null> {
  const row = await executor
    .selectFrom('feedback')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : readFeedback(row);
}

/** What was saved of a message of Slack. */
export async function findByMessage(
  executor: Executor,
  workspaceId: string,
  { channel, ts }: { channel: string; ts: string },
): Promise<Feedback | null> {
  const row = await executor
    .selectFrom('feedback')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .executeTakeFirst();
  return row === undefined ? null : readFeedback(row);
}

/** What customers of an account said, the newest first. */
export async function listFeedback(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; offset: number },
): Promise<Feedback[]> {
  const rows = await executor
    .selectFrom('feedback')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('said_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map(readFeedback);
}

/** How much feedback there is of an account, and when the newest was given. */
export async function countFeedback(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<{ count: number; newest: string | null }> {
  return executor
    .selectFrom('feedback')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('said_at').as('newest')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
}

/**
 * Whether it is there. Until the transaction ends it is not deleted: on PostgreSQL its row is locked, on SQLite nobody
 * else writes.
 */
export async function holdFeedback(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  let query = trx
    .selectFrom('feedback')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id);
  if (dialect === 'postgres') query = query.forKeyShare();
  return (await query.executeTakeFirst()) !== undefined;
}

/** @throws when there is feedback of this id or of this message */
export async function insertFeedback(
  trx: Transaction<Database>,
  workspaceId: string,
  feedback: Feedback,
): Promise<void> {
  await trx
    .insertInto('feedback')
    .values({ workspace_id: workspaceId, id: feedback.id, ...columnsOf(feedback) })
    .execute();
}

/** @throws when it has not the version before this */
export async function updateFeedback(
  trx: Transaction<Database>,
  workspaceId: string,
  feedback: Feedback,
): Promise<void> {
  const result = await trx
    .updateTable('feedback')
    .set(columnsOf(feedback))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', feedback.id)
    .where('version', '=', feedback.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`feedback ${feedback.id} was changed under its lock`);
}

/** Deletes it, with what it is evidence for. */
export async function deleteFeedback(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
): Promise<void> {
  await trx
    .deleteFrom('evidence')
    .where('workspace_id', '=', workspaceId)
    .where('feedback_id', '=', id)
    .execute();
  await trx.deleteFrom('feedback').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** The columns of feedback beside its id. */
export function columnsOf(feedback: Feedback) {
  return {
    account_id: feedback.accountId,
    version: feedback.version,
    text: feedback.text,
    author: feedback.author,
    contact_id: feedback.contactId,
    permalink: feedback.permalink,
    channel: feedback.channel,
    ts: feedback.ts,
    said_at: feedback.saidAt,
    consent: feedback.consent,
    consent_until: feedback.consentUntil,
    saved_by: feedback.savedBy,
    saved_at: feedback.savedAt,
    updated_by: feedback.updatedBy,
    updated_at: feedback.updatedAt,
  };
}

export function readFeedback(row: Selectable<Database['feedback']>): Feedback {
  return {
    id: row.id,
    accountId: row.account_id,
    version: row.version,
    text: row.text,
    author: row.author,
    contactId: row.contact_id,
    permalink: row.permalink,
    channel: row.channel,
    ts: row.ts,
    saidAt: row.said_at,
    consent: row.consent,
    consentUntil: row.consent_until,
    savedBy: row.saved_by,
    savedAt: row.saved_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}
