/** All accounts in ranges, each journey's with the milestones that they have reached: what every figure is read from. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Journey } from '../journey/domain.ts';
import {
  accountRanges,
  assessedOn,
  assessmentSources,
  listStale,
  type AccountScope,
} from '../journey/service.ts';
import { journeysInUse, type Program } from '../program/domain.ts';
import type { EntryScope } from './entries-query.ts';
import { keptAssessments } from './store.ts';

/** The accounts of one journey in one range. */
export interface JourneyRange {
  journey: Journey;
  scope: EntryScope;
  /** As `entriesQuery` wants them. */
  found: RawBuilder<unknown>;
}

export interface RangeQuestion {
  date: BusinessDate;
  segment: string | null;
  since: BusinessDate | null;
  /** Entries up to this day; null: all. */
  until?: BusinessDate | null;
  /** The only milestone that is asked for. */
  milestoneId?: string;
  /** Signals up to this day are looked at; default: the date. */
  knownOn?: BusinessDate;
  /** Whether the ARR of subscriptions is asked for. */
  money?: boolean;
}

/** So many changed accounts are assessed by one statement. */
const CHANGED_PER_LIST = 2_000;

/**
 * Where an assessment was kept, it tells of any date, since a milestone that was reached stays reached; accounts that
 * changed since are assessed anew, and so are all where none was ever kept. Nothing is written.
 */
export async function* entryRanges(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: RangeQuestion,
): AsyncGenerator<JourneyRange> {
  const { db } = deps.database;
  const hasKept = (await assessedOn(db, workspaceId)) !== null;
  const first = hasKept ? await listStale(db, workspaceId, '', CHANGED_PER_LIST) : [];
  for await (const range of accountRanges(deps, workspaceId)) {
    if (range.kind !== 'range') throw new Error('all accounts come in ranges');
    const ofJourney = ({ id }: Journey) => keptAssessments(workspaceId, id, range, first.length > 0);
    yield* hasKept
      ? journeyRanges(deps, workspaceId, program, question, ofJourney)
      : anewRanges(deps, workspaceId, program, question, range);
  }
  // By themselves: a few in each of many ranges would be many statements.
  for (let changed = first; changed.length > 0;) {
    yield* anewRanges(deps, workspaceId, program, question, { kind: 'accounts', ids: changed });
    await nextTurn();
    changed = await listStale(db, workspaceId, changed.at(-1)!, CHANGED_PER_LIST);
  }
}

/** The same of some accounts, assessed anew. */
function* anewRanges(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: RangeQuestion,
  accounts: AccountScope,
): Generator<JourneyRange> {
  const { date, knownOn = date, money = false } = question;
  const context = { dialect: deps.database.dialect, program, date: knownOn };
  const needed = { lastSignal: false, churn: false, subscription: money, ebr: false, later: false };
  const sources = assessmentSources(workspaceId, context, accounts, needed);
  const places = new Map(journeysInUse(program).map(({ journey }, index) => [journey.id, sources[index]!]));
  yield* journeyRanges(deps, workspaceId, program, question, ({ id }) => places.get(id)!);
}

function* journeyRanges(
  { database: { dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { date, segment, since, until = null, milestoneId }: RangeQuestion,
  found: (journey: Journey) => RawBuilder<unknown>,
): Generator<JourneyRange> {
  for (const { journey, segments } of journeysInUse(program)) {
    if (segment !== null && !segments.includes(segment)) continue;
    const only = milestoneId === undefined ? null : placeOf(journey, milestoneId);
    if (only === 0) continue;
    const milestones = journey.phases.length;
    const scope = { dialect, workspaceId, date, segment, since, until, milestones, only };
    yield { journey, scope, found: found(journey) };
  }
}

/** The place of a milestone on the journey, from 1; 0: it is not on it. */
export function placeOf(journey: Journey, milestoneId: string): number {
  return journey.phases.findIndex(({ milestone }) => milestone.id === milestoneId) + 1;
}
