import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import * as store from '#src/journey/store.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { sql } from 'kysely';
const database = openDatabase(process.argv[2]!);
const applied = (await createProgramSource().load(database.db, WORKSPACE_ID))!;
const journey = applied.program.journeys[0]!;
const ids = await sql<any>`select id from account order by id limit 1 offset 2000`.execute(database.db);
const range = sql`select a.workspace_id, a.id as account_id, a.started_on, a.arr from account a where a.workspace_id = ${WORKSPACE_ID} and a.segment in (${'standard'}) and a.started_on <= ${DATE} and a.id > ${''} and a.id <= ${ids.rows[0].id}`;
await database.db.connection().execute(async (db) => {
  if (process.argv[3]) for (const s of process.argv[3].split(';')) await sql.raw(s).execute(db);
  const q = sql<any>`explain (analyze, costs off, verbose off, buffers off) ${(store as any).factsQuery('postgres', journey, DATE, range)}`;
  const { rows } = await q.execute(db);
  console.log(rows.map((r) => r['QUERY PLAN']).join('\n'));
});
await database.close();
