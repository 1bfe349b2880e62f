import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import { writeAssessments } from '#src/journey/store.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { sql } from 'kysely';
const database = openDatabase(process.argv[2]!);
const pgm = (await import('pg')).default;
const q0 = pgm.Client.prototype.connect;
pgm.Client.prototype.connect = function (...a: any[]) {
  this.on('notice', (n: any) => console.log(n.message));
  return (q0 as any).apply(this, a);
};
const size = Number(process.argv[3]);
const applied = (await createProgramSource().load(database.db, WORKSPACE_ID))!;
const ids = await sql<any>`select id from account order by id limit 1 offset ${size}`.execute(database.db);
await sql`load 'auto_explain'`.execute(database.db);
await database.db
  .transaction()
  .execute(async (trx) => {
    for (const s of [
      "load 'auto_explain'",
      'set auto_explain.log_min_duration=0',
      'set auto_explain.log_analyze=on',
      'set auto_explain.log_timing=on',
      'set client_min_messages=log',
      ...(process.argv[4] ?? '').split(';').filter(Boolean),
    ])
      await sql.raw(s).execute(trx);
    const conn = trx as any;
    await conn.connection?.call;
    const t = performance.now();
    await writeAssessments(
      trx as any,
      WORKSPACE_ID,
      { dialect: 'postgres', program: applied.program, date: DATE },
      { kind: 'range', after: '', upTo: ids.rows[0].id },
    );
    console.log(performance.now() - t);
    throw 1;
  })
  .catch((e) => {
    if (e !== 1) throw e;
  });
await database.close();
