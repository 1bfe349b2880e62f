/** Rows a second of an import, and of the same file again. */
import pino from 'pino';
import type { DialectName } from '#src/db/open.ts';
import { withNewDatabase, type PostgresServer } from './databases.ts';
import { single, type Figure } from './figures.ts';
import { benchDeps, benchImport } from './import.ts';

export async function benchImports(
  dialect: DialectName,
  accounts: number,
  postgres: () => Promise<PostgresServer>,
): Promise<Figure[]> {
  return withNewDatabase(dialect, postgres, async (database) => {
    const workspaceId = 'bench-import';
    await database.db
      .insertInto('workspace')
      .values({ id: workspaceId, slack_team_id: null, name: 'Bench', created_at: '2026-01-01T00:00:00.000Z' })
      .execute();
    const rows = Math.min(200_000, accounts * 2);
    const found = await benchImport(benchDeps(database, pino({ level: 'silent' })), workspaceId, rows);
    const base = { database: dialect, accounts, unit: 'rows/s', note: `${rows} events of 5,000 accounts` };
    return [
      single({ ...base, name: 'import', value: found.rowsPerSecond, goal: '≥ 50,000' }),
      single({ ...base, name: 'import, the same again', value: found.againRowsPerSecond, goal: null }),
    ];
  });
}
