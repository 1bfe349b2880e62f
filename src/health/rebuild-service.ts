/** Finds the health of past dates anew, for whoever imported the years before Milepost ran. */
import { findFirstStart } from '../accounts/service.ts';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { assessmentSources } from '../journey/service.ts';
import { trialSegmentIds, type AppliedProgram } from '../program/domain.ts';
import { findEarlier } from './snapshot-service.ts';
import { placesQuery, type ScoringContext } from './snapshot-query.ts';
import { markWhole } from './day-store.ts';
import { daysBefore, versionsOf, writeMissingSnapshots } from './snapshot-store.ts';
import { DAILY_FOR_DAYS, datesToRebuild, type Stretch } from './thinning.ts';

/** A date that was looked at, and how many snapshots were made for it: those that were missing. */
export interface RebuiltDate {
  date: BusinessDate;
  made: number;
}

/** Told after each date, which is the `done`th of `all`. */
export type OnRebuilt = (rebuilt: RebuiltDate, done: number, all: number) => void;

/**
 * Keeps what the present program says of past dates, one after another, as far as nothing is kept of them: what was kept
 * stays as it is, by whichever program, and so does the assessment of a bot that runs meanwhile. Each range of accounts is
 * a transaction; stopped in the middle, it goes on from there the next time.
 *
 * What is known is what lies before the date, with two exceptions that have no history: an account has the lifecycle stage
 * and the segment that it has now.
 * @returns the dates in order; a problem where they do not lie before today, or the last one lies before the first
 */
export async function rebuildSnapshots(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  stretch: Stretch,
  onRebuilt: OnRebuilt = () => {},
): Promise<
  { ok: true; dates: RebuiltDate[] } | { ok: false; problem: 'not-past' | 'ends-before-it-begins' }
> {
  const { db } = deps.database;
  const today = businessDateOf(deps.now(), applied.program.timezone);
  if (stretch.to >= today) return { ok: false, problem: 'not-past' };
  if (stretch.from > stretch.to) return { ok: false, problem: 'ends-before-it-begins' };
  const first = await findFirstStart(db, workspaceId);
  if (first === null) return { ok: true, dates: [] };
  const kept = await daysBefore(db, workspaceId, today);
  const dates = datesToRebuild(stretch, kept, addDays(today, -DAILY_FOR_DAYS)).filter(
    (date) => date >= first,
  );
  const rebuilt: RebuiltDate[] = [];
  for (const date of dates) {
    const context = await contextOf(deps, workspaceId, applied, date);
    let made = 0;
    for await (const range of accountRanges(deps.database, workspaceId, 'compute')) {
      made += await inTransaction(deps, (trx) => writeMissingSnapshots(trx, context, applied.version, range));
    }
    const [programVersion] = await versionsOf(db, workspaceId, date);
    if (programVersion !== undefined) {
      const whole = { day: date, programVersion };
      await inTransaction(deps, (trx) => markWhole(trx, workspaceId, whole));
    }
    rebuilt.push({ date, made });
    onRebuilt({ date, made }, rebuilt.length, dates.length);
  }
  return { ok: true, dates: rebuilt };
}

/** Nothing of an assessment but the place. */
const PLACE_ALONE = { lastSignal: false, churn: false, subscription: false, ebr: false, later: false };

async function contextOf(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<ScoringContext> {
  const { dialect } = deps.database;
  const { program } = applied;
  const { journeys, scorecard } = program;
  const earlier = await findEarlier(deps, workspaceId, applied, date);
  const placesIn: NonNullable<ScoringContext['past']>['placesIn'] = (range) =>
    placesQuery(
      assessmentSources(workspaceId, { dialect, program, date }, { kind: 'range', ...range }, PLACE_ALONE),
    );
  const trials = trialSegmentIds(program);
  return { dialect, workspaceId, journeys, scorecard, trials, date, past: { placesIn }, earlier };
}
