/** Rules in plain words: what a clause asks for, and what is the case. Plain text, to be escaped where it is shown. */
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import { count, figure, shortDate } from '../base/words.ts';
import { daysAt, paceOf, type Journey, type Pace } from '../journey/domain.ts';
import type { Program } from '../program/domain.ts';
import type { AccountFacts, Clause, Condition } from './domain.ts';

/** What people call the things that conditions know by id. */
export interface Names {
  milestones: ReadonlyMap<string, string>;
  segments: ReadonlyMap<string, string>;
}

/** The names that a program gives to its milestones and segments. */
export function namesIn(program: Pick<Program, 'journeys' | 'segments'>): Names {
  const milestones = program.journeys.flatMap(({ phases }) => phases.map(({ milestone }) => milestone));
  return {
    milestones: new Map(milestones.map(({ id, name }) => [id, name])),
    segments: new Map(program.segments.map(({ id, name }) => [id, name])),
  };
}

/**
 * A whole condition as one line, such as `slow or stuck, and no EBR in the last 3 months`.
 * @param negated says the opposite: a `not` is told of each clause under it, because “not (no EBR …)” says no twice
 */
export function describeCondition(condition: Condition, names: Names, negated = false): string {
  if (condition.kind === 'not') return describeCondition(condition.of, names, !negated);
  if (!isGroup(condition)) return describeClause(condition, names, negated);
  const isAll = (condition.kind === 'all') !== negated;
  const parts = condition.of.map((part) => {
    const text = describeCondition(part, names, negated);
    return joinsSeveral(part) ? `(${text})` : text;
  });
  if (parts.length === 0) return isAll ? 'every account' : 'no account';
  return parts.join(isAll ? ', and ' : ', or ');
}

/**
 * What a clause asks for, such as `at the same milestone for more than 3 months`.
 * @param negated says the opposite
 */
export function describeClause(clause: Clause, names: Names, negated = false): string {
  switch (clause.kind) {
    case 'slipped':
      return clause.is === negated ? 'no reached milestone has slipped' : 'a reached milestone has slipped';
    case 'finished':
      return clause.is === negated ? 'the journey is not finished' : 'the journey is finished';
    case 'no_ebr_in_months':
      return `${negated ? 'an' : 'no'} EBR in the last ${count(clause.months, 'month')}`;
    case 'no_ebr_since_milestone_start':
      return `${negated ? 'an' : 'no'} EBR since the milestone began`;
    case 'days_since_signal':
      return negated
        ? `a signal in the last ${count(clause.moreThan, 'day')}`
        : `no signal for more than ${count(clause.moreThan, 'day')}`;
    default:
      return `${negated ? 'not: ' : ''}${describeComparison(clause, names)}`;
  }
}

type Comparison = Exclude<
  Clause,
  { kind: 'slipped' | 'finished' | 'no_ebr_in_months' | 'no_ebr_since_milestone_start' | 'days_since_signal' }
>;

function describeComparison(clause: Comparison, names: Names): string {
  switch (clause.kind) {
    case 'working_on':
      return `working on ${either(clause.milestones.map((id) => milestoneName(names, id)))}`;
    case 'position': {
      const orOther = { is: '', at_least: ' or a later one', at_most: ' or an earlier one' };
      return `on the ${ordinal(clause.value)} milestone${orOther[clause.compare]}`;
    }
    case 'days_at_milestone':
      return `at the same milestone for more than ${count(clause.moreThan, 'day')}`;
    case 'months_at_milestone':
      return `at the same milestone for more than ${count(clause.moreThan, 'month')}`;
    case 'pace':
      return either(clause.paces.map(paceName));
    case 'stage':
      return `in stage ${either(clause.stages)}`;
    case 'segment':
      return `in segment ${either(clause.segments.map((id) => segmentName(names, id)))}`;
    case 'arr':
      return `ARR ${clause.compare === 'below' ? 'below' : 'of at least'} ${figure(clause.value)}`;
    case 'days_to_renewal':
      return `renews within ${count(clause.atMost, 'day')}`;
    case 'health':
      return `health ${clause.compare === 'below' ? 'below' : 'of at least'} ${figure(clause.value)}`;
    case 'coverage':
      return `health coverage below ${figure(clause.below)} %`;
    case 'fit':
      return `fit: ${either(clause.verdicts.map(verdictName))}`;
  }
}

/**
 * What is the case where a clause asks, such as `same milestone since 21 Aug (94 days)`.
 * @param journey the account's; undefined when the program no longer has it
 */
