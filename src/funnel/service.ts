/** The success funnel of a workspace on any date: a pure function of the data and the date. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { journeysAsked, walkAccounts } from './accounts-service.ts';
import { Counts } from './counts.ts';
import type { DurationCount, Funnel } from './domain.ts';
import { allNumbers, entriesOf, isWithin, numbersAt, type Entry } from './entries.ts';
import { afterJourney, bottleneckOf, milestoneFunnel } from './figures.ts';

/** At so many days conversion is told, too, where nobody asks for another horizon. */
export const DEFAULT_HORIZON = 90;

/** What a funnel is asked for. */
export interface FunnelQuestion {
  date: BusinessDate;
  /** Null: all customers, which free trials are not. */
  segment: string | null;
  /** Entries from this day on; null: all. */
  since: BusinessDate | null;
  /** Conversion is told at so many days, too. */
  horizon: number;
}

/**
 * The funnel of the journeys that the segment uses, or of all segments but those of free trials, which are no customers.
 * Signals and departures up to the date count; of accounts and the program, what they are now.
 * @param applied the program that holds now
 */
export async function readFunnel(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
): Promise<Funnel> {
  const [counts] = await readCounts(deps, workspaceId, program, question.segment, [question]);
  return funnelOf(counts!, null, program, question);
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

/** Which entries are counted. */
export interface CountQuestion {
  /** As they stood on this day. */
  date: BusinessDate;
  /** Those that were made from this day on, or from one that goes by the usual days of their milestone; null: all. */
  since: BusinessDate | null | ((usualDays: number) => BusinessDate);
  /** Those that were made up to this day; default: all. */
  until?: BusinessDate | null;
  /** Those of this milestone; default: of all, and of journeys that are finished. */
  milestoneId?: string;
}

/**
 * Counts the entries that each question is about; the accounts are read once for all of them.
 * @param segment null: every segment but those of free trials
 * @param withTrials with null: those, too
 */
export async function readCounts(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  segment: string | null,
  questions: readonly CountQuestion[],
  withTrials = false,
): Promise<Counts[]> {
  const asked = questions.map((question) => ({ question, counts: new Counts() }));
  const knownOn = questions.reduce((last, { date }) => (date > last ? date : last), '');
  const walk = walkAccounts(deps, workspaceId, program, { knownOn, segment, withTrials });
  for await (const { journey, accounts } of walk) {
    for (const { question, counts } of asked) {
      const { milestoneId: id, since, until } = question;
      const numbers = id === undefined ? allNumbers(journey) : numbersAt(journey, { kind: 'milestone', id });
      if (numbers === null) continue;
      // Whoever finished a journey has no usual days, and counts whenever that was.
      const firstDays = [...journey.phases, null].map((phase) =>
        typeof since === 'function' ? (phase === null ? null : since(phase.usualDays)) : since,
      );
      const sinceOf = ({ number }: Entry) => firstDays[number - 1] ?? null;
      for (const account of accounts) {
        for (const entry of entriesOf(account, question.date, numbers))
          if (isWithin(entry, { since: sinceOf(entry), until })) counts.add(null, journey.id, entry);
      }
    }
  }
  return asked.map(({ counts }) => counts);
}

/** Whose durations are asked for: entries of one milestone, made within some days, as they stood on a date. */
export interface DurationsQuestion {
  date: BusinessDate;
  milestoneId: string;
  enteredFrom: BusinessDate | null;
  enteredUpTo: BusinessDate | null;
}

/**
 * How the entries of a milestone ended by a date, counted by their days; whatever journeys and segments it is of.
 * @returns one for each question, in their order; the accounts are read once for all
 */
export async function readDurations(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  questions: readonly DurationsQuestion[],
): Promise<DurationCount[][]> {
  if (questions.length === 0) return [];
  const asked = questions.map(({ date, milestoneId, enteredFrom, enteredUpTo }) => ({
    date,
    milestoneId,
    since: enteredFrom,
    until: enteredUpTo,
  }));
  const counts = await readCounts(deps, workspaceId, program, null, asked, true);
  return questions.map(({ milestoneId }, index) =>
    program.journeys.flatMap((journey) => {
      const numbers = numbersAt(journey, { kind: 'milestone', id: milestoneId });
      return numbers === null ? [] : counts[index]!.of(null, journey.id, numbers.first);
    }),
  );
}
