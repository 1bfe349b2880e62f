/** The assessments in the database: many accounts at once, kept or only looked at. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { idRows } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { asksForLastSignal, journeysInUse } from '../program/domain.ts';
import {
  ALL_FACTS,
  FACTS,
  NO_FACTS,
  factsQuery,
  factsToFind,
  type AssessmentContext,
  type FactsToFind,
} from './facts-query.ts';
import { inScope, type AccountScope } from '../db/account-scope.ts';

type Sql = RawBuilder<unknown>;

/** A row of `assessment` as it was found. */
export type AssessedRow = Omit<Selectable<Database['assessment']>, 'workspace_id'>;

export type AssessedAccount = AssessedRow & { key: string; name: string };

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

/**
 * Selects of `account_id` and the `FACTS` of a scope's accounts on a date, one for each journey in use, to stand inside
 * a larger statement; nothing is kept.
 * @param find what the statement needs; the rest is null
 */
export function assessmentSources(
  workspaceId: string,
  context: AssessmentContext,
  scope: AccountScope,
  find: FactsToFind,
): Sql[] {
  return journeysInUse(context.program).map(({ journey, segments }) => {
    const accounts = accountsToAssess(context.dialect, workspaceId, segments, context.date, scope);
    return factsQuery(context, workspaceId, journey, accounts, find);
  });
}

/** Where an account stands. */
export type Place = Pick<AssessedRow, 'account_id' | 'journey_id' | 'position' | 'since' | 'slipped'>;

/** The same for accounts of a scope, without what else an assessment finds. */
export async function selectPlaces(
  executor: Executor,
  workspaceId: string,
  context: AssessmentContext,
  scope: AccountScope,
): Promise<Place[]> {
  const places: Place[] = [];
  for (const source of assessmentSources(workspaceId, context, scope, NO_FACTS)) {
    const found = await sql<Place>`
      select f.account_id, f.journey_id, f.position, f.since, f.slipped from (${source}) f`.execute(executor);
    places.push(...found.rows);
  }
  return places;
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
  trx: Transaction<Database>,
  workspaceId: string,
  date: BusinessDate,
): Promise<void> {
  await trx.updateTable('workspace').set({ assessed_on: date }).where('id', '=', workspaceId).execute();
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
