/** The accounts that are to be assessed anew: those with changed data, and those whose old data mean something else by now. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { inScope, type AccountScope } from '../db/account-scope.ts';

const KEEP_LATER_DAY = sql`on conflict (workspace_id, account_id) do update
  set day = case when excluded.day > stale_account.day then excluded.day else stale_account.day end`;

/**
 * Marks accounts whose data changed; `day` is the newest business date among the changed signals, or an empty
 * text when the change has none.
 */
export async function markStale(
  trx: Transaction<Database>,
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
    ${KEEP_LATER_DAY}`.execute(trx);
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
    ${KEEP_LATER_DAY}`.execute(trx);
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

/** All accounts of a scope with changed data. */
export async function listStaleOf(
  executor: Executor,
  workspaceId: string,
  scope: AccountScope,
): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`select account_id from stale_account
    where workspace_id = ${workspaceId} and ${inScope(sql`account_id`, scope)}`.execute(executor);
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
