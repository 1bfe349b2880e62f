/** Keeps the accounts' health of each day. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { addDays, businessDateOf, dayNumber, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { loadVersion } from '../program/service.ts';
import type { Scorecard } from './domain.ts';
import type { ScoringContext } from './snapshot-query.ts';
import {
  daysBefore,
  deleteSnapshots,
  forgetOthers,
  newestDay,
  versionsOf,
  writeSnapshots,
} from './snapshot-store.ts';

/** So many accounts are scored by one statement, in a transaction of its own: others write between two of them. */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 500, postgres: 10_000 };
/** Each day is kept for so long; of the weeks before, the first day that there is. */
const DAILY_FOR_DAYS = 100;
const DELETED_AT_ONCE = 10_000;
/** The movement is told since the snapshot of a week before, or the newest of the week before that. */
const MOVEMENT_DAYS = 7;

/**
 * Scores every account that has started and is not churned by the date, and keeps the result with the program's version.
 * Run again for the same day it replaces what it kept; a past day that another version of the program scored stays as
 * it is. The assessment of the date must have been made. What has become old is thinned out.
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
    date,
    earlier: await findEarlier(deps, workspaceId, applied, date),
  };
  let scored = 0;
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect])) {
    scored += await inTransaction(deps, async (trx) => {
      if (known.length > 0) await forgetOthers(trx, context, range);
      return writeSnapshots(trx, context, version, range);
    });
  }
  await thinOut(deps, workspaceId, date);
  return scored;
}

async function findEarlier(
  { database: { db } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { version, program }: AppliedProgram,
  date: BusinessDate,
): Promise<ScoringContext['earlier']> {
  const upTo = addDays(date, -MOVEMENT_DAYS);
  const day = await newestDay(db, workspaceId, addDays(upTo, -MOVEMENT_DAYS), upTo);
  if (day === null) return null;
  const programVersion = (await versionsOf(db, workspaceId, day)).at(-1);
  if (programVersion === undefined) return null;
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
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE;) {
      deleted = await inTransaction(deps, (trx) =>
        deleteSnapshots(trx, dialect, workspaceId, day, DELETED_AT_ONCE),
      );
      await nextTurn();
    }
  }
}

/** All but the first day of each week, Monday where there is one. @param days in order */
export function daysToDrop(days: readonly BusinessDate[]): BusinessDate[] {
  return days.filter((day, index) => {
    const before = days[index - 1];
    return before !== undefined && weekOf(before) === weekOf(day);
  });
}

/** Weeks begin on Monday; 1970-01-01, day number 0, was a Thursday. */
function weekOf(day: BusinessDate): number {
  return Math.floor((dayNumber(day) + 3) / 7);
}
