/** Lists that wait to be posted, in the database. */
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

/** The name of the slot of a list that is still to be posted: it is freed when it is. */
export const WAITS = 'morning.waits';

/** Forgets everybody's list for a date of which no message was written: it is made anew. */
export async function deleteUnshown(
  trx: Transaction<Database>,
  workspaceId: string,
  date: BusinessDate,
): Promise<void> {
  await trx
    .deleteFrom('morning_list')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', 'is', null)
    .where('date', '=', date)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('morning_part as p')
            .select('p.position')
            .where('p.workspace_id', '=', workspaceId)
            .whereRef('p.list_id', '=', 'morning_list.id'),
        ),
      ),
    )
    .execute();
}

/** The date of the newest list of everybody's of which a message was written; null: there is none. */
export async function findShown(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('morning_list')
    .select('date')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('morning_part as p')
          .select('p.position')
          .where('p.workspace_id', '=', workspaceId)
          .whereRef('p.list_id', '=', 'morning_list.id'),
      ),
    )
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.date ?? null;
}
