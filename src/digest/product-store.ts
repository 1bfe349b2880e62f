/** What customers ask of the product, in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';

/** How many development requirements were written down in some time. @param from, upTo UTC ISO times */
export async function countAsked(
  executor: Executor,
  workspaceId: string,
  { from, upTo }: { from: string; upTo: string },
): Promise<number> {
  const row = await executor
    .selectFrom('requirement')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '>=', from)
    .where('created_at', '<', upTo)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** An alternative under one spelling on the cards of so many accounts. */
export interface AlternativeRow {
  name: string;
  accountId: string;
  rating: number | null;
}

/**
 * What cards that were active on a date name as alternatives, of those that were customers then.
 * @param before UTC ISO time at which the date was over
 */
export async function listAlternativeRows(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  before: string,
): Promise<AlternativeRow[]> {
  const { rows } = await sql<AlternativeRow>`
    select v.name, g.account_id as "accountId", v.rating
    from goal_card g
    cross join goal_alternative v
    cross join account a
    where g.workspace_id = ${workspaceId} and g.created_at < ${before}
      and (g.state = 'active' or g.closed_on > ${date})
      and v.workspace_id = ${workspaceId} and v.card_id = g.id
      and a.workspace_id = ${workspaceId} and a.id = g.account_id and ${wasCustomerOn('a', sql`${date}`)}
    order by g.id desc, v.position`.execute(executor);
  return rows;
}
