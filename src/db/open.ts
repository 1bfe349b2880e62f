/** Opens a database by URL: SQLite by default, PostgreSQL when the URL says so. */
import SqliteFile from 'better-sqlite3';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import type { Database } from './schema.ts';
import { isBusy, PatientSqliteDialect } from './sqlite-dialect.ts';

export type DialectName = 'sqlite' | 'postgres';

/**
 * What is read on: the database, or a transaction of it. What writes takes a `Transaction<Database>`: a statement outside
 * of one does not wait for another writer, as a transaction does.
 */
export type Executor = Pick<Kysely<Database>, 'selectFrom' | 'getExecutor'>;

export interface OpenDatabase {
  db: Kysely<Database>;
  dialect: DialectName;
  /** The file, which another connection may open too; null: there is none. */
  file: string | null;
  /** Copies the database into a file while it is in use; null where the server's own tools do that. */
  backup: ((file: string) => Promise<void>) | null;
  close(): Promise<void>;
}

/**
 * Opens `sqlite:PATH` (`sqlite::memory:` for one that is not kept) or `postgres://…`.
 * @throws Error when the URL has another scheme; the message never holds the URL, which may carry a password
 */
export function openDatabase(url: string): OpenDatabase {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new Error('DATABASE_URL must start with "sqlite:" or "postgres://"');
}

/** The file of a database's URL; null: it has none, being on a server or in memory. */
export function fileOfUrl(url: string): string | null {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : ':memory:';
  return path === ':memory:' ? null : path;
}

/** Another process may be opening the same new file. */
const OPENING_WAITS_MS = 10_000;
const OPENING_TRIES_EVERY_MS = 20;
/** A statement that waits for a lock holds up the event loop; transactions wait outside of it. */
const STATEMENT_WAITS_MS = 50;

/** More than a file of SQLite can have. */
const ALL_PAGES = 2 ** 31 - 1;

function openSqlite(path: string): OpenDatabase {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new SqliteFile(path, { timeout: OPENING_WAITS_MS });
  useWal(file);
  // What was acknowledged is on disk: NORMAL could lose the last commits when the power fails.
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  file.pragma('cache_size = -65536');
  file.pragma('temp_store = MEMORY');
  file.pragma(`busy_timeout = ${STATEMENT_WAITS_MS}`);
  const db = new Kysely<Database>({ dialect: new PatientSqliteDialect(file) });
  return {
    db,
    dialect: 'sqlite',
    file: path === ':memory:' ? null : path,
    backup: async (copy) => {
      // All pages at once: a copy in parts begins anew with each write of another process.
      await file.backup(copy, { progress: () => ALL_PAGES });
    },
    close: () => db.destroy(),
  };
}

/**
 * Of two that change the journal of a new file at once, SQLite refuses one without waiting, since each could wait for
 * the other: it is tried again.
 */
function useWal(file: SqliteFile.Database): void {
  for (let waited = 0; ; waited += OPENING_TRIES_EVERY_MS) {
    try {
      file.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= OPENING_WAITS_MS) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPENING_TRIES_EVERY_MS);
  }
}

/** A server that takes a connection and says nothing would be waited for for ever. */
const CONNECTING_WAITS_MS = 5_000;
/** While all are in use, as long as a transaction waits for the lock of a SQLite file. */
const FREE_CONNECTION_WAITS_MS = 30_000;

function openPostgres(url: string): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: { getTypeParser },
    // Of a server that went without a word, the next packets tell.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: FREE_CONNECTION_WAITS_MS,
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, connectionTimeoutMillis: CONNECTING_WAITS_MS });
        // One that is lost while in use must not end the process either.
        this.on('error', () => {});
      }
    },
  });
  // An idle connection that the server drops must not end the process; the next query reports it.
  pool.on('error', () => {});
  const dialect = new PostgresDialect({
    pool,
    // Compiling a generated statement takes longer than running it on a batch of accounts.
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('set jit = off'));
    },
  });
  const db = new Kysely<Database>({ dialect });
  return { db, dialect: 'postgres', file: null, backup: null, close: () => db.destroy() };
}

/** Counts and sums are numbers, as they are on SQLite; pg would give bigint and numeric as text. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}
