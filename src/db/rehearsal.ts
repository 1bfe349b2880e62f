/** Work that is done for its answer alone, while others go on with theirs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import type { Deps } from '../base/deps.ts';
import { openDatabase, type OpenDatabase } from './open.ts';
import type { Database } from './schema.ts';

/**
 * Runs `work` for its answer alone: whatever it writes is taken back. Nobody waits for it meanwhile: on SQLite it has a
 * copy of the file to itself, and on PostgreSQL copies of what people change.
 */
export async function inRehearsal<T>(deps: Deps, work: (rehearsal: Deps) => Promise<T>): Promise<T> {
  if (deps.database.dialect === 'postgres') return takenBack(deps, deps.database, work, copyTables);
  const directory = await mkdtemp(join(tmpdir(), 'milepost-rehearsal-'));
  try {
    const file = join(directory, 'copy.db');
    await deps.database.backup?.(file);
    const copy = openDatabase(`sqlite:${file}`);
    try {
      return await takenBack(deps, copy, work);
    } finally {
      await copy.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function takenBack<T>(
  deps: Deps,
  database: OpenDatabase,
  work: (rehearsal: Deps) => Promise<T>,
  prepare: (trx: Transaction<Database>) => Promise<void> = async () => {},
): Promise<T> {
  const trx = await database.db.startTransaction().execute();
  try {
    await prepare(trx);
    return await work({ ...deps, database: { ...database, db: trx } });
  } finally {
    await trx.rollback().execute();
  }
}

/**
 * What a press locks or changes, the lock of the workspace included: a row that the rehearsal changed would hold up
 * whoever presses there. Scores stay out: they are many, and only the day's own job writes them.
 */
const COPIED = [
  'workspace',
  'slot',
  'stale_account',
  'assessment',
  'cta',
  'play_run',
  'play_step',
] as const satisfies readonly (keyof Database)[];

/** A temporary table stands before one of the same name until the transaction ends. */
async function copyTables(trx: Transaction<Database>): Promise<void> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(trx);
  for (const table of COPIED) {
    const real = sql.table(`${rows[0]!.schema}.${table}`);
    await sql`create temporary table ${sql.table(table)} (like ${real} including all) on commit drop`.execute(
      trx,
    );
    await sql`insert into ${sql.table(table)} select * from ${real}`.execute(trx);
    await sql`analyze ${sql.table(table)}`.execute(trx);
  }
}
