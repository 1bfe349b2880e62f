import SqliteFile from 'better-sqlite3';
import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import { assessmentQuery } from '#src/journey/query.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { sql } from 'kysely';
const path = process.argv[2]!;
const database = openDatabase(path);
const applied = (await createProgramSource().load(database.db, WORKSPACE_ID))!;
const journey = applied.program.journeys[0]!;
const f = new SqliteFile(path.slice(7));
f.pragma('cache_size=-65536');
f.pragma('temp_store=memory');
const range = sql`select a.id as account_id, a.started_on, a.arr from account a where a.workspace_id = ${WORKSPACE_ID} and a.segment in (${'standard'}) and a.started_on <= ${DATE} and a.id > ${''} and a.id <= ${'~'}`;
const time = (name: string, q: any) => {
  const c0 = q.compile(database.db);
  const st = f.prepare(c0.sql);
  const all = [];
  for (let i = 0; i < 3; i++) {
    const c = process.cpuUsage();
    st.reader ? st.all(...c0.parameters) : st.run(...c0.parameters);
    const u = process.cpuUsage(c);
    all.push(Math.round((u.user + u.system) / 1000));
  }
  console.log(name, Math.min(...all));
};
time('range', sql`select count(*), max(started_on), max(arr) from (${range})`);
for (const n of [1, 2, 3, 4, 5]) {
  time(
    'query ' + n,
    sql`select count(*), max(since), max(reached), max(slips), max(position) from (${assessmentQuery({ dialect: 'sqlite', workspaceId: WORKSPACE_ID, date: DATE }, { ...journey, phases: journey.phases.slice(0, n) }, range)})`,
  );
}
await database.close();
