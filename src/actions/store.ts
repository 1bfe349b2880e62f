/** Actions and decisions of the leadership's meeting in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { LeadershipAction, StandingAction } from './domain.ts';

export async function findAction(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<LeadershipAction | null> {
  const row = await executor
    .selectFrom('leadership_action')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toAction(row);
}

/** What a message became; null: nothing yet. */
export async function findActionOf(
  executor: Executor,
  workspaceId: string,
  source: string,
): Promise<LeadershipAction | null> {
  const row = await executor
    .selectFrom('leadership_action')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', source)
    .executeTakeFirst();
  return row === undefined ? null : toAction(row);
}

/** Those that are open, or those that were decided or closed of late. */
export type ActionList = 'open' | 'closed';

/** All; what the person does; that, and what they wrote down for others. */
export type ActionsOf = 'all' | 'own' | 'own_and_written';

export interface ActionFilter {
  list: ActionList;
  /** What they do comes first. */
  personId: string;
  which: ActionsOf;
  /** The first day of which closed ones are listed. */
  since: BusinessDate;
}

/** Open ones: the person's own first, then by their day. Closed ones: those of the last days, the newest first. */
export async function listActions(
  executor: Executor,
  workspaceId: string,
  filter: ActionFilter,
  page: { limit: number; offset: number },
): Promise<LeadershipAction[]> {
  const isOwn = sql<number>`case when owner_id = ${filter.personId} then 0 else 1 end`;
  const rows = await matching(executor, workspaceId, filter)
    .selectAll()
    .$if(filter.list === 'open', (query) => query.orderBy(isOwn).orderBy(sql`coalesce(due_on, '~')`))
    .$if(filter.list === 'closed', (query) => query.orderBy('closed_on', 'desc'))
    .orderBy('id', filter.list === 'open' ? 'asc' : 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map(toAction);
}

export async function countActions(
  executor: Executor,
  workspaceId: string,
  filter: ActionFilter,
): Promise<number> {
  const row = await matching(executor, workspaceId, filter)
    .select(({ fn }) => fn.countAll<number>().as('number'))
    .executeTakeFirstOrThrow();
  return row.number;
}

function matching(executor: Executor, workspaceId: string, { list, personId, which, since }: ActionFilter) {
  return executor
    .selectFrom('leadership_action')
    .where('workspace_id', '=', workspaceId)
    .$if(list === 'open', (query) => query.where('state', '=', sql.lit('open' as const)))
    .$if(list === 'closed', (query) => query.where('closed_on', '>=', since))
    .$if(which === 'own', (query) => query.where('owner_id', '=', personId))
    .$if(which === 'own_and_written', (query) =>
      query.where((eb) => eb.or([eb('owner_id', '=', personId), eb('created_by', '=', personId)])),
    );
}

/** An open action of which its owner is to be reminded. */
export interface DueAction {
  id: string;
  what: string;
  dueOn: BusinessDate;
  ownerId: string;
  slackUserId: string;
  /** The owner's; null: not known. */
  timezone: string | null;
}

/** Open actions that are due by a day and of whose day their owner was not reminded, by owner. */
export async function listToRemind(
  executor: Executor,
  workspaceId: string,
  by: BusinessDate,
): Promise<DueAction[]> {
  const { rows } = await sql<DueAction>`
    select x.id, x.what, x.due_on as "dueOn", p.id as "ownerId", p.slack_user_id as "slackUserId", p.timezone
    from leadership_action x
    join person p on p.workspace_id = x.workspace_id and p.id = x.owner_id
    where x.workspace_id = ${workspaceId} and x.state = 'open' and x.due_on <= ${by}
      and (x.reminded_for is null or x.reminded_for <> x.due_on)
      and p.slack_user_id is not null and p.is_deleted = 0 and p.is_guest = 0
    order by p.id, x.due_on, x.id`.execute(executor);
  return rows;
}

/** An open action that its owner should have done, or does today. */
export type OwnDueAction = Omit<DueAction, 'id' | 'timezone'>;

/** Open actions that are due by a day, of owners who are in Slack; what is due first comes first. */
export async function listOwnDue(
  executor: Executor,
  workspaceId: string,
  by: BusinessDate,
): Promise<OwnDueAction[]> {
  const { rows } = await sql<OwnDueAction>`
    select x.what, x.due_on as "dueOn", p.id as "ownerId", p.slack_user_id as "slackUserId"
    from leadership_action x
    join person p on p.workspace_id = x.workspace_id and p.id = x.owner_id
    where x.workspace_id = ${workspaceId} and x.state = 'open' and x.due_on <= ${by} and p.slack_user_id is not null
    order by x.due_on, x.id`.execute(executor);
  return rows;
}

/**
 * Actions as they stood when a date was over: open ones, and what was decided, done or dropped from a day on up to the
 * date; what is due first comes first.
 * @param before UTC ISO time at which the date was over
 */
export async function listStanding(
  executor: Executor,
  workspaceId: string,
  { from, date }: { from: BusinessDate; date: BusinessDate },
  before: string,
): Promise<StandingAction[]> {
  const wasOpen = sql`(x.state = 'open' or (x.kind = 'action' and x.closed_on > ${date}))`;
  const { rows } = await sql<
    Omit<StandingAction, 'owner'> & { personId: string | null; person: string | null; slackId: string | null }
  >`
    select x.id, x.kind, x.what, x.due_on as "dueOn", case when ${wasOpen} then 'open' else x.state end as state,
      case when ${wasOpen} then null else x.closed_on end as "closedOn", p.id as "personId", p.name as person,
      p.slack_user_id as "slackId"
    from leadership_action x
    left join person p on p.workspace_id = x.workspace_id and p.id = x.owner_id
    where x.workspace_id = ${workspaceId} and x.created_at < ${before}
      and (${wasOpen} or (x.closed_on >= ${from} and x.closed_on <= ${date}))
    order by case when ${wasOpen} then 0 else 1 end, coalesce(x.due_on, '~'), x.id`.execute(executor);
  return rows.map(({ personId, person, slackId, ...action }) => ({
    ...action,
    owner: personId === null || person === null ? null : { id: personId, name: person, slackUserId: slackId },
  }));
}

const IDS_PER_STATEMENT = 500;

/** Notes that the owners of these were reminded of their day, which is no edit. */
export async function setReminded(
  trx: Transaction<Database>,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  for (const batch of inBatches(ids, IDS_PER_STATEMENT)) {
    await trx
      .updateTable('leadership_action')
      .set({ reminded_for: sql`due_on` })
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', batch)
      .execute();
  }
}

/** @throws Error when there is one of this id or message already: the caller holds the workspace's lock and has looked */
export async function insertAction(
  trx: Transaction<Database>,
  workspaceId: string,
  action: LeadershipAction,
): Promise<void> {
  await trx
    .insertInto('leadership_action')
    .values({
      workspace_id: workspaceId,
      id: action.id,
      digest_id: action.digestId,
      source: action.source,
      created_by: action.createdBy,
      created_at: action.createdAt,
      ...changingColumns(action),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateAction(
  trx: Transaction<Database>,
  workspaceId: string,
  action: LeadershipAction,
): Promise<void> {
  const result = await trx
    .updateTable('leadership_action')
    .set(changingColumns(action))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', action.id)
    .where('version', '=', action.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`action ${action.id} was not written`);
}

function changingColumns(action: LeadershipAction) {
  return {
    kind: action.kind,
    what: action.what,
    owner_id: action.ownerId,
    due_on: action.dueOn,
    state: action.state,
    outbox_id: action.outboxId,
    version: action.version,
    updated_by: action.updatedBy,
    updated_at: action.updatedAt,
    closed_by: action.closedBy,
    closed_on: action.closedOn,
    closed_at: action.closedAt,
    reminded_for: action.remindedFor,
  };
}

function toAction(row: Selectable<Database['leadership_action']>): LeadershipAction {
  return {
    id: row.id,
    kind: row.kind,
    what: row.what,
    ownerId: row.owner_id,
    dueOn: row.due_on,
    state: row.state,
    digestId: row.digest_id,
    source: row.source,
    outboxId: row.outbox_id,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    closedBy: row.closed_by,
    closedOn: row.closed_on,
    closedAt: row.closed_at,
    remindedFor: row.reminded_for,
  };
}
