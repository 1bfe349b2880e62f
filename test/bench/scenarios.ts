/** A scenario's funnel, and what the clock does for ten scenarios, against SQL by hand that only counts the same rows. */
import { sql } from 'kysely';
import pino from 'pino';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase, type DialectName, type OpenDatabase } from '#src/db/open.ts';
import { readFigures } from '#src/scenarios/funnel-service.ts';
import { doMoments, type MomentsDone } from '#src/scenarios/moments-service.ts';
import { findScenario } from '#src/scenarios/service.ts';
import { askChild } from './child.ts';
import { withNewDatabase, type PostgresServer } from './databases.ts';
import { compared, quantile, type Figure } from './figures.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { loadFixture } from './load.ts';
import type { MorningOrder } from './morning-child.ts';
import { forgetScenarios, FUNNEL, growScenarios, manyScenarios } from './scenario-fixture.ts';
import { funnelStatement, SHAPES, stuckStatement, triggersStatement, type Kept } from './scenario-sql.ts';
import { addSignals } from './signals.ts';
import type { SqlOrder, SqlTimes } from './sql-child.ts';

const ROUNDS = 3;
const SCENARIOS = 10;
/** The job runs over so much of the accounts. */
const JOB_SHARE = 0.4;
const USUAL_DAYS = 3;

export async function benchScenarios(
  url: string,
  accounts: number,
  postgres: () => Promise<PostgresServer>,
): Promise<Figure[]> {
  const database = openDatabase(url);
  try {
    const funnel = await benchFunnel(database, url, accounts);
    return [funnel, ...(await benchJob(database.dialect, Math.round(accounts * JOB_SHARE), postgres))];
  } finally {
    await database.close();
  }
}

async function benchFunnel(database: OpenDatabase, url: string, accounts: number): Promise<Figure> {
  await forgetScenarios(database);
  try {
    const [scenario] = await grow(depsOf(database), [FUNNEL]);
    if (scenario === undefined) throw new Error('no scenario was made');
    await analyze(database);
    const statements = Object.fromEntries(
      SHAPES.map((shape) => [shape, funnelStatement(database.dialect, shape, scenario)]),
    );
    const pairs: Pair[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const by = await byHand(database, url, statements);
      const found = await findScenario(database.db, WORKSPACE_ID, scenario.id);
      if (found === null) throw new Error('the scenario is gone');
      const start = performance.now();
      const { steps } = await readFigures({ database }, WORKSPACE_ID, found, null, DATE);
      const ours = performance.now() - start;
      for (const [shape, row] of Object.entries(by.rows))
        same(
          `${shape}: the funnel`,
          Object.values(row).map(Number),
          steps.map(({ count }) => count),
        );
      // The first round fills the caches.
      if (round > 0) pairs.push({ ours, ...fastest(by.wall) });
    }
    return figure(
      { name: 'scenario: funnel', database: database.dialect, accounts, goal: null },
      pairs,
      `with each variant's counts and all other figures of /cs scenario`,
    );
  } finally {
    await forgetScenarios(database);
  }
}

async function benchJob(
  dialect: DialectName,
  accounts: number,
  postgres: () => Promise<PostgresServer>,
): Promise<Figure[]> {
  return withNewDatabase(dialect, postgres, async (database, url) => {
    await loadFixture(database, accounts, () => {});
    // As they are when the job comes: assessed.
    await askChild('morning-child.ts', { url, date: DATE } satisfies MorningOrder);
    const scenarios = await grow(depsOf(database), manyScenarios(SCENARIOS));
    await analyze(database);
    const day = (date: string) => jobOfDay(database, url, scenarios, date);
    const first = await day(DATE);
    const usual: Day[] = [];
    for (let n = 1; n <= USUAL_DAYS; n += 1) {
      await addSignals(database, n, addDays(DATE, n));
      await analyze(database);
      usual.push(await day(addDays(DATE, n)));
    }
    const base = { database: dialect, accounts, goal: null };
    const opened = usual.map(({ done }) => done.triggered + done.rewarded);
    return [
      figure(
        { ...base, name: `scenario: first day of ${SCENARIOS}` },
        [first],
        `${first.done.triggered} triggers, ${first.done.rewarded} rewards opened`,
      ),
      figure(
        { ...base, name: `scenario: usual day of ${SCENARIOS}, 1 % changed` },
        usual,
        `about ${quantile(opened, 0.5)} opened`,
      ),
    ];
  });
}

