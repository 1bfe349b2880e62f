/** The names behind the ids that entries of an account's history hold. */
import { sql } from 'kysely';
import type { Executor } from '../db/open.ts';

/** Names of contacts, Goal Cards, gaps, requirements and accounts by id; ids of nothing are left out. */
export async function findSubjectNames(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const wanted = sql`workspace_id = ${workspaceId} and id in (${sql.join([...new Set(ids)])})`;
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from contact where ${wanted}
    union all select id, name from goal_card where ${wanted}
    union all select id, what as name from gap where ${wanted}
    union all select id, what as name from requirement where ${wanted}
    union all select id, name from account where ${wanted}`.execute(executor);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
