/** Real databases for tests: each suite runs on SQLite and on PostgreSQL, with a database of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { migrate } from '#src/db/migrate.ts';
import { openDatabase, type DialectName, type OpenDatabase } from '#src/db/open.ts';

let made = 0;

export interface TestDatabase extends OpenDatabase {
  url: string;
  /** Closes it and removes what it left. */
  remove(): Promise<void>;
}

/** A new, migrated database. */
export async function createTestDatabase(dialect: DialectName): Promise<TestDatabase> {
  made += 1;
  return dialect === 'sqlite' ? createSqlite() : createPostgres(inject('postgresUrl'));
}

/** Runs a suite once per database; `use()` gives the suite's own, already migrated. */
export function onEachDatabase(title: string, suite: (use: () => TestDatabase) => void): void {
  describe.each<DialectName>(['sqlite', 'postgres'])(`${title} on %s`, (dialect) => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase(dialect);
    });
    afterAll(() => database.remove());
    suite(() => database);
  });
}

async function createSqlite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'milepost-sqlite-'));
  const url = `sqlite:${join(directory, 'test.db')}`;
  const database = openDatabase(url);
  await migrate(database);
  return {
    ...database,
    url,
    async remove() {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createPostgres(server: string): Promise<TestDatabase> {
  const name = `test_${process.pid}_${made}`;
  await administer(server, `create database ${name}`);
  const url = `${server}/${name}`;
  const database = openDatabase(url);
  await migrate(database);
  return {
    ...database,
    url,
    async remove() {
      await database.close();
      await administer(server, `drop database ${name} with (force)`);
    },
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(statement);
  await client.end();
}
