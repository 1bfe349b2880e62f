/** Everything that a database holds, for comparing before and after. */
import { sql } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';

/** Each table's rows as JSON texts in a fixed order, by table name. `without` names tables, or columns as `table.column`. */
export async function dumpTables(
  { db }: Pick<OpenDatabase, 'db'>,
  without: readonly string[] = [],
): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  const tables = await db.introspection.getTables({ withInternalKyselyTables: false });
  for (const { name } of tables) {
    // SQLite keeps its full-text index in tables of its own, as bytes.
    if (without.includes(name) || name.startsWith('account_search')) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    const kept = rows.map((row) =>
      JSON.stringify(
        Object.fromEntries(Object.entries(row).filter(([column]) => !without.includes(`${name}.${column}`))),
      ),
    );
    dump[name] = kept.toSorted();
  }
  return dump;
}
