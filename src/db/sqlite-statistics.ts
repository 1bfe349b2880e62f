/**
 * What SQLite's planner is told of the indexes. Without statistics it takes the first column of every index to leave
 * about ten rows; here that column is the workspace, which leaves nearly all of them, so that an index on the account
 * would look no better than a scan of the workspace. `analyze` would count, but on an empty database there is nothing
 * to count, and on a large one it takes long. So the shape is written down: rows that share the first columns of an
 * index, as sqlite_stat1 holds them (https://sqlite.org/fileformat2.html#stat1tab).
 */
import { sql, type Kysely } from 'kysely';
import type { Executor } from './open.ts';
import type { Database } from './schema.ts';

const ROWS = 1_000_000;
/** Rows that have a column in common, the workspace's other columns before it being the same too. */
const ROWS_SHARING: Record<string, number> = { workspace_id: 100_000, account_id: 10, name: 3, kpi: 3 };
/** Of a column that is not listed: a state, a date, an owner. */
const ROWS_SHARING_OTHER = 500;

/** Describes the indexes that have no statistics yet; those that somebody counted stay as they are. */
export async function describeIndexes(db: Kysely<Database>): Promise<void> {
  const { rows: made } = await sql`select 1 from sqlite_schema where name = 'sqlite_stat1'`.execute(db);
  if (made.length > 0 && (await listUndescribed(db)).length === 0) return;
  await db.transaction().execute(async (trx) => {
    // There is no other way to make the table of the statistics.
    await sql`analyze workspace`.execute(trx);
    for (const { tbl, idx, is_unique, columns } of await listUndescribed(trx)) {
      const stat = statOf(columns.split(','), is_unique === 1);
      await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${tbl}, ${idx}, ${stat})`.execute(trx);
    }
    // This connection learns of it now; others do when they open.
    await sql`analyze sqlite_schema`.execute(trx);
  });
}

interface Index {
  tbl: string;
  /** As the statistics name it: a primary key goes by the name of its table. */
  idx: string;
  is_unique: number;
  /** By commas. */
  columns: string;
}

async function listUndescribed(executor: Executor): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select t.name as tbl, case i.origin when 'pk' then t.name else i.name end as idx, i."unique" as is_unique,
      (select group_concat(c.name, ',' order by c.seqno) from pragma_index_info(i.name) c) as columns
    from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and t.sql like '%without rowid%'`.execute(executor);
  const { rows: described } = await sql<
    Pick<Index, 'tbl' | 'idx'>
  >`select tbl, idx from sqlite_stat1`.execute(executor);
  const known = new Set(described.map(({ tbl, idx }) => `${tbl} ${idx}`));
  return rows.filter(
    ({ tbl, idx, columns }) => columns.startsWith('workspace_id,') && !known.has(`${tbl} ${idx}`),
  );
}

/** The number of rows, then for each column how many rows share it and those before. */
function statOf(columns: readonly string[], isUnique: boolean): string {
  let sharing = ROWS;
  const counts = columns.map((column, index) => {
    sharing = Math.min(sharing, ROWS_SHARING[column] ?? ROWS_SHARING_OTHER);
    return isUnique && index === columns.length - 1 ? 1 : sharing;
  });
  return [ROWS, ...counts].join(' ');
}
