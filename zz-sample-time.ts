import { rmSync } from 'node:fs';
import { openDatabase } from '#src/db/open.ts';
import { migrate } from '#src/db/migrate.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { loadSample } from '#src/sandbox/sample/load.ts';
for (const e of ['', '-wal', '-shm']) rmSync('/tmp/sample/s.db' + e, { force: true });
const database = openDatabase('sqlite:/tmp/sample/s.db'); await migrate(database); const { db } = database;
const deps = { database, makeId: createIdSource(), now: () => new Date(), log: createLog('error') };
const out = [];
for (let i = 0; i < 6; i++) { await db.insertInto('workspace').values({ id: 'w' + i, slack_team_id: null, name: 'W', created_at: '' }).execute();
const t = performance.now(), c = process.cpuUsage(); await loadSample(deps, 'w' + i, { today: '2026-11-23' }); const u = process.cpuUsage(c); out.push(Math.round(performance.now() - t) + '/' + Math.round((u.user + u.system) / 1000)); }
console.log(out.join(' ')); await database.close();
