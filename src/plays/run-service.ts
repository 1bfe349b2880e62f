/** Runs of plays: how they start, how their steps follow one another, and how they end. */
import type { RawBuilder, Transaction } from 'kysely';
import { writeAudit, type AuditEntry } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { isUnderWay, type Cta, type RULE_OFF } from '../ctas/domain.ts';
import { insertCtas, resolveCtas, type Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { dueDates, STEP_CTA, stepTitle, type Play, type RunCause } from './domain.ts';
import { findOwners, ownerKey } from './owner-service.ts';
import {
  endSteps,
  hideAhead,
  insertSteps,
  listStepsOfCtas,
  listTurns,
  noteCtas,
  reopenStep,
  skipRest,
  type StepOfCta,
} from './step-store.ts';
import { endRuns, finishRuns, insertRuns, reopenRun, type EndedRun, type NewRun } from './store.ts';

/** An account on which a play is to start, and why. */
export interface Start {
  accountId: string;
  cause: RunCause;
  causeId: string;
}

/** When something is done, and by whom; `milepost` by itself. */
export interface Doing {
  by: string;
  date: BusinessDate;
}

/**
 * Starts a play on accounts, however many, with the CTA of its first step. Where it runs already, or has ended after
 * `quietSince`, nothing happens.
 * @returns the runs that started, and the ids of the CTAs that they opened
 */
export async function startRuns(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  play: Play,
  starts: readonly Start[],
  context: Doing & { programVersion: number; quietSince: BusinessDate | null },
): Promise<{ runs: NewRun[]; ctaIds: string[] }> {
  const { dialect } = deps.database;
  const { by, date, programVersion, quietSince } = context;
  const wanted = starts.map((start) => ({ id: deps.makeId(), ...start }));
  const runs = await insertRuns(trx, dialect, workspaceId, wanted, {
    playId: play.id,
    name: play.name,
    startedOn: date,
    startedBy: by,
    programVersion,
    quietSince,
  });
  const dates = dueDates(play, date);
  const steps = runs.flatMap(({ id, accountId }) =>
    play.steps.map((step, index) => ({
      runId: id,
      accountId,
      position: index + 1,
      stepId: step.id,
      name: step.name,
      owner: step.owner,
      dueOn: dates[index]!,
      doneWhen: step.doneWhen,
    })),
  );
  await insertSteps(trx, workspaceId, steps);
  await writeAudit(
    deps,
    trx,
    workspaceId,
    runs.map(({ id, accountId, cause, causeId }) => ({
      actor: by,
      action: 'play.start',
      accountId,
      subjectId: id,
      after: { title: play.name, cause, causeId },
    })),
  );
  const ids = runs.map(({ id }) => id);
  return { runs, ctaIds: await openTurns(deps, trx, workspaceId, ids, date) };
}

/** Opens the CTA of the step whose turn it is, and ends the runs in which none is left. @returns the CTAs' ids */
export async function advance(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  runIds: readonly string[],
  { by, date }: Doing,
): Promise<string[]> {
  if (runIds.length === 0) return [];
  const { dialect } = deps.database;
  const finished = await finishRuns(trx, dialect, workspaceId, runIds, { by, date, reason: null });
  await writeAudit(deps, trx, workspaceId, entries('play.finish', by, finished));
  return openTurns(deps, trx, workspaceId, runIds, date);
}

/**
 * What was pressed at the CTAs of steps is what becomes of the steps: done is done, dismissed is skipped, and an undo
 * opens the step again and hides those after it.
 * @returns the ids of the other CTAs that this opened or ended
 */
export async function followSteps(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  ctas: readonly Cta[],
  press: Press,
): Promise<string[]> {
  const pressed = ctas.filter(({ type }) => type === STEP_CTA);
  const doing = { by: press.personId, date: press.today };
  const others: string[] = [];
  const byCta = new Map(pressed.map((cta) => [cta.id, cta]));
  for (const step of await listStepsOfCtas(trx, workspaceId, [...byCta.keys()])) {
    const cta = byCta.get(step.ctaId ?? '');
    if (cta === undefined) continue;
    if (isUnderWay(cta)) {
      if (step.state !== 'open') others.push(...(await takeBack(deps, trx, workspaceId, step, doing)));
    } else if (cta.state === 'done' || cta.state === 'dismissed') {
      const state = cta.state === 'done' ? ('done' as const) : ('skipped' as const);
      const { runId, position } = step;
      const end = { runId, position, state, by: doing.by, reason: cta.reason };
      await endSteps(trx, deps.database.dialect, workspaceId, [end], doing.date);
      others.push(...(await advance(deps, trx, workspaceId, [runId], doing)));
    }
  }
  return others;
}

/**
 * The step of a CTA that is under way again is open again, and so is its run; seen is only the step whose turn it is,
 * which is an earlier one where that was taken back first.
 * @returns the CTAs that this ended
 */
async function takeBack(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  step: StepOfCta,
  { by, date }: Doing,
): Promise<string[]> {
  const isOpen = step.runState === 'open' || (await reopenRun(trx, workspaceId, step.runId));
  if (!isOpen) {
    // The run was stopped, or the play started anew, within the minute of the undo: the step stays as it ended.
    await resolveCtas(deps, trx, workspaceId, step.ctaId === null ? [] : [step.ctaId], date);
    return [];
  }
  await reopenStep(trx, workspaceId, step);
  const hidden = await hideAhead(trx, workspaceId, step.runId);
  await resolveCtas(deps, trx, workspaceId, hidden, date);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: by,
      action: 'play.step_back',
      accountId: step.accountId,
      subjectId: step.runId,
      after: { title: step.play, position: step.position },
    },
  ]);
  return hidden;
}

