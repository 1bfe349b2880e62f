/** The success funnel of a workspace on any date: a pure function of the data and the date. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Journey } from '../journey/domain.ts';
import { journeysInUse, type AppliedProgram, type Program } from '../program/domain.ts';
import { Counts } from './counts.ts';
import type { DurationCount, Funnel } from './domain.ts';
import type { GroupColumn } from './entries-query.ts';
import { afterJourney, bottleneckOf, milestoneFunnel } from './figures.ts';
import { entryRanges, placeOf, type RangeQuestion } from './ranges-service.ts';
import { countDurations } from './store.ts';

/** At so many days conversion is told, too, where nobody asks for another horizon. */
export const DEFAULT_HORIZON = 90;

/** What a funnel is asked for. */
export interface FunnelQuestion {
  date: BusinessDate;
  /** Null: all. */
  segment: string | null;
  /** Entries from this day on; null: all. */
  since: BusinessDate | null;
  /** Conversion is told at so many days, too. */
  horizon: number;
}

/**
 * The funnel of the journeys that the segment uses, or all segments. Signals and departures up to the date count; of
 * accounts and the program, what they are now.
 * @param applied the program that holds now
 */
export async function readFunnel(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
): Promise<Funnel> {
  const counts = await readCounts(deps, workspaceId, program, question);
  return funnelOf(counts, null, program, question);
}

/** The funnel of one group of counted entries. */
export function funnelOf(
  counts: Counts,
  group: string | null,
  program: Program,
  { date, segment, since, horizon }: FunnelQuestion,
): Funnel {
  const journeys = journeysAsked(program, segment);
  const milestones = journeys.flatMap((journey) =>
    journey.phases.map((phase, index) => {
      const position = index + 1;
      return milestoneFunnel(journey, phase, position, counts.of(group, journey.id, position), horizon);
    }),
  );
  const after = journeys.map((journey) =>
    afterJourney(journey, counts.of(group, journey.id, journey.phases.length + 1)),
  );
  return { date, segment, since, horizon, milestones, after, bottleneck: bottleneckOf(milestones) };
}

/** The journeys that the segment uses; of all segments: null. */
export function journeysAsked(program: Program, segment: string | null): Journey[] {
  return journeysInUse(program)
    .filter(({ segments }) => segment === null || segments.includes(segment))
    .map(({ journey }) => journey);
}

/** Counts all entries that a question is about. */
export async function readCounts(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: RangeQuestion,
  group?: GroupColumn,
): Promise<Counts> {
  const counts = new Counts();
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, question)) {
    for (const row of await countDurations(deps.database.db, scope, found, group)) {
      counts.add(row.grouped, journey.id, row.number, row);
    }
  }
  return counts;
}

/** Whose durations are asked for: entries of one milestone, made within some days, as they stood on a date. */
export interface DurationsQuestion {
  date: BusinessDate;
  milestoneId: string;
  enteredFrom: BusinessDate | null;
  enteredUpTo: BusinessDate | null;
  /** Default: every segment. */
  segment?: string | null;
}

/** How the entries of a milestone ended by a date, counted by their days; whatever journeys it is on. */
export async function readDurations(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { date, milestoneId, enteredFrom, enteredUpTo, segment = null }: DurationsQuestion,
): Promise<DurationCount[]> {
  const question = { date, segment, since: enteredFrom, until: enteredUpTo, milestoneId };
  const counts = await readCounts(deps, workspaceId, program, question);
  return program.journeys.flatMap((journey) => counts.of(null, journey.id, placeOf(journey, milestoneId)));
}
