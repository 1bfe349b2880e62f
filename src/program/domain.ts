/** The program: everything that a CS team defines. A versioned document, read from and written as YAML. */
import { addDays, dayNumber, type BusinessDate } from '../base/business-date.ts';
import type { Engagement } from '../engagement/domain.ts';
import type { FitProgram } from '../fit/domain.ts';
import type { Scorecard } from '../health/domain.ts';
import type { Journey } from '../journey/domain.ts';
import type { MissingData, Play } from '../plays/domain.ts';
import type { Condition, Rule } from '../rules/domain.ts';

export interface Program {
  name: string;
  /** IANA name; business dates are dates in this zone. */
  timezone: string;
  segments: Segment[];
  journeys: Journey[];
  rules: Rule[];
  fit: FitProgram;
  scorecard: Scorecard;
  /** The presets too, and those that are off. */
  plays: Play[];
  missingData: MissingData;
  /** Who of us goes to whom, and how often; empty: no cadence is asked for. */
  engagement: Engagement[];
  posts: { morning: Post | null; leadership: Post | null };
}

/** A program as it was applied: the document and its version. */
export interface AppliedProgram {
  version: number;
  appliedAt: string;
  program: Program;
}

/** Accounts that expect to be served in the same way. */
export interface Segment {
  id: string;
  name: string;
  /** The Appropriate Experience. */
  experience: string | null;
  journey: string;
  /** Of a free trial: the event by which it became a customer. An account that bought may be in another segment since. */
  trial?: { paid: string };
}

/** When and where something is posted. */
export interface Post {
  channel: string;
  /** Local time `HH:MM`. */
  at: string;
  days: Weekday[];
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const WORKING_DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

/** Whether something is posted on a date; without a post, whether it is a working day. */
export function isPostDay(post: Post | null, date: BusinessDate): boolean {
  // 1970-01-01, day number 0, was a Thursday.
  return (post?.days ?? WORKING_DAYS).includes(WEEKDAYS[(dayNumber(date) + 3) % 7]!);
}

/** The first date, at or after `from`, on which something is posted; without a post, the first working day. */
export function nextPostDay(post: Post | null, from: BusinessDate): BusinessDate {
  for (let ahead = 0; ahead < 7; ahead += 1) {
    const date = addDays(from, ahead);
    if (isPostDay(post, date)) return date;
  }
  return from;
}

/** The lifecycle stages, in order. */
export const STAGES = [
  'Discovery',
  'Qualification',
  'Selection',
  'Implementation',
  'Adoption',
  'Maintenance',
  'Change',
  'Renewal',
  'Churned',
] as const;

type Stage = (typeof STAGES)[number];

/** In these stages an account is no customer yet. */
export const STAGES_BEFORE_SALE: readonly Stage[] = ['Discovery', 'Qualification', 'Selection'];

/** Those of customers. */
export const CUSTOMER_STAGES: readonly Stage[] = STAGES.filter(
  (stage) => stage !== 'Churned' && !STAGES_BEFORE_SALE.includes(stage),
);

/** The journey of a segment, or undefined when the program does not know the segment. */
export function journeyOfSegment(program: Program, segment: string | null): Journey | undefined {
  const found = program.segments.find(({ id }) => id === segment);
  return program.journeys.find(({ id }) => id === found?.journey);
}

/** What decides whether an account has a place on a journey. */
export interface Placeable {
  segment: string | null;
  startedOn: BusinessDate | null;
}

/** Why an account has no place on a journey. */
export type NoPlace =
  | { ok: false; problem: 'no-program' | 'no-segment' | 'no-start' }
  | { ok: false; problem: 'starts-later'; on: BusinessDate }
  | { ok: false; problem: 'unknown-segment'; segment: string };

/** The journey on which an account is on a date, and since when; or why it is on none then. */
export function findPlace(
  { segment, startedOn }: Placeable,
  program: Program | null,
  date: BusinessDate,
): { ok: true; journey: Journey; startedOn: BusinessDate } | NoPlace {
  if (program === null) return { ok: false, problem: 'no-program' };
  if (segment === null) return { ok: false, problem: 'no-segment' };
  if (startedOn === null) return { ok: false, problem: 'no-start' };
  if (startedOn > date) return { ok: false, problem: 'starts-later', on: startedOn };
  const journey = journeyOfSegment(program, segment);
  if (journey === undefined) return { ok: false, problem: 'unknown-segment', segment };
  return { ok: true, journey, startedOn };
}

/** A milestone of the program, whichever journeys have it. */
export interface ProgramMilestone {
  id: string;
  name: string;
  /** The longest of its journeys. */
  usualDays: number;
  /** The names of its journeys. */
  journeys: string[];
}

/** The milestones of some journeys, each once, in the order of the journeys. */
export function milestonesOf(journeys: readonly Journey[]): ProgramMilestone[] {
  const found = new Map<string, ProgramMilestone>();
  for (const { name: journey, phases } of journeys)
    for (const { milestone, usualDays } of phases) {
      const known = found.get(milestone.id);
      found.set(milestone.id, {
        id: milestone.id,
        name: known?.name ?? milestone.name,
        usualDays: Math.max(known?.usualDays ?? 0, usualDays),
        journeys: [...(known?.journeys ?? []), journey],
      });
    }
  return [...found.values()];
}

/** The journeys that segments use, each with its segments' ids. */
export function journeysInUse(program: Program): { journey: Journey; segments: string[] }[] {
  return program.journeys
    .map((journey) => ({
      journey,
      segments: program.segments.filter((segment) => segment.journey === journey.id).map(({ id }) => id),
    }))
    .filter(({ segments }) => segments.length > 0);
}

/**
 * The segments of free trials: whoever is in one has not bought yet, and is counted among no customers. None where every
 * segment is one, since then the program is about trials.
 */
export function trialSegmentIds({ segments }: Pick<Program, 'segments'>): string[] {
  const trials = segments.filter(({ trial }) => trial !== undefined);
  return trials.length === segments.length ? [] : trials.map(({ id }) => id);
}

/** Whether a rule that is on asks for the days since the last signal: only then is that day kept for each account. */
export function asksForLastSignal({ rules }: Pick<Program, 'rules'>): boolean {
  return rules.some((rule) => rule.enabled && asks(rule.when));
}

function asks(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(asks);
  return condition.kind === 'not' ? asks(condition.of) : condition.kind === 'days_since_signal';
}
