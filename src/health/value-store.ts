/** What was measured of some accounts, read from the database in one statement. */
import { sql } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Metric } from './domain.ts';
import { valueQuery, type ValuesContext } from './values-query.ts';

/**
 * The fresh values of some metrics.
 * @returns by account id, in the order of the metrics; null: no fresh data
 */
export async function readValuesOf(
  executor: Executor,
  context: ValuesContext,
  metrics: readonly Metric[],
  accountIds: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  if (metrics.length === 0 || accountIds.length === 0) return new Map();
  const columns = metrics.map(
    (metric, index) => sql`${valueQuery(context, metric)} as ${sql.ref(`v${index}`)}`,
  );
  const { rows } = await sql<{ id: string } & Record<string, string | number | null>>`
    select s.account_id as id, ${sql.join(columns)}
    from (select a.id as account_id, a.started_on from account a
      where a.workspace_id = ${context.workspaceId} and a.id in (${sql.join(accountIds)})) s`.execute(
    executor,
  );
  return new Map(rows.map((row) => [row.id, metrics.map((_, index) => row[`v${index}`] as number | null)]));
}
