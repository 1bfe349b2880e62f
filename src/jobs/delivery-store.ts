/** The outbox as the sender sees it: a row is found, claimed for one try, and settled. */
import { sql, type ExpressionBuilder } from 'kysely';
import { inTransaction } from '../base/deps.ts';
import type { Executor, OpenDatabase } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { PENDING, type Target } from './outbox-store.ts';
import type { MessagePayload } from './outbox.ts';

/** A row that this process may try, until its lease ends. */
export interface ClaimedRow {
  workspaceId: string;
  id: string;
  kind: 'post' | 'update';
  channel: string;
  targetId: string | null;
  payload: MessagePayload;
  /** Tries, this one included. */
  attempts: number;
  /** An earlier try may have reached Slack. */
  unknown: boolean;
  createdAt: string;
  /** UTC ISO time by the real clock; also proves who holds the row, since no two leases of it end alike. */
  leaseUntil: string;
}

/** One post that a claimed row refers to. */
export async function readTarget(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Target | undefined> {
  return executor
    .selectFrom('outbox')
    .select(['kind', 'channel', 'state', 'channel_id as channelId', 'ts'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * The channels of all workspaces in which something is pending. It is the one question that crosses tenants: the
 * sender serves them all, and goes on per workspace.
 */
export async function listWaitingChannels(
  executor: Executor,
): Promise<{ workspaceId: string; channel: string }[]> {
  return executor
    .selectFrom('outbox')
    .select(['workspace_id as workspaceId', 'channel'])
    .distinct()
    .where('state', '=', PENDING)
    .execute();
}

/** The oldest pending row of a channel, and when it may be tried; undefined when the channel is done. */
export async function readHead(
  executor: Executor,
  workspaceId: string,
  channel: string,
): Promise<{ id: string; kind: 'post' | 'update'; nextAt: string; leaseUntil: string | null } | undefined> {
  return executor
    .selectFrom('outbox')
    .select(['id', 'kind', 'next_at as nextAt', 'lease_until as leaseUntil'])
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('state', '=', PENDING)
    .where(targetIsSettled)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** A clock that runs behind elsewhere may have given an update a smaller id than its post: the post still leads. */
function targetIsSettled({ not, exists, selectFrom }: ExpressionBuilder<Database, 'outbox'>) {
  return not(
    exists(
      selectFrom('outbox as target')
        .select('target.id')
        .whereRef('target.workspace_id', '=', 'outbox.workspace_id')
        .whereRef('target.id', '=', 'outbox.target_id')
        .where('target.state', '=', PENDING),
    ),
  );
}

/**
 * Takes a row for one try. A lease that has run out means that its holder died between the try and its result:
 * the row is then of unknown outcome.
 * @returns undefined when somebody else was faster
 */
export async function claimRow(
  database: OpenDatabase,
  workspaceId: string,
  id: string,
  now: string,
  leaseUntil: string,
): Promise<ClaimedRow | undefined> {
  const row = await inTransaction({ database }, (trx) =>
    trx
      .updateTable('outbox')
      .set({
        lease_until: leaseUntil,
        attempts: sql<number>`attempts + 1`,
        unknown: sql<0 | 1>`case when lease_until is null then unknown else 1 end`,
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('state', '=', PENDING)
      .where('next_at', '<=', now)
      .where(({ or, eb }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  return {
    workspaceId,
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    targetId: row.target_id,
    payload: JSON.parse(row.payload) as MessagePayload,
    attempts: row.attempts,
    unknown: row.unknown === 1,
    createdAt: row.created_at,
    leaseUntil,
  };
}

/** What a try changes in its row. */
export type RowChange =
  | { state: 'sent'; channel_id: string; ts: string; sent_at: string; error: null; unknown: 0 }
  | { state: 'failed'; error: string; unknown: 0 | 1 }
  | { state: 'pending'; next_at: string; unknown: 0 | 1; error: string };

/**
 * Writes down how a try ended, and gives the row back.
 * @returns false when the lease had passed to somebody else, whose result counts then
 */
export async function settleRow(
  database: OpenDatabase,
  row: ClaimedRow,
  change: RowChange,
): Promise<boolean> {
  return changeHeld(database, row, { ...change, lease_until: null });
}

/** Prolongs the lease; the row then carries the new one. False when the row has passed to somebody else. */
export async function renewLease(
  database: OpenDatabase,
  row: ClaimedRow,
  leaseUntil: string,
): Promise<boolean> {
  const renewed = await changeHeld(database, row, { lease_until: leaseUntil });
  if (renewed) row.leaseUntil = leaseUntil;
  return renewed;
}

async function changeHeld(
  database: OpenDatabase,
  row: ClaimedRow,
  change: Partial<RowChange> & { lease_until: string | null },
): Promise<boolean> {
  const changed = await inTransaction({ database }, (trx) =>
    trx
      .updateTable('outbox')
      .set(change)
      .where('workspace_id', '=', row.workspaceId)
      .where('id', '=', row.id)
      .where('state', '=', PENDING)
      .where('lease_until', '=', row.leaseUntil)
      .returning('id')
      .executeTakeFirst(),
  );
  return changed !== undefined;
}
