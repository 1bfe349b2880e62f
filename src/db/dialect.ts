/** The few expressions that the two databases write differently. */
import { sql, type RawBuilder } from 'kysely';
import type { DialectName } from './open.ts';

type Sql = RawBuilder<unknown>;

export interface DialectSql {
  /** Ends a sub-select that the planner must evaluate as it stands, once per row. */
  fence: Sql;
  /** The type of a text column in a cast. */
  text: Sql;
  /** The text of a key in an object that is kept as JSON; null where it has none. */
  jsonText(object: Sql, key: string): Sql;
  /** The latest of some dates; null when one of them is null. */
  latestOrNull(dates: readonly Sql[]): Sql;
  /** The earliest of some dates, passing over nulls; null when there is none. */
  earliest(dates: readonly Sql[]): Sql;
  /** A business date as the number of its day. */
  dayNumber(date: Sql): Sql;
  /** A business date plus whole days, which may be negative. */
  addDays(date: Sql, days: number): Sql;
}

export function dialectSql(dialect: DialectName): DialectSql {
  return dialect === 'postgres' ? postgres : sqlite;
}

const sqlite: DialectSql = {
  fence: sql`limit -1 offset 0`,
  text: sql`text`,
  jsonText: (object, key) => sql`${object} ->> ${sql.lit(key)}`,
  latestOrNull: (dates) => sql`max(${sql.join(dates)})`,
  // The two-argument `min` gives null as soon as one side is null.
  earliest: (dates) =>
    dates.length === 0
      ? sql`cast(null as text)`
      : sql`nullif(min(${sql.join([...dates.map((date) => sql`coalesce(${date}, '9999-12-31')`), sql`'9999-12-31'`])}), '9999-12-31')`,
  dayNumber: (date) => sql`unixepoch(${date}) / 86400`,
  addDays: (date, days) => sql`date(${date}, ${`${days < 0 ? '' : '+'}${days} days`})`,
};

const postgres: DialectSql = {
  fence: sql`offset 0`,
  text: sql`text`,
  jsonText: (object, key) => sql`${object}::json ->> ${sql.lit(key)}`,
  // `greatest` passes over nulls, and a case would evaluate each date twice.
  latestOrNull: (dates) =>
    sql`(select max(v.day) from (values ${sql.join(dates.map((date) => sql`(${date})`))}) v (day) having count(v.day) = ${sql.lit(dates.length)})`,
  earliest: (dates) => (dates.length === 0 ? sql`cast(null as text)` : sql`least(${sql.join(dates)})`),
  dayNumber: (date) => sql`(${date}::date - date '1970-01-01')`,
  addDays: (date, days) => sql`to_char(${date}::date + ${sql.lit(days)}, 'YYYY-MM-DD')`,
};
