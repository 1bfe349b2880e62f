/** Everything that a row of `assessment` holds, as SQL over the accounts of one journey. */
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { asksForLastSignal, type Program } from '../program/domain.ts';
import type { Journey } from './domain.ts';
import { assessmentQuery, slipEndsOn } from './query.ts';
import { inScope, type AccountScope } from '../db/account-scope.ts';

type Sql = RawBuilder<unknown>;

/** What an assessment is made for. */
export interface AssessmentContext {
  dialect: DialectName;
  program: Program;
  date: BusinessDate;
}

/** The columns that an assessment finds, besides the account's id. */
export const FACTS = [
  'journey_id',
  'working_on',
  'position',
  'since',
  'reached',
  'slipped',
  'churned',
  'arr',
  'last_signal_on',
  'last_ebr_on',
  'revisit_on',
] as const;

/** Which tables have something to say of a scope, so that the others are not asked account by account. */
export interface FactsToFind {
  lastSignal: boolean;
  churn: boolean;
  subscription: boolean;
  ebr: boolean;
  /** Whether one of these tables holds something of a later date. */
  later: boolean;
}

export const ALL_FACTS: FactsToFind = {
  lastSignal: true,
  churn: true,
  subscription: true,
  ebr: true,
  later: true,
};

export const NO_FACTS: FactsToFind = {
  lastSignal: false,
  churn: false,
  subscription: false,
  ebr: false,
  later: false,
};

/** What the tables hold for the accounts of a range; for listed ones everything is looked up. */
export async function factsToFind(
  trx: Transaction<Database>,
  workspaceId: string,
  { program, date }: AssessmentContext,
  scope: AccountScope,
): Promise<FactsToFind> {
  const lastSignal = asksForLastSignal(program);
  if (scope.kind === 'accounts') return { ...ALL_FACTS, lastSignal };
  const own = sql`workspace_id = ${workspaceId} and ${inScope(sql`account_id`, scope)}`;
  const { rows } = await sql<{
    churn: string | null;
    starts: string | null;
    ends: string | null;
    ebr: string | null;
  }>`
    select (select max(day) from churn where ${own}) as churn, (select max(held_on) from ebr where ${own}) as ebr,
      (select max(starts_on) from subscription where ${own}) as starts,
      (select max(ends_on) from subscription where ${own}) as ends`.execute(trx);
  const { churn, ebr, starts, ends } = rows[0]!;
  return {
    lastSignal,
    churn: churn !== null,
    subscription: starts !== null || ends !== null,
    ebr: ebr !== null,
    later: [churn, ebr, starts, ends].some((day) => day !== null && day > date),
  };
}

/** A select of `account_id` and the `FACTS`. @param accounts as for `assessmentQuery` */
export function factsQuery(
  { dialect, date }: AssessmentContext,
  workspaceId: string,
  journey: Journey,
  accounts: Sql,
  find: FactsToFind,
): Sql {
  const { earliest, text } = dialectSql(dialect);
  const own = (table: string) =>
    sql`${sql.ref(`${table}.workspace_id`)} = ${workspaceId} and ${sql.ref(`${table}.account_id`)} = s.account_id`;
  const milestones = journey.phases.map(
    ({ milestone }, index) => sql`when ${sql.lit(index + 1)} then ${milestone.id}`,
  );
  const signalDays = (table: string) =>
    sql`select max(x.day) as day from ${sql.table(table)} x where ${own('x')} and x.day >= s.started_on and x.day <= ${date}`;
  const churned = sql`coalesce((select 1 - c.returned from churn c where ${own('c')} and c.day <= ${date}
    order by c.day desc, c.returned desc limit 1), 0)`;
  const subscribed = sql`coalesce(s.arr, (select sum(u.arr) from subscription u where ${own('u')}
    and u.starts_on <= ${date} and (u.ends_on is null or u.ends_on > ${date})))`;
  const none = sql`cast(null as ${text})`;
  const later = [
    sql`(select min(c.day) from churn c where ${own('c')} and c.day > ${date})`,
    sql`(select min(u.starts_on) from subscription u where ${own('u')} and u.starts_on > ${date})`,
    sql`(select min(u.ends_on) from subscription u where ${own('u')} and u.ends_on > ${date})`,
    sql`(select min(b.held_on) from ebr b where ${own('b')} and b.held_on > ${date})`,
  ];
  return sql`
    select s.account_id, ${journey.id} as journey_id,
      case s.position ${sql.join(milestones, sql` `)} end as working_on,
      s.position, s.since, s.reached, '[' || substr(s.slips, 2) || ']' as slipped,
      ${find.churn ? churned : sql`0`} as churned, ${find.subscription ? subscribed : sql`s.arr`} as arr,
      ${find.lastSignal ? sql`(select max(d.day) from (${signalDays('event')} union all ${signalDays('kpi_value')}) d)` : none} as last_signal_on,
      ${find.ebr ? sql`(select max(b.held_on) from ebr b where ${own('b')} and b.held_on <= ${date})` : none} as last_ebr_on,
      ${earliest([
        sql`case when s.slips is not null then ${slipEndsOn({ dialect, workspaceId, date }, journey)} end`,
        ...(find.later ? later : []),
      ])} as revisit_on
    from (${assessmentQuery({ dialect, workspaceId, date }, journey, accounts)}) s`;
}
