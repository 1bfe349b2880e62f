/** What a day does to plays: steps whose signal was seen, runs whose cause is gone, and what scarce data start. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { hasDataAgain, isHeardAgain, isOfChurned } from './cause-store.ts';
import { closeRuns } from './run-service.ts';
import { startScarce } from './scarce-service.ts';
import { endSeen, HEARD_AGAIN } from './seen-service.ts';
import { listWaiting } from './signal-store.ts';

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
      reason: HEARD_AGAIN,
    });
    return churned.runs.length + fresh.runs.length + heard.runs.length;
  });
}

async function endBySignals(
  deps: Deps,
  workspaceId: string,
  { scorecard }: Program,
  date: BusinessDate,
): Promise<number> {
  const { dialect } = deps.database;
  const names = new Map(scorecard.metrics.map(({ id, name }) => [id, name]));
  let ended = 0;
  let after: string | null = '';
  while (after !== null) {
    const page = { after, limit: RUNS_AT_ONCE };
    after = await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, dialect, workspaceId);
      const found = await listWaiting(trx, workspaceId, page);
      ended += (await endSeen(deps, trx, workspaceId, found, { date, names })).steps;
      return found.length < RUNS_AT_ONCE ? null : found.at(-1)!.runId;
    });
    await nextTurn();
  }
  return ended;
}
