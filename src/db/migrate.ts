/** Brings a database to the newest migration; many processes may ask at once. */
import { Migrator } from 'kysely/migration';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMigrations } from '#migrations/index.ts';
import type { OpenDatabase } from './open.ts';
import { isBusy } from './sqlite-dialect.ts';
import { describeIndexes } from './sqlite-statistics.ts';

const TRIES = 100;
const RETRY_EVERY_MS = 100;

/**
 * Applies what is missing and returns the names of the migrations that this call applied, oldest first.
 * @throws Error when a migration fails; nothing of it stays
 */
export async function migrate({ db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => createMigrations(dialect) } });
  const applied: string[] = [];
  for (let tries = 1; ; tries += 1) {
    try {
      const { error, results = [] } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
      applied.push(
        ...results.filter(({ status }) => status === 'Success').map((result) => result.migrationName),
      );
      if (dialect === 'sqlite') await describeIndexes(db);
      return applied;
    } catch (error) {
      // The migrator makes its own tables before the transaction that other processes queue up for.
      if (!isBusy(error) || tries === TRIES) {
        throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
      }
    }
    await sleep(RETRY_EVERY_MS);
  }
}
