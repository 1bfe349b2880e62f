/** How the health of all accounts moved from one day to another, read from the snapshots of both. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf, isRenewalUnanswered, wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Band } from './domain.ts';
import type { PortfolioAccount } from './portfolio-store.ts';
import type { RiskRow } from './risk.ts';

/** The two days; of an earlier one that was never scored nothing is known. */
export interface TwoDays {
  day: BusinessDate;
  before: BusinessDate | null;
}

/** So many accounts with one band on each of the days, and the sum of their coverages in hundredths of a per cent. */
export interface MoveRow {
  /** Whether the account was scored on the day. */
  isNow: number;
  isBefore: number;
  now: Band | null;
  before: Band | null;
  accounts: number;
  coverageNow: number | null;
  coverageBefore: number | null;
}

/** The accounts of a range by the bands of both days; on the later one those alone that were customers on the date. */
export async function countMoves(
  executor: Executor,
  workspaceId: string,
  { day, before, date }: TwoDays & { date: BusinessDate },
  { after, upTo }: AccountRange,
): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select case when n.day is null then 0 else 1 end as "isNow", case when b.day is null then 0 else 1 end as "isBefore",
      n.band as now, b.band as before, count(*) as accounts,
      sum(n.coverage) as "coverageNow", sum(b.coverage) as "coverageBefore"
    from account a
    left join health_snapshot n on n.workspace_id = a.workspace_id and n.account_id = a.id and n.day = ${day}
      and ${wasCustomerOn('a', sql`${date}`)}
    left join health_snapshot b on b.workspace_id = a.workspace_id and b.account_id = a.id and b.day = ${before ?? ''}
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo}
      and (n.day is not null or b.day is not null)
    group by 1, 2, n.band, b.band`.execute(executor);
  return rows;
}

/** The customers of a range that are red, or in a worse band than on the earlier day. @param days with the date of the list */
export async function listRiskRows(
  executor: Executor,
  workspaceId: string,
  { day, before, date }: TwoDays & { date: BusinessDate },
  { after, upTo }: AccountRange,
): Promise<RiskRow[]> {
  const { rows } = await sql<RiskRow>`
    select a.id, n.band, b.band as before, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency,
      a.renews_on as "renewsOn", case when ${isRenewalUnanswered('a', date)} then a.renews_on end as "passedOn"
    from account a
    cross join health_snapshot n
    left join health_snapshot b on b.workspace_id = a.workspace_id and b.account_id = a.id and b.day = ${before ?? ''}
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo}
      and n.workspace_id = ${workspaceId} and n.account_id = a.id and n.day = ${day}
      and (n.band = 'red' or (b.band = 'green' and n.band = 'yellow')) and ${wasCustomerOn('a', sql`${date}`)}`.execute(
    executor,
  );
  return rows;
}

/** An account of a day with what it pays. */
export interface PayingAccount extends PortfolioAccount {
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
}

/** Some accounts as they were scored on a day. */
export async function listScored(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
  ids: readonly string[],
): Promise<PayingAccount[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PayingAccount>`
    select a.id, a.key, a.name, h.score, h.coverage, h.band, h.movement, h.moved_since as "movedSince",
      ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, a.renews_on as "renewsOn"
    from account a
    cross join health_snapshot h
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id in (${sql.join(ids)})
      and h.workspace_id = ${workspaceId} and h.account_id = a.id and h.day = ${day}`.execute(executor);
  return rows;
}
