/** Reviews and plans of some days, in the database. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { usualOwnerOf, wasOfCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { OverdueItem, Period, SuccessFacts } from './domain.ts';

/**
 * Of the accounts of a range: CTAs for reviews that were open on the date, each account once; reviews held in the days
 * and, on the date, booked from it on. Of a review that was cancelled since nobody knows when: it does not count.
 * @param before UTC ISO time at which the date was over
 */
export async function countReviews(
  executor: Executor,
  workspaceId: string,
  { from, upTo, date }: Period,
  before: string,
  range: AccountRange,
): Promise<SuccessFacts['reviews']> {
  const isOpen = isOpenReview(workspaceId, date, range);
  const { rows } = await sql<SuccessFacts['reviews']>`
    select
      (select count(distinct c.account_id) from cta c where ${isOpen}) as due,
      (select count(distinct c.account_id) from cta c where ${isOpen} and c.due_on < ${date}) as late,
      (select count(*) from ebr e where ${isOf('e', workspaceId, range)} and e.state = 'held'
        and e.held_on >= ${from} and e.held_on <= ${upTo}) as held,
      (select count(*) from ebr e where ${isOf('e', workspaceId, range)} and e.created_at < ${before}
        and e.booked_on >= ${date} and (e.state = 'booked' or (e.state = 'held' and e.held_on > ${upTo})))
        as booked`.execute(executor);
  return rows[0]!;
}

/** The accounts of a range of which a review was late on the date, each once, those that are late longest first. */
export async function listLateReviews(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  range: AccountRange,
  limit: number,
): Promise<OverdueItem[]> {
  const { rows } = await sql<{
    what: string;
    dueOn: BusinessDate;
    account: string;
    ownerId: string | null;
    owner: string | null;
    ownerSlackId: string | null;
  }>`
    with late as (
      select c.account_id, c.title, c.due_on, coalesce(c.claimed_by, c.owner_id) as owner_id,
        row_number() over (partition by c.account_id order by c.due_on, c.id) as place
      from cta c where ${isOpenReview(workspaceId, date, range)} and c.due_on < ${date})
    select l.title as what, l.due_on as "dueOn", a.name as account, p.id as "ownerId", p.name as owner,
      p.slack_user_id as "ownerSlackId"
    from late l
    join account a on a.workspace_id = ${workspaceId} and a.id = l.account_id
    left join person p on p.workspace_id = ${workspaceId} and p.id = coalesce(l.owner_id, ${usualOwnerOf('a')})
    where l.place = 1 order by l.due_on, a.name, a.id limit ${limit}`.execute(executor);
  return rows.map(({ what, dueOn, account, ownerId: id, owner: name, ownerSlackId: slackUserId }) => ({
    what,
    dueOn,
    account,
    owner: id === null || name === null ? null : { id, name, slackUserId },
  }));
}

/** CTAs `c` for reviews of a range that were open on the date, of customers. */
function isOpenReview(workspaceId: string, date: BusinessDate, range: AccountRange): RawBuilder<SqlBool> {
  return sql`(${isOf('c', workspaceId, range)} and c.type = 'ebr' and c.opened_on <= ${date}
    and (c.closed_on is null or c.closed_on > ${date}) and ${wasOfCustomer('c', date)})`;
}

/** Of the accounts of a range: plan items that were settled in the days, and those that were open past their day. */
export async function countPlans(
  executor: Executor,
  workspaceId: string,
  { from, upTo, date }: Period,
  range: AccountRange,
): Promise<SuccessFacts['plans']> {
  const inDays = sql`${isOf('p', workspaceId, range)} and p.closed_on >= ${from} and p.closed_on <= ${upTo}`;
  const { rows } = await sql<SuccessFacts['plans']>`
    select
      (select count(*) from plan_item p where ${inDays} and p.state = 'kept') as kept,
      (select count(*) from plan_item p where ${inDays} and p.state = 'broken') as broken,
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
