/** Which accounts a statement is about, as parts of SQL. */
import { sql, type RawBuilder } from 'kysely';

type Sql = RawBuilder<unknown>;

/** Which accounts a statement is about: an id range, or a list of ids. */
export type AccountScope =
  | { kind: 'range'; after: string; upTo: string }
  | { kind: 'accounts'; ids: readonly string[] };

/** Past every id, as the end of the last range. */
export const AFTER_ALL_IDS = '\u{10FFFF}';

/** The test that a column with an account's id is in the scope. */
export function inScope(column: Sql, scope: AccountScope): Sql {
  return scope.kind === 'range'
    ? sql`${column} > ${scope.after} and ${column} <= ${scope.upTo}`
    : sql`${column} in (${sql.join(scope.ids)})`;
}
