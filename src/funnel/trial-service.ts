/** Free trials: a segment with a journey of its own, and an event by which a trial becomes a customer. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { accountRanges, assessmentSources } from '../journey/service.ts';
import type { AppliedProgram, Segment } from '../program/domain.ts';
import type { Trials } from './domain.ts';
import { readAccounts, readChurn } from './account-store.ts';
import { leftOn } from './entries.ts';
import { listTrials } from './trial-store.ts';
import { createTrialTally } from './trials.ts';

const NEEDED = { lastSignal: false, churn: false, subscription: false, ebr: false, later: false };

/** The segments that are free trials. */
export function trialSegments({ program }: AppliedProgram): Segment[] {
  return program.segments.filter(({ trial }) => trial !== undefined);
}

/**
 * Trial to paid by milestone reached. An account that bought counts though it is in another segment since, if the audit
 * trail knows it as a trial; where it was on the trial's journey is found anew from its signals.
 * @param since only trials that began on this day or later; null: all
 * @returns null when the segment is no trial
 */
export async function readTrials(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  segment: Segment,
  { date, since }: { date: BusinessDate; since: BusinessDate | null },
): Promise<Trials | null> {
  const { db, dialect } = deps.database;
  const journey = program.journeys.find(({ id }) => id === segment.journey);
  if (segment.trial === undefined || journey === undefined) return null;
  const trialScope = { workspaceId, dialect, segment: segment.id, paid: segment.trial.paid, date, since };
  // Whatever segment they are in now, it is the trial's journey on which they are looked at.
  const segments = program.segments.map((one) => ({ ...one, journey: journey.id }));
  const context = { dialect, program: { ...program, segments }, date };
  const tally = createTrialTally(journey, date);
  for await (const range of accountRanges(deps, workspaceId)) {
    if (range.kind !== 'range') throw new Error('all accounts come in ranges');
    const ids = await listTrials(db, trialScope, range);
    if (ids.length === 0) continue;
    const accounts = { kind: 'accounts', ids } as const;
    const [found] = assessmentSources(workspaceId, context, accounts, NEEDED);
    if (found === undefined) continue;
    const rows = await readAccounts(db, workspaceId, accounts, found, {
      churn: await readChurn(db, workspaceId, accounts),
      only: { segment: null },
      columns: { events: [segment.trial.paid] },
    });
    for (const account of rows)
      tally.add({ ...account, paidOn: account.didOn, leftOn: leftOn(account, date) });
  }
  return { segment: segment.id, name: segment.name, date, since, ...tally.end() };
}
