/**
 * Kysely's SQLite dialect with two differences: a statement is prepared once and kept, and a transaction that
 * finds the file locked by another process waits without blocking the event loop.
 */
import type SqliteFile from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
} from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_KEPT_STATEMENTS = 500;
const WAIT_FOR_LOCK_MS = 30_000;
const RETRY_EVERY_MS = 10;

export class PatientSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile.Database;

  constructor(file: SqliteFile.Database) {
    super({ database: keepStatements(file) });
    this.#file = file;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }

  override createDriver(): Driver {
    return new PatientSqliteDriver({ database: keepStatements(this.#file) });
  }
}

/** SQLite can create tables in a transaction; so a migration that fails leaves nothing, and two processes take turns. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class PatientSqliteDriver extends SqliteDriver {
  /** Takes the write lock at once, so that a transaction never fails halfway because another one wrote first. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = performance.now() + WAIT_FOR_LOCK_MS;
    for (;;) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await sleep(RETRY_EVERY_MS);
      }
    }
  }
}

/** Whether another process held the file's lock for longer than a statement waits. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

/** The part of better-sqlite3 that Kysely uses, with its prepared statements kept for the next time. */
function keepStatements(file: SqliteFile.Database) {
  const kept = new Map<string, SqliteFile.Statement<unknown[]>>();
  return {
    close: () => file.close(),
    prepare(sql: string) {
      let statement = kept.get(sql);
      if (statement === undefined) {
        statement = file.prepare<unknown[]>(sql);
        if (kept.size >= MAX_KEPT_STATEMENTS) kept.clear();
        kept.set(sql, statement);
      }
      return statement as SqliteFile.Statement<unknown[]> & { reader: boolean };
    },
  };
}
