/** Entries that ended by reaching their milestone within some days, in the database. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import { entriesQuery, OUTCOME, type EntryScope } from './entries-query.ts';

/** An account that reached the milestone at a place (from 1) on a day. */
export interface ReachedRow {
  id: string;
  number: number;
  on: BusinessDate;
  arr: number | null;
}

/** The milestones of some accounts that were reached after a day and up to the scope's date. @param found as for `entriesQuery` */
export async function listReachedRows(
  executor: Executor,
  scope: EntryScope,
  found: RawBuilder<unknown>,
  after: BusinessDate,
): Promise<ReachedRow[]> {
  const { rows } = await sql<ReachedRow>`
    select e.account_id as id, e.number, e.hit_on as "on", e.arr
    from (${entriesQuery(scope, found, { account: true })}) e
    where ${OUTCOME} = 'reached' and e.hit_on > ${after} and e.number <= ${scope.milestones}`.execute(
    executor,
  );
  return rows;
}
