/** The morning against SQL written by hand, and its memory: the first one, a full one and a usual one. */
import { addDays } from '#src/base/business-date.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { sql } from 'kysely';
import { bareList, morningStatements } from './baseline.ts';
import { askChild } from './child.ts';
import { resetMornings, settle } from './databases.ts';
import { compared, quantile, single, type Figure } from './figures.ts';
import { DATE } from './fixture.ts';
import type { MorningOrder, MorningTimes } from './morning-child.ts';
import { addSignals } from './signals.ts';
import type { SqlOrder, SqlTimes } from './sql-child.ts';

const MEMORY_GOAL = '< 400 MB';

/** Runs mornings on consecutive dates; afterwards the database stands as after the last one. */
export async function benchMornings(url: string, accounts: number, repeats: number): Promise<Figure[]> {
  const database = openDatabase(url);
  const { dialect } = database;
  const base = { database: dialect, accounts } as const;
  try {
    await resetMornings(database);
    const first = await askChild<MorningTimes>('morning-child.ts', {
      url,
      date: DATE,
    } satisfies MorningOrder);
    await settle(database);
    const full: Pair[] = [];
    for (let n = 1; n <= repeats; n += 1) full.push(await fullMorning(database, url, addDays(DATE, n)));
    const usual: Pair[] = [];
    for (let n = 1; n <= repeats + 1; n += 1)
      usual.push(await usualMorning(database, url, addDays(DATE, repeats + n), n));
    const by = [...new Set(full.map(({ shape }) => shape))].join(', ');
    return [
      figure({
        ...base,
        name: 'full morning',
        goal: '≤ 1.5',
        note: `against SQL by hand (${by})`,
        pairs: full,
      }),
      figure({
        ...base,
        name: 'usual morning, 1 % changed',
        goal: '≤ 3',
        note: 'against the bare list',
        pairs: usual,
      }),
      single({
        ...base,
        name: 'first morning',
        value: first.wall / 1_000,
        unit: 's',
        goal: null,
        note: `${first.due} CTAs opened`,
      }),
      single({
        ...base,
        name: 'memory, first morning',
        value: first.peakMb,
        unit: 'MB',
        goal: MEMORY_GOAL,
        note: memoryNote(first),
      }),
      single({
        ...base,
        name: 'memory, full morning',
        value: most(full),
        unit: 'MB',
        goal: MEMORY_GOAL,
        note: 'peak of a fresh process',
      }),
      single({
        ...base,
        name: 'memory, usual morning',
        value: most(usual),
        unit: 'MB',
        goal: MEMORY_GOAL,
        note: 'peak of a fresh process',
      }),
    ];
  } finally {
    await database.close();
  }
}

/** One measurement of each kind, right after another. Milliseconds. */
interface Pair {
  ours: MorningTimes;
  theirs: { wall: number; cpu: number };
  shape: string;
}

async function fullMorning(database: OpenDatabase, url: string, date: string): Promise<Pair> {
  const statements = morningStatements(database.dialect, date);
  const by = await askChild<SqlTimes>('sql-child.ts', {
    url,
    statements,
    before: settings(database),
  } satisfies SqlOrder);
  await sql`update workspace set assessed_on = null`.execute(database.db);
  const ours = await askChild<MorningTimes>('morning-child.ts', { url, date } satisfies MorningOrder);
  for (const [shape, row] of Object.entries(by.rows)) {
    const due = (JSON.parse((row['due'] ?? '[]') as string) as unknown[]).length;
    if (due !== ours.due) throw new Error(`${shape} finds ${due} accounts due, the morning ${ours.due}`);
  }
  const [shape] = Object.entries(by.wall).toSorted(([, a], [, b]) => a - b)[0]!;
  await settle(database);
  return { ours, theirs: { wall: by.wall[shape]!, cpu: by.cpu[shape]! }, shape };
}

async function usualMorning(
  database: OpenDatabase,
  url: string,
  date: string,
  ending: number,
): Promise<Pair> {
  await addSignals(database, ending, date);
  await settle(database);
  const order: SqlOrder = { url, statements: { list: bareList(date) }, before: settings(database) };
  const by = await askChild<SqlTimes>('sql-child.ts', order);
  const ours = await askChild<MorningTimes>('morning-child.ts', { url, date } satisfies MorningOrder);
  await settle(database);
  return { ours, theirs: { wall: by.wall['list']!, cpu: by.cpu['list']! }, shape: 'list' };
}

/** What somebody who writes by hand sets for one large statement. */
function settings({ dialect }: OpenDatabase): string[] {
  return dialect === 'postgres' ? ["set work_mem = '256MB'", 'set jit = off'] : [];
}

function figure(of: {
  name: string;
  database: string;
  accounts: number;
  goal: string;
  note: string;
  pairs: readonly Pair[];
}): Figure {
  const { pairs, note, ...rest } = of;
  // On SQLite all the work is in the process, and its CPU time is what other processes disturb least.
  const kind = of.database === 'sqlite' ? 'cpu' : 'wall';
  const value =
    quantile(
      pairs.map(({ ours }) => ours[kind]),
      0.5,
    ) / 1_000;
  const against =
    quantile(
      pairs.map(({ theirs }) => theirs[kind]),
      0.5,
    ) / 1_000;
  const wall = quantile(
    pairs.map(({ ours, theirs }) => ours.wall / theirs.wall),
    0.5,
  );
  return compared({
    ...rest,
    value,
    against,
    unit: kind === 'cpu' ? 's CPU' : 's',
    note: `${note}; by the clock ${wall.toFixed(2)}`,
  });
}

function most(pairs: readonly Pair[]): number {
  return Math.max(...pairs.map(({ ours }) => ours.peakMb));
}

function memoryNote({ idleMb }: MorningTimes): string {
  return `peak of a fresh process; ${Math.round(idleMb)} MB before it`;
}
