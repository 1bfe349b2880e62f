/** How the accounts of a workspace are doing together, read from the snapshots of a day. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { LEAST_MOVE, type Band, type HealthSnapshot } from './domain.ts';
import { snapshotOf } from './snapshot-store.ts';

export interface PortfolioFilter {
  segment: string | null;
  /** `unknown`: those without a score. */
  band: Band | 'unknown' | null;
}

export interface PortfolioAccount {
  id: string;
  key: string;
  name: string;
  score: number | null;
  coverage: number;
  band: Band | null;
  movement: number | null;
  movedSince: BusinessDate | null;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  leadId: string | null;
}

/** How many accounts of a band there are, how many of them are too little known, and how many moved down or up as people see it. */
export interface BandCount {
  band: Band | null;
  accounts: number;
  unsure: number;
  worse: number;
  better: number;
}

/**
 * A page of the accounts of a day: what got worst first, then what stood still or got better, last what can not be
 * compared.
 */
export async function listPortfolio(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
  filter: PortfolioFilter,
  page: { limit: number; offset: number },
): Promise<PortfolioAccount[]> {
  const { rows } = await sql<{
    id: string;
    key: string;
    name: string;
    score: number | null;
    coverage: number;
    band: Band | null;
    movement: number | null;
    moved_since: BusinessDate | null;
    arr: number | null;
    currency: string | null;
    renews_on: BusinessDate | null;
    lead_id: string | null;
  }>`
    with page as (
      select s.account_id, s.movement from health_snapshot s
      where s.workspace_id = ${workspaceId} and s.day = ${day} ${conditions(workspaceId, filter)}
      order by s.movement asc nulls last, s.account_id limit ${page.limit} offset ${page.offset})
    select a.id, a.key, a.name, s.score, s.coverage, s.band, s.movement, s.moved_since,
      ${arrOf('a', 'o')} as arr, ${currencyOf('a')} as currency, a.renews_on, a.lead_id
    from page p
    join health_snapshot s on s.workspace_id = ${workspaceId} and s.account_id = p.account_id and s.day = ${day}
    join account a on a.workspace_id = ${workspaceId} and a.id = p.account_id
    left join assessment o on o.workspace_id = ${workspaceId} and o.account_id = p.account_id
    order by p.movement asc nulls last, p.account_id`.execute(executor);
  return rows.map(({ moved_since: movedSince, renews_on: renewsOn, lead_id: leadId, ...row }) => ({
    ...row,
    movedSince,
    renewsOn,
    leadId,
  }));
}

/** The accounts of a day by band. @param sureFrom the coverage in hundredths from which a score is sure */
export async function countPortfolio(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
  segment: string | null,
  sureFrom: number,
): Promise<BandCount[]> {
  const { rows } = await sql<BandCount>`
    select s.band, cast(count(*) as integer) as accounts,
      cast(sum(case when s.coverage < ${sql.lit(sureFrom)} then 1 else 0 end) as integer) as unsure,
      cast(sum(case when s.movement <= ${sql.lit(-LEAST_MOVE)} then 1 else 0 end) as integer) as worse,
      cast(sum(case when s.movement >= ${sql.lit(LEAST_MOVE)} then 1 else 0 end) as integer) as better
    from health_snapshot s
    where s.workspace_id = ${workspaceId} and s.day = ${day} ${conditions(workspaceId, { segment, band: null })}
    group by s.band`.execute(executor);
  return rows;
}

/** How many accounts were scored on a day, their mean coverage in hundredths, and how many are green. */
export async function sumPortfolio(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<{ accounts: number; coverage: number; green: number }> {
  const { rows } = await sql<{ accounts: number; coverage: number | null; green: number | null }>`
    select cast(count(*) as integer) as accounts, cast(avg(s.coverage) as double precision) as coverage,
      cast(sum(case when s.band = 'green' then 1 else 0 end) as integer) as green
    from health_snapshot s where s.workspace_id = ${workspaceId} and s.day = ${day}`.execute(executor);
  const [row] = rows;
  return { accounts: row?.accounts ?? 0, coverage: row?.coverage ?? 0, green: row?.green ?? 0 };
}

/** The whole snapshots of some accounts on some days, by account and day. */
export async function readSnapshotsOf(
  executor: Executor,
  workspaceId: string,
  accountIds: readonly string[],
  days: readonly BusinessDate[],
): Promise<Map<string, HealthSnapshot>> {
  if (accountIds.length === 0 || days.length === 0) return new Map();
  const rows = await executor
    .selectFrom('health_snapshot')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', 'in', [...new Set(accountIds)])
    .where('day', 'in', [...new Set(days)])
    .execute();
  return new Map(rows.map((row) => [`${row.account_id} ${row.day}`, snapshotOf(row)]));
}

function conditions(workspaceId: string, { segment, band }: PortfolioFilter): RawBuilder<unknown> {
  const ofBand =
    band === null ? sql`` : band === 'unknown' ? sql`and s.band is null` : sql`and s.band = ${band}`;
  const ofSegment =
    segment === null
      ? sql``
      : sql`and exists (select 1 from account o where o.workspace_id = ${workspaceId} and o.id = s.account_id
          and o.segment = ${segment})`;
  return sql`${ofBand} ${ofSegment}`;
}
