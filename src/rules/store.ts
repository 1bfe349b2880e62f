/**
 * Rules over many accounts: a condition becomes SQL over the newest assessment. `periods.ts` says the same of one
 * account in memory, and a property test holds the two equal.
 */
import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import { addDays, latestDateMonthsBefore, type BusinessDate } from '../base/business-date.ts';
import { isNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { percentOf, pointsOf } from '../health/domain.ts';
import { paceLimits, type Journey, type Pace, type Phase } from '../journey/domain.ts';
import type { Program } from '../program/domain.ts';
import type { AccountFacts, Clause, Condition, Rule } from './domain.ts';

type Test = RawBuilder<SqlBool>;
type Column = RawBuilder<unknown>;

const TRUE: Test = sql`1 = 1`;
const FALSE: Test = sql`1 = 0`;

/** What asks for an account's health as it was last kept. */
const NEEDS_HEALTH = new Set<Clause['kind']>(['health', 'coverage']);

/** Health is kept in the mornings: between two of them, as over a weekend, the newest holds, but not for longer. */
const HEALTH_HOLDS_DAYS = 7;

const OPERATOR = {
  is: sql`=`,
  at_least: sql`>=`,
  at_most: sql`<=`,
  below: sql`<`,
} as const;

/** The ids of the accounts on the rule's list. @param date the date of the newest assessment */
export async function selectListed(
  executor: Executor,
  workspaceId: string,
  rule: Rule,
  program: Pick<Program, 'journeys'>,
  date: BusinessDate,
): Promise<string[]> {
  const { rows } = await listedAccounts(workspaceId, rule, program, date).execute(executor);
  return rows.map((row) => row.account_id);
}

/**
 * The same as a `select` of `account_id`, to stand inside a larger statement. A rule that is off lists nobody, and a
 * churned account is on no list.
 */
export function listedAccounts(
  workspaceId: string,
  rule: Rule,
  { journeys }: Pick<Program, 'journeys'>,
  date: BusinessDate,
): RawBuilder<{ account_id: string }> {
  const health = asksFor(rule.when, NEEDS_HEALTH)
    ? sql`left join health_snapshot h on ${isHealthOf(workspaceId, date)}`
    : sql``;
  // `churned = 0` stands there literally because SQLite takes the partial index for nothing else.
  return sql`select s.account_id from assessment s
    join account a on a.workspace_id = s.workspace_id and a.id = s.account_id ${health}
    where s.workspace_id = ${workspaceId} and s.churned = 0 and ${isNotChurned('a', 's')}
    and ${rule.enabled ? compileCondition(rule.when, { journeys, date }) : FALSE}`;
}

/**
 * Conditions over rows that are not kept: `source` stands where `assessment s` does, joined with `account a` and, where
 * one of them asks for it, with the health that holds on the date.
 * @param source a select of `account_id` and an assessment's facts
 * @returns what follows `from`, and a test of each condition
 */
export function askingOf(
  workspaceId: string,
  conditions: readonly Condition[],
  { journeys }: Pick<Program, 'journeys'>,
  date: BusinessDate,
  source: RawBuilder<unknown>,
): { from: RawBuilder<unknown>; tests: Test[] } {
  const health = conditions.some((condition) => asksFor(condition, NEEDS_HEALTH))
    ? sql`left join health_snapshot h on ${isHealthOf(workspaceId, date)}`
    : sql``;
  return {
    from: sql`(${source}) s join account a on a.workspace_id = ${workspaceId} and a.id = s.account_id ${health}`,
    tests: conditions.map((condition) => compileCondition(condition, { journeys, date })),
  };
}

/** Whether one account is on the rule's list, as a test inside a larger statement. @param accountColumn where its id stands there, such as `cta.account_id` */
export function isListed(
  workspaceId: string,
  rule: Rule,
  program: Pick<Program, 'journeys'>,
  date: BusinessDate,
  accountColumn: string,
): Test {
  return sql`exists (${listedAccounts(workspaceId, rule, program, date)} and s.account_id = ${sql.ref(accountColumn)})`;
}

/**
 * The facts of assessed accounts by account id.
 * @param accounts their ids, or a select of them such as `listedAccounts(…)`
 * @param date on which their health is asked for; the others are of the newest assessment
 */
export async function readFacts(
  executor: Executor,
  workspaceId: string,
  accounts: RawBuilder<unknown> | readonly string[],
  date: BusinessDate,
): Promise<Map<string, AccountFacts>> {
  const rows = await executor
    .selectFrom('assessment as s')
    .innerJoin('account as a', (join) =>
      join.onRef('a.workspace_id', '=', 's.workspace_id').onRef('a.id', '=', 's.account_id'),
    )
    .leftJoin('health_snapshot as h', (join) => join.on(isHealthOf(workspaceId, date)))
    .select([
      's.account_id',
      's.journey_id',
      's.working_on',
      's.position',
      's.since',
      's.slipped',
      's.churned',
    ])
    .select([
      's.arr',
      's.last_signal_on',
      's.last_ebr_on',
      'a.segment',
      'a.stage',
      'a.renews_on',
      'a.started_on',
      'a.fit',
      'h.score as health',
      'h.coverage',
    ])
    .where('s.workspace_id', '=', workspaceId)
    .where(sql<SqlBool>`s.account_id in (${isIds(accounts) ? sql.join(accounts) : accounts})`)
    .execute();
  return new Map(rows.map((row) => [row.account_id, factsOf(row)]));
}

function isIds(accounts: RawBuilder<unknown> | readonly string[]): accounts is readonly string[] {
  return Array.isArray(accounts);
}

type Assessed = Selectable<Database['assessment']>;

/** What facts are read from: an assessment, and the account's own columns. */
export type FactsRow = Pick<
  Assessed,
  | 'journey_id'
  | 'working_on'
  | 'position'
  | 'since'
  | 'slipped'
  | 'churned'
  | 'arr'
  | 'last_signal_on'
  | 'last_ebr_on'
> &
  Pick<Selectable<Database['account']>, 'segment' | 'stage' | 'renews_on' | 'started_on' | 'fit'> &
  KeptHealth;

/** In hundredths, as the newest snapshot has them; null: there is none. */
export interface KeptHealth {
  health: number | null;
  coverage: number | null;
}

export function factsOf(row: FactsRow): AccountFacts {
  const churned = row.churned === 1 || row.stage === 'Churned';
  return {
    segment: row.segment,
    stage: churned ? 'Churned' : row.stage,
    arr: row.arr,
    renewsOn: row.renews_on,
    churned,
    place: {
      journeyId: row.journey_id,
      workingOn: row.working_on,
      position: row.position,
      since: row.since,
      slipped: row.slipped === null ? [] : JSON.parse(row.slipped),
    },
    startedOn: row.started_on ?? row.since,
    lastSignalOn: row.last_signal_on,
    lastEbrOn: row.last_ebr_on,
    health: row.health === null ? null : pointsOf(row.health),
    coverage: row.coverage === null ? null : percentOf(row.coverage),
    fit: row.fit,
  };
}

/** What an assessment does not say of an account: its newest fit verdict, and its health as it holds on the date. */
export async function readBeside(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
): Promise<KeptHealth & { fit: string | null }> {
  const row = await executor
    .selectFrom('account as s')
    .leftJoin('health_snapshot as h', (join) => join.on(isHealthOf(workspaceId, date, 's.id')))
    .select(['s.fit', 'h.score as health', 'h.coverage'])
    .where('s.workspace_id', '=', workspaceId)
    .where('s.id', '=', accountId)
    .executeTakeFirst();
  return row ?? { fit: null, health: null, coverage: null };
}

/** What a condition is compiled for: the program's journeys, and the date it is asked for. */
interface CompileContext {
  journeys: readonly Journey[];
  date: BusinessDate;
}

/**
 * The condition over `assessment s` and `account a`, as `listedAccounts` joins them. It is true or false and never
 * null, so that `not` is its opposite. All dates are computed here: both databases compare columns with constants.
 */
function compileCondition(condition: Condition, context: CompileContext): Test {
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

/** Whether one of the condition's clauses is of these kinds. */
export function asksFor(condition: Condition, kinds: ReadonlySet<Clause['kind']>): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') {
    return condition.of.some((part) => asksFor(part, kinds));
  }
  return condition.kind === 'not' ? asksFor(condition.of, kinds) : kinds.has(condition.kind);
}

/** The test of the snapshot `h` that holds on the date for the account whose id stands in a column. */
function isHealthOf(workspaceId: string, date: BusinessDate, accountColumn = 's.account_id'): Test {
  return sql`h.workspace_id = ${workspaceId} and h.account_id = ${sql.ref(accountColumn)}
    and h.day = (select max(d.day) from health_snapshot d where d.workspace_id = ${workspaceId}
      and d.day > ${addDays(date, -HEALTH_HOLDS_DAYS)} and d.day <= ${date})`;
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

/** For how many accounts each rule's CTAs are open or claimed, by rule id. */
export async function countUnderWay(executor: Executor, workspaceId: string): Promise<Map<string, number>> {
  const rows = await executor
    .selectFrom('cta')
    .select(({ fn }) => ['rule_id', fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('rule_id', 'is not', null)
    .where('state', 'in', ['open', 'claimed'])
    .groupBy('rule_id')
    .execute();
  return new Map(rows.map(({ rule_id, count }) => [rule_id ?? '', count]));
}
