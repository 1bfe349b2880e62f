/** What accounts cost to win, in the database, one account at a time. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { isCustomer } from './cac-store.ts';
import type { Acquisition } from './domain.ts';

/** What is known of one account's acquisition; null: nobody wrote it down. */
export async function findAcquisition(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Acquisition | null> {
  const row = await executor
    .selectFrom('acquisition')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row === undefined ? null : toAcquisition(row);
}

/** Writes it, whether there was one before or not. */
export async function writeAcquisition(
  trx: Transaction<Database>,
  workspaceId: string,
  acquisition: Acquisition,
): Promise<void> {
  const changing = {
    spend: acquisition.spend,
    onboarding_cost: acquisition.onboardingCost,
    support_cost: acquisition.supportCost,
    first_year_margin: acquisition.firstYearMargin,
    currency: acquisition.currency,
    referred_by: acquisition.referredBy,
    version: acquisition.version,
    updated_by: acquisition.updatedBy,
    updated_at: acquisition.updatedAt,
  };
  await trx
    .insertInto('acquisition')
    .values({ workspace_id: workspaceId, account_id: acquisition.accountId, ...changing })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'account_id']).doUpdateSet(changing))
    .execute();
}

/**
 * Whether `accountId` stands in the chain of those who referred `referrerId`: it would then refer itself.
 * @param referrerId may be the account itself
 */
export async function isReferredBy(
  executor: Executor,
  workspaceId: string,
  referrerId: string,
  accountId: string,
): Promise<boolean> {
  // `union` without `all` ends even on a chain that is a circle.
  const { rows } = await sql`
    with recursive chain (id) as (
      select q.referred_by from acquisition q where q.workspace_id = ${workspaceId} and q.account_id = ${referrerId}
      union
      select q.referred_by from chain c cross join acquisition q
      where q.workspace_id = ${workspaceId} and q.account_id = c.id)
    select 1 from chain where id = ${accountId} limit 1`.execute(executor);
  return rows.length > 0;
}

/** Customers whom an account referred itself: some of them by name, and how many in all. */
export async function listReferred(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  limit: number,
): Promise<{ names: string[]; count: number }> {
  const { rows } = await sql<{ name: string; total: number }>`
    select a.name, count(*) over () as total from acquisition q cross join account a
    where q.workspace_id = ${workspaceId} and q.referred_by = ${accountId}
      and a.workspace_id = q.workspace_id and a.id = q.account_id and ${isCustomer('a')}
    order by a.name_key, a.id limit ${limit}`.execute(executor);
  return { names: rows.map(({ name }) => name), count: rows[0]?.total ?? 0 };
}

function toAcquisition(row: Selectable<Database['acquisition']>): Acquisition {
  return {
    accountId: row.account_id,
    spend: row.spend,
    onboardingCost: row.onboarding_cost,
    supportCost: row.support_cost,
    firstYearMargin: row.first_year_margin,
    currency: row.currency,
    referredBy: row.referred_by,
    version: row.version,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}
