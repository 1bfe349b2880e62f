import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import { createIdSource } from '#src/base/ids.ts';
import { doMorning } from '#src/morning/service.ts';
import { resetMornings } from './databases.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { addDays } from '#src/base/business-date.ts';
import { sql } from 'kysely';
import pino from 'pino';
const database = openDatabase(process.argv[2]!);
const deps = {
  database,
  makeId: createIdSource(),
  now: () => new Date(`${DATE}T09:00:00Z`),
  log: pino({ level: 'silent' }),
};
if (!process.argv[3]) await resetMornings(database);
const applied = (await createProgramSource().load(database.db, WORKSPACE_ID))!;
const start = Number(process.argv[3] ?? 0);
for (const [i, full] of [
  [0, true],
  [1, true],
  [2, false],
  [3, true],
  [4, false],
] as const) {
  if (i < start) continue;
  if (full) await sql`update workspace set assessed_on = null`.execute(database.db);
  const t = performance.now();
  const c = process.cpuUsage();
  const { list } = await doMorning(deps, WORKSPACE_ID, applied, addDays(DATE, i));
  const u = process.cpuUsage(c);
  console.log(
    i,
    full,
    Math.round(performance.now() - t),
    'ms',
    Math.round((u.user + u.system) / 1000),
    'cpu',
    list.summary.due,
    list.summary.isNew,
    Math.round(process.resourceUsage().maxRSS / 1024),
  );
}
await database.close();
