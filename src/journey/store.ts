/** What is read of accounts one by one: the signals and ticks of one, and those that have no place on a journey. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Program } from '../program/domain.ts';
import type { Signals } from './domain.ts';

/** One account's signals, oldest first; the events of one name on one day are one signal with their sum. */
export async function loadSignals(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Signals> {
  const events = await executor
    .selectFrom('event')
    .select((select) => ['name', 'day', select.fn.sum<number>('count').as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('count', '>', 0)
    .groupBy(['name', 'day'])
    .orderBy('day')
    .execute();
  const kpis = await executor
    .selectFrom('kpi_value')
    .select(['kpi', 'day', 'value'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('day')
    .orderBy((select) => select.fn.coalesce('at', select.val('')))
    .orderBy('key')
    .execute();
  const ticks = await executor
    .selectFrom('task_tick')
    .select(['task_id', 'day'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .execute();
  return { events, kpis, ticks: new Map(ticks.map((tick) => [tick.task_id, tick.day])) };
}

/** @returns false when the task was ticked already */
export async function insertTick(
  trx: Transaction<Database>,
  workspaceId: string,
  tick: { accountId: string; taskId: string; personId: string; today: BusinessDate },
): Promise<boolean> {
  const result = await trx
    .insertInto('task_tick')
    .values({
      workspace_id: workspaceId,
      account_id: tick.accountId,
      task_id: tick.taskId,
      day: tick.today,
      ticked_by: tick.personId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns false when the task was not ticked */
export async function deleteTick(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  taskId: string,
): Promise<boolean> {
  const result = await trx
    .deleteFrom('task_tick')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('task_id', '=', taskId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export interface UnassessedRow {
  id: string;
  key: string;
  name: string;
  segment: string | null;
  started_on: BusinessDate | null;
}

/** The accounts that have no place on a journey on `date`, each with the reason, by key; at most `limit`. */
export async function listUnassessed(
  executor: Executor,
  workspaceId: string,
  program: Program,
  date: BusinessDate,
  limit: number,
): Promise<UnassessedRow[]> {
  const segments = program.segments.map(({ id }) => id);
  const rows = await executor
    .selectFrom('account')
    .select(['id', 'key', 'name', 'segment', 'started_on'])
    .where('workspace_id', '=', workspaceId)
    .where((where) =>
      where.or([
        where('started_on', 'is', null),
        where('started_on', '>', date),
        where('segment', 'is', null),
        where('segment', 'not in', segments),
      ]),
    )
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows;
}

/** How many accounts have no place on a journey on the date of the newest assessment. */
export async function countUnassessed(executor: Executor, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from account where workspace_id = ${workspaceId})
      - (select count(*) from assessment where workspace_id = ${workspaceId}) as count`.execute(executor);
  return rows[0]?.count ?? 0;
}
