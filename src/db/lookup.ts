/** Texts to be looked up in a table, however many they are. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { DialectName, Executor } from './open.ts';
import { rowsAs } from './rows.ts';
import type { Database } from './schema.ts';

/**
 * `with r as (…)`, one row with the column `value` for each text. To be followed by a select from `r cross join` the
 * table: without the cross join SQLite may walk the whole table once for every text.
 */
export function withTexts(dialect: DialectName, texts: readonly string[]): RawBuilder<unknown> {
  const rows = texts.map((value) => ({ value }));
  return sql`with r as materialized (select * from ${rowsAs(dialect, 'texts', { value: 'text' }, rows)})`;
}

/** What an import brings under the key of its source, and an export by its id. */
type Keyed = 'goal_card' | 'feedback' | 'touchpoint' | 'survey_answer';

/** The rows of a table whose key or id is one of these, by it, each as `read` makes it. */
export async function findByKeyOrId<T extends Keyed, R>(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  table: T,
  keys: readonly string[],
  read: (row: Selectable<Database[T]>) => R,
): Promise<Map<string, R>> {
  const found = new Map<string, R>();
  // An id is nobody else's: it goes before a key that looks like it.
  for (const column of ['key', 'id']) {
    const { rows } = await sql<Selectable<Database[T]> & { wanted: string }>`
      ${withTexts(dialect, keys)} select r.value as wanted, x.* from r cross join ${sql.table(table)} x
      where x.workspace_id = ${workspaceId} and ${sql.ref(`x.${column}`)} = r.value`.execute(executor);
    for (const row of rows) found.set(row.wanted, read(row));
  }
  return found;
}
