/** The signals that end steps by themselves, looked for by kind: one statement for all steps that wait for one. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { DoneWhen } from './domain.ts';

/** A step whose turn it is, and that waits for a signal. */
export interface Waiting {
  runId: string;
  accountId: string;
  position: number;
  ctaId: string;
  /** The day on which the play started: what was seen before does not count. */
  since: BusinessDate;
  doneWhen: DoneWhen;
}

/** A step whose signal was seen. */
export interface Seen {
  waiting: Waiting;
  /** The first day of it. */
  day: BusinessDate;
  /** Of an event: which one. */
  event: string | null;
}

/** The steps that wait, of the runs after one, by the runs' ids. */
export async function listWaiting(
  executor: Executor,
  workspaceId: string,
  page: { after: string; limit: number },
): Promise<Waiting[]> {
  return selectWaiting(executor, workspaceId, sql`s.run_id > ${page.after}`, page.limit);
}

/** The steps that wait in these runs. */
export async function listWaitingOf(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  runIds: readonly string[],
): Promise<Waiting[]> {
  const rows = rowsAs(
    dialect,
    'i',
    { id: 'text' },
    runIds.map((id) => ({ id })),
  );
  return selectWaiting(executor, workspaceId, sql`s.run_id in (select i.id from ${rows})`, runIds.length);
}

