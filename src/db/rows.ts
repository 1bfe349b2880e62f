/**
 * Rows that the program sends to the database as one parameter, to be joined or inserted by one statement,
 * however many they are.
 */
import { sql, type RawBuilder } from 'kysely';
import type { DialectName } from './open.ts';

type ColumnType = 'text' | 'real' | 'integer';

/**
 * A table expression over `rows`, for `from`: `sql\`select r.id from ${rowsAs(…)}\``.
 * @param alias the name of the table in the statement
 * @param columns each column of the rows with its type; a missing value is null
 */
export function rowsAs(
  dialect: DialectName,
  alias: string,
  columns: Record<string, ColumnType>,
  rows: readonly Record<string, unknown>[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  const names = Object.keys(columns);
  if (dialect === 'postgres') {
    const list = names.map((name) => sql`${sql.ref(name)} ${sql.raw(postgresType[columns[name]!])}`);
    return sql`jsonb_to_recordset(${json}::jsonb) as ${sql.ref(alias)}(${sql.join(list)})`;
  }
  const list = names.map((name) => sql`value ->> ${sql.lit(`$.${name}`)} as ${sql.ref(name)}`);
  return sql`(select ${sql.join(list)} from json_each(${json})) as ${sql.ref(alias)}`;
}

const postgresType: Record<ColumnType, string> = {
  text: 'text collate "C"',
  real: 'double precision',
  integer: 'integer',
};

/** Splits `items` into lists of at most `size`. */
export function* inBatches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** The ids as a table `i` with the column `id`. */
export function idRows(dialect: DialectName, ids: readonly string[]): RawBuilder<unknown> {
  return rowsAs(
    dialect,
    'i',
    { id: 'text' },
    ids.map((id) => ({ id })),
  );
}
