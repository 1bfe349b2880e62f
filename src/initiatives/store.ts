/** Initiatives and their answers in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import { nameKey } from '../accounts/name-key.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Asked, Initiative, InitiativeFigures, InitiativeKind, InitiativeState } from './domain.ts';

export async function findInitiative(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Initiative | null> {
  const row = await executor
    .selectFrom('initiative')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toInitiative(row);
}

/** By its name, whatever its capitals, accents and spaces. */
export async function findInitiativeNamed(
  executor: Executor,
  workspaceId: string,
  name: string,
): Promise<Initiative | null> {
  const row = await executor
    .selectFrom('initiative')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst();
  return row === undefined ? null : toInitiative(row);
}

/**
 * Those that wait for leaders first, then by the day on which they are asked; of closed ones those that were closed last.
 */
export async function listInitiatives(
  executor: Executor,
  workspaceId: string,
  states: readonly InitiativeState[],
  page: { limit: number; offset?: number },
): Promise<Initiative[]> {
  const rows = await executor
    .selectFrom('initiative')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', [...states])
    .orderBy(sql`case when state = 'open' then coalesce(ask_on, '') else '' end`)
    .orderBy(sql`case when state = 'open' then '' else updated_at end`, 'desc')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .execute();
  return rows.map(toInitiative);
}

export async function countInitiatives(
  executor: Executor,
  workspaceId: string,
): Promise<Record<InitiativeState, number>> {
  const rows = await executor
    .selectFrom('initiative')
    .select((eb) => ['state', eb.fn.countAll<number>().as('number')])
    .where('workspace_id', '=', workspaceId)
    .groupBy('state')
    .execute();
  return { open: 0, kept: 0, ended: 0, ...Object.fromEntries(rows.map((row) => [row.state, row.number])) };
}

/** The open ones whose question is due and was not asked since the last answer. */
export async function listToAsk(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<Initiative[]> {
  const rows = await executor
    .selectFrom('initiative')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('ask_on', '<=', today)
    .where('asked_on', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(toInitiative);
}

/** Those of which the figures of their first day were not read yet. */
export async function listWithoutFigures(executor: Executor, workspaceId: string): Promise<Initiative[]> {
  const rows = await executor
    .selectFrom('initiative')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('figures', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(toInitiative);
}

/** Keeps the figures of the first day, which is no edit; not of an initiative that was changed since it was read. */
export async function setFigures(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, version }: Pick<Initiative, 'id' | 'version'>,
  figures: InitiativeFigures,
): Promise<void> {
  await trx
    .updateTable('initiative')
    .set({ figures: JSON.stringify(figures) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}

/** Notes that it was asked, which is no edit. */
export async function setAsked(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
  asked: Asked,
): Promise<void> {
  await trx
    .updateTable('initiative')
    .set(askedColumns(asked))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

export interface WaitingRow {
  id: string;
  name: string;
  kind: InitiativeKind;
  askOn: BusinessDate | null;
  ownerId: string;
  ownerName: string | null;
  ownerSlackId: string | null;
  /** The day of its last answer; null: there is none. */
  answeredOn: BusinessDate | null;
  startedOn: BusinessDate;
}

/** The open ones whose answer is due, or that wait for a decision; those that wait longest first. */
export async function listWaiting(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select x.id, x.name, x.kind, x.ask_on as "askOn", x.owner_id as "ownerId", o.name as "ownerName",
      o.slack_user_id as "ownerSlackId", x.started_on as "startedOn",
      (select max(r.day) from initiative_answer r
        where r.workspace_id = x.workspace_id and r.initiative_id = x.id) as "answeredOn"
    from initiative x
    left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
    where x.workspace_id = ${workspaceId} and x.state = 'open' and (x.ask_on is null or x.ask_on <= ${today})
    order by coalesce(x.ask_on, ''), x.id`.execute(executor);
  return rows;
}

/** @throws Error when there is one of this id already: the caller holds the workspace's lock and has looked */
export async function insertInitiative(
  trx: Transaction<Database>,
  workspaceId: string,
  initiative: Initiative,
): Promise<void> {
  await trx
    .insertInto('initiative')
    .values({
      workspace_id: workspaceId,
      id: initiative.id,
      started_on: initiative.startedOn,
      created_by: initiative.createdBy,
      created_at: initiative.createdAt,
      ...changingColumns(initiative),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateInitiative(
  trx: Transaction<Database>,
  workspaceId: string,
  initiative: Initiative,
): Promise<void> {
  const result = await trx
    .updateTable('initiative')
    .set(changingColumns(initiative))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', initiative.id)
    .where('version', '=', initiative.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`initiative ${initiative.id} was not written`);
}

function changingColumns(initiative: Initiative) {
  return {
    name: initiative.name,
    name_key: nameKey(initiative.name),
    kind: initiative.kind,
    improves: initiative.improves,
    milestone_id: initiative.milestoneId,
    owner_id: initiative.ownerId,
    every_weeks: initiative.everyWeeks,
    figures: initiative.figures === null ? null : JSON.stringify(initiative.figures),
    ask_on: initiative.askOn,
    ...askedColumns(initiative.asked),
    state: initiative.state,
    version: initiative.version,
    updated_by: initiative.updatedBy,
    updated_at: initiative.updatedAt,
  };
}

function askedColumns(asked: Asked | null) {
  return {
    asked_on: asked?.on ?? null,
    asked_id: asked?.personId ?? null,
    asked_figures: asked === null ? null : JSON.stringify(asked.figures),
    outbox_id: asked?.outboxId ?? null,
  };
}

function toInitiative(row: Selectable<Database['initiative']>): Initiative {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    improves: row.improves,
    milestoneId: row.milestone_id,
    ownerId: row.owner_id,
    everyWeeks: row.every_weeks,
    startedOn: row.started_on,
    figures: row.figures === null ? null : (JSON.parse(row.figures) as InitiativeFigures),
    askOn: row.ask_on,
    asked: toAsked(row),
    state: row.state,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}

function toAsked(row: Selectable<Database['initiative']>): Asked | null {
  const { asked_on: on, asked_id: personId, asked_figures: figures, outbox_id: outboxId } = row;
  if (on === null || personId === null || figures === null || outboxId === null) return null;
  return { on, personId, figures: JSON.parse(figures) as InitiativeFigures, outboxId };
}
