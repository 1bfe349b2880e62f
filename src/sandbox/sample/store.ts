/** The only SQL of the sample: many rows of a table by one statement, and what of its past is not to be posted. */
import { sql, type Insertable, type Transaction } from 'kysely';
import type { DialectName } from '../../db/open.ts';
import { rowsAs } from '../../db/rows.ts';
import type { Database } from '../../db/schema.ts';

/** A row of a table of the workspace, without the workspace. */
export type SampleRow<Table extends keyof Database> = Omit<Insertable<Database[Table]>, 'workspace_id'>;

/** Adds rows, which all have the same columns. */
export async function insertRows<Table extends keyof Database>(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  table: Table,
  rows: readonly SampleRow<Table>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsOf(rows);
  const names = sql.join(Object.keys(columns).map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (workspace_id, ${names})
    select ${workspaceId}, ${names} from ${rowsAs(dialect, 'r', columns, rows)}`.execute(trx);
}

/** Withdraws what was to be posted before a time: the sample's past is told by its accounts, in no channel. */
export async function forgetPosts(
  trx: Transaction<Database>,
  workspaceId: string,
  before: string,
): Promise<void> {
  await trx
    .deleteFrom('outbox')
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '<', before)
    .execute();
}

/** A column is a number's where any row has a number in it; the database makes it whole where it must be. */
function columnsOf(rows: readonly Record<string, unknown>[]): Record<string, 'real' | 'text'> {
  const columns: Record<string, 'real' | 'text'> = {};
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      columns[column] = typeof value === 'number' ? 'real' : (columns[column] ?? 'text');
    }
  }
  return columns;
}
