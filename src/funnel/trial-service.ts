/** Free trials: a segment with a journey of its own, and an event by which a trial becomes a customer. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Journey } from '../journey/domain.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { assessmentSources } from '../journey/service.ts';
import type { AppliedProgram, Program, Segment } from '../program/domain.ts';
import { ALL_TRIALS, type Outcome, type Trials } from './domain.ts';
import { readAccounts, readChurn, type AccountRow } from './account-store.ts';
import { departedOn } from '../accounts/departure.ts';
import {
  createFirst,
  entryOf,
  nameEntries,
  type EntriesPage,
  type PageAsked,
  type UnnamedEntry,
} from './entries-service.ts';
import { listTrials } from './trial-store.ts';
import { createTrialTally, trialEntry, type TrialRow } from './trials.ts';

/** Which trials are asked for. */
export interface TrialsQuestion {
  date: BusinessDate;
  /** Only those that began on this day or later; null: all. */
  since: BusinessDate | null;
}

/** The segments that are free trials. */
export function trialSegments({ program }: AppliedProgram): Segment[] {
  return program.segments.filter(({ trial }) => trial !== undefined);
}

/** The journey on which the trials of a segment are; null: it is no trial. */
export function trialJourney({ program }: AppliedProgram, segment: Segment): Journey | null {
  if (segment.trial === undefined) return null;
  return program.journeys.find(({ id }) => id === segment.journey) ?? null;
}

/**
 * Trial to paid by milestone reached. An account that bought counts though it is in another segment since, if the audit
 * trail knows it as a trial; where it was on the trial's journey is found anew from its signals.
 * @returns null when the segment is no trial
 */
export async function readTrials(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  segment: Segment,
  question: TrialsQuestion,
): Promise<Trials | null> {
  const journey = trialJourney(applied, segment);
  if (journey === null) return null;
  const { date, since } = question;
  const tally = createTrialTally(journey, date);
  for await (const rows of walkTrials(deps, workspaceId, applied.program, segment, question))
    for (const row of rows) tally.add(row);
  return { segment: segment.id, name: segment.name, date, since, ...tally.end() };
}

/**
 * A page of the trials that reached a milestone, or of all: those that ended last first.
 * @param of `milestoneId` may be `ALL_TRIALS`; `outcome` null: whatever became of them; `reached`: those that bought
 */
export async function listTrialEntries(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  segment: Segment,
  { milestoneId, outcome, ...question }: TrialsQuestion & { milestoneId: string; outcome: Outcome | null },
  page: PageAsked,
): Promise<EntriesPage> {
  const phases = trialJourney(applied, segment)?.phases ?? [];
  const isAll = milestoneId === ALL_TRIALS;
  const place = phases.findIndex(({ milestone }) => milestone.id === milestoneId);
  if (!isAll && place === -1) return { entries: [], hasMore: false };
  const keep = createFirst<UnnamedEntry>(page);
  for await (const rows of walkTrials(deps, workspaceId, applied.program, segment, question))
    keep.add(
      rows.flatMap((row) => {
        const entry = trialEntry(row, question.date, isAll ? null : place);
        return entry === null || (outcome !== null && entry.outcome !== outcome) ? [] : [entryOf(row, entry)];
      }),
    );
  const { shown, hasMore } = keep.end();
  const told = shown.map((entry) => ({ ...entry, likely: null }));
  return { entries: await nameEntries(deps.database.db, workspaceId, told), hasMore };
}

const NEEDED = { lastSignal: false, churn: false, subscription: true, ebr: false, later: false };

/** The trials of a segment, some at a time. */
async function* walkTrials(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  segment: Segment,
  { date, since }: TrialsQuestion,
): AsyncGenerator<(AccountRow & TrialRow)[]> {
  const { db, dialect } = deps.database;
  const { trial, journey } = segment;
  if (trial === undefined || journey === undefined) return;
  const trialScope = { workspaceId, dialect, segment: segment.id, paid: trial.paid, date, since };
  // Whatever segment they are in now, it is the trial's journey on which they are looked at.
  const segments = program.segments.map((one) => ({ ...one, journey }));
  const context = { dialect, program: { ...program, segments }, date };
  for await (const range of accountRanges(deps.database, workspaceId, 'read')) {
    const ids = await listTrials(db, trialScope, range);
    if (ids.length === 0) continue;
    const accounts = { kind: 'accounts', ids } as const;
    const [found] = assessmentSources(workspaceId, context, accounts, NEEDED);
    if (found === undefined) continue;
    const rows = await readAccounts(db, workspaceId, accounts, found, {
      churn: await readChurn(db, workspaceId, accounts),
      only: { segment: null },
      columns: { events: [trial.paid], money: true },
    });
    yield rows.map((row) => ({ ...row, paidOn: row.didOn, leftOn: departedOn(row.churn, date) }));
  }
}
