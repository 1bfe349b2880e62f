import { openDatabase } from '#src/db/open.ts';
import { migrate } from '#src/db/migrate.ts';
import { createIdSource } from '#src/base/ids.ts';
import { parseMapping } from '#src/imports/mapping.ts';
import { filesAt } from '#src/imports/files.ts';
import { importFiles } from '#src/imports/service.ts';
import { readFileSync, rmSync } from 'node:fs';
rmSync('/tmp/t1/db', {force:true}); rmSync('/tmp/t1/db-wal', {force:true});rmSync('/tmp/t1/db-shm', {force:true});
const database = openDatabase('sqlite:/tmp/t1/db'); await migrate(database);
await database.db.insertInto('workspace').values({id:'w',name:'W',created_at:''} as any).execute();
const m = parseMapping(readFileSync(process.argv[2]!,'utf8'));
if (!m.ok) { console.log(m.problems); process.exit(1); }
const deps: any = { database, makeId: createIdSource(), now: ()=>new Date(), log: console };
const f:any = await filesAt([process.argv[3]!]);
for (let i=0;i<2;i++) {
const t=performance.now();
const r:any = await importFiles(deps,'w',{mapping:m.mapping, files:f.files, timezone:'UTC', actor:'cli'});
if (r.ok) console.table(r.files); else console.log(r);
console.log(performance.now()-t);
}
await database.close();
