/** Slipped milestones of many accounts, in the database. */
import { sql } from 'kysely';
import type { Executor } from '../db/open.ts';
import { assessmentSources } from './assessment-store.ts';
import { ALL_FACTS, type AssessmentContext } from './facts-query.ts';
import { inScope, type AccountScope } from '../db/account-scope.ts';

/** An account that has not churned, with the ids of the milestones on which it slipped. */
export interface SlipRow {
  accountId: string;
  /** JSON. */
  slipped: string;
}

const NEEDED = { ...ALL_FACTS, lastSignal: false, subscription: false, ebr: false, later: false };

/** By what was kept of the accounts of a scope. @param butChanged leaves those out of which something changed since */
export async function listKeptSlips(
  executor: Executor,
  workspaceId: string,
  scope: AccountScope,
  butChanged: boolean,
): Promise<SlipRow[]> {
  const unchanged = butChanged
    ? sql`and not exists (select 1 from stale_account x
        where x.workspace_id = ${workspaceId} and x.account_id = t.account_id)`
    : sql``;
  const { rows } = await sql<SlipRow>`select t.account_id as "accountId", t.slipped from assessment t
    where t.workspace_id = ${workspaceId} and ${inScope(sql`t.account_id`, scope)}
      and t.slipped is not null and t.churned = 0 ${unchanged}`.execute(executor);
  return rows;
}

/** The same found anew for any date. */
export async function findSlips(
  executor: Executor,
  workspaceId: string,
  context: AssessmentContext,
  scope: AccountScope,
): Promise<SlipRow[]> {
  const found: SlipRow[] = [];
  for (const source of assessmentSources(workspaceId, context, scope, NEEDED)) {
    const { rows } = await sql<SlipRow>`select f.account_id as "accountId", f.slipped from (${source}) f
      where f.slipped is not null and f.churned = 0`.execute(executor);
    found.push(...rows);
  }
  return found;
}
