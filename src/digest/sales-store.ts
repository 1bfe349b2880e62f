/** New customers, who sold and who referred them, in the database. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf, isOutside } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { isBeforeSale, type Verdict } from '../fit/domain.ts';
import { STAGES } from '../program/domain.ts';
import type { Days, NamedAccount, SalesFacts } from './domain.ts';

/**
 * Whether account `a` was sold to, and began in some days.
 * @param trials the segments of free trials, to whom nothing was sold yet
 */
function began({ from, upTo }: Days, trials: readonly string[]): RawBuilder<unknown> {
  const before = STAGES.filter(isBeforeSale).map((name) => sql.lit(name));
  return sql`a.started_on >= ${from} and a.started_on <= ${upTo}
    and (a.stage is null or a.stage not in (${sql.join(before)})) and ${isOutside('a', trials)}`;
}

/** So many customers of one seller (null: nobody said) with one verdict began in the week, or before it. */
export interface SoldRow {
  soldBy: string | null;
  fit: Verdict | null;
  isWeek: number;
  customers: number;
  referred: number;
}

/** The customers of a range that began in the quarter. @param week its last days begin on this one */
export async function countSold(
  executor: Executor,
  workspaceId: string,
  quarter: Days,
  week: BusinessDate,
  trials: readonly string[],
  { after, upTo }: AccountRange,
): Promise<SoldRow[]> {
  const { rows } = await sql<SoldRow>`
    select a.sold_by as "soldBy", a.fit, case when a.started_on >= ${week} then 1 else 0 end as "isWeek",
      count(*) as customers, count(q.referred_by) as referred
    from account a
    left join acquisition q on q.workspace_id = a.workspace_id and q.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and ${began(quarter, trials)}
    group by a.sold_by, a.fit, 3`.execute(executor);
  return rows;
}

export type BadFit = NamedAccount & { soldBy: string | null; startedOn: BusinessDate };

/** Customers of a range that began in some days and are a bad fit. */
export async function listBadFits(
  executor: Executor,
  workspaceId: string,
  days: Days,
  trials: readonly string[],
  { after, upTo }: AccountRange,
): Promise<BadFit[]> {
  const { rows } = await sql<BadFit>`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, a.sold_by as "soldBy",
      a.started_on as "startedOn"
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and a.fit = 'bad_fit'
      and ${began(days, trials)}`.execute(executor);
  return rows;
}

/** Who referred customers that began in some days; those who referred most first. */
export async function listReferrersOf(
  executor: Executor,
  workspaceId: string,
  days: Days,
  trials: readonly string[],
  limit: number,
): Promise<SalesFacts['referrals']['referrers']> {
  const { rows } = await sql<{ name: string; customers: number }>`
    select f.name, count(*) as customers
    from acquisition q cross join account a cross join account f
    where q.workspace_id = ${workspaceId} and q.referred_by is not null
      and a.workspace_id = ${workspaceId} and a.id = q.account_id and ${began(days, trials)}
      and f.workspace_id = ${workspaceId} and f.id = q.referred_by
    group by f.id, f.name order by customers desc, f.name limit ${limit}`.execute(executor);
  return rows;
}
