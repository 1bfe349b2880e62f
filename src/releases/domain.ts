/**
 * Releases of the product, and what they did to a milestone. The entries since a release are set against those in an
 * equal time before it: a difference with its interval. It is an association: other things changed in that time, too.
 */
import { addDays, daysBetween, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { FEW, sideOf, type DurationCount, type Side } from '../funnel/domain.ts';
import type { ProgramMilestone } from '../program/domain.ts';
import { logRank } from '../stats/log-rank.ts';
import { intervalDifference, type Interval } from '../stats/proportion.ts';

/** What a person enters. */
export interface ReleaseFields {
  name: string;
  /** The business date on which customers got it. */
  day: BusinessDate;
  /** What changed. */
  changed: string;
  /** The milestone that it should help. */
  milestoneId: string;
  /** By how many points it should raise the milestone's conversion by its usual days. */
  expected: number;
}

export interface Release extends ReleaseFields {
  id: string;
  /** UTC ISO time; null: it counts. */
  retiredAt: string | null;
  /** Rises with each save. */
  version: number;
  createdBy: string;
  /** UTC ISO times. */
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
}

export type ReleaseField = keyof ReleaseFields;

export const RELEASE_FIELDS: readonly ReleaseField[] = ['name', 'day', 'changed', 'milestoneId', 'expected'];

/** Lengths of texts in UTF-16 units, and points. */
export const MAX = { name: 60, changed: 3000, expected: 100 } as const;

/** The fields of a release, without what is around them. */
export function fieldsOf({ name, day, changed, milestoneId, expected }: ReleaseFields): ReleaseFields {
  return { name, day, changed, milestoneId, expected };
}

/** The fields in which two states differ. */
export function changedFields(before: ReleaseFields, after: ReleaseFields): ReleaseField[] {
  return RELEASE_FIELDS.filter((field) => before[field] !== after[field]);
}

export type ReleaseProblems = Partial<Record<ReleaseField, string>>;

/**
 * What is wrong with fields that a person entered, in words that say what would be accepted.
 * @param milestoneIds those of the program, and the one that the release had before
 */
export function problemsOf(fields: ReleaseFields, milestoneIds: ReadonlySet<string>): ReleaseProblems {
  const problems: ReleaseProblems = {};
  if (fields.name === '') problems.name = 'Name the release, such as 2026.11 or New editor.';
  if (fields.changed === '')
    problems.changed = 'Write what changed for customers, such as: Pages can be built from a template.';
  for (const part of ['name', 'changed'] as const)
    if (fields[part].length > MAX[part]) problems[part] = `This has at most ${MAX[part]} characters.`;
  if (!isBusinessDate(fields.day)) problems.day = 'Choose the day on which customers got it.';
  if (!milestoneIds.has(fields.milestoneId))
    problems.milestoneId = 'Choose a milestone of the program from the list.';
  if (!(Number.isInteger(fields.expected) && fields.expected >= 1 && fields.expected <= MAX.expected))
    problems.expected = `Write whole points from 1 to ${MAX.expected}, such as 5 for 40 % to 45 %.`;
  return problems;
}

/** Entries of the days `from` to `upTo`, of which we look at what became of them up to `until`. */
export interface Window {
  from: BusinessDate;
  upTo: BusinessDate;
  until: BusinessDate;
}

export interface Windows {
  /** The length of each, in days. */
  days: number;
  before: Window;
  after: Window;
}

/** A release is looked at for its milestone's usual days and so many more; then its effect stands. */
export const MOST_DAYS_MORE = 90;

/** From when on the effect of a release can be told: when its first entries have had their usual days. */
export function tellableFrom(day: BusinessDate, usualDays: number): BusinessDate {
  return addDays(day, usualDays);
}

/**
 * Two windows of equal length, the day of the release being the first of the second. Those before it are looked at only
 * up to the release, since after it they had it too; so both are looked at for equally long.
 */
export function windowsOf(day: BusinessDate, usualDays: number, today: BusinessDate): Windows {
  const days = Math.min(daysBetween(day, today), usualDays + MOST_DAYS_MORE) + 1;
  const [dayBefore, last] = [addDays(day, -1), addDays(day, days - 1)];
  return {
    days,
    before: { from: addDays(day, -days), upTo: dayBefore, until: dayBefore },
    after: { from: day, upTo: last, until: last },
  };
}

/** Whether two windows, from the first day to the last one, have a day in common. */
export function isBeside(windows: Windows, day: BusinessDate): boolean {
  return day >= windows.before.from && day <= windows.after.upTo;
}

export interface Comparison {
  before: Side;
  after: Side;
  /** After minus before, as a share; null where one of them is not known. */
  difference: Interval | null;
  /** Of the log-rank test that both reach it alike fast; null where it cannot be made. */
  pValue: number | null;
  /** Fewer than `FEW` entered in one of the windows. */
  few: boolean;
  verdict: Verdict;
}

/**
 * `unknown`: nobody was looked at for the usual days; `unmoved`: the interval of the difference holds 0; `maybe_…`: it
 * does not, but the log-rank test of all the days does not confirm it.
 */
export type Verdict = 'few' | 'unknown' | 'raised' | 'maybe_raised' | 'lowered' | 'maybe_lowered' | 'unmoved';

/** Compares what became of the entries of two windows. @param usualDays by when conversion is told */
export function compareEntries(
  before: readonly DurationCount[],
  after: readonly DurationCount[],
  usualDays: number,
): Comparison {
  const [first, second] = [sideOf(before, usualDays), sideOf(after, usualDays)];
  const few = first.entered < FEW || second.entered < FEW;
  const difference =
    first.conversion === null || second.conversion === null
      ? null
      : intervalDifference(second.conversion, first.conversion);
  const pValue = logRank([before, after])?.pValue ?? null;
  return {
    before: first,
    after: second,
    difference,
    pValue,
    few,
    verdict: few ? 'few' : verdictOf(difference, pValue),
  };
}

/** A chance under which the log-rank test counts as seeing a difference. */
const SURE = 0.05;

/** Whether the test sees a difference in how fast they reach it where the interval by the usual days sees none. */
export function isFasterOrSlower({ verdict, pValue }: Pick<Comparison, 'verdict' | 'pValue'>): boolean {
  return verdict === 'unmoved' && pValue !== null && pValue < SURE;
}

/** A difference is told as one where its interval and the test agree. */
function verdictOf(difference: Interval | null, pValue: number | null): Verdict {
  if (difference === null) return 'unknown';
  const isConfirmed = pValue !== null && pValue < SURE;
  if (difference.low > 0) return isConfirmed ? 'raised' : 'maybe_raised';
  if (difference.high < 0) return isConfirmed ? 'lowered' : 'maybe_lowered';
  return 'unmoved';
}

/** How many began on the milestone so far that a comparison will set against each other; it takes `FEW` on each side. */
export interface Began {
  before: number;
  since: number;
}

/** What can be said of the effect of a release on a day. */
export type ReleaseEffect =
  /** It does not count; or its milestone is not in the program any more. */
  | { kind: 'retired' | 'no-milestone' }
  /** Customers do not have it yet. */
  | { kind: 'coming'; from: BusinessDate }
  /** Not for the usual days of the milestone. */
  | { kind: 'early'; from: BusinessDate; began: Began }
  | ({ kind: 'compared'; windows: Windows } & Comparison);

/** `reached`: the difference is as great as expected; `missed`: it is surely less; `open`: neither can be told. */
export type AgainstExpected = 'reached' | 'missed' | 'open';

/** @param expected points; null: the difference is not known */
export function againstExpected(difference: Interval | null, expected: number): AgainstExpected | null {
  if (difference === null) return null;
  // Points that a person reads are whole: 4.6 is told as 5.
  if (Math.round(difference.estimate * 100) >= expected) return 'reached';
  return difference.high * 100 < expected ? 'missed' : 'open';
}

/** A release with all that is told of it. */
export interface ToldRelease {
  release: Release;
  /** Null: it is not in the program any more. */
  milestone: ProgramMilestone | null;
  effect: ReleaseEffect;
  /** Development requirements that it shipped. */
  requirements: { id: string; what: string }[];
  /** Other releases for the same milestone in the compared time: the difference may be theirs. */
  beside: { name: string; day: BusinessDate }[];
}

/** A release of which it is too early to tell. */
export interface EarlyRelease {
  id: string;
  name: string;
  /** From when on its effect can be told, if enough began. */
  from: BusinessDate;
  began: Began;
}
