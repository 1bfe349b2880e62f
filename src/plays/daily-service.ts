/** What a day does to plays: steps whose signal was seen, runs whose cause is gone, and metrics without fresh data. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { resolveCtasSaying } from '../ctas/service.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { weightIn, type Scorecard } from '../health/domain.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { STAGES } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { hasDataAgain, isOfChurned } from './cause-store.ts';
import {
  countMissing,
  countStarted,
  findSnapshotDay,
  inStartOrder,
  listMissing,
  type AskedMetric,
  type Missing,
  type MissingContext,
} from './missing-store.ts';
import { advance, closeRuns, startRuns } from './run-service.ts';
import { findSeen, listWaiting, listWaitingOf, type Waiting } from './signal-store.ts';
import { endSteps } from './store.ts';
import { seenWords } from './words.ts';

const ACCOUNTS_PER_RANGE = 2_000;
const RUNS_AT_ONCE = 500;
/** Few enough that nobody waits for the transaction that starts them. */
const STARTED_AT_ONCE = 200;
/** Older snapshots say nothing of today. */
const SNAPSHOT_DAYS = 7;

export interface PlaysDone {
  /** Runs that ended because what started them is gone. */
  ended: number;
  /** Steps that a signal ended. */
  stepsSeen: number;
  /** Runs that missing data started. */
  started: number;
}

/** All of it for one workspace and day; done again for the same day it changes nothing. */
export async function doPlays(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<PlaysDone> {
  const ended = await endByCause(deps, workspaceId, date);
  const stepsSeen = await endBySignals(deps, workspaceId, applied.program, date);
  return { ended, stepsSeen, started: await startMissing(deps, workspaceId, applied, date) };
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
    return churned.runs.length + fresh.runs.length;
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

async function startMissing(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<number> {
  const { db, dialect } = deps.database;
  const { atMostPerPersonAndDay: atMost } = applied.program.missingData;
  const context = await missingContext(deps, workspaceId, applied, date);
  if (context === null || atMost === 0) return 0;
  const started = await countStarted(db, workspaceId, date);
  let chosen = new Map<string | null, Missing[]>();
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE)) {
    const more = await listMissing(db, context, range, atMost);
    const all = Map.groupBy([...[...chosen.values()].flat(), ...more], ({ person }) => person);
    chosen = new Map(
      [...all].map(([person, wanted]) => [
        person,
        inStartOrder(wanted).slice(0, Math.max(0, atMost - (started.get(person) ?? 0))),
      ]),
    );
  }
  const quiet = { programVersion: applied.version, quietSince: context.quietSince };
  let runs = 0;
  for (const [playId, wanted] of Map.groupBy([...chosen.values()].flat(), ({ play }) => play)) {
    const play = applied.program.plays.find(({ id }) => id === playId);
    if (play === undefined) continue;
    for (const some of inBatches(wanted, STARTED_AT_ONCE)) {
      const starts = some.map(({ accountId, metric }) => ({
        accountId,
        cause: 'missing_data' as const,
        causeId: metric,
      }));
      runs += await inTransaction(deps, async (trx) => {
        await lockWorkspace(trx, dialect, workspaceId);
        const doing = { by: 'milepost', date, ...quiet };
        return (await startRuns(deps, trx, workspaceId, play, starts, doing)).runs.length;
      });
      await nextTurn();
    }
  }
  return runs;
}

/** How many plays the accounts of a person want that missing data have not started yet: they wait for their day. */
export async function countWaiting(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  personId: string,
  date: BusinessDate,
): Promise<number> {
  if (applied.program.missingData.atMostPerPersonAndDay === 0) return 0;
  const context = await missingContext(deps, workspaceId, applied, date);
  return context === null ? 0 : countMissing(deps.database.db, context, personId);
}

/** By what missing data are found; null: no metric asks for a play, or there is no snapshot of this program yet. */
async function missingContext(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { program, version }: AppliedProgram,
  date: BusinessDate,
): Promise<MissingContext | null> {
  const metrics = askedMetrics(program);
  if (metrics.length === 0) return null;
  const from = addDays(date, -SNAPSHOT_DAYS);
  const snapshots = await findSnapshotDay(db, workspaceId, version, from, date);
  if (snapshots === null) return null;
  const quietSince = addDays(date, -program.missingData.quietDays);
  return { dialect, workspaceId, date, snapshots, programVersion: version, quietSince, metrics };
}

/** Whether some metric would start a play. */
export function isAsked(program: Program): boolean {
  return askedMetrics(program).length > 0;
}

/** The metrics that count and name a play which is on, with the stages in which they count. */
export function askedMetrics({
  scorecard,
  plays,
}: {
  scorecard: Pick<Scorecard, 'metrics' | 'personas'>;
  plays: Program['plays'];
}): AskedMetric[] {
  const on = new Set(plays.filter(({ enabled }) => enabled).map(({ id }) => id));
  return scorecard.metrics.flatMap((metric, rank) => {
    if (metric.play === null || !on.has(metric.play) || scorecard.personas[metric.persona] === 0) return [];
    const weighs = metric.weight.usual > 0;
    const differs = STAGES.filter((stage) => weightIn(metric, stage) > 0 !== weighs);
    const byStage = Object.fromEntries(differs.map((stage) => [stage, !weighs]));
    return [{ metric: metric.id, play: metric.play, rank, weighs, byStage }];
  });
}
