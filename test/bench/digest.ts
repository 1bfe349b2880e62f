/** The whole weekly digest over all accounts, and for how long it keeps others waiting. */
import { sql } from 'kysely';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { drawPictures } from '#src/digest/picture-service.ts';
import { readDigest } from '#src/digest/service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { makeMetric, makeScorecard } from '../health/make-scorecard.ts';
import { compared, single, type Figure } from './figures.ts';
import { DATE, PROGRAM, WORKSPACE_ID } from './fixture.ts';

const QUESTION = { date: DATE, segment: null, since: null, horizon: 90 };
const SCORECARD = makeScorecard({ user: 100 }, [
  makeMetric('active_users', 'user', 100, { maxAgeDays: 120 }),
]);

export async function benchDigest(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  try {
    const deps: Deps = {
      database,
      makeId: createIdSource(),
      now: () => new Date(`${DATE}T09:00:00Z`),
      log: createLog('silent'),
    };
    const parsed = parseProgram(PROGRAM);
    if (!parsed.ok) throw new Error('the program of the benchmark is not right');
    const program = { ...parsed.program, scorecard: SCORECARD };
    const applied: AppliedProgram = { version: 1, appliedAt: '', program };
    await doMornings(deps, applied);
    const funnel = await timed(() => readFunnel(deps, WORKSPACE_ID, applied, QUESTION));
    const read = await timed(() => readDigest(deps, WORKSPACE_ID, applied, DATE));
    const drawn = await timed(() => drawPictures(deps, WORKSPACE_ID, applied, read.value, null));
    const { reached, atRisk } = read.value.sections.customers.facts;
    if (reached.total === 0 || atRisk.total === 0) throw new Error('the digest has nothing to tell');
    const base = { database: database.dialect, accounts, goal: null };
    return [
      compared({
        ...base,
        name: 'digest: all that it tells',
        value: read.seconds,
        against: funnel.seconds,
        unit: 's',
        note: 'against one funnel: it holds those of three dates, who renews before the value comes, and who reached, slipped, left or is at risk',
      }),
      single({
        ...base,
        name: 'digest: its pictures',
        value: drawn.seconds,
        unit: 's',
        note: 'four quarters of a milestone are read',
      }),
      single({
        ...base,
        name: 'digest: longest wait',
        value: Math.max(read.longestMs, drawn.longestMs),
        unit: 'ms',
        note: 'for which no request is answered meanwhile',
      }),
    ];
  } finally {
    await clear(database);
    await database.close();
  }
}

async function doMornings(deps: Deps, applied: AppliedProgram): Promise<void> {
  const { db, dialect } = deps.database;
  for (const day of [addDays(DATE, -7), DATE]) {
    await assessWorkspace(deps, WORKSPACE_ID, applied.program, day);
    await takeSnapshots(deps, WORKSPACE_ID, applied, day);
  }
  await sql`delete from stale_account`.execute(db);
  if (dialect === 'postgres') await sql`vacuum analyze`.execute(db);
}

async function clear({ db }: OpenDatabase): Promise<void> {
  await sql`delete from health_snapshot`.execute(db);
  await sql`delete from stale_account`.execute(db);
}

/** Once to warm up, then measured. */
async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number; longestMs: number }> {
  await work();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  const value = await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  delay.disable();
  return { value, seconds, longestMs: delay.max / 1e6 };
}
