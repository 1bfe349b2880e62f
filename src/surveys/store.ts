/** Answers of customers and of our people in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { HealthPersona } from '../health/domain.ts';
import type { Answer } from './domain.ts';

export async function findAnswer(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Answer | null> {
  const row = await executor
    .selectFrom('survey_answer')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toAnswer(row);
}

/** The answers about an account, the newest first. @param page.persona null: of all */
export async function listAnswers(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { persona: HealthPersona | null; limit: number; offset: number },
): Promise<Answer[]> {
  let query = executor
    .selectFrom('survey_answer')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('day', 'desc')
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset);
  if (page.persona !== null) query = query.where('persona', '=', page.persona);
  return (await query.execute()).map(toAnswer);
}

/** How many answers there are of each persona. */
export async function countAnswers(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Map<HealthPersona, number>> {
  const { rows } = await sql<{ persona: HealthPersona; answers: number }>`
    select persona, cast(count(*) as integer) as answers from survey_answer
    where workspace_id = ${workspaceId} and account_id = ${accountId} group by persona`.execute(executor);
  return new Map(rows.map(({ persona, answers }) => [persona, answers]));
}

export async function insertAnswer(
  trx: Transaction<Database>,
  workspaceId: string,
  answer: Answer,
): Promise<void> {
  await trx.insertInto('survey_answer').values(toRow(workspaceId, answer)).execute();
}

/**
 * Writes the next version of an answer.
 * @throws Error when that version is not the one before: a bug of the caller, who holds the workspace's lock
 */
export async function updateAnswer(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, persona, value, day, note, answeredAt, version }: Answer,
): Promise<void> {
  const result = await trx
    .updateTable('survey_answer')
    .set({ persona, value, day, note, answered_at: answeredAt, version })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('version', '=', version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`answer ${id} is not at version ${version - 1}`);
}

export async function deleteAnswer(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
): Promise<void> {
  await trx
    .deleteFrom('survey_answer')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** An answer as its row. */
export function toRow(workspaceId: string, answer: Answer) {
  return {
    workspace_id: workspaceId,
    id: answer.id,
    account_id: answer.accountId,
    survey: answer.survey,
    persona: answer.persona,
    contact_id: answer.contactId,
    value: answer.value,
    day: answer.day,
    note: answer.note,
    key: answer.key,
    answered_by: answer.answeredBy,
    answered_at: answer.answeredAt,
    version: answer.version,
  };
}

/** A row as an answer. */
export function toAnswer(row: Selectable<Database['survey_answer']>): Answer {
  return {
    id: row.id,
    accountId: row.account_id,
    survey: row.survey,
    persona: row.persona,
    contactId: row.contact_id,
    value: row.value,
    day: row.day,
    note: row.note,
    key: row.key,
    answeredBy: row.answered_by,
    answeredAt: row.answered_at,
    version: row.version,
  };
}
