/** The reviews of an account as people read them back: a page at a time, with their plans. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Ebr, Review } from './domain.ts';
import { toEbr, toPlanItem } from './store.ts';

/**
 * Reviews of an account, the newest first: a booked one by its day, then those that were held.
 * @param page.before the id of a review: only those that come after it in this order
 * @returns at most `page.limit` reviews with their plans, in two statements
 */
export async function listReviews(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; before: string | null },
): Promise<Review[]> {
  let query = executor
    .selectFrom('ebr')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('state', 'in', ['booked', 'held'])
    .orderBy(PLACE, 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.before !== null) {
    const before = sql`(select ${PLACE}, id from ebr where workspace_id = ${workspaceId} and id = ${page.before})`;
    query = query.where(sql<boolean>`(${PLACE}, id) < ${before}`);
  }
  const ebrs = await query.execute();
  if (ebrs.length === 0) return [];
  const items = await executor
    .selectFrom('plan_item')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(
      'ebr_id',
      'in',
      ebrs.map(({ id }) => id),
    )
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  const plans = Map.groupBy(items.map(toPlanItem), ({ ebrId }) => ebrId);
  return ebrs.map((row) => ({ ebr: toEbr(row), plan: plans.get(row.id) ?? [] }));
}

/** A booked review stands before all that were held. */
const PLACE = sql<BusinessDate>`case state when 'booked' then '9999-12-31' else coalesce(held_on, '') end`;

/** A review by its id; null: there is none of this id. */
export async function findReview(executor: Executor, workspaceId: string, id: string): Promise<Ebr | null> {
  const row = await executor
    .selectFrom('ebr')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toEbr(row);
}
