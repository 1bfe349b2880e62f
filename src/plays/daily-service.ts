/** What a day does to plays: steps whose signal was seen, runs whose cause is gone, and what scarce data start. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { resolveCtasSaying } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { hasDataAgain, isHeardAgain, isOfChurned } from './cause-store.ts';
import { advance, closeRuns } from './run-service.ts';
import { startScarce } from './scarce-service.ts';
import { findSeen, listWaiting, listWaitingOf, type Waiting } from './signal-store.ts';
import { endSteps } from './step-store.ts';
import { seenWords } from './words.ts';

const RUNS_AT_ONCE = 500;

export interface PlaysDone {
  /** Runs that ended because what started them is gone. */
  ended: number;
  /** Steps that a signal ended. */
  stepsSeen: number;
  /** Runs that scarce data started. */
  started: number;
}

/**
 * All of it for one workspace and day, after the snapshots of the day were taken: what they know ends plays, and what they
 * lack starts some. Done again for the same day it changes nothing.
 */
export async function doPlays(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<PlaysDone> {
  const ended = await endByCause(deps, workspaceId, date);
  const stepsSeen = await endBySignals(deps, workspaceId, applied.program, date);
  return { ended, stepsSeen, started: await startScarce(deps, workspaceId, applied, date) };
}

async function endByCause(deps: Deps, workspaceId: string, date: BusinessDate): Promise<number> {
  const doing = { by: 'milepost', date };
  return inTransaction(deps, async (trx) => {
    const { dialect } = deps.database;
    await lockWorkspace(trx, dialect, workspaceId);
    const churned = await closeRuns(deps, trx, workspaceId, isOfChurned(), {
      ...doing,
      state: 'stopped',
      reason: 'the account has churned',
    });
    const fresh = await closeRuns(deps, trx, workspaceId, hasDataAgain(dialect, workspaceId, date), {
      ...doing,
      state: 'done',
      reason: 'the data are fresh again',
    });
    const heard = await closeRuns(deps, trx, workspaceId, isHeardAgain(workspaceId, date), {
      ...doing,
      state: 'done',
      reason: 'somebody has spoken with them again',
    });
    return churned.runs.length + fresh.runs.length + heard.runs.length;
  });
}

async function endBySignals(
  deps: Deps,
  workspaceId: string,
  program: Program,
  date: BusinessDate,
): Promise<number> {
  const { dialect } = deps.database;
  let ended = 0;
  let after: string | null = '';
  while (after !== null) {
    const page = { after, limit: RUNS_AT_ONCE };
    after = await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, dialect, workspaceId);
      const found = await listWaiting(trx, workspaceId, page);
      // The step that follows may have been seen too, and so on to the last one.
      for (let waiting = found; waiting.length > 0;) {
        const runIds = await endSeen(deps, trx, workspaceId, program, waiting, date);
        ended += runIds.length;
        waiting = runIds.length === 0 ? [] : await listWaitingOf(trx, dialect, workspaceId, runIds);
      }
      return found.length < RUNS_AT_ONCE ? null : found.at(-1)!.runId;
    });
    await nextTurn();
  }
  return ended;
}

/** Ends the steps whose signal was seen; the next ones open. @returns their runs */
async function endSeen(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { scorecard }: Program,
  waiting: readonly Waiting[],
  date: BusinessDate,
): Promise<string[]> {
  const { dialect } = deps.database;
  const seen = await findSeen(trx, dialect, workspaceId, waiting, date);
  if (seen.length === 0) return [];
  const names = new Map(scorecard.metrics.map(({ id, name }) => [id, name]));
  const ends = seen.map(({ waiting: { runId, position, ctaId, doneWhen }, day, event }) => ({
    runId,
    position,
    ctaId,
    state: 'done' as const,
    by: 'milepost',
    reason: `done by itself: ${seenWords(doneWhen, { day, event }, names, date)}`,
  }));
  await endSteps(trx, dialect, workspaceId, ends, date);
  const closed = ends.map(({ ctaId, reason }) => ({ id: ctaId, reason }));
  await resolveCtasSaying(deps, trx, workspaceId, closed, date);
  const runIds = ends.map(({ runId }) => runId);
  await advance(deps, trx, workspaceId, runIds, { by: 'milepost', date });
  return runIds;
}
