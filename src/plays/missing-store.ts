/** Metrics without fresh data that ask for their play, by the snapshots of a day, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import { STAGES_WITHOUT_PLAYS } from './domain.ts';
import { hasMetric } from './signal-store.ts';

/** A metric that starts a play. */
export interface AskedMetric {
  metric: string;
  play: string;
  /** Its place in the scorecard: the first of a play's metrics is its cause. */
  rank: number;
  /** Whether it counts in a stage that is not named. */
  weighs: boolean;
  /** Whether it counts in the stages in which that differs. */
  byStage: Record<string, boolean>;
}

export interface MissingContext {
  dialect: DialectName;
  workspaceId: string;
  date: BusinessDate;
  /** The day of the snapshots, and the program that made them. */
  snapshots: BusinessDate;
  programVersion: number;
  /** A run that closed after this date keeps its play quiet. */
  quietSince: BusinessDate;
  metrics: readonly AskedMetric[];
}

/** A play that an account wants. */
export interface Missing {
  accountId: string;
  play: string;
  metric: string;
  /** The lead, or the partner where there is none or the lead is away; null: nobody. */
  person: string | null;
  arr: number;
  rank: number;
}

/** The newest day of which there are snapshots that this version of the program made, from a date to another. */
export async function findSnapshotDay(
  executor: Executor,
  workspaceId: string,
  programVersion: number,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('health_snapshot')
    .select('day')
    .where('workspace_id', '=', workspaceId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .where('program_version', '=', programVersion)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.day ?? null;
}

/** What the accounts of a range want, the most valuable accounts first, at most so many of each person. */
export async function listMissing(
  executor: Executor,
  context: MissingContext,
  range: AccountRange,
  atMost: number,
): Promise<Missing[]> {
  const which = sql`a.id > ${range.after} and a.id <= ${range.upTo}`;
  const { rows } = await sql<Missing>`
    ${wanted(context, which)}
    select account_id as "accountId", play, metric, person, arr, rank from (
      select w.*, row_number() over (partition by w.person order by ${MOST_VALUABLE}) as place from wanted w) x
    where place <= ${atMost}`.execute(executor);
  return rows;
}

/** How many plays the accounts of one person want that missing data have not started yet. */
export async function countMissing(
  executor: Executor,
  context: MissingContext,
  personId: string,
): Promise<number> {
  const which = sql`(a.lead_id = ${personId} or a.partner_id = ${personId})
    and ${ownerOf('a', context.date)} = ${personId}`;
  const { rows } = await sql<{ plays: number }>`
    ${wanted(context, which)} select count(*) as plays from wanted`.execute(executor);
  return rows[0]?.plays ?? 0;
}

/** How many plays missing data have started on the day, by person. */
export async function countStarted(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<Map<string | null, number>> {
  const { rows } = await sql<{ person: string | null; runs: number }>`
    select ${ownerOf('a', date)} as person, count(*) as runs
    from play_run r join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    where r.workspace_id = ${workspaceId} and r.started_on = ${date} and r.cause = 'missing_data'
    group by 1`.execute(executor);
  return new Map(rows.map(({ person, runs }) => [person, runs]));
}

/** The order in which plays start; `inStartOrder` says the same of those of several ranges. */
const MOST_VALUABLE = sql`w.arr desc, w.account_id, w.rank`;

/** The most valuable accounts first, and the plays of one in the order of the scorecard. */
export function inStartOrder(wanted: readonly Missing[]): Missing[] {
  return wanted.toSorted(
    (a, b) =>
      b.arr - a.arr ||
      (a.accountId < b.accountId ? -1 : Number(a.accountId > b.accountId)) ||
      a.rank - b.rank,
  );
}

/** The accounts' plays that are wanted: one row for each, with the first of its metrics that has no fresh data. */
function wanted(context: MissingContext, which: RawBuilder<unknown>): RawBuilder<unknown> {
  const { dialect, workspaceId, date, snapshots, programVersion, quietSince, metrics } = context;
  const asked = metrics.map(({ metric, play, rank, weighs }) => ({
    metric,
    play,
    rank,
    weighs: Number(weighs),
  }));
  const stages = metrics.flatMap(({ metric, byStage }) =>
    Object.entries(byStage).map(([stage, weighs]) => ({ metric, stage, weighs: Number(weighs) })),
  );
  const columns = { metric: 'text', play: 'text', rank: 'integer', weighs: 'integer' } as const;
  const stageColumns = { metric: 'text', stage: 'text', weighs: 'integer' } as const;
  // Looked up account by account: of `not exists` PostgreSQL makes a join, which without statistics walks all runs.
  return sql`
    with m as materialized (select * from ${rowsAs(dialect, 'rows', columns, asked)}),
    g as materialized (select * from ${rowsAs(dialect, 'rows', stageColumns, stages)}),
    base as materialized (
      select a.id as account_id, h.stage, h.metrics, ${ownerOf('a', date)} as person, coalesce(${arrOf('a', 's')}, 0) as arr
      from account a
      cross join health_snapshot h
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and ${which} and h.workspace_id = ${workspaceId} and h.account_id = a.id
        and h.day = ${snapshots} and h.program_version = ${sql.lit(programVersion)}
        and coalesce(a.stage, '') not in (${sql.join(STAGES_WITHOUT_PLAYS)}) and ${isNotChurned('a', 's')}),
    missing as (
      select b.account_id, b.person, b.arr, m.metric, m.play, m.rank,
        row_number() over (partition by b.account_id, m.play order by m.rank) as place
      from base b cross join m
      where not ${hasMetric(dialect, sql`b.metrics`, sql`m.metric`)}
        and coalesce((select g.weighs from g where g.metric = m.metric and g.stage = b.stage), m.weighs) = 1),
    wanted as (
      select n.account_id, n.person, n.arr, n.metric, n.play, n.rank from missing n
      where n.place = 1
        and (select 1 from play_run r where r.workspace_id = ${workspaceId} and r.account_id = n.account_id
          and r.play_id = n.play and r.state = 'open' limit 1) is null
        and (select 1 from play_run r where r.workspace_id = ${workspaceId} and r.account_id = n.account_id
          and r.play_id = n.play and r.closed_on > ${quietSince} limit 1) is null)`;
}
