/** The steps of runs of plays in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { idRows, inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { STEP_CTA, type RunState, type RunStep } from './domain.ts';

const ROWS_PER_INSERT = 500;

export type NewStep = Pick<
  RunStep,
  'runId' | 'accountId' | 'position' | 'name' | 'owner' | 'dueOn' | 'doneWhen'
> & {
  stepId: string;
};

export async function insertSteps(
  trx: Transaction<Database>,
  workspaceId: string,
  steps: readonly NewStep[],
): Promise<void> {
  for (const batch of inBatches(steps, ROWS_PER_INSERT)) {
    await trx
      .insertInto('play_step')
      .values(
        batch.map((step) => ({
          workspace_id: workspaceId,
          run_id: step.runId,
          position: step.position,
          account_id: step.accountId,
          step_id: step.stepId,
          name: step.name,
          owner: step.owner,
          due_on: step.dueOn,
          done_when: step.doneWhen === null ? null : JSON.stringify(step.doneWhen),
          state: 'open' as const,
        })),
      )
      .execute();
  }
}

export type StepOfCta = RunStep & { play: string; runState: RunState };

/** The steps that CTAs stand for, with the name and the state of their run. */
export async function listStepsOfCtas(
  executor: Executor,
  workspaceId: string,
  ctaIds: readonly string[],
): Promise<StepOfCta[]> {
  if (ctaIds.length === 0) return [];
  const rows = await executor
    .selectFrom('play_step as s')
    .innerJoin('play_run as r', (join) =>
      join.onRef('r.workspace_id', '=', 's.workspace_id').onRef('r.id', '=', 's.run_id'),
    )
    .selectAll('s')
    .select(['r.state as run_state', 'r.name as play'])
    .where('s.workspace_id', '=', workspaceId)
    .where('s.cta_id', 'in', [...ctaIds])
    .execute();
  return rows.map((row) => ({ ...toStep(row), play: row.play, runState: row.run_state }));
}

/** A step whose turn has come, and that nobody sees yet. */
export interface Turn {
  runId: string;
  accountId: string;
  play: string;
  position: number;
  /** How many steps the run has. */
  steps: number;
  name: string;
  owner: RunStep['owner'];
  dueOn: BusinessDate;
}

