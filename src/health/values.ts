/**
 * What a metric's value is for one account on a date, from the raw rows that were read of it. `values-query.ts` says
 * the same of many accounts in SQL, and a property test holds the two equal.
 */
import { addDays, daysBetween, laterOf, type BusinessDate } from '../base/business-date.ts';
import type { EventSignal, KpiSignal } from '../journey/domain.ts';
import { freshFrom, type HealthPersona, type Metric, type MetricSource, type MetricValue } from './domain.ts';

/** What was observed of an account up to a date; signals since its start alone. */
export interface HealthFacts {
  /** At least the newest of each, in order of time: the last of a day is the one that holds. */
  kpis: readonly KpiSignal[];
  events: readonly EventSignal[];
  touchpoints: readonly { persona: HealthPersona; day: BusinessDate }[];
  /** The newest first. */
  answers: readonly Answer[];
  /** Held reviews of which somebody said whether a decision maker was there, the newest first. */
  reviews: readonly { day: BusinessDate; decisionMakerThere: boolean }[];
  /** `keptOn` null: open or broken. */
  planItems: readonly { dueOn: BusinessDate; keptOn: BusinessDate | null }[];
  /** Null: it has no place on a journey; `usualDays` null: the journey is finished. */
  place: { days: number; usualDays: number | null; hasSlipped: boolean } | null;
}

export interface Answer {
  survey: string;
  persona: HealthPersona;
  contactId: string | null;
  value: number;
  day: BusinessDate;
  /** Whether one of ours said it: it is no answer to a survey, nor a customer's one to a question. */
  isOurs: boolean;
}

/** The newest value of a metric, fresh or not; null: nothing was ever measured. */
export function valueOf(metric: Metric, facts: HealthFacts, date: BusinessDate): MetricValue | null {
  const { source } = metric;
  switch (source.kind) {
    case 'kpi': {
      const newest = facts.kpis.findLast(({ kpi }) => kpi === source.kpi);
      return newest === undefined ? null : { value: newest.value, day: newest.day };
    }
    case 'events': {
      const counted = eventsOf(source, facts);
      const day = newestDay(counted);
      return day === null ? null : { value: countIn(source, counted, date), day };
    }
    case 'support_load':
      return { value: countIn(source, eventsOf(source, facts), date), day: date };
    case 'survey':
      return surveyValue(metric, answersTo(source.survey, metric.persona, facts), date);
    case 'days_since_contact': {
      const day = newestDay(facts.touchpoints.filter(({ persona }) => isOf(metric.persona, persona)));
      return day === null ? null : { value: daysBetween(day, date), day };
    }
    case 'ebr_attendance': {
      const last = facts.reviews.slice(0, source.last);
      return shareOf(last, ({ decisionMakerThere }) => decisionMakerThere);
    }
    case 'plan_kept': {
      const from = addDays(date, -source.withinDays);
      const due = facts.planItems.filter(({ dueOn }) => dueOn >= from && dueOn < date);
      return shareOf(
        due.map(({ dueOn, keptOn }) => ({ day: dueOn, isKept: keptOn !== null && keptOn <= date })),
        ({ isKept }) => isKept,
      );
    }
    case 'pace':
      return facts.place === null ? null : paceValue(facts.place, date);
    case 'judgement': {
      const newest = facts.answers.find(({ survey, isOurs }) => isOurs && survey === metric.id);
      return newest === undefined ? null : { value: newest.value, day: newest.day };
    }
  }
}

/** Nothing that is counted or answered is more: sums stay exact, and no value of an import leaves a float's range. */
export const MOST_IN_A_SUM = 1_000_000_000;

/** A number in whole thousandths, so that a sum of them is the same in any order. */
function thousandths(value: number): number {
  return Math.floor(Math.min(MOST_IN_A_SUM, Math.max(-MOST_IN_A_SUM, value)) * 1000 + 0.5);
}

