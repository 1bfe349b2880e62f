/** Texts to be looked up in a table, however many they are. */
import { sql, type RawBuilder } from 'kysely';
import type { DialectName } from './open.ts';
import { rowsAs } from './rows.ts';

/**
 * `with r as (…)`, one row with the column `value` for each text. To be followed by a select from `r cross join` the
 * table: without the cross join SQLite may walk the whole table once for every text.
 */
export function withTexts(dialect: DialectName, texts: readonly string[]): RawBuilder<unknown> {
  const rows = texts.map((value) => ({ value }));
  return sql`with r as materialized (select * from ${rowsAs(dialect, 'texts', { value: 'text' }, rows)})`;
}
