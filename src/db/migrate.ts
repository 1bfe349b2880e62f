/** Brings a database to the newest migration; many processes may ask at once. */
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { createMigrations } from '#migrations/index.ts';
import type { OpenDatabase } from './open.ts';

/**
 * Applies what is missing and returns the names of the migrations that this call applied, oldest first.
 * @throws Error when a migration fails; on PostgreSQL nothing of it stays
 */
export async function migrate({ db, dialect }: OpenDatabase): Promise<string[]> {
  const run = async () => {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => createMigrations(dialect) },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
    return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
  };
  return run();
}

/** Whether the database answers: the check behind `/readyz`. */
export async function answers({ db }: OpenDatabase): Promise<boolean> {
  try {
    await sql`select 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}
