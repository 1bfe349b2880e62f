/** Entries in the database: counted by their days, listed, and those of which the forecast is made. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { currencyOf } from '../db/account-sql.ts';
import { dialectSql } from '../db/dialect.ts';
import type { Executor } from '../db/open.ts';
import type { DurationCount, ListedEntry, Outcome } from './domain.ts';
import {
  daysOf,
  ENDED_ON,
  entriesQuery,
  leftOn,
  OUTCOME,
  type EntryScope,
  type GroupColumn,
} from './entries-query.ts';

type Sql = RawBuilder<unknown>;

/** So many entries of one milestone (its place from 1) with the same outcome after the same days. */
export interface DurationRow extends DurationCount {
  number: number;
  /** What they were counted apart by. */
  grouped: string | null;
}

/** Counts the entries of some accounts. @param found as for `entriesQuery` */
export async function countDurations(
  executor: Executor,
  scope: EntryScope,
  found: Sql,
  group?: GroupColumn,
): Promise<DurationRow[]> {
  const grouped = group === undefined ? sql`null` : sql`e.grouped`;
  const entries = entriesQuery(scope, found, group === undefined ? {} : { group });
  const { rows } = await sql<DurationRow>`
    select x.number, x.outcome, x.days, x.grouped, count(*) as accounts from (
      select e.number, ${OUTCOME} as outcome, ${daysOf(scope.dialect)} as days, ${grouped} as grouped
      from (${entries}) e) x
    group by x.number, x.outcome, x.days, x.grouped`.execute(executor);
  return rows;
}

/** One entry as it is counted, for what the database cannot tell apart. */
export interface EntryRow {
  accountId: string;
  number: number;
  outcome: Outcome;
  days: number;
}

/** The entries of some accounts that were made on or after the day on which the account did one of some events. */
export async function readEntriesAfter(
  executor: Executor,
  scope: EntryScope,
  found: Sql,
  events: readonly string[],
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select e.account_id as "accountId", e.number, ${OUTCOME} as outcome, ${daysOf(scope.dialect)} as days
    from (${entriesQuery(scope, found)}) e
    where exists (select 1 from event v where v.workspace_id = ${scope.workspaceId} and v.account_id = e.account_id
      and v.name in (${sql.join(events)}) and v.day >= e.started_on and v.day <= e.entered_on and v.count > 0)`.execute(
    executor,
  );
  return rows;
}

/**
 * The first `limit` entries of some accounts at the scope's milestone, those that ended last first, then those that were
 * made last.
 * @param outcome null: all
 */
export async function listEntryRows(
  executor: Executor,
  scope: EntryScope,
  found: Sql,
  outcome: Outcome | null,
  limit: number,
): Promise<ListedEntry[]> {
  const only = outcome === null ? sql`` : sql`where ${OUTCOME} = ${outcome}`;
  const { rows } = await sql<ListedEntry>`
    select x.account_id as id, a.key, a.name, x.arr, ${currencyOf('a')} as currency, x.renews_on as "renewsOn",
      x.entered_on as "enteredOn", x.outcome, x.ended_on as "endedOn", x.days
    from (
      select e.account_id, e.arr, e.renews_on, e.entered_on, ${OUTCOME} as outcome, ${ENDED_ON} as ended_on,
        ${daysOf(scope.dialect)} as days
      from (${entriesQuery(scope, found, { account: true })}) e ${only}
      order by ended_on desc, e.entered_on desc, e.account_id desc limit ${limit}) x
    cross join account a where a.workspace_id = ${scope.workspaceId} and a.id = x.account_id`.execute(
    executor,
  );
  return rows;
}

/** An account that is open at a milestone, and renews. */
export interface OpenRow {
  id: string;
  number: number;
  days: number;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate;
}

/** The accounts among some that are open at a milestone and renew on the date or later. */
export async function listOpenRows(executor: Executor, scope: EntryScope, found: Sql): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select e.account_id as id, e.number, ${daysOf(scope.dialect)} as days, e.arr, ${currencyOf('a')} as currency,
      e.renews_on as "renewsOn"
    from (${entriesQuery(scope, found, { account: true })}) e
    cross join account a
    where a.workspace_id = ${scope.workspaceId} and a.id = e.account_id and ${OUTCOME} = 'open'
      and e.number <= ${scope.milestones} and e.renews_on >= ${scope.date}`.execute(executor);
  return rows;
}

/** Keys and names of accounts, by their ids. */
export async function readNames(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, { key: string; name: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await executor
    .selectFrom('account')
    .select(['id', 'key', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, key, name }) => [id, { key, name }]));
}

/** So many entries that were open on an earlier date reached their milestone so many days after it. */
export interface LaterRow {
  number: number;
  days: number;
  accounts: number;
}

/**
 * What became by `date` of the entries that were open on the scope's own date: of those that reached their milestone,
 * after how many days from then on.
 */
export async function countReachedLater(
  executor: Executor,
  scope: EntryScope,
  found: Sql,
  date: BusinessDate,
): Promise<LaterRow[]> {
  const { dayNumber } = dialectSql(scope.dialect);
  const { rows } = await sql<LaterRow>`
    select x.number, x.days, count(*) as accounts from (
      select e.number, ${dayNumber(sql`e.hit_on`)} - (${dayNumber(sql`${scope.date}`)}) as days
      from (${entriesQuery(scope, found)}) e
      cross join account a
      where a.workspace_id = ${scope.workspaceId} and a.id = e.account_id and ${OUTCOME} = 'open'
        and e.number <= ${scope.milestones}
        and e.hit_on <= coalesce(${leftOn(scope.workspaceId, date)}, ${date})) x
    group by x.number, x.days`.execute(executor);
  return rows;
}

/**
 * The accounts of a journey in a range whose assessment was kept, as `entriesQuery` wants them.
 * @param butChanged leaves those out of which something changed since
 */
export function keptAssessments(
  workspaceId: string,
  journeyId: string,
  { after, upTo }: AccountRange,
  butChanged: boolean,
): Sql {
  const unchanged = butChanged
    ? sql`and not exists (select 1 from stale_account x
        where x.workspace_id = ${workspaceId} and x.account_id = t.account_id)`
    : sql``;
  return sql`select t.account_id, t.reached, t.arr from assessment t where t.workspace_id = ${workspaceId}
    and t.account_id > ${after} and t.account_id <= ${upTo} and t.journey_id = ${journeyId} ${unchanged}`;
}