function eventsOf({ names }: { names: readonly string[] }, { events }: HealthFacts): EventSignal[] {
  return events.filter(({ name }) => names.includes(name));
}

/** The counts of the last days, both ends included. */
function countIn(
  { withinDays }: { withinDays: number },
  events: readonly EventSignal[],
  date: BusinessDate,
): number {
  const from = addDays(date, 1 - withinDays);
  return sumOf(events.filter(({ day }) => day >= from).map(({ count }) => count)) / 1000;
}

/** Answers that are fresh count; where none is, the newest one is told. */
function surveyValue(metric: Metric, answers: readonly Answer[], date: BusinessDate): MetricValue | null {
  const [newest] = answers;
  if (newest === undefined) return null;
  const from = freshFrom(metric, date);
  const fresh = from === null ? answers : answers.filter(({ day }) => day >= from);
  const ofContacts = newestOfEach(fresh.filter(({ contactId }) => contactId !== null));
  const counted = ofContacts.length > 0 ? ofContacts : [fresh[0] ?? newest];
  return {
    value: sumOf(counted.map(({ value }) => value)) / 1000 / counted.length,
    day: newestDay(counted) ?? newest.day,
  };
}

function answersTo(survey: string, persona: HealthPersona, { answers }: HealthFacts): Answer[] {
  return answers.filter(
    (answer) => !answer.isOurs && answer.survey === survey && isOf(persona, answer.persona),
  );
}

function newestOfEach(answers: readonly Answer[]): Answer[] {
  const seen = new Set<string | null>();
  return answers.filter(({ contactId }) => !seen.has(contactId) && seen.add(contactId));
}

/** The account stands for all of its people. */
function isOf(persona: HealthPersona, actual: HealthPersona): boolean {
  return persona === 'account' || persona === actual;
}

function shareOf<T extends { day: BusinessDate }>(
  items: readonly T[],
  counts: (item: T) => boolean,
): MetricValue | null {
  const day = newestDay(items);
  return day === null ? null : { value: (100 * items.filter(counts).length) / items.length, day };
}

/**
 * A finished journey, or a milestone that the program no longer has, keeps nobody waiting; one of which a milestone
 * slipped is not finished, and no usual days are known of it.
 */
function paceValue(
  { days, usualDays, hasSlipped }: NonNullable<HealthFacts['place']>,
  day: BusinessDate,
): MetricValue | null {
  if (usualDays !== null) return { value: (100 * days) / usualDays, day };
  return hasSlipped ? null : { value: 0, day, isFinished: true };
}

function newestDay(items: readonly { day: BusinessDate }[]): BusinessDate | null {
  return items.reduce<BusinessDate | null>(
    (newest, { day }) => (newest === null ? day : laterOf(newest, day)),
    null,
  );
}

/** In thousandths. */
function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + thousandths(value), 0);
}

/** Which raw rows a scorecard needs. */
export interface Needs {
  kpis: string[];
  events: string[];
  surveys: string[];
  touchpoints: boolean;
  reviews: boolean;
  planItems: boolean;
  place: boolean;
}

export function needsOf(metrics: readonly Metric[]): Needs {
  const of = <K extends MetricSource['kind']>(kind: K) =>
    metrics.flatMap(({ source }) =>
      source.kind === kind ? [source as Extract<MetricSource, { kind: K }>] : [],
    );
  const questions = metrics.filter(({ source }) => source.kind === 'judgement').map(({ id }) => id);
  return {
    kpis: unique(of('kpi').map(({ kpi }) => kpi)),
    events: unique([...of('events'), ...of('support_load')].flatMap(({ names }) => names)),
    surveys: unique([...of('survey').map(({ survey }) => survey), ...questions]),
    touchpoints: of('days_since_contact').length > 0,
    reviews: of('ebr_attendance').length > 0,
    planItems: of('plan_kept').length > 0,
    place: of('pace').length > 0,
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
