/** Plays that start because too little is known: a metric has no fresh data, or a persona hears too little of us. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { inBatches } from '../db/rows.ts';
import { comparableMetrics, newestHealthDay, scorecardOf } from '../health/service.ts';
import { trialSegmentIds, type AppliedProgram } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { quietSince } from './cause-store.ts';
import { askedCadences, askedMetrics, type AskedMetric, type Play } from './domain.ts';
import { startRuns } from './run-service.ts';
import {
  countStarted,
  countWanted,
  inStartOrder,
  listWanted,
  type ScarceContext,
  type Wanted,
} from './scarce-store.ts';

/** Few enough that nobody waits for the transaction that starts them. */
const STARTED_AT_ONCE = 200;

/**
 * Starts what the accounts want on a day, up to the program's limit for each person. Right after the snapshots of the
 * day: older ones would start plays for what is known since. Done again for the same day it starts nothing more.
 * @returns how many runs started
 */
export async function startScarce(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<number> {
  const { atMostPerPersonAndDay: atMost } = applied.program.missingData;
  const context = await scarceContext(deps, workspaceId, applied, date);
  if (context === null || atMost === 0) return 0;
  const chosen = await choose(deps, context, atMost);
  let runs = 0;
  for (const [playId, wanted] of Map.groupBy(chosen, ({ play }) => play)) {
    const play = applied.program.plays.find(({ id }) => id === playId);
    if (play === undefined) continue;
    for (const some of inBatches(wanted, STARTED_AT_ONCE)) {
      runs += await startSome(deps, context, applied, play, some);
      await nextTurn();
    }
  }
  return runs;
}

/** Of each person the first that may start today. Read without the lock, so that nobody waits for it. */
async function choose(deps: Deps, context: ScarceContext, atMost: number): Promise<Wanted[]> {
  const { db } = deps.database;
  const started = await countStarted(db, context.workspaceId, context.date);
  let chosen: Wanted[] = [];
  for await (const range of accountRanges(deps.database, context.workspaceId, 'sift')) {
    const more = await listWanted(db, context, range, atMost);
    chosen = withinLimit([...chosen, ...more], started, atMost);
  }
  return chosen;
}

/** Those that may still start, the first of each person. */
function withinLimit(
  wanted: readonly Wanted[],
  started: ReadonlyMap<string | null, number>,
  atMost: number,
): Wanted[] {
  const people = Map.groupBy(inStartOrder(wanted), ({ person }) => person);
  return [...people].flatMap(([person, own]) =>
    own.slice(0, Math.max(0, atMost - (started.get(person) ?? 0))),
  );
}

async function startSome(
  deps: Deps,
  { workspaceId, date, quietSince: since }: ScarceContext,
  { program, version }: AppliedProgram,
  play: Play,
  some: readonly Wanted[],
): Promise<number> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    // Counted again: another process may have started some of its own meanwhile.
    const started = await countStarted(trx, workspaceId, date);
    const starts = withinLimit(some, started, program.missingData.atMostPerPersonAndDay);
    const doing = { by: 'milepost', date, programVersion: version, quietSince: since };
    return (await startRuns(deps, trx, workspaceId, play, starts, doing)).runs.length;
  });
}

/** How many plays the accounts of a person want that have not started yet: they wait for their day. */
export async function countWaiting(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  personId: string,
  date: BusinessDate,
): Promise<number> {
  if (applied.program.missingData.atMostPerPersonAndDay === 0) return 0;
  const context = await scarceContext(deps, workspaceId, applied, date);
  return context === null ? 0 : countWanted(deps.database.db, context, personId);
}

const NO_SNAPSHOTS = { day: '', programVersion: 0 };

/** By what scarce data are found; null: nothing starts a play. */
async function scarceContext(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<ScarceContext | null> {
  const { program, version } = applied;
  const cadences = askedCadences(program, date);
  let metrics = askedMetrics(program);
  const snapshots = metrics.length === 0 ? null : await newestHealthDay(db, workspaceId, date);
  if (snapshots === null) metrics = [];
  else if (snapshots.programVersion !== version) {
    metrics = await comparable(metrics, applied, () =>
      scorecardOf(db, workspaceId, applied, snapshots.programVersion),
    );
  }
  if (metrics.length === 0 && cadences.length === 0) return null;
  return {
    dialect,
    workspaceId,
    date,
    snapshots: snapshots ?? NO_SNAPSHOTS,
    quietSince: quietSince(date, program.missingData.quietDays),
    metrics,
    cadences,
    trials: trialSegmentIds(program),
  };
}

/** Of a metric that another program's snapshots could not have measured nothing is missing. */
async function comparable(
  metrics: readonly AskedMetric[],
  { program }: AppliedProgram,
  earlierScorecard: () => ReturnType<typeof scorecardOf>,
): Promise<AskedMetric[]> {
  const earlier = await earlierScorecard();
  if (earlier === null) return [];
  const known = new Set(comparableMetrics(earlier, program.scorecard).map(({ id }) => id));
  return metrics.filter(({ metric }) => known.has(metric));
}
