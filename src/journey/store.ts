/** The assessment in the database: many accounts set-based, and one account's signals for its explanation. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { asksForLastSignal, journeysInUse, type Program } from '../program/domain.ts';
import type { Journey, Signals } from './domain.ts';
import { assessmentQuery, slipEndsOn } from './query.ts';

type Sql = RawBuilder<unknown>;

/** Which accounts a statement is about: an id range, or a list of ids. */
export type AccountScope =
  | { kind: 'range'; after: string; upTo: string }
  | { kind: 'accounts'; ids: readonly string[] };

/** A row of `assessment` as it was found. */
export type AssessedRow = Omit<Selectable<Database['assessment']>, 'workspace_id'>;

export interface UnassessedRow {
  id: string;
  key: string;
  name: string;
  segment: string | null;
  started_on: BusinessDate | null;
}

export type AssessedAccount = AssessedRow & { key: string; name: string };

/** Past every id, as the end of the last range. */
export const AFTER_ALL_IDS = '\u{10FFFF}';

/** What an assessment is made for. */
export interface AssessmentContext {
  dialect: DialectName;
  program: Program;
  date: BusinessDate;
}

/**
 * Assesses the accounts of a scope and keeps the result; rows that did not change are not written. The day of the last
 * signal is kept only for a program that has a rule about it.
 */
export async function writeAssessments(
  trx: Transaction<Database>,
  workspaceId: string,
  context: AssessmentContext,
  scope: AccountScope,
): Promise<void> {
  const facts = await factsToFind(trx, workspaceId, context, scope);
  for (const { journey, segments } of journeysInUse(context.program)) {
    const accounts = accountsToAssess(context.dialect, workspaceId, segments, context.date, scope);
    const found = factsQuery(context, workspaceId, journey, accounts, facts);
    // The scope once more: PostgreSQL would otherwise read the whole table to join it.
    const nearby = inScope(sql`o.account_id`, scope);
    // Comparing first is cheaper than a conflict on each row, which PostgreSQL moreover locks by a write.
    await sql`
      insert into assessment (workspace_id, account_id, ${sql.join(FACTS.map(sql.ref))})
      select ${workspaceId}, f.account_id, ${sql.join(FACTS.map((fact) => sql.ref(`f.${fact}`)))} from (${found}) f
      left join assessment o on o.workspace_id = ${workspaceId} and o.account_id = f.account_id and ${nearby}
      where ${sql.join(
        FACTS.map((fact) => sql`${sql.ref(`o.${fact}`)} is distinct from ${sql.ref(`f.${fact}`)}`),
        sql` or `,
      )}
      on conflict (workspace_id, account_id) do update set
        ${sql.join(FACTS.map((fact) => sql`${sql.ref(fact)} = ${sql.ref(`excluded.${fact}`)}`))}`.execute(
      trx,
    );
  }
  await forgetUnassessable(trx, workspaceId, context, scope);
}

/**
 * Assesses the accounts of a scope without keeping anything.
 * @param lastSignal whether to look up the day of the last signal; default: where the program has a rule about it
 */
export async function selectAssessments(
  executor: Executor,
  workspaceId: string,
  context: AssessmentContext,
  scope: AccountScope,
  lastSignal = asksForLastSignal(context.program),
): Promise<AssessedAccount[]> {
  const facts = { ...ALL_FACTS, lastSignal };
  const rows: AssessedAccount[] = [];
  for (const { journey, segments } of journeysInUse(context.program)) {
    const accounts = accountsToAssess(context.dialect, workspaceId, segments, context.date, scope);
    const found = await sql<AssessedAccount>`
      select a.key, a.name, f.account_id, ${sql.join(FACTS.map((fact) => sql.ref(`f.${fact}`)))}
      from (${factsQuery(context, workspaceId, journey, accounts, facts)}) f
      cross join account a where a.workspace_id = ${workspaceId} and a.id = f.account_id`.execute(executor);
    rows.push(...found.rows);
  }
  return rows;
}

/** The id that ends the next range of at most `size` accounts after `after`; null when there are no more. */
export async function endOfRange(
  executor: Executor,
  workspaceId: string,
  after: string,
  size: number,
): Promise<string | null> {
  const row = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .offset(size - 1)
    .executeTakeFirst();
  if (row !== undefined) return row.id;
  const last = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '>', after)
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? null : AFTER_ALL_IDS;
}

