/** CTAs in the database: those of one account, each with its presses, and new ones. */
import { sql, type Selectable, type SqlBool, type Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { isUnderWay, UNDER_WAY, type Cta, type CtaProgress } from './domain.ts';

/** The states of CTAs that are under way, for `state in (…)`. */
export const UNDER_WAY_SQL = sql.raw(UNDER_WAY.map((state) => `'${state}'`).join(', '));
export const ROWS_PER_INSERT = 1_000;

export async function findCta(executor: Executor, workspaceId: string, id: string): Promise<Cta | null> {
  const row = await executor
    .selectFrom('cta')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toCta(row);
}

/** Those of the CTAs that are there. */
export async function listCtas(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Cta[]> {
  if (ids.length === 0) return [];
  const rows = await executor
    .selectFrom('cta')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map(toCta);
}

/** The account's CTAs that are under way, the most urgent first. */
export async function listCtasUnderWay(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Cta[]> {
  const rows = await executor
    .selectFrom('cta')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('state', 'in', [...UNDER_WAY])
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return rows.map(toCta);
}

/** The newest CTA of each rule for the account, whatever became of it, by the rule's id. */
export async function newestByRule(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Map<string, Cta>> {
  const rows = await executor
    .selectFrom('cta')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('rule_id', 'is not', null)
    .orderBy('opened_on')
    .orderBy('id')
    .execute();
  return new Map(rows.map((row) => [row.rule_id ?? '', toCta(row)]));
}

/**
 * Keeps a press, unless the CTA's state changed since it was read, or it would be under way again beside a newer one of
 * its rule. @returns whether it was kept
 */
export async function saveProgress(
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  next: CtaProgress,
  undo: Cta['undo'],
  now: string,
): Promise<boolean> {
  let update = trx
    .updateTable('cta')
    .set({
      state: next.state,
      claimed_by: next.claimedBy,
      snoozed_until: next.snoozedUntil,
      reason: next.reason,
      closed_on: next.closedOn,
      closed_by: next.closedBy,
      updated_at: now,
      undo: undo === null ? null : JSON.stringify(undo),
      undo_until: undo?.until ?? null,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', cta.id)
    .where('state', '=', cta.state);
  if (isUnderWay(next) && !isUnderWay(cta)) {
    update =
      update.where(sql<SqlBool>`not exists (select 1 from cta other where other.workspace_id = ${workspaceId}
      and other.rule_id = ${cta.ruleId} and other.account_id = ${cta.accountId}
      and other.state in (${UNDER_WAY_SQL}))`);
  }
  const result = await update.executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The account's CTAs whose last press can still be undone, the one that is closed by it included. */
export async function listUndoable(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Cta[]> {
  const rows = await executor
    .selectFrom('cta')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('undo', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map(toCta);
}

/** The workspaces in which the minute for some undo has passed. */
export async function listWorkspacesToEndUndo(executor: Executor, now: string): Promise<string[]> {
  const rows = await executor
    .selectFrom('cta')
    .select('workspace_id')
    .distinct()
    .where('undo_until', '<', now)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** Ends every undo whose minute has passed. @returns the ids of its CTAs */
export async function clearUndo(
  trx: Transaction<Database>,
  workspaceId: string,
  now: string,
): Promise<string[]> {
  const rows = await trx
    .updateTable('cta')
    .set({ undo: null, undo_until: null })
    .where('workspace_id', '=', workspaceId)
    .where('undo_until', '<', now)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** A CTA that no rule opened. */
export type NewCta = Pick<
  Cta,
  'id' | 'accountId' | 'type' | 'title' | 'priority' | 'ownerId' | 'dueOn' | 'openedOn' | 'planItemId'
>;

/** Adds a CTA that no rule opened. */
export async function insertCta(
  trx: Transaction<Database>,
  workspaceId: string,
  cta: NewCta,
  now: string,
): Promise<void> {
  await insertCtas(trx, workspaceId, [cta], now);
}

/** Adds CTAs that no rule opened, however many. */
export async function insertCtas(
  trx: Transaction<Database>,
  workspaceId: string,
  ctas: readonly NewCta[],
  now: string,
): Promise<void> {
  for (const batch of inBatches(ctas, ROWS_PER_INSERT)) {
    await trx
      .insertInto('cta')
      .values(
        batch.map((cta) => ({
          workspace_id: workspaceId,
          id: cta.id,
          account_id: cta.accountId,
          type: cta.type,
          title: cta.title,
          priority: cta.priority,
          state: 'open' as const,
          owner_id: cta.ownerId,
          due_on: cta.dueOn,
          opened_on: cta.openedOn,
          plan_item_id: cta.planItemId,
          updated_at: now,
        })),
      )
      .execute();
  }
}

function toCta(row: Selectable<Database['cta']>): Cta {
  return {
    id: row.id,
    accountId: row.account_id,
    type: row.type,
    ruleId: row.rule_id,
    title: row.title,
    priority: row.priority,
    state: row.state,
    ownerId: row.owner_id,
    dueOn: row.due_on,
    openedOn: row.opened_on,
    claimedBy: row.claimed_by,
    snoozedUntil: row.snoozed_until,
    reason: row.reason,
    closedOn: row.closed_on,
    closedBy: row.closed_by,
    planItemId: row.plan_item_id,
    closedBecause: row.closed_because,
    undo: row.undo === null ? null : JSON.parse(row.undo),
  };
}
