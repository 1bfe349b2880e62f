/** What the two databases call the same column. */
import { sql, type RawBuilder } from 'kysely';

export type MigrationDialect = 'sqlite' | 'postgres';

export interface ColumnTypes {
  text: RawBuilder<unknown>;
  real: RawBuilder<unknown>;
  integer: RawBuilder<unknown>;
  /** Ends a `create table` whose rows lie in the order of the primary key. */
  clustered: RawBuilder<unknown>;
}

/** Text compares byte by byte in both: ids, dates and times then sort alike, and an index serves ranges. */
export function columnTypes(dialect: MigrationDialect): ColumnTypes {
  return dialect === 'postgres'
    ? { text: sql`text collate "C"`, real: sql`double precision`, integer: sql`integer`, clustered: sql`` }
    : { text: sql`text`, real: sql`real`, integer: sql`integer`, clustered: sql`without rowid` };
}

/** Runs statements one after another. */
export async function runAll(
  db: Parameters<RawBuilder<unknown>['execute']>[0],
  statements: readonly RawBuilder<unknown>[],
): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