/** The steps that wait on an account. */
export async function listWaitingOfAccount(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Waiting[]> {
  const own = sql`s.run_id in (select o.id from play_run o
    where o.workspace_id = ${workspaceId} and o.account_id = ${accountId} and o.state = 'open')`;
  return selectWaiting(executor, workspaceId, own, MOST_OF_ACCOUNT);
}

/** An account has one open run of each play. */
const MOST_OF_ACCOUNT = 1_000;

async function selectWaiting(
  executor: Executor,
  workspaceId: string,
  which: RawBuilder<unknown>,
  limit: number,
): Promise<Waiting[]> {
  const { rows } = await sql<Omit<Waiting, 'doneWhen'> & { doneWhen: string }>`
    select s.run_id as "runId", s.account_id as "accountId", s.position, s.cta_id as "ctaId",
      r.started_on as since, s.done_when as "doneWhen"
    from play_step s join play_run r on r.workspace_id = s.workspace_id and r.id = s.run_id
    where s.workspace_id = ${workspaceId} and s.state = 'open' and ${which} and s.cta_id is not null
      and s.done_when is not null and r.state = 'open'
    order by s.run_id limit ${limit}`.execute(executor);
  return rows.map((row) => ({ ...row, doneWhen: JSON.parse(row.doneWhen) }));
}

/** Those of the steps whose signal was seen from the start of their play up to `date`. */
export async function findSeen(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  waiting: readonly Waiting[],
  date: BusinessDate,
): Promise<Seen[]> {
  const byKind = Map.groupBy(waiting, ({ doneWhen }) => doneWhen.kind);
  const seen: Seen[] = [];
  for (const [kind, steps] of byKind) {
    const byRun = new Map(steps.map((step) => [step.runId, step]));
    const rows = await READERS[kind]({ executor, dialect, workspaceId, date }, steps);
    for (const { runId, day, event } of rows) {
      const step = byRun.get(runId);
      if (step === undefined) continue;
      byRun.delete(runId);
      seen.push({ waiting: step, day, event });
    }
  }
  return seen;
}

interface Reading {
  executor: Executor;
  dialect: DialectName;
  workspaceId: string;
  date: BusinessDate;
}

interface SeenRow {
  runId: string;
  day: BusinessDate;
  event: string | null;
}

type Reader = (reading: Reading, steps: readonly Waiting[]) => Promise<SeenRow[]>;

const READERS: Record<DoneWhen['kind'], Reader> = {
  event: (reading, steps) =>
    read(
      reading,
      steps.flatMap((step) =>
        step.doneWhen.kind === 'event' ? step.doneWhen.names.map((name) => row(step, { name })) : [],
      ),
      (day) => sql`event e where e.workspace_id = ${reading.workspaceId} and e.account_id = i.account_id
        and e.name = i.name and ${day(sql`e.day`)} and e.count > 0`,
      sql`e.day`,
    ),
  kpi: (reading, steps) =>
    read(
      reading,
      steps.flatMap((step) =>
        step.doneWhen.kind === 'kpi'
          ? [
              row(step, {
                name: step.doneWhen.kpi,
                sign: step.doneWhen.bound === 'at_least' ? 1 : -1,
                bound: step.doneWhen.value,
              }),
            ]
          : [],
      ),
      (day) => sql`kpi_value k where k.workspace_id = ${reading.workspaceId} and k.account_id = i.account_id
        and k.kpi = i.name and ${day(sql`k.day`)} and k.value * i.sign >= i.bound * i.sign`,
      sql`k.day`,
    ),
  touchpoint: (reading, steps) =>
    read(
      reading,
      steps.flatMap((step) =>
        step.doneWhen.kind === 'touchpoint' ? [row(step, { name: step.doneWhen.persona })] : [],
      ),
      (day) => sql`touchpoint t where t.workspace_id = ${reading.workspaceId} and t.account_id = i.account_id
        and t.persona = i.name and ${day(sql`t.day`)}`,
      sql`t.day`,
    ),
  fresh: (reading, steps) =>
    read(
      reading,
      steps.flatMap((step) =>
        step.doneWhen.kind === 'fresh' ? [row(step, { name: step.doneWhen.metric })] : [],
      ),
      (
        day,
      ) => sql`health_snapshot h where h.workspace_id = ${reading.workspaceId} and h.account_id = i.account_id
        and ${day(sql`h.day`)} and ${hasMetric(reading.dialect, sql`h.metrics`, sql`i.name`)}`,
      sql`h.day`,
    ),
  ebr_held: (reading, steps) =>
    read(
      reading,
      steps.map((step) => row(step, {})),
      (day) => sql`ebr b where b.workspace_id = ${reading.workspaceId} and b.account_id = i.account_id
        and b.state = 'held' and ${day(sql`b.held_on`)}`,
      sql`b.held_on`,
    ),
};

/** Whether a snapshot has fresh data of a metric. @param metrics its JSON @param id an id as programs have them */
export function hasMetric(
  dialect: DialectName,
  metrics: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return dialect === 'postgres'
    ? sql`jsonb_exists(cast(${metrics} as jsonb), ${id})`
    : sql`(${metrics} -> ('$."' || ${id} || '"')) is not null`;
}

const COLUMNS = {
  run_id: 'text',
  account_id: 'text',
  since: 'text',
  name: 'text',
  sign: 'real',
  bound: 'real',
} as const;

function row({ runId, accountId, since }: Waiting, more: Record<string, unknown>): Record<string, unknown> {
  return { run_id: runId, account_id: accountId, since, ...more };
}

/** The first day of each signal, the earliest first. @param found what to look in, given the test of its day */
async function read(
  { executor, dialect, date }: Reading,
  rows: readonly Record<string, unknown>[],
  found: (day: (column: RawBuilder<unknown>) => RawBuilder<unknown>) => RawBuilder<unknown>,
  column: RawBuilder<unknown>,
): Promise<SeenRow[]> {
  const inTime = (day: RawBuilder<unknown>) => sql`${day} >= i.since and ${day} <= ${date}`;
  const result = await sql<SeenRow>`
    select x.run_id as "runId", x.name as event, x.day from (
      select i.run_id, i.name, (select min(${column}) from ${found(inTime)}) as day
      from ${rowsAs(dialect, 'i', COLUMNS, rows)}) x
    where x.day is not null order by x.day, x.name`.execute(executor);
  return result.rows;
}