/**
 * Ends open runs before their steps are through, whatever the reason.
 * @param which a test of a row of `play_run`
 * @returns the runs, and the ids of the CTAs that it ended
 */
export async function closeRuns(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  which: RawBuilder<unknown>,
  end: Doing & { state: 'done' | 'stopped'; reason: string; because?: typeof RULE_OFF },
): Promise<{ runs: EndedRun[]; ctaIds: string[] }> {
  const { dialect } = deps.database;
  const runs = await endRuns(trx, workspaceId, which, end);
  if (runs.length === 0) return { runs, ctaIds: [] };
  const ids = runs.map(({ id }) => id);
  const ctaIds = await skipRest(trx, dialect, workspaceId, ids, end);
  await resolveCtas(deps, trx, workspaceId, ctaIds, end.date);
  const action = end.state === 'done' ? 'play.finish' : 'play.stop';
  await writeAudit(deps, trx, workspaceId, entries(action, end.by, runs, end.reason));
  return { runs, ctaIds };
}

async function openTurns(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  runIds: readonly string[],
  date: BusinessDate,
): Promise<string[]> {
  const { dialect } = deps.database;
  const turns = await listTurns(trx, dialect, workspaceId, runIds);
  if (turns.length === 0) return [];
  const owners = await findOwners(trx, dialect, workspaceId, turns, date);
  const opened = turns.map((turn) => ({
    ...turn,
    cta: {
      id: deps.makeId(),
      accountId: turn.accountId,
      type: STEP_CTA,
      title: stepTitle(turn.name, turn.play, turn.position, turn.steps),
      priority: 'normal',
      ownerId: owners.get(ownerKey(turn)) ?? null,
      dueOn: turn.dueOn,
      openedOn: date,
      planItemId: null,
    },
  }));
  const ctas = opened.map(({ cta }) => cta);
  await insertCtas(trx, workspaceId, ctas, deps.now().toISOString());
  const noted = opened.map(({ runId, position, cta }) => ({ runId, position, ctaId: cta.id }));
  await noteCtas(trx, dialect, workspaceId, noted);
  await writeAudit(
    deps,
    trx,
    workspaceId,
    ctas.map(({ id, accountId, title }) => ({
      actor: 'milepost',
      action: 'cta.open',
      accountId,
      subjectId: id,
      after: { title, state: 'open' },
    })),
  );
  return ctas.map(({ id }) => id);
}

function entries(action: string, actor: string, runs: readonly EndedRun[], reason?: string): AuditEntry[] {
  return runs.map(({ id, accountId, name }) => ({
    actor,
    action,
    accountId,
    subjectId: id,
    after: { title: name, ...(reason === undefined ? {} : { reason }) },
  }));
}
