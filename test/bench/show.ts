/** `/account show` over 10 connections, against a Bolt app that only acks. */
import { sql } from 'kysely';
import { addDays } from '#src/base/business-date.ts';
import { openDatabase } from '#src/db/open.ts';
import { credentials } from './acks.ts';
import type { BotOrder } from './bot-child.ts';
import { startChild, type Child } from './child.ts';
import { compared, quantile, type Figure } from './figures.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import type { Load, LoadOrder, LoadTimes } from './load-child.ts';
import { startSlack } from './slack-process.ts';

const MOST_REQUESTS = 3_000;
const ROUNDS = 3;

export async function benchShow(url: string, accounts: number): Promise<Figure[]> {
  const keys = await someKeys(url);
  const requests = Math.min(MOST_REQUESTS, accounts / 10);
  const { dialect } = keys;
  const slack = await startSlack();
  const bot = startChild('bot-child.ts');
  const empty = startChild('bot-child.ts');
  const sender = startChild('load-child.ts');
  try {
    const now = `${addDays(DATE, 10)}T23:30:00Z`;
    const started = await bot.call<{ url: string }>({
      kind: 'start',
      url,
      now,
      slack: credentials(slack),
    } satisfies BotOrder);
    const idle = await empty.call<{ url: string }>({
      kind: 'start-empty',
      signingSecret: slack.signingSecret,
    } satisfies BotOrder);
    const load: Omit<Load, 'url' | 'wantsAnswers'> = {
      secret: slack.signingSecret,
      teamId: slack.teamId,
      command: '/account',
      texts: keys.texts,
      connections: 10,
      pauseMs: 0,
    };
    const rounds: { ours: LoadTimes; theirs: LoadTimes }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const theirs = await run(sender, { ...load, url: idle.url, wantsAnswers: false }, requests);
      const ours = await run(sender, { ...load, url: started.url, wantsAnswers: true }, requests);
      // The first round warms both up.
      if (round > 0) rounds.push({ ours, theirs });
    }
    const middle = (of: (times: LoadTimes) => number) => ({
      value: quantile(
        rounds.map(({ ours }) => of(ours)),
        0.5,
      ),
      against: quantile(
        rounds.map(({ theirs }) => of(theirs)),
        0.5,
      ),
    });
    const base = {
      database: dialect,
      accounts,
      note: 'against an empty handler; the card goes to the response URL',
    };
    return [
      compared({
        ...base,
        ...middle(({ acks }) => quantile(acks, 0.5)),
        name: '/account show, p50 of the ack',
        unit: 'ms',
        goal: '≤ 1.5',
      }),
      compared({
        ...base,
        ...middle(({ acks }) => quantile(acks, 0.99)),
        name: '/account show, p99 of the ack',
        unit: 'ms',
        goal: '≤ 1.5',
      }),
      compared({
        ...base,
        ...middle(({ acks, wall }) => (acks.length / wall) * 1_000),
        name: '/account show, requests',
        unit: 'per s',
        goal: '≥ 0.4',
      }),
    ];
  } finally {
    await Promise.all([sender.stop(), bot.stop(), empty.stop()]);
    await slack.stop();
  }
}

async function run(sender: Child, load: Load, requests: number): Promise<LoadTimes> {
  const times = await sender.call<LoadTimes>({ kind: 'run', load, requests } satisfies LoadOrder);
  if (times.refused > 0) throw new Error(`${times.refused} commands were refused`);
  if (load.wantsAnswers && times.answers < requests)
    throw new Error(`${times.answers} of ${requests} answers came`);
  return times;
}

/** Commands for accounts from all over the workspace. */
async function someKeys(url: string) {
  const { db, dialect, close } = openDatabase(url);
  try {
    const { rows } = await sql<{ key: string }>`
      select key from account where workspace_id = ${WORKSPACE_ID} and key like '%7' limit 5000`.execute(db);
    return { texts: rows.map(({ key }) => `show ${key}`), dialect };
  } finally {
    await close();
  }
}
