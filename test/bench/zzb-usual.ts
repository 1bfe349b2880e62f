import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import { createIdSource } from '#src/base/ids.ts';
import { doMorning } from '#src/morning/service.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { addDays } from '#src/base/business-date.ts';
import pino from 'pino';
const database = openDatabase(process.argv[2]!);
const deps = {
  database,
  makeId: createIdSource(),
  now: () => new Date(`${DATE}T09:00:00Z`),
  log: pino({ level: 'silent' }),
};
const applied = (await createProgramSource().load(database.db, WORKSPACE_ID))!;
// trace
const ex = (database.db as any).getExecutor();
const orig = ex.constructor.prototype.executeQuery;
const acc = new Map<string, [number, number]>();
ex.constructor.prototype.executeQuery = async function (q: any, ...r: any[]) {
  const t = performance.now();
  try {
    return await orig.call(this, q, ...r);
  } finally {
    const k = q.sql.replace(/\s+/g, ' ').slice(0, 110);
    const d = performance.now() - t;
    const a = acc.get(k) ?? [0, 0];
    a[0] += d;
    a[1] = Math.max(a[1], d);
    acc.set(k, a);
  }
};
for (const i of (process.argv[3] ?? '5,6,7').split(',').map(Number)) {
  acc.clear();
  if (process.env.FULL)
    await (await import('kysely')).sql`update workspace set assessed_on = null`.execute(database.db);
  const t = performance.now();
  const c = process.cpuUsage();
  const { list } = await doMorning(deps, WORKSPACE_ID, applied, addDays(DATE, i));
  const u = process.cpuUsage(c);
  console.log(
    i,
    Math.round(performance.now() - t),
    'ms',
    Math.round((u.user + u.system) / 1000),
    'cpu',
    list.summary.due,
    list.summary.isNew,
  );
}
for (const [k, v] of [...acc].sort((a, b) => b[1][0] - a[1][0]).slice(0, 14))
  console.log(v.map((x) => x.toFixed(1)).join(' max '), k);
await database.close();
