/** What segments cost to win, in SQL: what was written down of customers by one statement for each figure. */
import { sql, type RawBuilder } from 'kysely';
import type { AccountRange } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';
import { isBeforeSale } from '../fit/domain.ts';
import { STAGES } from '../program/domain.ts';
import type { CacGroup, Referrer } from './domain.ts';

type Sql = RawBuilder<unknown>;

/** A condition: the account was sold to, whether or not it churned since. @param alias of the account's table */
export function isCustomer(alias: string): Sql {
  const stage = sql.ref(`${alias}.stage`);
  return sql`(${stage} is null or ${stage} not in (${sql.join(STAGES.filter(isBeforeSale).map((name) => sql.lit(name)))}))`;
}

/**
 * `tree`: each account whose chain of referrals begins with one that nobody referred, with that one. It goes from the
 * beginnings down, so that a circle is never walked.
 */
function referralTree(workspaceId: string): Sql {
  return sql`recursive tree (account_id, root_id) as (
    select q.account_id, q.account_id from acquisition q
      where q.workspace_id = ${workspaceId} and q.referred_by is null
    union all
    select q.account_id, t.root_id from tree t cross join acquisition q
      where q.workspace_id = ${workspaceId} and q.referred_by = t.account_id)`;
}

/** Spend and customers by the segment and the currency of those that were bought. */
export async function readCacGroups(
  executor: Executor,
  workspaceId: string,
): Promise<(CacGroup & { segment: string | null; currency: string; elsewhere: number })[]> {
  const { rows } = await sql<CacGroup & { segment: string | null; currency: string; elsewhere: number }>`
    with ${referralTree(workspaceId)}
    select r.segment, p.currency, sum(case when t.account_id = t.root_id then 1 else 0 end) as bought,
      sum(case when t.account_id <> t.root_id then 1 else 0 end) as referred,
      sum(case when q.currency = p.currency then q.spend else 0 end) as spend,
      sum(case when q.currency <> p.currency and q.spend > 0 then 1 else 0 end) as elsewhere
    from tree t cross join acquisition q cross join account a cross join acquisition p cross join account r
    where q.workspace_id = ${workspaceId} and q.account_id = t.account_id
      and a.workspace_id = ${workspaceId} and a.id = t.account_id and ${isCustomer('a')}
      and p.workspace_id = ${workspaceId} and p.account_id = t.root_id
      and r.workspace_id = ${workspaceId} and r.id = t.root_id and ${isCustomer('r')}
    group by r.segment, p.currency`.execute(executor);
  return rows;
}

/** The median efficiency of customers by their own segment and currency, and of how many it is known. */
export async function readEfficiencies(
  executor: Executor,
  workspaceId: string,
): Promise<{ segment: string | null; currency: string; efficiency: number; accounts: number }[]> {
  const { rows } = await sql<{
    segment: string | null;
    currency: string;
    efficiency: number;
    accounts: number;
  }>`
    select segment, currency, avg(efficiency) as efficiency, max(accounts) as accounts from (
      select e.*, row_number() over (partition by e.segment, e.currency order by e.efficiency) as place,
        count(*) over (partition by e.segment, e.currency) as accounts
      from (
        select a.segment, q.currency, q.first_year_margin / (q.spend + q.onboarding_cost + q.support_cost) as efficiency
        from acquisition q cross join account a
        where q.workspace_id = ${workspaceId} and a.workspace_id = ${workspaceId} and a.id = q.account_id
          and ${isCustomer('a')} and q.first_year_margin is not null
          and q.spend + q.onboarding_cost + q.support_cost > 0) e) m
    where place in ((accounts + 1) / 2, (accounts + 2) / 2)
    group by segment, currency`.execute(executor);
  return rows;
}

/** How many customers of a range each segment has. */
export async function countCustomers(
  executor: Executor,
  workspaceId: string,
  { after, upTo }: AccountRange,
): Promise<{ segment: string | null; customers: number }[]> {
  const { rows } = await sql<{ segment: string | null; customers: number }>`
    select a.segment, count(*) as customers from account a
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and ${isCustomer('a')}
    group by a.segment`.execute(executor);
  return rows;
}

/** By segment: customers whose figures are known, and those among them whose chain begins with no such customer. */
export async function readFigured(
  executor: Executor,
  workspaceId: string,
): Promise<{ segment: string | null; customers: number; withoutRoot: number }[]> {
  const { rows } = await sql<{ segment: string | null; customers: number; withoutRoot: number }>`
    with ${referralTree(workspaceId)}
    select a.segment, count(*) as customers,
      sum(case when q.referred_by is not null and r.id is null then 1 else 0 end) as "withoutRoot"
    from acquisition q cross join account a
    left join tree t on t.account_id = q.account_id and q.referred_by is not null
    left join account r on r.workspace_id = ${workspaceId} and r.id = t.root_id and ${isCustomer('r')}
    where q.workspace_id = ${workspaceId} and a.workspace_id = ${workspaceId} and a.id = q.account_id
      and ${isCustomer('a')}
    group by a.segment`.execute(executor);
  return rows;
}

/** Those who refer most, the first first. @param segment only referrers of this one; undefined: of any */
export async function listReferrers(
  executor: Executor,
  workspaceId: string,
  segment: string | null | undefined,
  limit: number,
): Promise<Referrer[]> {
  const wanted =
    segment === undefined
      ? sql``
      : segment === null
        ? sql`and f.segment is null`
        : sql`and f.segment = ${segment}`;
  const { rows } = await sql<Referrer>`
    select f.id, f.key, f.name, f.segment, count(*) as customers
    from acquisition q cross join account a cross join account f
    where q.workspace_id = ${workspaceId} and q.referred_by is not null
      and a.workspace_id = ${workspaceId} and a.id = q.account_id and ${isCustomer('a')}
      and f.workspace_id = ${workspaceId} and f.id = q.referred_by ${wanted}
    group by f.id, f.key, f.name, f.segment, f.name_key
    order by customers desc, f.name_key, f.id limit ${limit}`.execute(executor);
  return rows;
}
