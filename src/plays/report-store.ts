/** Which plays run where, and what came of those that ended, in SQL. */
import { sql } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { SCARCE_CAUSES, type LateStep, type PlayFigures, type PlacedRun } from './domain.ts';
import { hasMetric } from './signal-store.ts';

/** The step whose turn it is: the first open one of its run. */
const TURN = sql`join play_step s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.state = 'open'
  and not exists (select 1 from play_step b where b.workspace_id = s.workspace_id and b.run_id = s.run_id
    and b.position < s.position and b.state = 'open')`;

/**
 * What each play does: how many runs are open, how many of them are late, and what came of those that ended since a date.
 * @param since runs that ended before it are not counted
 * @returns by the play's id
 */
export async function readFigures(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  since: BusinessDate,
  today: BusinessDate,
): Promise<Map<string, PlayFigures>> {
  const figures = new Map<string, PlayFigures>();
  const { rows: open } = await sql<{ playId: string; name: string; running: number; late: number }>`
    select r.play_id as "playId", max(r.name) as name, count(*) as running,
      sum(case when s.due_on < ${today} then 1 else 0 end) as late
    from play_run r ${TURN}
    where r.workspace_id = ${workspaceId} and r.state = 'open' group by r.play_id`.execute(executor);
  for (const { playId, name, running, late } of open) {
    figures.set(playId, { ...NONE, name, running, late });
  }
  const back = sql`case r.cause
    when 'missing_data' then exists (select 1 from health_snapshot h where h.workspace_id = r.workspace_id
      and h.account_id = r.account_id and h.day >= r.started_on
      and ${hasMetric(dialect, sql`h.metrics`, sql`r.cause_id`)})
    else exists (select 1 from touchpoint t where t.workspace_id = r.workspace_id and t.account_id = r.account_id
      and t.persona = r.cause_id and t.day >= r.started_on) end`;
  const isScarce = sql`r.cause in (${sql.join(SCARCE_CAUSES)})`;
  const { rows: ended } = await sql<EndedRow>`
    select x.play_id as "playId", max(x.name) as name, sum(x.done) as done, sum(x.in_time) as "inTime",
      sum(1 - x.done) as stopped, sum(x.missing) as missing, sum(x.back) as back
    from (
      select r.play_id, r.name, case when r.state = 'done' then 1 else 0 end as done,
        case when r.state = 'done' and r.closed_on <= (select max(d.due_on) from play_step d
          where d.workspace_id = r.workspace_id and d.run_id = r.id) then 1 else 0 end as in_time,
        case when ${isScarce} then 1 else 0 end as missing,
        case when ${isScarce} and ${back} then 1 else 0 end as back
      from play_run r where r.workspace_id = ${workspaceId} and r.closed_on >= ${since}) x
    group by x.play_id`.execute(executor);
  for (const { playId, ...row } of ended) {
    figures.set(playId, { ...NONE, ...row, ...pickOpen(figures.get(playId)) });
  }
  return figures;
}

type EndedRow = Omit<PlayFigures, 'running' | 'late'> & { playId: string };

const NONE: PlayFigures = {
  name: '',
  running: 0,
  late: 0,
  done: 0,
  inTime: 0,
  stopped: 0,
  missing: 0,
  back: 0,
};

function pickOpen(figures: PlayFigures | undefined): Partial<PlayFigures> {
  return figures === undefined ? {} : { name: figures.name, running: figures.running, late: figures.late };
}

/** Where a play runs: what is due first comes first. */
export async function listPlaced(
  executor: Executor,
  workspaceId: string,
  playId: string,
  page: { limit: number; offset: number },
): Promise<PlacedRun[]> {
  const { rows } = await sql<PlacedRun>`
    select r.id, a.key as "accountKey", a.name as "accountName", s.position, s.name as step, s.due_on as "dueOn",
      (select count(*) from play_step o where o.workspace_id = r.workspace_id and o.run_id = r.id) as steps,
      coalesce(c.claimed_by, c.owner_id) as "ownerId"
    from play_run r ${TURN}
    join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    left join cta c on c.workspace_id = s.workspace_id and c.id = s.cta_id
    where r.workspace_id = ${workspaceId} and r.play_id = ${playId} and r.state = 'open'
    order by s.due_on, a.name_key, r.id limit ${page.limit} offset ${page.offset}`.execute(executor);
  return rows;
}

/** The steps that are past their day, wherever they are: what is late longest comes first. */
export async function listLateSteps(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
  page: { limit: number; offset: number },
): Promise<{ steps: LateStep[]; total: number }> {
  const { rows } = await sql<Omit<LateStep, 'daysLate'> & { total: number }>`
    select r.id as "runId", a.key as "accountKey", a.name as "accountName", r.name as play, s.name as step, s.position,
      (select count(*) from play_step o where o.workspace_id = r.workspace_id and o.run_id = r.id) as steps,
      s.due_on as "dueOn", coalesce(c.claimed_by, c.owner_id) as "ownerId", count(*) over () as total
    from play_run r ${TURN}
    join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    left join cta c on c.workspace_id = s.workspace_id and c.id = s.cta_id
    where r.workspace_id = ${workspaceId} and r.state = 'open' and s.due_on < ${today}
    order by s.due_on, a.name_key, r.id limit ${page.limit} offset ${page.offset}`.execute(executor);
  return {
    steps: rows.map(({ total: _total, ...row }) => ({ ...row, daysLate: daysBetween(row.dueOn, today) })),
    total: rows[0]?.total ?? 0,
  };
}

/** The late steps of one person, or of nobody. */
export interface LateOf {
  ownerId: string | null;
  steps: number;
  /** The last day on which one of them was due. */
  lastDueOn: BusinessDate;
}

/** With whom steps are that are past their day. */
export async function countLate(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<LateOf[]> {
  const { rows } = await sql<LateOf>`
    select coalesce(c.claimed_by, c.owner_id) as "ownerId", count(*) as steps, max(s.due_on) as "lastDueOn"
    from play_run r ${TURN}
    left join cta c on c.workspace_id = s.workspace_id and c.id = s.cta_id
    where r.workspace_id = ${workspaceId} and r.state = 'open' and s.due_on < ${today}
    group by coalesce(c.claimed_by, c.owner_id)`.execute(executor);
  return rows;
}

/** How many runs an account has had, and how many of them are open. */
export async function countRuns(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<{ all: number; open: number }> {
  const { rows } = await sql<{ all: number; open: number | null }>`
    select count(*) as "all", sum(case when state = 'open' then 1 else 0 end) as open
    from play_run where workspace_id = ${workspaceId} and account_id = ${accountId}`.execute(executor);
  return { all: rows[0]?.all ?? 0, open: rows[0]?.open ?? 0 };
}