type Day = Pair & { done: MomentsDone };

/** One day's job, and the count of the same right before it. */
async function jobOfDay(
  database: OpenDatabase,
  url: string,
  scenarios: readonly Kept[],
  date: string,
): Promise<Day> {
  let against = 0;
  const counted = { triggers: 0, stuck: 0 };
  const shapes = new Set<string>();
  const count = async (part: keyof typeof counted, statements: Record<string, string>) => {
    const by = await byHand(database, url, statements);
    const { shape, against: ms } = fastest(by.wall);
    const numbers = Object.values(by.rows).map(({ n }) => Number(n));
    same(
      `${part} by ${SHAPES.join(' and ')}`,
      numbers,
      numbers.map(() => numbers[0] ?? 0),
    );
    against += ms;
    shapes.add(shape);
    counted[part] += numbers[0] ?? 0;
  };
  const byShape = (make: (shape: (typeof SHAPES)[number]) => string) =>
    Object.fromEntries(SHAPES.map((shape) => [shape, make(shape)]));
  await count(
    'triggers',
    byShape((shape) => triggersStatement(shape, scenarios, date)),
  );
  for (const scenario of scenarios)
    await count(
      'stuck',
      byShape((shape) => stuckStatement(database.dialect, shape, scenario, date)),
    );
  const start = performance.now();
  const done = await doMoments(depsOf(database), WORKSPACE_ID, null, date, async () => {});
  const ours = performance.now() - start;
  same('the job', [done.triggered, done.rewarded], [counted.triggers, counted.stuck]);
  return { ours, against, shape: [...shapes].join(', '), done };
}

async function grow(deps: Deps, scenarios: Parameters<typeof growScenarios>[1]): Promise<Kept[]> {
  const ids = await growScenarios(deps, scenarios);
  return scenarios.flatMap((scenario, index) => {
    const id = ids[index];
    return id === undefined ? [] : [{ ...scenario, id }];
  });
}

/** Milliseconds of one measurement of each kind, right after another. */
interface Pair {
  ours: number;
  against: number;
  shape: string;
}

function byHand(
  { dialect }: OpenDatabase,
  url: string,
  statements: Record<string, string>,
): Promise<SqlTimes> {
  const before = dialect === 'postgres' ? ["set work_mem = '256MB'", 'set jit = off'] : [];
  return askChild<SqlTimes>('sql-child.ts', { url, statements, before } satisfies SqlOrder);
}

function fastest(wall: Record<string, number>): Pick<Pair, 'against' | 'shape'> {
  const [shape, against] = Object.entries(wall).toSorted(([, a], [, b]) => a - b)[0]!;
  return { shape, against };
}

function same(what: string, found: readonly number[], wanted: readonly number[]): void {
  if (found.join() !== wanted.join()) throw new Error(`${what}: ${found.join()} is not ${wanted.join()}`);
}

function figure(
  of: Pick<Figure, 'name' | 'database' | 'accounts' | 'goal'>,
  pairs: readonly Pair[],
  note: string,
): Figure {
  const middle = (numbers: number[]) => quantile(numbers, 0.5) / 1_000;
  const by = [...new Set(pairs.map(({ shape }) => shape))].join(', ');
  return compared({
    ...of,
    value: middle(pairs.map(({ ours }) => ours)),
    against: middle(pairs.map(({ against }) => against)),
    unit: 's',
    note: `against SQL by hand (${by}); ${note}`,
  });
}

/** As the server does by itself after a while; the program's own statistics stay on SQLite. */
async function analyze({ db, dialect }: OpenDatabase): Promise<void> {
  if (dialect === 'postgres') await sql`vacuum analyze`.execute(db);
}

function depsOf(database: OpenDatabase): Deps {
  return {
    database,
    makeId: createIdSource(),
    now: () => new Date(`${DATE}T09:00:00Z`),
    log: pino({ level: 'silent' }),
  };
}
