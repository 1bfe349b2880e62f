/** Plays by hand: started, stopped and read. */
import { hasChurned } from '../accounts/service.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press, ShowCtas } from '../ctas/service.ts';
import type { Executor } from '../db/open.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import type { Play, PlayFigures, Run } from './domain.ts';
import { readFigures } from './report-store.ts';
import { closeRuns, startRuns } from './run-service.ts';
import { findRun, isRun, listRuns } from './store.ts';

export { countWaiting } from './scarce-service.ts';
export { findOwners, ownerKey } from './owner-service.ts';
export { countLate, countRuns, listLateSteps, listPlaced } from './report-store.ts';
export { findRun, listRuns } from './store.ts';

/** So many days back ended runs are counted. */
export const FIGURES_DAYS = 90;
const MOST_OPEN_RUNS = 100;

export type Started =
  | { ok: true; run: Run }
  | { ok: false; problem: 'runs-already'; run: Run }
  | { ok: false; problem: 'account-churned' };

/** Starts a play on an account because a person wants it. */
export function startByHand(
  deps: Deps,
  workspaceId: string,
  { version }: Pick<AppliedProgram, 'version'>,
  { play, accountId }: { play: Play; accountId: string },
  press: Press,
): Promise<Started> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    if (await hasChurned(trx, workspaceId, accountId)) return { ok: false, problem: 'account-churned' };
    const start = { accountId, cause: 'hand' as const, causeId: press.personId };
    const { runs } = await startRuns(deps, trx, workspaceId, play, [start], {
      by: press.personId,
      date: press.today,
      programVersion: version,
      quietSince: null,
    });
    const [started] = runs;
    if (started === undefined) {
      const running = (await listOpenRuns(trx, workspaceId, accountId)).find(
        ({ playId }) => playId === play.id,
      );
      if (running === undefined) throw new Error('a play neither started nor runs');
      return { ok: false, problem: 'runs-already', run: running };
    }
    const run = await findRun(trx, workspaceId, started.id);
    if (run === null) throw new Error('a run that started is not there');
    return { ok: true, run };
  });
}

export type Stopped =
  | { ok: true; run: Run }
  | { ok: false; problem: 'ended-already'; run: Run }
  | { ok: false; problem: 'run-not-found' | 'reason-missing' };

/** Stops a run: the step whose turn it is goes off its owner's list. */
export function stopByHand(
  deps: Deps,
  workspaceId: string,
  runId: string,
  press: Press & { reason: string },
  refresh: ShowCtas,
): Promise<Stopped> {
  const reason = press.reason.trim();
  return inTransaction(deps, async (trx) => {
    if (reason === '') return { ok: false, problem: 'reason-missing' };
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findRun(trx, workspaceId, runId);
    if (before === null) return { ok: false, problem: 'run-not-found' };
    if (before.state !== 'open') return { ok: false, problem: 'ended-already', run: before };
    const end = { by: press.personId, date: press.today, state: 'stopped' as const, reason };
    const { ctaIds } = await closeRuns(deps, trx, workspaceId, isRun(runId), end);
    await refresh(
      trx,
      ctaIds.map((id) => ({ id })),
    );
    return { ok: true, run: (await findRun(trx, workspaceId, runId)) ?? before };
  });
}

/** The runs of an account that are open, the newest first. */
export function listOpenRuns(executor: Executor, workspaceId: string, accountId: string): Promise<Run[]> {
  return listRuns(executor, workspaceId, accountId, { state: 'open', limit: MOST_OPEN_RUNS });
}

/** What each play does, those of the program first and in its order, whether they ran or not. */
export async function readPlays(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  plays: readonly Play[],
  today: BusinessDate,
): Promise<{ id: string; play: Play | null; figures: PlayFigures | null }[]> {
  const figures = await readFigures(db, dialect, workspaceId, addDays(today, -FIGURES_DAYS), today);
  const known = new Set(plays.map(({ id }) => id));
  const gone = [...figures.keys()].filter((id) => !known.has(id)).toSorted();
  return [
    ...plays.map((play) => ({ id: play.id, play, figures: figures.get(play.id) ?? null })),
    ...gone.map((id) => ({ id, play: null, figures: figures.get(id) ?? null })),
  ];
}
