/** Touchpoints in the database. */
import type { Selectable, Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { NEVER_SPOKEN, withSpoken, type LastSpoken, type Touchpoint } from './domain.ts';

export async function findTouchpoint(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Touchpoint | null> {
  const row = await executor
    .selectFrom('touchpoint')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toTouchpoint(row);
}

/** Those that one form or one review wrote: their keys begin alike. */
export async function listByKeyStart(
  executor: Executor,
  workspaceId: string,
  start: string,
): Promise<Touchpoint[]> {
  const rows = await executor
    .selectFrom('touchpoint')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('key', '>=', start)
    .where('key', '<', `${start}\u{10FFFF}`)
    .orderBy('id')
    .execute();
  return rows.map(toTouchpoint);
}

/** The touchpoints of an account, the newest first. */
export async function listTouchpoints(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; offset: number },
): Promise<Touchpoint[]> {
  const rows = await executor
    .selectFrom('touchpoint')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map(toTouchpoint);
}

/**
 * When each persona of an account was last spoken with, up to a day: an import may know of tomorrow. One step in the
 * index for each.
 */
export async function readLastSpoken(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<LastSpoken> {
  const rows = await executor
    .selectFrom('touchpoint')
    .select((eb) => ['persona', eb.fn.max<string>('day').as('day')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('day', '<=', today)
    .groupBy('persona')
    .execute();
  return withSpoken(NEVER_SPOKEN, rows);
}

export async function insertTouchpoints(
  trx: Transaction<Database>,
  workspaceId: string,
  touchpoints: readonly Touchpoint[],
): Promise<void> {
  if (touchpoints.length === 0) return;
  await trx
    .insertInto('touchpoint')
    .values(touchpoints.map((touchpoint) => toRow(workspaceId, touchpoint)))
    .execute();
}

/** @returns how many of them were still there */
export async function deleteTouchpoints(
  trx: Transaction<Database>,
  workspaceId: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await trx
    .deleteFrom('touchpoint')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...ids])
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Whether a review came by an import, which would bring what was taken back of it again. */
export async function isReviewImported(
  executor: Executor,
  workspaceId: string,
  ebrId: string,
): Promise<boolean> {
  const row = await executor
    .selectFrom('ebr')
    .select('key')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', ebrId)
    .executeTakeFirst();
  return row !== undefined && row.key !== null;
}

/** Nobody says any more whether a decision maker was at a review. */
export async function forgetDecisionMaker(
  trx: Transaction<Database>,
  workspaceId: string,
  ebrId: string,
): Promise<void> {
  await trx
    .updateTable('ebr')
    .set({ decision_maker_there: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', ebrId)
    .execute();
}

/** A touchpoint as its row. */
export function toRow(workspaceId: string, touchpoint: Touchpoint) {
  return {
    workspace_id: workspaceId,
    id: touchpoint.id,
    account_id: touchpoint.accountId,
    persona: touchpoint.persona,
    contact_id: touchpoint.contactId,
    contact_before: touchpoint.contactBefore,
    day: touchpoint.day,
    kind: touchpoint.kind,
    note: touchpoint.note,
    key: touchpoint.key,
    logged_by: touchpoint.loggedBy,
    logged_at: touchpoint.loggedAt,
  };
}

/** A row as a touchpoint. */
export function toTouchpoint(row: Selectable<Database['touchpoint']>): Touchpoint {
  return {
    id: row.id,
    accountId: row.account_id,
    persona: row.persona,
    contactId: row.contact_id,
    contactBefore: row.contact_before,
    day: row.day,
    kind: row.kind,
    note: row.note,
    key: row.key,
    loggedBy: row.logged_by,
    loggedAt: row.logged_at,
  };
}
