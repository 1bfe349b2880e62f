/** Questions to our people in the database. */
import type { Selectable, Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { findTargets } from '../jobs/outbox-store.ts';
import type { Question } from './domain.ts';

export async function findQuestion(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Question | null> {
  const row = await executor
    .selectFrom('question')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toQuestion(row);
}

/** Whether anybody was asked anything since a day. */
export async function wasAskedSince(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<boolean> {
  const row = await executor
    .selectFrom('question')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('asked_on', '>=', day)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A question as a message shows it. */
export interface ShownQuestion extends Question {
  accountName: string;
}

/** The questions of messages, in the order in which they stand there. */
export async function listOfMessages(
  executor: Executor,
  workspaceId: string,
  outboxIds: readonly string[],
): Promise<ShownQuestion[]> {
  if (outboxIds.length === 0) return [];
  const rows = await executor
    .selectFrom('question')
    .innerJoin('account', (join) =>
      join
        .onRef('account.workspace_id', '=', 'question.workspace_id')
        .onRef('account.id', '=', 'question.account_id'),
    )
    .selectAll('question')
    .select('account.name as accountName')
    .where('question.workspace_id', '=', workspaceId)
    .where('question.outbox_id', 'in', [...new Set(outboxIds)])
    .orderBy('question.outbox_id')
    .orderBy('question.position')
    .execute();
  return rows.map(({ accountName, ...row }) => ({ ...toQuestion(row), accountName }));
}

const ROWS_PER_STATEMENT = 1_000;

export async function insertQuestions(
  trx: Transaction<Database>,
  workspaceId: string,
  questions: readonly Question[],
): Promise<void> {
  for (const batch of inBatches(questions, ROWS_PER_STATEMENT))
    await trx
      .insertInto('question')
      .values(batch.map((question) => toRow(workspaceId, question)))
      .execute();
}

/** Writes what a press made of a question. */
export async function updateQuestion(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, state, value, answerId, quietUntil, undoUntil }: Question,
): Promise<void> {
  await trx
    .updateTable('question')
    .set({ state, value, answer_id: answerId, quiet_until: quietUntil, undo_until: undoUntil })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** The workspaces that have answers whose minute is over. @param now UTC ISO time */
export async function listWorkspacesToEndChanges(executor: Executor, now: string): Promise<string[]> {
  const rows = await executor
    .selectFrom('question')
    .select('workspace_id')
    .distinct()
    .where('undo_until', 'is not', null)
    .where('undo_until', '<', now)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** Ends the minute of those for whom it is over. @returns the messages that show them */
export async function clearChanges(
  trx: Transaction<Database>,
  workspaceId: string,
  now: string,
): Promise<string[]> {
  const rows = await trx
    .updateTable('question')
    .set({ undo_until: null })
    .where('workspace_id', '=', workspaceId)
    .where('undo_until', 'is not', null)
    .where('undo_until', '<', now)
    .returning('outbox_id')
    .execute();
  return [...new Set(rows.map((row) => row.outbox_id))];
}

/** Those of the messages that can still be changed: old ones are forgotten. Locked until the transaction ends. */
export async function listKnownMessages(
  dialect: DialectName,
  trx: Executor,
  workspaceId: string,
  outboxIds: readonly string[],
): Promise<string[]> {
  const found = await findTargets(dialect, trx, workspaceId, outboxIds);
  return [...found].flatMap(([id, { kind }]) => (kind === 'post' ? [id] : []));
}

function toRow(workspaceId: string, question: Question) {
  return {
    workspace_id: workspaceId,
    id: question.id,
    account_id: question.accountId,
    metric_id: question.metricId,
    persona: question.persona,
    asked: question.asked,
    person_id: question.personId,
    outbox_id: question.outboxId,
    position: question.position,
    asked_on: question.askedOn,
    state: question.state,
    value: question.value,
    answer_id: question.answerId,
    quiet_until: question.quietUntil,
    undo_until: question.undoUntil,
  };
}

function toQuestion(row: Selectable<Database['question']>): Question {
  return {
    id: row.id,
    accountId: row.account_id,
    metricId: row.metric_id,
    persona: row.persona,
    asked: row.asked,
    personId: row.person_id,
    outboxId: row.outbox_id,
    position: row.position,
    askedOn: row.asked_on,
    state: row.state,
    value: row.value,
    answerId: row.answer_id,
    quietUntil: row.quiet_until,
    undoUntil: row.undo_until,
  };
}
