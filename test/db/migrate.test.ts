import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrate } from '#src/db/migrate.ts';
import { openDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { onEachDatabase } from '../support/database.ts';

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
