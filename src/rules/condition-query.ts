/**
 * A rule's condition as SQL over `assessment s`, `account a` and, where it asks for health, `health_snapshot h`.
 * `periods.ts` says the same of one account in memory, and a property test holds the two equal.
 */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { addDays, latestDateMonthsBefore, type BusinessDate } from '../base/business-date.ts';
import { paceLimits, type Journey, type Pace, type Phase } from '../journey/domain.ts';
import type { Clause, Condition } from './domain.ts';

export type Test = RawBuilder<SqlBool>;
type Column = RawBuilder<unknown>;

const TRUE: Test = sql`1 = 1`;
export const FALSE: Test = sql`1 = 0`;

const OPERATOR = {
  is: sql`=`,
  at_least: sql`>=`,
  at_most: sql`<=`,
  below: sql`<`,
} as const;

/** What a condition is compiled for: the program's journeys, and the date it is asked for. */
interface CompileContext {
  journeys: readonly Journey[];
  date: BusinessDate;
}

/**
 * The condition is true or false and never null, so that `not` is its opposite. All dates are computed here: both
 * databases compare columns with constants.
 */
export function compileCondition(condition: Condition, context: CompileContext): Test {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.of.map((part) => compileCondition(part, context)));
    case 'any':
      return anyOf(condition.of.map((part) => compileCondition(part, context)));
    case 'not':
      return sql`not (${compileCondition(condition.of, context)})`;
    default:
      return compileClause(condition, context);
  }
}

function compileClause(clause: Clause, { journeys, date }: CompileContext): Test {
  switch (clause.kind) {
    case 'working_on':
      return isAmong(sql`s.working_on`, clause.milestones);
    case 'position':
      return sql`s.position ${OPERATOR[clause.compare]} ${clause.value}`;
    case 'days_at_milestone':
      return sql`(s.working_on is not null and s.since < ${addDays(date, -clause.moreThan)})`;
    case 'months_at_milestone':
      return sql`(s.working_on is not null and s.since <= ${latestDateMoreThanMonthsBefore(date, clause.moreThan)})`;
    case 'pace':
      return anyOf(journeys.map((journey) => hasPace(journey, clause.paces, date)));
    case 'slipped':
      return clause.is
        ? sql`(s.slipped is not null and s.slipped <> '[]')`
        : sql`(s.slipped is null or s.slipped = '[]')`;
    case 'finished':
      return clause.is ? sql`s.working_on is null` : sql`s.working_on is not null`;
    case 'no_ebr_in_months':
      return sql`(s.last_ebr_on is null
        or s.last_ebr_on <= ${latestDateMoreThanMonthsBefore(date, clause.months)})`;
    case 'no_ebr_since_milestone_start':
      return sql`(s.last_ebr_on is null or s.last_ebr_on < s.since)`;
    case 'stage':
      return isAmong(sql`a.stage`, clause.stages);
    case 'segment':
      return isAmong(sql`a.segment`, clause.segments);
    case 'arr':
      return sql`(s.arr is not null and s.arr ${OPERATOR[clause.compare]} ${clause.value})`;
    case 'days_to_renewal':
      return sql`(a.renews_on is not null and a.renews_on between ${date} and ${addDays(date, clause.atMost)})`;
    case 'days_since_signal':
      return sql`coalesce(s.last_signal_on, a.started_on, s.since) < ${addDays(date, -clause.moreThan)}`;
    case 'health':
      return sql`(h.score is not null and (h.score + 50) / 100 ${OPERATOR[clause.compare]} ${asDouble(clause.value)})`;
    case 'coverage':
      return sql`(h.coverage is not null and h.coverage / 100 < ${asDouble(clause.below)})`;
    case 'fit':
      return isAmong(sql`coalesce(a.fit, 'unknown')`, clause.verdicts);
  }
}

function hasPace({ id, phases }: Journey, paces: readonly Pace[], date: BusinessDate): Test {
  const atPace = phases.map(
    (phase, index) =>
      sql<SqlBool>`(s.position = ${index + 1} and ${anyOf(paces.map((pace) => isSinceFor(pace, phase, date)))})`,
  );
  return sql`(s.journey_id = ${id} and ${anyOf(atPace)})`;
}

function isSinceFor(pace: Pace, phase: Phase, date: BusinessDate): Test {
  const limits = paceLimits(phase);
  const onTrackFrom = addDays(date, -limits.onTrack);
  const slowFrom = addDays(date, -limits.slow);
  if (pace === 'on_track') return sql`s.since >= ${onTrackFrom}`;
  return pace === 'slow'
    ? sql`(s.since >= ${slowFrom} and s.since < ${onTrackFrom})`
    : sql`s.since < ${slowFrom}`;
}

/** The latest date from which on more than `months` calendar months have passed by `date`. */
function latestDateMoreThanMonthsBefore(date: BusinessDate, months: number): BusinessDate {
  return latestDateMonthsBefore(addDays(date, -1), months);
}

/** PostgreSQL would take a number that is compared with whole ones for a whole one. */
function asDouble(value: number): Column {
  return sql`cast(${value} as double precision)`;
}

function isAmong(column: Column, values: readonly string[]): Test {
  return values.length === 0 ? FALSE : sql`(${column} is not null and ${column} in (${sql.join(values)}))`;
}

function allOf(tests: readonly Test[]): Test {
  return tests.length === 0 ? TRUE : sql`(${sql.join(tests, sql` and `)})`;
}

function anyOf(tests: readonly Test[]): Test {
  return tests.length === 0 ? FALSE : sql`(${sql.join(tests, sql` or `)})`;
}
