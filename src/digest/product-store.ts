/** What customers ask of the product, in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { AlternativeRow } from './alternatives.ts';

/** How many development requirements were written down from one time on before another; UTC ISO. */
export async function countAsked(
  executor: Executor,
  workspaceId: string,
  { from, before }: { from: string; before: string },
): Promise<number> {
  const row = await executor
    .selectFrom('requirement')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '>=', from)
    .where('created_at', '<', before)
    .executeTakeFirstOrThrow();
  return row.count;
}

/**
 * What cards of a range of accounts that were active on a date name as alternatives, of those that were customers then.
 * @param before UTC ISO time at which the date was over
 */
export async function listAlternativeRows(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  before: string,
  { after, upTo }: AccountRange,
): Promise<AlternativeRow[]> {
  const { rows } = await sql<AlternativeRow>`
    select v.name, g.id as "cardId", g.account_id as "accountId", v.rating
    from goal_card g
    cross join account a
    cross join goal_alternative v
    where g.workspace_id = ${workspaceId} and g.account_id > ${after} and g.account_id <= ${upTo}
      and g.created_at < ${before} and (g.state = 'active' or g.closed_on > ${date})
      and a.workspace_id = ${workspaceId} and a.id = g.account_id and ${wasCustomerOn('a', sql`${date}`)}
      and v.workspace_id = ${workspaceId} and v.card_id = g.id`.execute(executor);
  return rows;
}
