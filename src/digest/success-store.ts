/** Reviews and plans of a week, in the database. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { AccountRange } from '../db/account-ranges.ts';
import { wasOfCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Week } from './customers-store.ts';
import type { SuccessFacts } from './domain.ts';

/**
 * Of the accounts of a range: CTAs for reviews that were open on the date, each account once; reviews held in the week
 * and, on the date, booked from it on. Of a review that was cancelled since nobody knows when: it does not count.
 * @param before UTC ISO time at which the date was over
 */
export async function countReviews(
  executor: Executor,
  workspaceId: string,
  { since, date }: Week,
  before: string,
  range: AccountRange,
): Promise<SuccessFacts['reviews']> {
  const isOpen = sql`${isOf('c', workspaceId, range)} and c.type = 'ebr' and c.opened_on <= ${date}
    and (c.closed_on is null or c.closed_on > ${date}) and ${wasOfCustomer('c', date)}`;
  const { rows } = await sql<SuccessFacts['reviews']>`
    select
      (select count(distinct c.account_id) from cta c where ${isOpen}) as due,
      (select count(distinct c.account_id) from cta c where ${isOpen} and c.due_on < ${date}) as late,
      (select count(*) from ebr e where ${isOf('e', workspaceId, range)} and e.state = 'held'
        and e.held_on > ${since} and e.held_on <= ${date}) as held,
      (select count(*) from ebr e where ${isOf('e', workspaceId, range)} and e.created_at < ${before}
        and e.booked_on >= ${date} and (e.state = 'booked' or (e.state = 'held' and e.held_on > ${date})))
        as booked`.execute(executor);
  return rows[0]!;
}

/** Of the accounts of a range: plan items that were settled in the week, and those that were open past their day. */
export async function countPlans(
  executor: Executor,
  workspaceId: string,
  { since, date }: Week,
  range: AccountRange,
): Promise<SuccessFacts['plans']> {
  const inWeek = sql`${isOf('p', workspaceId, range)} and p.closed_on > ${since} and p.closed_on <= ${date}`;
  const { rows } = await sql<SuccessFacts['plans']>`
    select
      (select count(*) from plan_item p where ${inWeek} and p.state = 'kept') as kept,
      (select count(*) from plan_item p where ${inWeek} and p.state = 'broken') as broken,
      (select count(*) from plan_item p where ${isOf('p', workspaceId, range)} and p.due_on < ${date}
        and (p.closed_on is null or p.closed_on > ${date}) and ${wasOfCustomer('p', date)}) as late`.execute(
    executor,
  );
  return rows[0]!;
}

function isOf(alias: string, workspaceId: string, { after, upTo }: AccountRange): RawBuilder<SqlBool> {
  const accountId = sql.ref(`${alias}.account_id`);
  return sql`(${sql.ref(`${alias}.workspace_id`)} = ${workspaceId} and ${accountId} > ${after} and ${accountId} <= ${upTo})`;
}

function wasOfCustomer(alias: string, date: string): RawBuilder<SqlBool> {
  const keys = { workspaceId: `${alias}.workspace_id`, accountId: `${alias}.account_id` };
  return wasOfCustomerOn(keys, sql`${date}`);
}
