/** Runs of plays in the database. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { RULE_OFF } from '../ctas/domain.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { idRows, inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { Run, RunCause, RunState } from './domain.ts';
import { toStep } from './step-store.ts';

const ROWS_PER_INSERT = 500;

/** A run that is to start. */
export interface NewRun {
  id: string;
  accountId: string;
  cause: RunCause;
  causeId: string;
}

/** What all runs that start together have in common. */
export interface Starting {
  playId: string;
  name: string;
  startedOn: BusinessDate;
  startedBy: string;
  programVersion: number;
  /** A run of the play that closed after this date, and not with its rule, keeps the account quiet; null: nothing does. */
  quietSince: BusinessDate | null;
}

/**
 * Starts runs on accounts on which the play is not running yet.
 * @returns those that started
 */
export async function insertRuns(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  runs: readonly NewRun[],
  starting: Starting,
): Promise<NewRun[]> {
  const { playId, quietSince } = starting;
  const quiet =
    quietSince === null
      ? sql`1 = 1`
      : sql`not exists (select 1 from play_run q where q.workspace_id = ${workspaceId}
          and q.account_id = n.account_id and q.play_id = ${playId} and q.closed_on > ${quietSince}
          and q.closed_because is null)`;
  const started = new Set<string>();
  for (const batch of inBatches(runs, ROWS_PER_INSERT)) {
    const rows = batch.map(({ id, accountId, cause, causeId }) => ({
      id,
      account_id: accountId,
      cause,
      cause_id: causeId,
    }));
    const columns = { id: 'text', account_id: 'text', cause: 'text', cause_id: 'text' } as const;
    const inserted = await sql<{ id: string }>`
      insert into play_run (workspace_id, id, account_id, play_id, name, cause, cause_id, state, started_on, started_by,
        program_version)
      select ${workspaceId}, n.id, n.account_id, ${playId}, ${starting.name}, n.cause, n.cause_id, 'open',
        ${starting.startedOn}, ${starting.startedBy}, ${sql.lit(starting.programVersion)}
      from ${rowsAs(dialect, 'n', columns, rows)} where ${quiet}
      on conflict do nothing
      returning id`.execute(trx);
    for (const { id } of inserted.rows) started.add(id);
  }
  return runs.filter(({ id }) => started.has(id));
}

export async function findRun(executor: Executor, workspaceId: string, id: string): Promise<Run | null> {
  const row = await executor
    .selectFrom('play_run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const [run] = await withSteps(executor, workspaceId, [row]);
  return run ?? null;
}

/** The runs of an account: open ones first, then those that ended; the newest first. */
export async function listRuns(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { state?: RunState; limit: number; offset?: number },
): Promise<Run[]> {
  let query = executor
    .selectFrom('play_run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy(sql`case state when 'open' then 0 else 1 end`)
    .orderBy(sql`coalesce(closed_on, started_on)`, 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  return withSteps(executor, workspaceId, await query.execute());
}

/** A run that ended, as the audit trail and the answers name it. */
export interface EndedRun {
  id: string;
  accountId: string;
  name: string;
}

/** Ends the open ones of the runs that have no open step. */
export async function finishRuns(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  runIds: readonly string[],
  end: { by: string; date: BusinessDate; reason: string | null },
): Promise<EndedRun[]> {
  const { rows } = await sql<EndedRun>`
    update play_run set state = 'done', closed_on = ${end.date}, closed_by = ${end.by}, reason = ${end.reason}
    where workspace_id = ${workspaceId} and state = 'open' and id in (select i.id from ${idRows(dialect, runIds)})
      and not exists (select 1 from play_step s where s.workspace_id = ${workspaceId} and s.run_id = play_run.id
        and s.state = 'open')
    returning id, account_id as "accountId", name`.execute(trx);
  return rows;
}

/** Ends the open ones of the runs before their steps are through. @param which a test of a row of `play_run` */
export async function endRuns(
  trx: Transaction<Database>,
  workspaceId: string,
  which: RawBuilder<unknown>,
  end: {
    state: 'done' | 'stopped';
    by: string;
    date: BusinessDate;
    reason: string;
    because?: typeof RULE_OFF | undefined;
  },
): Promise<EndedRun[]> {
  const { rows } = await sql<EndedRun>`
    update play_run set state = ${end.state}, closed_on = ${end.date}, closed_by = ${end.by}, reason = ${end.reason},
      closed_because = ${end.because ?? null}
    where workspace_id = ${workspaceId} and state = 'open' and ${which}
    returning id, account_id as "accountId", name`.execute(trx);
  return rows;
}

/** A run by its id, as `endRuns` asks for it. */
export function isRun(id: string): RawBuilder<unknown> {
  return sql`id = ${id}`;
}

/** A run that was through is open again, unless the play has been started on the account anew. @returns whether it is */
export async function reopenRun(
  trx: Transaction<Database>,
  workspaceId: string,
  runId: string,
): Promise<boolean> {
  const result = await sql`
    update play_run set state = 'open', closed_on = null, closed_by = null, reason = null
    where workspace_id = ${workspaceId} and id = ${runId} and state = 'done'
      and not exists (select 1 from play_run o where o.workspace_id = ${workspaceId}
        and o.account_id = play_run.account_id and o.play_id = play_run.play_id and o.state = 'open')`.execute(
    trx,
  );
  return result.numAffectedRows === 1n;
}

/** Reads the steps of runs, however many runs there are on a page. */
export async function withSteps(
  executor: Executor,
  workspaceId: string,
  rows: readonly Selectable<Database['play_run']>[],
): Promise<Run[]> {
  if (rows.length === 0) return [];
  const steps = await executor
    .selectFrom('play_step')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(
      'run_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('run_id')
    .orderBy('position')
    .execute();
  const byRun = Map.groupBy(steps.map(toStep), ({ runId }) => runId);
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    playId: row.play_id,
    name: row.name,
    cause: row.cause,
    causeId: row.cause_id,
    state: row.state,
    startedOn: row.started_on,
    startedBy: row.started_by,
    closedOn: row.closed_on,
    closedBy: row.closed_by,
    reason: row.reason,
    steps: byRun.get(row.id) ?? [],
  }));
}