export function describeActual(
  clause: Clause,
  facts: AccountFacts,
  names: Names,
  journey: Journey | undefined,
  date: BusinessDate,
): string {
  const { place } = facts;
  const day = (on: BusinessDate) => shortDate(on, date);
  const finished = `journey finished on ${day(place.since)}`;
  switch (clause.kind) {
    case 'working_on':
    case 'finished':
      return place.workingOn === null ? finished : `working on ${milestoneName(names, place.workingOn)}`;
    case 'position':
      if (place.workingOn === null) return finished;
      if (journey === undefined) return `on the ${ordinal(place.position)} milestone`;
      return `on the ${ordinal(place.position)} of ${count(journey.phases.length, 'milestone')}`;
    case 'days_at_milestone':
    case 'months_at_milestone':
      if (place.workingOn === null) return finished;
      return `same milestone since ${day(place.since)} (${count(daysAt(place, date), 'day')})`;
    case 'pace':
      return place.workingOn === null ? finished : describePace(journey, place, date);
    case 'slipped':
      if (place.slipped.length === 0) return 'nothing has slipped';
      return `slipped: ${place.slipped.map((id) => milestoneName(names, id)).join(', ')}`;
    case 'no_ebr_in_months':
      return facts.lastEbrOn === null ? 'no EBR so far' : `last EBR on ${day(facts.lastEbrOn)}`;
    case 'no_ebr_since_milestone_start':
      return describeEbrSince(facts, day);
    case 'stage':
      return facts.stage === null ? 'no stage known' : `in stage ${facts.stage}`;
    case 'segment':
      return facts.segment === null ? 'no segment known' : `in segment ${segmentName(names, facts.segment)}`;
    case 'arr':
      return facts.arr === null ? 'no ARR known' : `ARR ${figure(facts.arr)}`;
    case 'days_to_renewal':
      return describeRenewal(facts.renewsOn, date);
    case 'days_since_signal':
      return describeSilence(facts, date);
    case 'health':
      return facts.health === null ? 'no health score' : `health ${figure(facts.health)}`;
    case 'coverage':
      return facts.coverage === null
        ? 'no health coverage known'
        : `health coverage ${figure(facts.coverage)} %`;
    case 'fit':
      return facts.fit === null ? 'fit not known' : `fit: ${verdictName(facts.fit)}`;
  }
}

function describePace(
  journey: Journey | undefined,
  place: AccountFacts['place'],
  date: BusinessDate,
): string {
  const pace = journey === undefined ? null : paceOf(journey, place, date);
  const usual = journey?.phases[place.position - 1]?.usualDays;
  if (pace === null || usual === undefined) return 'no pace: the program no longer has this milestone';
  return `${paceName(pace)}: ${count(daysAt(place, date), 'day')}, usually ${usual}`;
}

function describeEbrSince({ lastEbrOn, place }: AccountFacts, day: (on: BusinessDate) => string): string {
  if (lastEbrOn === null) return 'no EBR since then, nor before';
  if (lastEbrOn < place.since) return `no EBR since then (the last one was on ${day(lastEbrOn)})`;
  return `an EBR on ${day(lastEbrOn)}, and the milestone began on ${day(place.since)}`;
}

function describeRenewal(renewsOn: BusinessDate | null, date: BusinessDate): string {
  if (renewsOn === null) return 'no renewal date known';
  const days = daysBetween(date, renewsOn);
  if (days < 0) return `the last known renewal was on ${shortDate(renewsOn, date)}`;
  return days === 0 ? 'renews today' : `renews in ${count(days, 'day')} (${shortDate(renewsOn, date)})`;
}

function describeSilence({ lastSignalOn, startedOn }: AccountFacts, date: BusinessDate): string {
  const from = lastSignalOn ?? startedOn;
  if (lastSignalOn === date) return 'a signal today';
  const silence = `${shortDate(from, date)} (${count(daysBetween(from, date), 'day')})`;
  return lastSignalOn === null ? `no signal since the start on ${silence}` : `no signal since ${silence}`;
}

function milestoneName({ milestones }: Names, id: string): string {
  const name = milestones.get(id);
  return name === undefined ? 'a milestone that the program no longer has' : `“${name}”`;
}

/** A segment that the program does not know came with the account's data, so people know it by what stands there. */
function segmentName({ segments }: Names, id: string): string {
  return segments.get(id) ?? id;
}

function paceName(pace: Pace): string {
  return pace === 'on_track' ? 'on track' : pace;
}

function verdictName(verdict: string): string {
  return verdict.replaceAll('_', ' ');
}

function joinsSeveral(condition: Condition): boolean {
  return condition.kind === 'not'
    ? joinsSeveral(condition.of)
    : isGroup(condition) && condition.of.length > 1;
}

function isGroup(condition: Condition): condition is Extract<Condition, { kind: 'all' | 'any' }> {
  return condition.kind === 'all' || condition.kind === 'any';
}

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });
const ORDINAL = new Intl.PluralRules('en', { type: 'ordinal' });
const ORDINAL_END: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

function either(items: readonly string[]): string {
  return EITHER.format(items);
}

function ordinal(value: number): string {
  return `${value}${ORDINAL_END[ORDINAL.select(value)] ?? 'th'}`;
}
