/** The funnel of all accounts, against SQL by hand that only reads the same rows. */
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { openDatabase } from '#src/db/open.ts';
import { readForecast } from '#src/funnel/forecast-service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { compared, single, type Figure } from './figures.ts';
import { DATE, PROGRAM, WORKSPACE_ID } from './fixture.ts';

const W = `'${WORKSPACE_ID}'`;
const RUNS = 3;
/** One account in so many has changed since the morning. */
const CHANGED = 100;
const QUESTION = { date: DATE, segment: null, since: null, horizon: 90 };

export async function benchFunnel(url: string, accounts: number): Promise<Figure[]> {
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
    const bare = await best(() => sql.raw(readByHand()).execute(db));
    const read = () => readFunnel(deps, WORKSPACE_ID, applied, QUESTION);
    const funnel = await best(read);
    await check(deps, applied);
    const earlier = await best(() =>
      readFunnel(deps, WORKSPACE_ID, applied, { ...QUESTION, date: addDays(DATE, -90) }),
    );
    const forecast = await best(() => readForecast(deps, WORKSPACE_ID, applied, QUESTION));
    await markSome(deps);
    const changed = await best(read);
    const base = { database: dialect, accounts, unit: 's', goal: null };
    const by = 'against SQL by hand that only reads the rows it is made of; the best of three';
    return [
      compared({ ...base, name: 'funnel: all accounts', value: funnel, against: bare, note: by }),
      compared({ ...base, name: 'funnel: of 90 days ago', value: earlier, against: bare, note: by }),
      compared({
        ...base,
        name: 'funnel: one account in a hundred has changed since the morning',
        value: changed,
        against: bare,
        note: by,
      }),
      single({ ...base, name: 'funnel: forecast and its backtest', value: forecast, note: 'three funnels' }),
    ];
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

async function best(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    await work();
    least = Math.min(least, (performance.now() - startedAt) / 1_000);
  }
  return least;
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
