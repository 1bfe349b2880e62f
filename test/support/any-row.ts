/** Rows of any table, for tests that hold of all of them: what must not be empty holds something. */
import { sql, type ColumnMetadata } from 'kysely';
import type { TestDatabase } from './database.ts';

/** The columns of all tables. */
export async function allColumns({ db }: TestDatabase): Promise<{ table: string; column: string }[]> {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ isView }) => !isView)
    .flatMap(({ name: table, columns }) => columns.map(({ name: column }) => ({ table, column })));
}

/** Writes one row. @param known the columns that the test is about */
export async function insertAnyRow(
  { db }: TestDatabase,
  table: string,
  known: Readonly<Record<string, string>>,
): Promise<void> {
  const shape = (await db.introspection.getTables()).find(({ name }) => name === table);
  const filled = (shape?.columns ?? []).filter(
    ({ name, isNullable, hasDefaultValue }) => name in known || (!isNullable && !hasDefaultValue),
  );
  const values = filled.map((column) => known[column.name] ?? something(column));
  await sql`insert into ${sql.table(table)} (${sql.join(filled.map(({ name }) => sql.ref(name)))})
    values (${sql.join(values)})`.execute(db);
}

let made = 0;

function something({ dataType }: ColumnMetadata): string | number {
  made += 1;
  return /int|real|float/i.test(dataType) ? made : `something ${made}`;
}