/** The first open step of each of the runs that are open, where it has no CTA. */
export async function listTurns(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  runIds: readonly string[],
): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select s.run_id as "runId", s.account_id as "accountId", r.name as play, s.position, s.name, s.owner,
      s.due_on as "dueOn", (select count(*) from play_step o where o.workspace_id = ${workspaceId}
        and o.run_id = s.run_id) as steps
    from ${idRows(dialect, runIds)}
    cross join play_run r
    cross join play_step s
    where r.workspace_id = ${workspaceId} and r.id = i.id and r.state = 'open'
      and s.workspace_id = ${workspaceId} and s.run_id = r.id and s.state = 'open' and s.cta_id is null
      and not exists (select 1 from play_step b where b.workspace_id = ${workspaceId} and b.run_id = s.run_id
        and b.position < s.position and b.state = 'open')
    order by s.run_id`.execute(executor);
  return rows;
}

/** Notes by which CTAs steps are seen. */
export async function noteCtas(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  noted: readonly { runId: string; position: number; ctaId: string }[],
): Promise<void> {
  const columns = { run_id: 'text', position: 'integer', cta_id: 'text' } as const;
  for (const batch of inBatches(noted, ROWS_PER_INSERT)) {
    const rows = batch.map(({ runId, position, ctaId }) => ({ run_id: runId, position, cta_id: ctaId }));
    await sql`update play_step set cta_id = n.cta_id from ${rowsAs(dialect, 'n', columns, rows)}
      where play_step.workspace_id = ${workspaceId} and play_step.run_id = n.run_id
        and play_step.position = n.position`.execute(trx);
  }
}

/** A step that ended, and how. */
export interface StepEnd {
  runId: string;
  position: number;
  state: 'done' | 'skipped';
  by: string;
  reason: string | null;
}

/** Ends steps; said again of one that has ended, the reason is what changes. */
export async function endSteps(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  ends: readonly StepEnd[],
  date: BusinessDate,
): Promise<void> {
  const columns = {
    run_id: 'text',
    position: 'integer',
    state: 'text',
    done_by: 'text',
    reason: 'text',
  } as const;
  for (const batch of inBatches(ends, ROWS_PER_INSERT)) {
    const rows = batch.map(({ runId, position, state, by, reason }) => ({
      run_id: runId,
      position,
      state,
      done_by: by,
      reason,
    }));
    await sql`update play_step set state = n.state, reason = n.reason,
        done_on = coalesce(play_step.done_on, ${date}), done_by = coalesce(play_step.done_by, n.done_by)
      from ${rowsAs(dialect, 'n', columns, rows)}
      where play_step.workspace_id = ${workspaceId} and play_step.run_id = n.run_id
        and play_step.position = n.position`.execute(trx);
  }
}

/** A step is open again. */
export async function reopenStep(
  trx: Transaction<Database>,
  workspaceId: string,
  { runId, position }: Pick<RunStep, 'runId' | 'position'>,
): Promise<void> {
  await trx
    .updateTable('play_step')
    .set({ state: 'open', done_on: null, done_by: null, reason: null })
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute();
}

/** Steps whose turn has not come are seen by nobody. @returns the ids of the CTAs that stood for them */
export async function hideAhead(
  trx: Transaction<Database>,
  workspaceId: string,
  runId: string,
): Promise<string[]> {
  const ahead = sql`play_step s where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.state = 'open'
    and s.cta_id is not null and exists (select 1 from play_step b where b.workspace_id = ${workspaceId}
      and b.run_id = ${runId} and b.position < s.position and b.state = 'open')`;
  const { rows } = await sql<{ position: number; ctaId: string }>`
    select s.position, s.cta_id as "ctaId" from ${ahead}`.execute(trx);
  if (rows.length === 0) return [];
  await trx
    .updateTable('play_step')
    .set({ cta_id: null })
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', runId)
    .where(
      'position',
      'in',
      rows.map(({ position }) => position),
    )
    .execute();
  return rows.map(({ ctaId }) => ctaId);
}

/** How many steps of an account ended by themselves since a moment. @param since UTC ISO time */
export async function countEndedSince(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  since: string,
): Promise<number> {
  const { rows } = await sql<{ steps: number }>`
    select count(*) as steps from cta c
    where c.workspace_id = ${workspaceId} and c.account_id = ${accountId} and c.type = ${STEP_CTA}
      and c.state = 'resolved' and c.closed_by = 'milepost' and c.updated_at >= ${since}`.execute(executor);
  return rows[0]?.steps ?? 0;
}

/** What is left of runs that ended is skipped. @returns the ids of the CTAs that stood for it */
export async function skipRest(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  runIds: readonly string[],
  end: { by: string; date: BusinessDate },
): Promise<string[]> {
  const { rows } = await sql<{ ctaId: string | null }>`
    update play_step set state = 'skipped', done_on = ${end.date}, done_by = ${end.by}
    where workspace_id = ${workspaceId} and state = 'open'
      and run_id in (select i.id from ${idRows(dialect, runIds)})
    returning cta_id as "ctaId"`.execute(trx);
  return rows.flatMap(({ ctaId }) => ctaId ?? []);
}

/** A row as the domain has it. */
export function toStep(row: Selectable<Database['play_step']>): RunStep {
  return {
    runId: row.run_id,
    accountId: row.account_id,
    position: row.position,
    name: row.name,
    owner: row.owner,
    dueOn: row.due_on,
    doneWhen: row.done_when === null ? null : JSON.parse(row.done_when),
    state: row.state,
    doneOn: row.done_on,
    doneBy: row.done_by,
    reason: row.reason,
    ctaId: row.cta_id,
  };
}
