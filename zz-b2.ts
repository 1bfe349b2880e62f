import { openDatabase } from '#src/db/open.ts';
import { migrate } from '#src/db/migrate.ts';
import { sql } from 'kysely';
import { benchImport, benchDeps } from '#test/bench/import.ts';
import { rmSync } from 'node:fs';
for (const pragma of ['', 'synchronous=off','wal_autocheckpoint=0', 'journal_mode=off']) {
for (const s of ['','-wal','-shm']) rmSync('/tmp/t1/bench'+s, {force:true});
const database = openDatabase('sqlite:/tmp/t1/bench'); await migrate(database);
if (pragma) await sql.raw('pragma '+pragma).execute(database.db);
await database.db.insertInto('workspace').values({id:'w',name:'W',created_at:''} as any).execute();
console.log(pragma, await benchImport(benchDeps(database, console as any), 'w'));
await database.close();
}
