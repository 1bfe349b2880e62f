/** Success gaps of one account in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Gap, OpenGaps, ShownRequirement } from './domain.ts';

export async function findGap(executor: Executor, workspaceId: string, id: string): Promise<Gap | null> {
  const row = await executor
    .selectFrom('gap')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toGap(row);
}

/** The gaps of an account: open ones first, by the day on which they are due; then closed ones, the newest first. */
export async function listGaps(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; offset?: number; openOnly?: boolean; owner?: Gap['owner'] },
): Promise<Gap[]> {
  let query = executor
    .selectFrom('gap')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy(sql`case state when 'open' then 0 else 1 end`)
    .orderBy(sql`case state when 'open' then coalesce(due_on, '9999-12-31') else '' end`)
    .orderBy('closed_on', 'desc')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset ?? 0);
  if (page.openOnly === true) query = query.where('state', '=', 'open');
  if (page.owner !== undefined) query = query.where('owner', '=', page.owner);
  return (await query.execute()).map(toGap);
}

/** How many gaps an account has, and how many of them are open and late. */
export async function countGaps(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<OpenGaps & { all: number }> {
  const { rows } = await sql<{ all: number; open: number | null; late: number | null }>`
    select count(*) as "all", sum(case when state = 'open' then 1 else 0 end) as open,
      sum(case when state = 'open' and due_on < ${today} then 1 else 0 end) as late
    from gap where workspace_id = ${workspaceId} and account_id = ${accountId}`.execute(executor);
  const [row] = rows;
  return { all: row?.all ?? 0, open: row?.open ?? 0, late: row?.late ?? 0 };
}

/** @throws Error when there is one of this id already: the caller holds the workspace's lock and has looked */
export async function insertGap(trx: Transaction<Database>, workspaceId: string, gap: Gap): Promise<void> {
  await trx
    .insertInto('gap')
    .values({
      workspace_id: workspaceId,
      id: gap.id,
      account_id: gap.accountId,
      created_by: gap.createdBy,
      created_at: gap.createdAt,
      ...changingColumns(gap),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateGap(trx: Transaction<Database>, workspaceId: string, gap: Gap): Promise<void> {
  const result = await trx
    .updateTable('gap')
    .set(changingColumns(gap))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', gap.id)
    .where('version', '=', gap.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`gap ${gap.id} was not written`);
}

/** The requirements with these ids, by id; those that are not there are left out. */
export async function findRequirements(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, ShownRequirement>> {
  if (ids.length === 0) return new Map();
  const rows = await executor
    .selectFrom('requirement')
    .select(['id', 'what', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The names of the account's Goal Cards with these ids; those that are not there are left out. */
export async function findCardNames(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await executor
    .selectFrom('goal_card')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function changingColumns(gap: Gap) {
  return {
    card_id: gap.cardId,
    requirement_id: gap.requirementId,
    what: gap.what,
    bridge_kind: gap.bridgeKind,
    bridge: gap.bridge,
    link: gap.link,
    owner: gap.owner,
    owner_id: gap.ownerId,
    due_on: gap.dueOn,
    state: gap.state,
    reason: gap.reason,
    closed_on: gap.closedOn,
    closed_by: gap.closedBy,
    version: gap.version,
    updated_by: gap.updatedBy,
    updated_at: gap.updatedAt,
  };
}

function toGap(row: Selectable<Database['gap']>): Gap {
  return {
    id: row.id,
    accountId: row.account_id,
    what: row.what,
    bridgeKind: row.bridge_kind,
    bridge: row.bridge,
    link: row.link,
    owner: row.owner,
    ownerId: row.owner_id,
    dueOn: row.due_on,
    cardId: row.card_id,
    requirementId: row.requirement_id,
    state: row.state,
    reason: row.reason,
    closedOn: row.closed_on,
    closedBy: row.closed_by,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}