/**
 * Marks accounts whose data changed; `day` is the newest business date among the changed signals, or an empty
 * text when the change has none.
 */
export async function markStale(
  trx: Executor,
  dialect: DialectName,
  workspaceId: string,
  marks: readonly { accountId: string; day: string }[],
): Promise<void> {
  if (marks.length === 0) return;
  const rows = rowsAs(
    dialect,
    'm',
    { account_id: 'text', day: 'text' },
    marks.map((mark) => ({ account_id: mark.accountId, day: mark.day })),
  );
  await sql`
    insert into stale_account (workspace_id, account_id, day)
    select ${workspaceId}, m.account_id, max(m.day) from ${rows} where true group by m.account_id
    on conflict (workspace_id, account_id) do update
      set day = case when excluded.day > stale_account.day then excluded.day else stale_account.day end`.execute(
    trx,
  );
}

/** Takes the marks off the accounts of a scope, but for those of signals, and of accounts that start, later than `date`. */
export async function clearMarks(
  trx: Transaction<Database>,
  workspaceId: string,
  date: BusinessDate,
  scope: AccountScope,
): Promise<void> {
  await sql`delete from stale_account where workspace_id = ${workspaceId} and day <= ${date}
    and ${inScope(sql`account_id`, scope)} and not exists (select 1 from account a
      where a.workspace_id = stale_account.workspace_id and a.id = stale_account.account_id and a.started_on > ${date})`.execute(
    trx,
  );
}

/** Marks the accounts of a scope that have signals, or start, later than `date`. */
export async function markLater(
  trx: Transaction<Database>,
  workspaceId: string,
  date: BusinessDate,
  scope: AccountScope,
): Promise<void> {
  const later = ['event', 'kpi_value', 'task_tick'].map(
    (table) => sql`select account_id, day from ${sql.table(table)}
      where workspace_id = ${workspaceId} and ${inScope(sql`account_id`, scope)} and day > ${date}`,
  );
  later.push(sql`select id, started_on from account
    where workspace_id = ${workspaceId} and ${inScope(sql`id`, scope)} and started_on > ${date}`);
  await sql`
    insert into stale_account (workspace_id, account_id, day)
    select ${workspaceId}, l.account_id, max(l.day) from (${sql.join(later, sql` union all `)}) l where true
    group by l.account_id
    on conflict (workspace_id, account_id) do update
      set day = case when excluded.day > stale_account.day then excluded.day else stale_account.day end`.execute(
    trx,
  );
}

/** Up to `limit` accounts with changed data, in order of their ids. */
export async function listStale(
  executor: Executor,
  workspaceId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await executor
    .selectFrom('stale_account')
    .select('account_id')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '>', after)
    .orderBy('account_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.account_id);
}

/** Up to `limit` accounts whose unchanged data mean something else by `date`. */
export async function listToRevisit(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  limit: number,
): Promise<string[]> {
  const rows = await executor
    .selectFrom('assessment')
    .select('account_id')
    .where('workspace_id', '=', workspaceId)
    .where('revisit_on', '<=', date)
    .limit(limit)
    .execute();
  return rows.map((row) => row.account_id);
}

/** The newest date for which the workspace’s assessments were kept; null: never. */
export async function assessedOn(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('workspace')
    .select('assessed_on')
    .where('id', '=', workspaceId)
    .executeTakeFirst();
  return row?.assessed_on ?? null;
}

