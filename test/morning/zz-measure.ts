import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { migrate } from '#src/db/migrate.ts';
import { doMorning, refreshMessages } from '#src/morning/service.ts';
import { inTransaction } from '#src/base/deps.ts';
import { parseProgram } from '#src/program/parse.ts';
import pino from 'pino';
import { mkdtempSync } from 'node:fs';
import { addAccounts, longBefore, programText } from './portfolio.ts';
import { startPostgres } from '../support/global-setup.ts';
const pgs = await startPostgres();
const parsed = parseProgram(programText());
if (!parsed.ok) throw 1;
const applied = { version: 1, appliedAt: '', program: parsed.program };
for (const url of process.env.ONLY === 's'
  ? ['sqlite:' + mkdtempSync('/tmp/meas-') + '/x.db']
  : ['sqlite:' + mkdtempSync('/tmp/meas-') + '/x.db', pgs.url + '/postgres']) {
  const database = openDatabase(url);
  await migrate(database);
  const makeId = createIdSource();
  for (const n of (process.env.NS ?? '200,2000').split(',').map(Number)) {
    const ws = makeId();
    await database.db
      .insertInto('workspace')
      .values({ id: ws, slack_team_id: null, name: 'x', created_at: '' })
      .execute();
    await addAccounts(database, ws, n, () => longBefore('2026-11-23'));
    let count = 0;
    const texts: [string, number][] = [];
    let t0 = 0;
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => {
        t0 = performance.now();
        return node;
      },
      transformResult: async ({ result }) => {
        count++;
        texts.push(['', performance.now() - t0]);
        return result;
      },
    });
    const deps = {
      database: { ...database, db },
      makeId,
      now: () => new Date('2026-11-23T09:00:00Z'),
      log: pino({ level: 'silent' }),
    };
    for (const date of ['2026-11-23', '2026-11-24']) {
      count = 0;
      texts.length = 0;
      const t = performance.now();
      const c0 = process.cpuUsage();
      const m = await doMorning(deps, ws, applied, date);
      const ms = performance.now() - t;
      const c1 = process.cpuUsage(c0);
      console.log(
        url.slice(0, 6),
        n,
        date,
        Math.round(ms),
        'ms wall',
        Math.round((c1.user + c1.system) / 1000),
        'ms cpu',
        count,
        'statements; in db',
        Math.round(texts.reduce((s, [, x]) => s + x, 0)),
        'posted',
        m.posted,
      );
    }
    const cta = await database.db
      .selectFrom('cta')
      .select('id')
      .where('workspace_id', '=', ws)
      .limit(1)
      .executeTakeFirstOrThrow();
    count = 0;
    const t = performance.now();
    await inTransaction(deps, (trx) => refreshMessages(deps, trx, ws, applied, [cta.id]));
    console.log('  refresh', Math.round(performance.now() - t), 'ms', count);
  }
  await database.close();
}
await pgs.stop();
