/** Rules over many accounts: whom they list by the newest assessment, and the facts that they ask of them. */
import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isOutside } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { percentOf, pointsOf, SLACK_DAYS } from '../health/domain.ts';
import type { Program } from '../program/domain.ts';
import { compileCondition, FALSE, type Test } from './condition-query.ts';
import type { AccountFacts, Clause, Condition, Rule } from './domain.ts';
import { segmentsLeftOut } from './trials.ts';

/** What asks for an account's health as it was last kept. */
const NEEDS_HEALTH = new Set<Clause['kind']>(['health', 'coverage']);

/** The ids of the accounts on the rule's list. @param date the date of the newest assessment */
export async function selectListed(
  executor: Executor,
  workspaceId: string,
  rule: Rule,
  program: Pick<Program, 'journeys' | 'segments'>,
  date: BusinessDate,
): Promise<string[]> {
  const { rows } = await listedAccounts(workspaceId, rule, program, date).execute(executor);
  return rows.map((row) => row.account_id);
}

/**
 * The same as a `select` of `account_id`, to stand inside a larger statement. A rule that is off lists nobody, and a
 * churned account is on no list; nor is a free trial on that of a rule that says nothing of segments.
 */
export function listedAccounts(
  workspaceId: string,
  rule: Rule,
  { journeys, segments }: Pick<Program, 'journeys' | 'segments'>,
  date: BusinessDate,
): RawBuilder<{ account_id: string }> {
  const health = asksFor(rule.when, NEEDS_HEALTH)
    ? sql`left join health_snapshot h on ${isHealthOf(workspaceId, date)}`
    : sql``;
  // `churned = 0` stands there literally because SQLite takes the partial index for nothing else.
  return sql`select s.account_id from assessment s
    join account a on a.workspace_id = s.workspace_id and a.id = s.account_id ${health}
    where s.workspace_id = ${workspaceId} and s.churned = 0
    and ${isOutside('a', segmentsLeftOut(rule.when, { segments }))}
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
  { journeys, segments }: Pick<Program, 'journeys' | 'segments'>,
  date: BusinessDate,
  source: RawBuilder<unknown>,
): { from: RawBuilder<unknown>; tests: Test[] } {
  const health = conditions.some((condition) => asksFor(condition, NEEDS_HEALTH))
    ? sql`left join health_snapshot h on ${isHealthOf(workspaceId, date)}`
    : sql``;
  return {
    from: sql`(${source}) s join account a on a.workspace_id = ${workspaceId} and a.id = s.account_id ${health}`,
    tests: conditions.map(
      (condition) =>
        sql`(${compileCondition(condition, { journeys, date })}
          and ${isOutside('a', segmentsLeftOut(condition, { segments }))})`,
    ),
  };
}

/** Whether one account is on the rule's list, as a test inside a larger statement. @param accountColumn where its id stands there, such as `cta.account_id` */
export function isListed(
  workspaceId: string,
  rule: Rule,
  program: Pick<Program, 'journeys' | 'segments'>,
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
  const churned = row.churned === 1;
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

/** Whether one of the condition's clauses is of these kinds. */
export function asksFor(condition: Condition, kinds: ReadonlySet<Clause['kind']>): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') {
    return condition.of.some((part) => asksFor(part, kinds));
  }
  return condition.kind === 'not' ? asksFor(condition.of, kinds) : kinds.has(condition.kind);
}

/**
 * The test of the snapshot `h` that holds on the date for the account whose id stands in a column: of the newest day on
 * which all accounts were scored.
 */
function isHealthOf(workspaceId: string, date: BusinessDate, accountColumn = 's.account_id'): Test {
  return sql`h.workspace_id = ${workspaceId} and h.account_id = ${sql.ref(accountColumn)}
    and h.day = (select max(d.day) from health_day d where d.workspace_id = ${workspaceId}
      and d.day >= ${addDays(date, -SLACK_DAYS)} and d.day <= ${date})`;
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
