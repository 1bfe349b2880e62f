/** The funnel of all accounts and what releases did to it, against SQL by hand that only reads the same rows. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { openDatabase } from '#src/db/open.ts';
import { readForecast } from '#src/funnel/forecast-service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { milestonesOf } from '#src/program/domain.ts';
import type { Release } from '#src/releases/domain.ts';
import { tellReleases } from '#src/releases/effect-service.ts';
import { compared, type Figure } from './figures.ts';
import { DATE, PROGRAM, WORKSPACE_ID } from './fixture.ts';

const W = `'${WORKSPACE_ID}'`;
const RUNS = 5;
/** Long enough ago that each milestone has had its usual days. */
const RELEASED_DAYS_AGO = [130, 160, 190, 220, 250];
/** One account in so many has changed since the morning. */
const CHANGED = 100;
const QUESTION = { date: DATE, segment: null, since: null, horizon: 90 };

/** A database whose accounts have all been assessed this morning. */
interface Assessed {
  deps: Deps;
  applied: AppliedProgram;
}

export function benchFunnel(url: string, accounts: number): Promise<Figure[]> {
  return onAssessed(url, async ({ deps, applied }) => {
    const read = (date: BusinessDate) => () => readFunnel(deps, WORKSPACE_ID, applied, { ...QUESTION, date });
    await check(deps, applied);
    const base = {
      database: deps.database.dialect,
      accounts,
      unit: 's',
      goal: '≤ 3',
      note: 'against SQL by hand that only reads the rows it is made of; the best of five',
    };
    const figures = [
      compared({ ...base, name: 'funnel: all accounts', ...(await bests(deps, read(DATE))) }),
      compared({ ...base, name: 'funnel: of 90 days ago', ...(await bests(deps, read(addDays(DATE, -90)))) }),
      compared({
        ...base,
        name: 'funnel: forecast and its backtest',
        ...(await bests(deps, () => readForecast(deps, WORKSPACE_ID, applied, QUESTION))),
        goal: null,
        note: 'now and 90 days ago; against the same SQL',
      }),
    ];
    await markSome(deps);
    const changed = await bests(deps, read(DATE));
    const name = 'funnel: one account in a hundred has changed since the morning';
    return [...figures, compared({ ...base, name, ...changed })];
  });
}

/** A page of the list of releases, each of which is held against the time before it. */
export function benchReleases(url: string, accounts: number): Promise<Figure[]> {
  return onAssessed(url, async ({ deps, applied }) => {
    const milestones = milestonesOf(applied.program.journeys);
    const releases = RELEASED_DAYS_AGO.map((days, index): Release => {
      const milestoneId = milestones[index % milestones.length]!.id;
      const fields = { name: `Release ${index}`, changed: 'More', milestoneId, expected: 5 };
      const saved = { createdBy: 'cli', createdAt: '', updatedBy: 'cli', updatedAt: '' };
      return { ...fields, ...saved, id: `R${index}`, day: addDays(DATE, -days), retiredAt: null, version: 1 };
    });
    const tell = () => tellReleases(deps, WORKSPACE_ID, applied, releases, DATE);
    for (const { effect } of await tell())
      if (effect.kind !== 'compared' || effect.after.entered === 0) throw new Error('nothing was compared');
    return [
      compared({
        name: `releases: a page of ${releases.length}`,
        database: deps.database.dialect,
        accounts,
        unit: 's',
        goal: null,
        ...(await bests(deps, tell)),
        note: 'against SQL by hand that only reads the rows it is made of, once; the best of five',
      }),
    ];
  });
}

async function onAssessed(url: string, work: (assessed: Assessed) => Promise<Figure[]>): Promise<Figure[]> {
  const database = openDatabase(url);
  const { db, dialect } = database;
  try {
    const deps: Deps = {
      database,
      makeId: createIdSource(),
      now: () => new Date(`${DATE}T08:30:00Z`),
      log: createLog('silent'),
    };
    const parsed = parseProgram(PROGRAM);
    if (!parsed.ok) throw new Error('the program of the benchmark is not right');
    const applied = { version: 1, appliedAt: '', program: parsed.program };
    await assessWorkspace(deps, WORKSPACE_ID, applied.program, DATE);
    await sql`delete from stale_account`.execute(db);
    if (dialect === 'postgres') await sql`vacuum analyze`.execute(db);
    return await work({ deps, applied });
  } finally {
    await sql`delete from stale_account`.execute(db);
    await database.close();
  }
}

async function markSome(deps: Deps): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select id from account where workspace_id = ${WORKSPACE_ID} order by id`.execute(deps.database.db);
  const marks = rows
    .filter((_, index) => index % CHANGED === 0)
    .map(({ id }) => ({ accountId: id, day: DATE }));
  await inTransaction(deps, (trx) => markStale(trx, deps.database.dialect, WORKSPACE_ID, marks));
}

/** In turns, so that both meet the same machine; the first turn warms both up. */
async function bests(
  { database: { db } }: Pick<Deps, 'database'>,
  work: () => Promise<unknown>,
): Promise<{ value: number; against: number }> {
  const best = { value: Infinity, against: Infinity };
  for (let run = 0; run <= RUNS; run += 1) {
    const against = await secondsOf(() => sql.raw(readByHand()).execute(db));
    const value = await secondsOf(work);
    if (run === 0) continue;
    best.value = Math.min(best.value, value);
    best.against = Math.min(best.against, against);
  }
  return best;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** Both must say the same of how many began, or they do not read the same. */
async function check(deps: Deps, applied: AppliedProgram): Promise<void> {
  const { milestones, after } = await readFunnel(deps, WORKSPACE_ID, applied, QUESTION);
  const began = milestones.reduce((sum, { entered }) => sum + entered, 0) + after[0]!.finished;
  const { rows } = await sql.raw<{ entries: number }>(readByHand()).execute(deps.database.db);
  // By hand nobody asks when an account left: whoever left has begun on no more than the milestones that are counted.
  if (began > rows[0]!.entries || began < rows[0]!.entries * 0.95)
    throw new Error(`the two differ: ${began}, by hand ${rows[0]!.entries}`);
}

/** One row, so that nothing but reading is measured: how many milestones all accounts have begun on. */
function readByHand(): string {
  const left = `(select c.day from churn c where c.workspace_id = ${W} and c.account_id = a.id and c.day <= '${DATE}'
    order by c.day desc, c.returned desc limit 1)`;
  return `select sum(length(t.reached) / 13 + 1) as entries, count(a.started_on) as started, max(a.stage) as stage, count(${left}) as gone
    from assessment t cross join account a
    where t.workspace_id = ${W} and a.workspace_id = ${W} and a.id = t.account_id`;
}
