/** What the clock does for plays on a day, against SQL by hand that only counts the same rows. */
import { sql } from 'kysely';
import pino from 'pino';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { doPlays } from '#src/plays/daily-service.ts';
import { askedCadences, askedMetrics, STEP_CTA } from '#src/plays/domain.ts';
import { DEFAULT_MISSING_DATA, findPresetPlay } from '#src/plays/presets.ts';
import { startRuns } from '#src/plays/run-service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { createProgramSource } from '#src/program/service.ts';
import { askChild } from './child.ts';
import { compared, quantile, type Figure } from './figures.ts';
import { DATE, PEOPLE, WORKSPACE_ID } from './fixture.ts';
import { clearHealth, fillHealth } from './health-fixture.ts';
import { playsStatements, type Asked, type PlaysCounted } from './plays-sql.ts';
import type { SqlOrder, SqlTimes } from './sql-child.ts';

const USUAL_DAYS = 3;
/** All accounts of the fixture are in it. */
const STAGE = 'Adoption';
/** On the first day every person gets so many of a hundred accounts' plays, as if no limit held. */
const FIRST_DAY_SHARE = 0.05;
/** A play that people started on accounts whose numbers end so. */
const BY_HAND = 'reach-the-influencers';
const BY_HAND_ENDINGS = ['1', '2', '3'];

export async function benchPlays(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  const deps: Deps = {
    database,
    makeId: createIdSource(),
    now: () => new Date(`${DATE}T09:00:00Z`),
    log: pino({ level: 'silent' }),
  };
  const firstId = deps.makeId();
  try {
    const applied = await createProgramSource().load(database.db, WORKSPACE_ID);
    if (applied === null) throw new Error('the fixture has no program');
    await clearPlays(database, firstId);
    await fillHealth(database);
    const atMost = Math.max(1, Math.round((accounts * FIRST_DAY_SHARE) / PEOPLE));
    const first = await jobOfDay(deps, url, applied, DATE, atMost);
    await startByHand(deps, applied);
    const usual: Day[] = [];
    for (let n = 1; n <= USUAL_DAYS; n += 1) {
      const date = addDays(DATE, n);
      await speak(database, BY_HAND_ENDINGS[n - 1]!, date);
      usual.push(await jobOfDay(deps, url, applied, date, DEFAULT_MISSING_DATA.atMostPerPersonAndDay));
    }
    const base = { database: database.dialect, accounts };
    return [
      figure({ ...base, name: 'plays: first day' }, [first]),
      figure({ ...base, name: 'plays: usual day, 1 % spoken with' }, usual),
    ];
  } finally {
    await clearPlays(database, firstId);
    await clearHealth(database);
    await database.close();
  }
}

interface Day {
  /** Milliseconds. */
  ours: number;
  against: number;
  done: PlaysCounted;
}

/** One day's job, and the count of the same right before it. */
async function jobOfDay(
  deps: Deps,
  url: string,
  applied: AppliedProgram,
  date: string,
  atMost: number,
): Promise<Day> {
  const { db, dialect } = deps.database;
  await assessWorkspace(deps, WORKSPACE_ID, applied.program, date);
  await takeSnapshots(deps, WORKSPACE_ID, applied, date);
  if (dialect === 'postgres') await sql`vacuum analyze`.execute(db);
  const statements = playsStatements(dialect, date, atMost, askedOf(applied, date));
  const before = dialect === 'postgres' ? ["set work_mem = '256MB'", 'set jit = off'] : [];
  const by = await askChild<SqlTimes>('sql-child.ts', { url, statements, before } satisfies SqlOrder);
  const { program } = applied;
  const limited = { ...program, missingData: { ...program.missingData, atMostPerPersonAndDay: atMost } };
  const start = performance.now();
  const done = await doPlays(deps, WORKSPACE_ID, { ...applied, program: limited }, date);
  const ours = performance.now() - start;
  for (const key of ['ended', 'stepsSeen', 'started'] as const) {
    const counted = Number(by.rows[key]?.['n'] ?? 0);
    if (counted !== done[key]) throw new Error(`${key} on ${date}: ${done[key]}, by hand ${counted}`);
  }
  return { ours, against: Object.values(by.wall).reduce((sum, ms) => sum + ms, 0), done };
}

function askedOf({ program }: AppliedProgram, date: string): Asked {
  const isFixtures = ({ stage }: { stage: string }) => stage === STAGE;
  return {
    metrics: askedMetrics(program).filter(isFixtures),
    cadences: askedCadences(program, date).filter(isFixtures),
  };
}

/** People started a play on accounts on the first day. */
async function startByHand(deps: Deps, { version }: AppliedProgram): Promise<void> {
  const play = findPresetPlay(BY_HAND);
  if (play === undefined) throw new Error(`there is no ${BY_HAND}`);
  for (const ending of BY_HAND_ENDINGS) {
    const ids = await accountsEnding(deps.database, ending);
    const starts = ids.map((accountId) => ({ accountId, cause: 'hand' as const, causeId: 'bench' }));
    const doing = { by: 'bench', date: DATE, programVersion: version, quietSince: null };
    await inTransaction(deps, (trx) => startRuns(deps, trx, WORKSPACE_ID, play, starts, doing));
  }
}

/** One account in a hundred was spoken with. */
async function speak(database: OpenDatabase, ending: string, date: string): Promise<void> {
  const { db, dialect } = database;
  const rows = (await accountsEnding(database, ending)).map((id) => ({ id }));
  await sql`insert into touchpoint (workspace_id, id, account_id, persona, day, kind, logged_by, logged_at)
    select ${WORKSPACE_ID}, r.id || ${date}, r.id, 'influencer', ${date}, 'call', '', ''
    from ${rowsAs(dialect, 'r', { id: 'text' }, rows)}`.execute(db);
}

/** Accounts that are still there. */
async function accountsEnding({ db }: OpenDatabase, ending: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from account a
    join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${WORKSPACE_ID} and a.key like ${`%0${ending}`} and s.churned = 0`.execute(db);
  return rows.map(({ id }) => id);
}

/** Takes the runs away, with what they wrote since an id. */
async function clearPlays({ db }: OpenDatabase, firstId: string): Promise<void> {
  await sql`delete from play_step`.execute(db);
  await sql`delete from play_run`.execute(db);
  await sql`delete from cta where workspace_id = ${WORKSPACE_ID} and type = ${STEP_CTA}`.execute(db);
  await sql`delete from audit where workspace_id = ${WORKSPACE_ID} and id >= ${firstId}`.execute(db);
}

function figure(of: Pick<Figure, 'name' | 'database' | 'accounts'>, days: readonly Day[]): Figure {
  const middle = (pick: (day: Day) => number) => quantile(days.map(pick), 0.5);
  return compared({
    ...of,
    value: middle(({ ours }) => ours) / 1_000,
    against: middle(({ against }) => against) / 1_000,
    unit: 's',
    goal: null,
    note: `against SQL by hand that only counts; ${middle(({ done }) => done.started)} plays started, ${middle(({ done }) => done.stepsSeen)} steps seen, ${middle(({ done }) => done.ended)} ended`,
  });
}
