import { sql } from 'kysely';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createMigrations } from '#migrations/index.ts';
import { migrate } from '#src/db/migrate.ts';
import { openDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { onEachDatabase } from '../support/database.ts';

const run = promisify(execFile);

onEachDatabase('a database', (use) => {
  it('is migrated once, however many ask', async () => {
    const again = await Promise.all(
      [1, 2, 3].map(async () => {
        const other = openDatabase(use().url);
        const applied = await migrate(other);
        await other.close();
        return applied;
      }),
    );
    expect(again).toEqual([[], [], []]);
  });

  it('takes rows as one parameter', async () => {
    const { db, dialect } = use();
    const rows = [
      { name: 'Ünïcode "quoted"', share: 1.5, count: 2 },
      { name: null, share: null, count: 0 },
    ];
    const table = rowsAs(dialect, 'r', { name: 'text', share: 'real', count: 'integer' }, rows);
    const result = await sql`select r.name, r.share, r.count from ${table}`.execute(db);
    expect(result.rows).toEqual(rows);
  });
});

it('lets processes that start at once take turns on one new SQLite file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'milepost-migrate-'));
  const env = { ...process.env, DATABASE_URL: `sqlite:${join(directory, 'new.db')}` };
  const start = () => run(process.execPath, ['bin/milepost.js', 'migrate', '--json'], { env });
  const answers = await Promise.all([start(), start(), start(), start()]);
  const applied = answers.map(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied.length);
  await rm(directory, { recursive: true });
  expect(applied.toSorted((a, b) => a - b)).toEqual([
    0,
    0,
    0,
    Object.keys(createMigrations('sqlite')).length,
  ]);
});
