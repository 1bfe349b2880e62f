/** `/account health` of accounts of which everything is known, with a quarter of daily snapshots. */
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { presetScorecard } from '#src/health/presets.ts';
import { skipDailyJobs, TIDYING } from './acks.ts';
import { benchCommand, someKeys } from './command.ts';
import type { Figure } from './figures.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { clearHealth, fillHealth } from './health-fixture.ts';

const TODAY = addDays(DATE, 10);
/** Beside the others of a day: what must not run while acks are measured. */
const WORK = [
  'morning',
  'morning.keep_day',
  'surveys.questions',
  'fit.limits',
  'goals.ask',
  'scenarios.moments',
];
/** What the accounts' numbers end in. */
const ENDING = '07';
const SNAPSHOT_DAYS = 98;
/** A channel of the sandbox: who reads along is looked up once. */
const CHANNEL = 'C0CSDAILY';

export async function benchHealthCard(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  try {
    await fillHealth(database);
    const keys = await someKeys(database, ENDING);
    await fillSnapshots(database);
    await skipDailyJobs(database, TODAY, [...TIDYING, ...WORK]);
    if (database.dialect === 'postgres') await sql`vacuum analyze`.execute(database.db);
    return await benchCommand(url, accounts, {
      name: '/account health',
      texts: keys.map((key) => `health ${key}`),
      channelId: CHANNEL,
      now: `${TODAY}T23:30:00Z`,
      database: database.dialect,
      answer: `the card, with ${presetScorecard().metrics.length} metrics and ${SNAPSHOT_DAYS} snapshots,`,
    });
  } finally {
    await clearHealth(database);
    await database.close();
  }
}

/** A snapshot a day of the accounts that are asked for. */
export async function fillSnapshots({ db, dialect }: OpenDatabase): Promise<void> {
  const metrics = presetScorecard().metrics.map(({ id }, index) => [id, 1_000 * index] as const);
  const days = Array.from({ length: SNAPSHOT_DAYS }, (_, index) => ({
    day: addDays(TODAY, -index),
    score: 4_000 + 40 * index,
  }));
  await sql`insert into health_snapshot (workspace_id, account_id, day, program_version, stage, score, coverage, band,
      metrics, movement, moved_since)
    select ${WORKSPACE_ID}, a.id, d.day, 1, a.stage, d.score, 8000, 'yellow', ${JSON.stringify(Object.fromEntries(metrics))},
      null, null
    from ${rowsAs(dialect, 'd', { day: 'text', score: 'integer' }, days)}
    cross join account a where a.workspace_id = ${WORKSPACE_ID} and a.key like ${`%${ENDING}`}`.execute(db);
}
