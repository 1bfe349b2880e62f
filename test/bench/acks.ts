/** How long a person's command waits for its ack while the morning runs in the same bot. */
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { startChild } from './child.ts';
import { settle } from './databases.ts';
import { quantile, type Figure } from './figures.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import type { Load, LoadOrder, LoadTimes } from './load-child.ts';
import type { BotOrder } from './bot-child.ts';
import { addSignals } from './signals.ts';
import { startSlack } from './slack-process.ts';

export async function benchAcks(url: string, accounts: number): Promise<Figure[]> {
  const database = openDatabase(url);
  try {
    const full = await acksDuring(database, url, addDays(DATE, 9), async () => {
      await sql`update workspace set assessed_on = null`.execute(database.db);
    });
    const usual = await acksDuring(database, url, addDays(DATE, 10), async (date) => {
      await addSignals(database, 77, date);
    });
    return Object.entries({ full, usual }).map(([name, { idle, during, wall }]) => ({
      name: `ack during the ${name} morning`,
      database: database.dialect,
      accounts,
      value: quantile(during, 0.99),
      unit: 'ms p99',
      against: quantile(idle, 0.99),
      ratio: quantile(during, 0.99) / quantile(idle, 0.99),
      goal: '< 250 ms',
      note: `${during.length} acks in ${(wall / 1_000).toFixed(1)} s, worst ${Math.max(...during).toFixed(0)} ms; against the idle bot`,
    }));
  } finally {
    await database.close();
  }
}

async function acksDuring(
  database: OpenDatabase,
  url: string,
  date: string,
  prepare: (date: string) => Promise<void>,
): Promise<{ idle: number[]; during: number[]; wall: number }> {
  await prepare(date);
  await skipDailyJobs(database, date);
  await settle(database);
  const slack = await startSlack();
  const bot = startChild('bot-child.ts');
  const sender = startChild('load-child.ts');
  try {
    const now = `${date}T23:00:00Z`;
    const { url: botUrl } = await bot.call<{ url: string }>({
      kind: 'start',
      url,
      now,
      slack: credentials(slack),
    } satisfies BotOrder);
    const load: Load = {
      url: botUrl,
      secret: slack.signingSecret,
      teamId: slack.teamId,
      command: '/cs',
      texts: ['help'],
      channelId: 'C0BENCH',
      connections: 4,
      pauseMs: 20,
      wantsAnswers: false,
    };
    const idle = await sender.call<LoadTimes>({ kind: 'run', load, requests: 400 } satisfies LoadOrder);
    await sender.call({ kind: 'begin', load } satisfies LoadOrder);
    const { wall } = await bot.call<{ wall: number }>({ kind: 'tick' } satisfies BotOrder);
    const during = await sender.call<LoadTimes>({ kind: 'end' } satisfies LoadOrder);
    if (during.refused > 0) throw new Error(`${during.refused} commands were refused`);
    await expectMorning(database, date);
    return { idle: idle.acks, during: during.acks, wall };
  } finally {
    await sender.stop();
    await bot.stop();
    await slack.stop();
  }
}

/** What is named in the sandbox is nobody of the fixture: these would tidy the fixture's people away. */
export const TIDYING = ['people.sync', 'slack.events', 'outbox.prune'];

/** As if these jobs had been done on a date. */
export async function skipDailyJobs(
  { db }: Pick<OpenDatabase, 'db'>,
  date: string,
  jobs: readonly string[] = TIDYING,
): Promise<void> {
  await db
    .insertInto('slot')
    .values(
      jobs.map((job) => ({ workspace_id: WORKSPACE_ID, job, date, claimed_at: `${date}T00:00:00.000Z` })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function expectMorning({ db }: OpenDatabase, date: string): Promise<void> {
  const slot = await db
    .selectFrom('slot')
    .select('job')
    .where('job', '=', 'morning')
    .where('date', '=', date)
    .executeTakeFirst();
  if (slot === undefined) throw new Error(`the bot did no morning for ${date}`);
}

/** What the bot needs of Slack. */
export function credentials(slack: { apiUrl: string; botToken: string; signingSecret: string }) {
  const { apiUrl, botToken, signingSecret } = slack;
  return { apiUrl, botToken, signingSecret };
}
