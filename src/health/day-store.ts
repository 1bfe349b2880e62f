/** The days of which every account was scored. One that is not among them, as while it is being scored, is known in part. */
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

/** A day of which every account was scored. */
export interface WholeDay {
  day: BusinessDate;
  /** The program that scored most of them. */
  programVersion: number;
}

/** The newest whole day of a stretch. */
export async function newestWholeDay(
  executor: Executor,
  workspaceId: string,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<WholeDay | null> {
  const row = await executor
    .selectFrom('health_day')
    .select(['day', 'program_version as programVersion'])
    .where('workspace_id', '=', workspaceId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Every account of the day is scored: from now on it is read. */
export async function markWhole(
  trx: Transaction<Database>,
  workspaceId: string,
  { day, programVersion }: WholeDay,
): Promise<void> {
  await trx
    .insertInto('health_day')
    .values({ workspace_id: workspaceId, day, program_version: programVersion })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'day']).doUpdateSet({ program_version: programVersion }),
    )
    .execute();
}

/** The day is not read any more. */
export async function unmarkDay(
  trx: Transaction<Database>,
  workspaceId: string,
  day: BusinessDate,
): Promise<void> {
  await trx.deleteFrom('health_day').where('workspace_id', '=', workspaceId).where('day', '=', day).execute();
}
