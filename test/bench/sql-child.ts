/** Runs statements in a process of its own, as they would be by hand: no query builder between. */
import SqliteFile from 'better-sqlite3';
import pg from 'pg';
import { answerParent } from './child.ts';

export interface SqlOrder {
  url: string;
  statements: Record<string, string>;
  /** Runs before the measured ones: on PostgreSQL, the session's settings. */
  before: string[];
}

export interface SqlTimes {
  /** Milliseconds of each statement. */
  wall: Record<string, number>;
  cpu: Record<string, number>;
  /** The first row of each. */
  rows: Record<string, Record<string, unknown>>;
  counts: Record<string, number>;
}

answerParent(async ({ url, statements, before }: SqlOrder): Promise<SqlTimes> => {
  const database = url.startsWith('sqlite:') ? openSqlite(url) : await openPostgres(url);
  const times: SqlTimes = { wall: {}, cpu: {}, rows: {}, counts: {} };
  for (const statement of before) await database.run(statement);
  for (const [name, statement] of Object.entries(statements)) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const rows = await database.run(statement);
    times.wall[name] = performance.now() - start;
    const used = process.cpuUsage(cpu);
    times.cpu[name] = (used.user + used.system) / 1_000;
    times.rows[name] = rows[0] ?? {};
    times.counts[name] = rows.length;
  }
  await database.close();
  return times;
});

function openSqlite(url: string) {
  const file = new SqliteFile(url.slice('sqlite:'.length));
  file.pragma('cache_size = -65536');
  file.pragma('temp_store = MEMORY');
  return {
    run: async (statement: string) => {
      const prepared = file.prepare(statement);
      if (prepared.reader) return prepared.all() as Record<string, unknown>[];
      prepared.run();
      return [];
    },
    close: async () => void file.close(),
  };
}

async function openPostgres(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    run: async (statement: string) => (await client.query<Record<string, unknown>>(statement)).rows,
    close: () => client.end(),
  };
}
