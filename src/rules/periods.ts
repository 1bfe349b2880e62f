/**
 * When a clause holds. As long as an account's facts stay as they are, only the calendar moves, so a clause holds in
 * a few periods of dates. Whether it holds on a date, and when it next will, follow from them; `store.ts` asks the
 * same of many accounts in SQL.
 */
import { addDays, addMonths, type BusinessDate } from '../base/business-date.ts';
import { paceLimits, type Journey, type Pace } from '../journey/domain.ts';
import type { AccountFacts, Clause } from './domain.ts';

/** Both ends included; null leaves an end open. */
export interface Period {
  from: BusinessDate | null;
  through: BusinessDate | null;
}

const NEVER: Period[] = [];
const ALWAYS: Period[] = [{ from: null, through: null }];

/** The periods in which the clause holds for an account with these facts. */
export function periodsOf(
  clause: Clause,
  facts: AccountFacts,
  journeyById: ReadonlyMap<string, Journey>,
): Period[] {
  const { place } = facts;
  switch (clause.kind) {
    case 'working_on':
      return alwaysIf(isAmong(clause.milestones, place.workingOn));
    case 'position':
      return alwaysIf(compares(clause.compare, place.position, clause.value));
    case 'days_at_milestone':
      return place.workingOn === null ? NEVER : after(addDays(place.since, clause.moreThan));
    case 'months_at_milestone':
      return place.workingOn === null ? NEVER : after(addMonths(place.since, clause.moreThan));
    case 'pace':
      return clause.paces.flatMap((pace) => periodOfPace(pace, place, journeyById));
    case 'slipped':
      return alwaysIf(place.slipped.length > 0 === clause.is);
    case 'finished':
      return alwaysIf((place.workingOn === null) === clause.is);
    case 'no_ebr_in_months':
      return facts.lastEbrOn === null ? ALWAYS : after(addMonths(facts.lastEbrOn, clause.months));
    case 'no_ebr_since_milestone_start':
      // An EBR on the very day on which the milestone began was held since it began.
      return alwaysIf(facts.lastEbrOn === null || facts.lastEbrOn < place.since);
    case 'stage':
      return alwaysIf(isAmong(clause.stages, facts.stage));
    case 'segment':
      return alwaysIf(isAmong(clause.segments, facts.segment));
    case 'arr':
      return alwaysIf(compares(clause.compare, facts.arr, clause.value));
    case 'days_to_renewal':
      // After its day a renewal lies behind the account, and when the next one comes is unknown.
      if (facts.renewsOn === null) return NEVER;
      return [{ from: addDays(facts.renewsOn, -clause.atMost), through: facts.renewsOn }];
    case 'days_since_signal':
      return after(addDays(facts.lastSignalOn ?? facts.startedOn, clause.moreThan));
    case 'health':
      return alwaysIf(compares(clause.compare, facts.health, clause.value));
    case 'coverage':
      return alwaysIf(compares('below', facts.coverage, clause.below));
    case 'fit':
      // Of an account that was never assessed the fit is unknown, as where an answer is missing.
      return alwaysIf(isAmong(clause.verdicts, facts.fit ?? 'unknown'));
  }
}

/** Whether the date lies in the period. */
export function contains({ from, through }: Period, date: BusinessDate): boolean {
  return (from === null || from <= date) && (through === null || date <= through);
}

/** The dates on which a period begins, and no longer is. */
export function turnsOf({ from, through }: Period): BusinessDate[] {
  return [from, through === null ? null : addDays(through, 1)].filter((date) => date !== null);
}

function periodOfPace(
  pace: Pace,
  { journeyId, position, since }: AccountFacts['place'],
  journeyById: ReadonlyMap<string, Journey>,
): Period[] {
  const phase = journeyById.get(journeyId)?.phases[position - 1];
  if (phase === undefined) return NEVER;
  const limits = paceLimits(phase);
  const lastOnTrack = addDays(since, limits.onTrack);
  const lastSlow = addDays(since, limits.slow);
  if (pace === 'on_track') return [{ from: null, through: lastOnTrack }];
  return pace === 'slow' ? [{ from: addDays(lastOnTrack, 1), through: lastSlow }] : after(lastSlow);
}

function after(date: BusinessDate): Period[] {
  return [{ from: addDays(date, 1), through: null }];
}

function alwaysIf(holds: boolean): Period[] {
  return holds ? ALWAYS : NEVER;
}

function isAmong(list: readonly string[], value: string | null): boolean {
  return value !== null && list.includes(value);
}

function compares(
  compare: 'is' | 'at_least' | 'at_most' | 'below',
  actual: number | null,
  value: number,
): boolean {
  if (actual === null) return false;
  if (compare === 'is') return actual === value;
  if (compare === 'at_least') return actual >= value;
  return compare === 'at_most' ? actual <= value : actual < value;
}
