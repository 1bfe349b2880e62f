/** New signals of one account in a hundred, as a night brings them. */
import { sql } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { markStale } from '#src/journey/service.ts';
import { WORKSPACE_ID } from './fixture.ts';

/** Each account whose number ends in `ending` (0 to 99) gets two events and a KPI value on `day`. @returns how many accounts */
export async function addSignals(
  { db, dialect }: OpenDatabase,
  ending: number,
  day: string,
): Promise<number> {
  const suffix = String(ending).padStart(2, '0');
  const { rows } = await sql<{ id: string; key: string }>`
    select id, key from account where workspace_id = ${WORKSPACE_ID} and key like ${`%${suffix}`}`.execute(
    db,
  );
  await db.transaction().execute(async (trx) => {
    const columns = { id: 'text', key: 'text' } as const;
    const signals = rows.map(({ id, key }) => ({ id, key: `NEW-${key}-${day}` }));
    for (const name of ['form_published', 'report_opened']) {
      await sql`insert into event (workspace_id, account_id, name, day, key, count)
        select ${WORKSPACE_ID}, r.id, ${name}, ${day}, r.key || ${name}, 1 from ${rowsAs(dialect, 'r', columns, signals)}`.execute(
        trx,
      );
    }
    await sql`insert into kpi_value (workspace_id, account_id, kpi, day, key, value)
      select ${WORKSPACE_ID}, r.id, 'active_users', ${day}, r.key, 31 from ${rowsAs(dialect, 'r', columns, signals)}`.execute(
      trx,
    );
    await markStale(
      trx,
      dialect,
      WORKSPACE_ID,
      rows.map(({ id }) => ({ accountId: id, day })),
    );
  });
  return rows.length;
}
