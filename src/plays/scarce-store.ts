/** Accounts of which too little is known, and the plays that this asks for, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, isNotChurned, isOutside, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import { SCARCE_CAUSES, type AskedCadence, type AskedMetric, type ScarceCause } from './domain.ts';
import { hasMetric } from './signal-store.ts';

/** By what scarce data are found. */
export interface ScarceContext {
  dialect: DialectName;
  workspaceId: string;
  date: BusinessDate;
  /** The snapshots that are looked at: their day, and the program that made them. */
  snapshots: { day: BusinessDate; programVersion: number };
  /** A run that closed after this date keeps its play quiet. */
  quietSince: BusinessDate;
  metrics: readonly AskedMetric[];
  cadences: readonly AskedCadence[];
  /** The segments of free trials, of which nothing is asked. */
  trials: readonly string[];
}

/** A play that an account wants. */
export interface Wanted {
  accountId: string;
  play: string;
  cause: ScarceCause;
  causeId: string;
  /** The lead, or the partner where there is none or the lead is away; null: nobody. */
  person: string | null;
  arr: number;
  rank: number;
}

/** What the accounts of a range want, the most valuable accounts first, at most so many of each person. */
export async function listWanted(
  executor: Executor,
  context: ScarceContext,
  { after, upTo }: AccountRange,
  atMost: number,
): Promise<Wanted[]> {
  const within = (column: string) => sql`${sql.ref(column)} > ${after} and ${sql.ref(column)} <= ${upTo}`;
  const { rows } = await sql<Wanted>`
    ${wantedQuery(context, within)}
    select account_id as "accountId", play, cause, cause_id as "causeId", person, arr, rank from (
      select w.*, row_number() over (partition by w.person order by ${MOST_VALUABLE}) as place from wanted w) x
    where place <= ${atMost}`.execute(executor);
  return rows;
}

/** How many plays the accounts of one person want that have not started yet. */
export async function countWanted(
  executor: Executor,
  context: ScarceContext,
  personId: string,
): Promise<number> {
  const within = (column: string) => sql`${sql.ref(column)} in (select own.id from account own
    where own.workspace_id = ${context.workspaceId} and (own.lead_id = ${personId} or own.partner_id = ${personId})
      and ${ownerOf('own', context.date)} = ${personId})`;
  const { rows } = await sql<{ plays: number }>`
    ${wantedQuery(context, within)} select count(*) as plays from wanted`.execute(executor);
  return rows[0]?.plays ?? 0;
}

/** How many plays scarce data have started on the day, by person. */
export async function countStarted(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<Map<string | null, number>> {
  const { rows } = await sql<{ person: string | null; runs: number }>`
    select ${ownerOf('a', date)} as person, count(*) as runs
    from play_run r join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    where r.workspace_id = ${workspaceId} and r.started_on = ${date} and r.cause in (${sql.join(SCARCE_CAUSES)})
    group by 1`.execute(executor);
  return new Map(rows.map(({ person, runs }) => [person, runs]));
}

/** The order in which plays start; `inStartOrder` says the same of those of several ranges. */
const MOST_VALUABLE = sql`w.arr desc, w.account_id, w.rank`;

/** The most valuable accounts first, and the plays of one by their rank. */
export function inStartOrder(wanted: readonly Wanted[]): Wanted[] {
  return wanted.toSorted(
    (a, b) =>
      b.arr - a.arr ||
      (a.accountId < b.accountId ? -1 : Number(a.accountId > b.accountId)) ||
      a.rank - b.rank,
  );
}

/**
 * The accounts' plays that are wanted: one row for each, with the first of its causes.
 * @param within a test of a column with an account's id: whether it is looked at
 */
function wantedQuery(
  context: ScarceContext,
  within: (column: string) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { dialect, workspaceId, date, snapshots, quietSince, metrics, cadences, trials } = context;
  const asked = { stage: 'text', play: 'text', rank: 'integer' } as const;
  const rows = (alias: string, columns: Parameters<typeof rowsAs>[2], given: readonly object[]) =>
    rowsAs(
      dialect,
      alias,
      columns,
      given.map((row) => ({ ...row })),
    );
  // Looked up account by account: of `not exists` PostgreSQL makes a join, which without statistics walks all runs.
  return sql`
    with m as materialized (select * from ${rows('given', { metric: 'text', ...asked }, metrics)}),
    c as materialized (select * from ${rows('given', { persona: 'text', before: 'text', ...asked }, cadences)}),
    base as materialized (
      select a.id as account_id, coalesce(a.stage, '') as stage, a.started_on, h.metrics,
        ${ownerOf('a', date)} as person, coalesce(${arrOf('a', 's')}, 0) as arr
      from account a
      left join health_snapshot h on h.workspace_id = a.workspace_id and h.account_id = a.id
        and h.day = ${snapshots.day} and h.program_version = ${sql.lit(snapshots.programVersion)}
        and ${within('h.account_id')}
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id and ${within('s.account_id')}
      where a.workspace_id = ${workspaceId} and ${within('a.id')} and ${isNotChurned('a', 's')}
        and ${isOutside('a', trials)}),
    scarce as (
      select b.account_id, b.person, b.arr, m.play, m.rank, 'missing_data' as cause, m.metric as cause_id
      from base b join m on m.stage = b.stage
      where b.metrics is not null and not ${hasMetric(dialect, sql`b.metrics`, sql`m.metric`)}
      union all
      select b.account_id, b.person, b.arr, c.play, c.rank, 'cadence', c.persona
      from base b join c on c.stage = b.stage
      where coalesce((select max(t.day) from touchpoint t where t.workspace_id = ${workspaceId}
        and t.account_id = b.account_id and t.persona = c.persona and t.day <= ${date}), b.started_on) < c.before),
    ranked as (
      select x.*, row_number() over (partition by x.account_id, x.play order by x.rank) as place from scarce x),
    wanted as (
      select n.account_id, n.person, n.arr, n.play, n.rank, n.cause, n.cause_id from ranked n
      where n.place = 1
        and (select 1 from play_run r where r.workspace_id = ${workspaceId} and r.account_id = n.account_id
          and r.play_id = n.play and r.state = 'open' limit 1) is null
        and (select 1 from play_run r where r.workspace_id = ${workspaceId} and r.account_id = n.account_id
          and r.play_id = n.play and r.closed_on > ${quietSince} limit 1) is null)`;
}
