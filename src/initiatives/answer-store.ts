/** Answers to the question of initiatives in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { AnswerFigures, InitiativeAnswer } from './domain.ts';

export async function findAnswer(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<InitiativeAnswer | null> {
  const row = await executor
    .selectFrom('initiative_answer')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toAnswer(row);
}

/** The answers of one initiative, the newest first. */
export async function listAnswers(
  executor: Executor,
  workspaceId: string,
  initiativeId: string,
  limit: number,
): Promise<InitiativeAnswer[]> {
  const rows = await executor
    .selectFrom('initiative_answer')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('initiative_id', '=', initiativeId)
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAnswer);
}

/** The newest answer of each of these initiatives that has one. */
export async function findLastAnswers(
  executor: Executor,
  workspaceId: string,
  initiativeIds: readonly string[],
): Promise<Map<string, InitiativeAnswer>> {
  if (initiativeIds.length === 0) return new Map();
  const { rows } = await sql<Selectable<Database['initiative_answer']>>`
    select * from (
      select r.*, row_number() over (partition by r.initiative_id order by r.day desc, r.id desc) as place
      from initiative_answer r
      where r.workspace_id = ${workspaceId} and r.initiative_id in (${sql.join([...new Set(initiativeIds)])})) x
    where x.place = 1`.execute(executor);
  return new Map(rows.map((row) => [row.initiative_id, toAnswer(row)]));
}

/** @throws Error when there is one of this id already: the caller holds the workspace's lock and has looked */
export async function insertAnswer(
  trx: Transaction<Database>,
  workspaceId: string,
  answer: InitiativeAnswer,
): Promise<void> {
  await trx
    .insertInto('initiative_answer')
    .values({
      workspace_id: workspaceId,
      id: answer.id,
      initiative_id: answer.initiativeId,
      day: answer.day,
      answer: answer.answer,
      verdict: answer.verdict,
      figures: JSON.stringify(answer.figures),
      answered_by: answer.answeredBy,
      answered_at: answer.answeredAt,
    })
    .execute();
}

/** The figures that the form of an answer shows, by the id that the answer will have; null: nobody knows them any more. */
export async function findShown(
  executor: Executor,
  workspaceId: string,
  { id, initiativeId }: Pick<InitiativeAnswer, 'id' | 'initiativeId'>,
): Promise<AnswerFigures | null> {
  const row = await executor
    .selectFrom('initiative_shown')
    .select('figures')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('initiative_id', '=', initiativeId)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.figures) as AnswerFigures);
}

export async function insertShown(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, initiativeId, day, figures }: Pick<InitiativeAnswer, 'id' | 'initiativeId' | 'day' | 'figures'>,
): Promise<void> {
  const row = { id, initiative_id: initiativeId, day, figures: JSON.stringify(figures) };
  await trx
    .insertInto('initiative_shown')
    .values({ workspace_id: workspaceId, ...row })
    .execute();
}

/** Forgets what the forms of an initiative showed before a day. */
export async function deleteShownBefore(
  trx: Transaction<Database>,
  workspaceId: string,
  initiativeId: string,
  day: BusinessDate,
): Promise<void> {
  await trx
    .deleteFrom('initiative_shown')
    .where('workspace_id', '=', workspaceId)
    .where('initiative_id', '=', initiativeId)
    .where('day', '<', day)
    .execute();
}

function toAnswer(row: Selectable<Database['initiative_answer']>): InitiativeAnswer {
  return {
    id: row.id,
    initiativeId: row.initiative_id,
    day: row.day,
    answer: row.answer,
    verdict: row.verdict,
    figures: JSON.parse(row.figures) as AnswerFigures,
    answeredBy: row.answered_by,
    answeredAt: row.answered_at,
  };
}
