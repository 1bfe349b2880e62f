/** Accounts with the milestones that they reached, in the database: one row for each, of which all figures are made. */
import { sql, type RawBuilder } from 'kysely';
import type { ChurnSignal } from '../accounts/departure.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { inScope, type AccountScope } from '../db/account-scope.ts';
import { currencyOf, isOutside } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { GroupColumn } from './domain.ts';
import type { FunnelAccount } from './entries.ts';

type Sql = RawBuilder<unknown>;

/** What is read of each account besides where it stands. */
export interface Columns {
  /** By what entries are counted apart. */
  group?: GroupColumn;
  /** What it pays, and when it renews. */
  money?: boolean;
  /** Events, for the first day on which it did one of them. */
  events?: readonly string[];
}

/** What was not asked for is null. */
export interface AccountRow extends FunnelAccount {
  id: string;
  group: string | null;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  didOn: BusinessDate | null;
}

/** Which accounts are read. */
export interface Only {
  /** Null: those of every segment. */
  segment: string | null;
  /** But those of these segments. */
  but?: readonly string[];
  /** Those that renew on a day from `from` up to `upTo`, or on any later one. */
  renews?: { from: BusinessDate; upTo?: BusinessDate | undefined };
  /** Those that reached their last milestone, or started, after this day. */
  movedAfter?: BusinessDate;
}

/**
 * The accounts of one journey among some.
 * @param found a select of `account_id, reached, since, arr` of them
 * @param churn the signals of all of them
 */
export async function readAccounts(
  executor: Executor,
  workspaceId: string,
  accounts: AccountScope,
  found: Sql,
  { churn, only, columns }: { churn: ReadonlyMap<string, ChurnSignal[]>; only: Only; columns: Columns },
): Promise<AccountRow[]> {
  const { rows } = await sql<Pick<AccountRow, 'id' | 'startedOn'> & Partial<AccountRow> & { days: string }>`
    select f.account_id as id, f.reached as days, a.started_on as "startedOn" ${extras(workspaceId, columns)}
    from (${found}) f cross join account a
    where a.workspace_id = ${workspaceId} and a.id = f.account_id and a.started_on is not null
      ${tests(accounts, only)}`.execute(executor);
  return rows.map(({ id, days, startedOn, group, arr, currency, renewsOn, didOn }) => ({
    id,
    startedOn,
    reached: JSON.parse(days) as BusinessDate[],
    churn: churn.get(id) ?? NEVER,
    group: group ?? null,
    arr: arr ?? null,
    currency: currency ?? null,
    renewsOn: renewsOn ?? null,
    didOn: didOn ?? null,
  }));
}

/** What `account a` and what was found of it must meet. */
function tests(accounts: AccountScope, { segment, but = [], renews, movedAfter }: Only): Sql {
  const met = [
    // The range once more: PostgreSQL would otherwise read the whole table to join it.
    ...(accounts.kind === 'range' ? [inScope(sql`a.id`, accounts)] : []),
    ...(segment === null ? [] : [sql`a.segment = ${segment}`]),
    ...(but.length === 0 ? [] : [isOutside('a', but)]),
    ...(renews === undefined ? [] : [sql`a.renews_on >= ${renews.from}`]),
    ...(renews?.upTo === undefined ? [] : [sql`a.renews_on <= ${renews.upTo}`]),
    ...(movedAfter === undefined ? [] : [sql`f.since > ${movedAfter}`]),
  ];
  return sql`${sql.join(
    met.map((test) => sql`and ${test}`),
    sql` `,
  )}`;
}

const NEVER: ChurnSignal[] = [];

function extras(workspaceId: string, { group, money = false, events }: Columns): Sql {
  return sql.join(
    [
      sql``,
      ...(group === undefined ? [] : [sql`a.${sql.ref(group)} as "group"`]),
      ...(money
        ? [
            sql`coalesce(a.arr, f.arr) as arr`,
            sql`${currencyOf('a')} as currency`,
            sql`a.renews_on as "renewsOn"`,
          ]
        : []),
      ...(events === undefined
        ? []
        : [
            sql`(select min(v.day) from event v where v.workspace_id = ${workspaceId} and v.account_id = a.id
              and v.name in (${sql.join(events)}) and v.day >= a.started_on and v.count > 0) as "didOn"`,
          ]),
    ],
    sql`, `,
  );
}

/** The churn signals of some accounts, by account, as `FunnelAccount` has them. Few have any: they are read by themselves. */
export async function readChurn(
  executor: Executor,
  workspaceId: string,
  accounts: AccountScope,
): Promise<Map<string, ChurnSignal[]>> {
  const { rows } = await sql<{ id: string; day: BusinessDate; returned: number }>`
    select c.account_id as id, c.day, c.returned from churn c
    where c.workspace_id = ${workspaceId} and ${inScope(sql`c.account_id`, accounts)}
    order by c.account_id, c.day desc, c.returned desc`.execute(executor);
  const found = new Map<string, ChurnSignal[]>();
  for (const { id, day, returned } of rows) {
    const signal = { day, returned: returned === 1 };
    const known = found.get(id);
    if (known === undefined) found.set(id, [signal]);
    else known.push(signal);
  }
  return found;
}

/** The accounts of a journey in a range whose assessment was kept, as `readAccounts` wants them. */
export function keptAssessments(workspaceId: string, journeyId: string, { after, upTo }: AccountRange): Sql {
  return sql`select t.account_id, t.reached, t.since, t.arr from assessment t where t.workspace_id = ${workspaceId}
    and t.account_id > ${after} and t.account_id <= ${upTo} and t.journey_id = ${journeyId}`;
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
