/** Keeps the accounts' health of each day. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { trialSegmentIds, type AppliedProgram } from '../program/domain.ts';
import { loadVersion } from '../program/service.ts';
import type { Scorecard } from './domain.ts';
import type { ScoringContext } from './snapshot-query.ts';
import { markWhole, newestWholeDay, unmarkDay } from './day-store.ts';
import { daysBefore, deleteSnapshots, forgetOthers, versionsOf, writeSnapshots } from './snapshot-store.ts';
import { DAILY_FOR_DAYS, daysToDrop } from './thinning.ts';

const DELETED_AT_ONCE = 10_000;
/** The movement is told since the snapshot of a week before, or the newest of the week before that. */
const MOVEMENT_DAYS = 7;

/**
 * Scores every account that has started and is not churned by the date, free trials apart, and keeps the result with the
 * program's version. Run again for the same day it replaces what it kept; a past day that another version of the program
 * scored stays as it is. The assessment of the date must have been made. The day is read as a whole once the last account
 * is scored: a crash before that leaves the day before as the newest one. What has become old is thinned out.
 * @returns how many accounts were scored
 */
export async function takeSnapshots(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<number> {
  const { db, dialect } = deps.database;
  const { version, program } = applied;
  const known = await versionsOf(db, workspaceId, date);
  const isPast = date < businessDateOf(deps.now(), program.timezone);
  if (isPast && known.some((other) => other !== version)) return 0;
  const context: ScoringContext = {
    dialect,
    workspaceId,
    journeys: program.journeys,
    scorecard: program.scorecard,
    trials: trialSegmentIds(program),
    date,
    past: null,
    earlier: await findEarlier(deps, workspaceId, applied, date),
  };
  let scored = 0;
  for await (const range of accountRanges(deps.database, workspaceId, 'compute')) {
    scored += await inTransaction(deps, async (trx) => {
      if (known.length > 0) await forgetOthers(trx, context, range);
      return writeSnapshots(trx, context, version, range);
    });
  }
  if (scored > 0) {
    const whole = { day: date, programVersion: version };
    await inTransaction(deps, (trx) => markWhole(trx, workspaceId, whole));
  }
  await thinOut(deps, workspaceId, date);
  return scored;
}

/** What the movement of a date is told since: the day, and the program that scored most of it. */
export async function findEarlier(
  { database: { db } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { version, program }: AppliedProgram,
  date: BusinessDate,
): Promise<ScoringContext['earlier']> {
  const upTo = addDays(date, -MOVEMENT_DAYS);
  const earlier = await newestWholeDay(db, workspaceId, addDays(upTo, -MOVEMENT_DAYS), upTo);
  if (earlier === null) return null;
  const { day, programVersion } = earlier;
  const scorecard: Scorecard | undefined =
    programVersion === version
      ? program.scorecard
      : (await loadVersion(db, workspaceId, programVersion))?.scorecard;
  return scorecard === undefined ? null : { day, programVersion, scorecard };
}

/** Deletes what is older than the daily ones, except the first day of each week. */
async function thinOut(deps: Pick<Deps, 'database'>, workspaceId: string, date: BusinessDate): Promise<void> {
  const { db, dialect } = deps.database;
  const days = await daysBefore(db, workspaceId, addDays(date, -DAILY_FOR_DAYS));
  for (const day of daysToDrop(days)) {
    await inTransaction(deps, (trx) => unmarkDay(trx, workspaceId, day));
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE;) {
      deleted = await inTransaction(deps, (trx) =>
        deleteSnapshots(trx, dialect, workspaceId, day, DELETED_AT_ONCE),
      );
      await nextTurn();
    }
  }
}