export async function setAssessedOn(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<void> {
  await executor.updateTable('workspace').set({ assessed_on: date }).where('id', '=', workspaceId).execute();
}

/** The accounts that have no place on a journey on `date`, each with the reason, by key; at most `limit`. */
export async function listUnassessed(
  executor: Executor,
  workspaceId: string,
  program: Program,
  date: BusinessDate,
  limit: number,
): Promise<UnassessedRow[]> {
  const segments = program.segments.map(({ id }) => id);
  const rows = await executor
    .selectFrom('account')
    .select(['id', 'key', 'name', 'segment', 'started_on'])
    .where('workspace_id', '=', workspaceId)
    .where((where) =>
      where.or([
        where('started_on', 'is', null),
        where('started_on', '>', date),
        where('segment', 'is', null),
        where('segment', 'not in', segments),
      ]),
    )
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows;
}

/** How many accounts have no place on a journey on the date of the newest assessment. */
export async function countUnassessed(executor: Executor, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from account where workspace_id = ${workspaceId})
      - (select count(*) from assessment where workspace_id = ${workspaceId}) as count`.execute(executor);
  return rows[0]?.count ?? 0;
}

/** One account's signals, oldest first; the events of one name on one day are one signal with their sum. */
export async function loadSignals(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Signals> {
  const events = await executor
    .selectFrom('event')
    .select((select) => ['name', 'day', select.fn.sum<number>('count').as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('count', '>', 0)
    .groupBy(['name', 'day'])
    .orderBy('day')
    .execute();
  const kpis = await executor
    .selectFrom('kpi_value')
    .select(['kpi', 'day', 'value'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('day')
    .orderBy((select) => select.fn.coalesce('at', select.val('')))
    .orderBy('key')
    .execute();
  const ticks = await executor
    .selectFrom('task_tick')
    .select(['task_id', 'day'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .execute();
  return { events, kpis, ticks: new Map(ticks.map((tick) => [tick.task_id, tick.day])) };
}

/** @returns false when the task was ticked already */
export async function insertTick(
  trx: Transaction<Database>,
  workspaceId: string,
  tick: { accountId: string; taskId: string; personId: string; today: BusinessDate },
): Promise<boolean> {
  const result = await trx
    .insertInto('task_tick')
    .values({
      workspace_id: workspaceId,
      account_id: tick.accountId,
      task_id: tick.taskId,
      day: tick.today,
      ticked_by: tick.personId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns false when the task was not ticked */
export async function deleteTick(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  taskId: string,
): Promise<boolean> {
  const result = await trx
    .deleteFrom('task_tick')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('task_id', '=', taskId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

function accountsToAssess(
  dialect: DialectName,
  workspaceId: string,
  segments: readonly string[],
  date: BusinessDate,
  scope: AccountScope,
): Sql {
  const assessable = sql`a.workspace_id = ${workspaceId} and a.segment in (${sql.join(segments)}) and a.started_on <= ${date}`;
  const columns = sql`a.id as account_id, a.started_on, a.arr`;
  if (scope.kind === 'range') {
    return sql`select ${columns} from account a where ${assessable} and ${inScope(sql`a.id`, scope)}`;
  }
  return sql`select ${columns} from ${idRows(dialect, scope.ids)} cross join account a where a.id = i.id and ${assessable}`;
}

/** Takes out what an earlier assessment said of accounts that no longer have a start or a known segment. */
async function forgetUnassessable(
  trx: Transaction<Database>,
  workspaceId: string,
  { dialect, program, date }: AssessmentContext,
  scope: AccountScope,
): Promise<void> {
  const segments = program.segments.map(({ id }) => id);
  const unassessable = sql`a.workspace_id = ${workspaceId} and (a.started_on is null or a.started_on > ${date}
    or a.segment is null or a.segment not in (${sql.join(segments)}))`;
  const accounts =
    scope.kind === 'range'
      ? sql`select a.id from account a where ${unassessable} and ${inScope(sql`a.id`, scope)}`
      : sql`select a.id from ${idRows(dialect, scope.ids)} cross join account a where a.id = i.id and ${unassessable}`;
  await sql`delete from assessment where workspace_id = ${workspaceId} and account_id in (${accounts})`.execute(
    trx,
  );
}

function inScope(column: Sql, scope: AccountScope): Sql {
  return scope.kind === 'range'
    ? sql`${column} > ${scope.after} and ${column} <= ${scope.upTo}`
    : sql`${column} in (${sql.join(scope.ids)})`;
}

function idRows(dialect: DialectName, ids: readonly string[]): Sql {
  return rowsAs(
    dialect,
    'i',
    { id: 'text' },
    ids.map((id) => ({ id })),
  );
}

const FACTS = [
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
interface FactsToFind {
  lastSignal: boolean;
  churn: boolean;
  subscription: boolean;
  ebr: boolean;
  /** Whether one of these tables holds something of a later date. */
  later: boolean;
}

const ALL_FACTS: FactsToFind = { lastSignal: true, churn: true, subscription: true, ebr: true, later: true };

async function factsToFind(
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

/** Everything that a row of `assessment` holds, for accounts on one journey. */
function factsQuery(
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
