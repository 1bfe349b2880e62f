/**
 * Rules over many accounts: a condition becomes SQL over the newest assessment. `periods.ts` says the same of one
 * account in memory, and a property test holds the two equal.
 */
import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import { addDays, latestDateMonthsBefore, type BusinessDate } from '../base/business-date.ts';
import { isNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { paceLimits, type Journey, type Pace, type Phase } from '../journey/domain.ts';
import type { Program } from '../program/domain.ts';
import type { AccountFacts, Clause, Condition, Rule } from './domain.ts';

type Test = RawBuilder<SqlBool>;
type Column = RawBuilder<unknown>;

const TRUE: Test = sql`1 = 1`;
const FALSE: Test = sql`1 = 0`;

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
  // `churned = 0` stands there literally because SQLite takes the partial index for nothing else.
  return sql`select s.account_id from assessment s
    join account a on a.workspace_id = s.workspace_id and a.id = s.account_id where s.workspace_id = ${workspaceId}
    and s.churned = 0 and ${isNotChurned('a', 's')} and ${rule.enabled ? compileCondition(rule.when, { journeys, date }) : FALSE}`;
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
 */
export async function readFacts(
  executor: Executor,
  workspaceId: string,
  accounts: RawBuilder<unknown> | readonly string[],
): Promise<Map<string, AccountFacts>> {
  const rows = await executor
    .selectFrom('assessment as s')
    .innerJoin('account as a', (join) =>
      join.onRef('a.workspace_id', '=', 's.workspace_id').onRef('a.id', '=', 's.account_id'),
    )
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
  Pick<Selectable<Database['account']>, 'segment' | 'stage' | 'renews_on' | 'started_on' | 'fit'>;

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
    health: null,
    coverage: null,
    fit: row.fit,
  };
}

/** The account's newest fit verdict; null: fit was never assessed. */
export async function readFit(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<string | null> {
  const row = await executor
    .selectFrom('account')
    .select('fit')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row?.fit ?? null;
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
    case 'coverage':
      // No table keeps these yet, so they are unknown of every account.
      return FALSE;
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
