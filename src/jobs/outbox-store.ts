/** The outbox in the database. A row is pending until it is sent, has failed, or is superseded by a newer update. */
import { sql, type Transaction } from 'kysely';
import { inBatches } from '../db/rows.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

const ROWS_PER_STATEMENT = 500;
/** Written as literals: the indexes of these rows serve no parameters. */
export const PENDING = sql.lit('pending' as const);
const FAILED = sql.lit('failed' as const);
/** Earlier than any time that passes, also where the application's clock is shifted. */
const AT_ONCE = new Date(0).toISOString();

export interface NewRow {
  id: string;
  kind: 'post' | 'update';
  channel: string;
  targetId: string | null;
  payload: string;
  createdAt: string;
}

/** A post that others refer to. */
export interface Target {
  kind: 'post' | 'update';
  channel: string;
  state: 'pending' | 'sent' | 'failed' | 'superseded';
  channelId: string | null;
  ts: string | null;
}

/** The posts that messages refer to, locked until the transaction ends: who updates one waits for the others. */
export async function findTargets(
  dialect: DialectName,
  trx: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, Target>> {
  const found = new Map<string, Target>();
  // One order for everybody, so that two transactions never wait for each other.
  for (const batch of inBatches([...new Set(ids)].toSorted(), ROWS_PER_STATEMENT)) {
    let query = trx
      .selectFrom('outbox')
      .select(['id', 'kind', 'channel', 'state', 'channel_id as channelId', 'ts'])
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', batch)
      .orderBy('id');
    // SQLite has a single writer, and no such clause.
    if (dialect === 'postgres') query = query.forUpdate();
    for (const { id, ...target } of await query.execute()) found.set(id, target);
  }
  return found;
}

export async function insertRows(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly NewRow[],
): Promise<void> {
  for (const batch of inBatches(rows, ROWS_PER_STATEMENT)) {
    await trx
      .insertInto('outbox')
      .values(
        batch.map((row) => ({
          workspace_id: workspaceId,
          id: row.id,
          kind: row.kind,
          channel: row.channel,
          target_id: row.targetId,
          payload: row.payload,
          state: 'pending' as const,
          next_at: AT_ONCE,
          created_at: row.createdAt,
        })),
      )
      .execute();
  }
}

/**
 * Withdraws the pending updates for which `rows` hold a newer one. One that was tried stays: its request may still
 * be on its way, and would overwrite a newer update that overtook it.
 */
export async function supersedeUpdates(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly NewRow[],
): Promise<void> {
  const updates = rows.filter((row) => row.kind === 'update');
  const newest = new Map(updates.map((row) => [row.targetId, row]));
  for (const batch of inBatches([...newest.values()], ROWS_PER_STATEMENT)) {
    await trx
      .updateTable('outbox')
      .set({ state: 'superseded' })
      .where('workspace_id', '=', workspaceId)
      .where('state', '=', PENDING)
      .where('channel', 'in', [...new Set(batch.map((row) => row.channel))])
      .where('kind', '=', 'update')
      .where(
        'target_id',
        'in',
        batch.map((row) => row.targetId),
      )
      .where(
        'id',
        'not in',
        batch.map((row) => row.id),
      )
      .where('lease_until', 'is', null)
      .where('unknown', '=', 0)
      .execute();
  }
}

/**
 * The channels to which the newest settled post was refused, of those written since the given time, with Slack's
 * code for it. A reply that failed with its parent says nothing of the channel.
 */
export async function listBrokenChannels(
  executor: Executor,
  workspaceId: string,
  since: Date,
): Promise<{ channel: string; code: string }[]> {
  const { rows } = await sql<{ channel: string; code: string }>`
    select o.channel, o.error as code from outbox o
    where o.workspace_id = ${workspaceId} and o.id in (
      select max(n.id) from outbox n
      where n.workspace_id = ${workspaceId} and n.kind = 'post' and n.state in ('sent', 'failed')
        and n.created_at >= ${since.toISOString()}
        and (n.state = 'sent' or n.error not in ('target_not_sent', 'not_installed'))
      group by n.channel) and o.state = 'failed'
    order by o.channel`.execute(executor);
  return rows;
}

/** The messages of all workspaces that wait, and that Slack refused for good, by state. */
export async function countOutbox(executor: Executor): Promise<{ pending: number; failed: number }> {
  const rows = await executor
    .selectFrom('outbox')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('state', 'in', [PENDING, FAILED])
    .groupBy('state')
    .execute();
  const countOf = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return { pending: countOf('pending'), failed: countOf('failed') };
}

/** Removes messages written before `before` that are not pending; returns how many. */
export async function pruneOutbox(
  trx: Transaction<Database>,
  workspaceId: string,
  before: Date,
): Promise<number> {
  const removed = await trx
    .deleteFrom('outbox')
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'pending')
    .where('created_at', '<', before.toISOString())
    .executeTakeFirst();
  return Number(removed.numDeletedRows);
}
