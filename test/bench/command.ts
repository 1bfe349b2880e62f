/** A command about accounts over 10 connections, against a Bolt app that only acks. */
import { sql } from 'kysely';
import type { DialectName, OpenDatabase } from '#src/db/open.ts';
import { credentials } from './acks.ts';
import type { BotOrder } from './bot-child.ts';
import { startChild, type Child } from './child.ts';
import { compared, quantile, type Figure } from './figures.ts';
import { WORKSPACE_ID } from './fixture.ts';
import type { Load, LoadOrder, LoadTimes } from './load-child.ts';
import { startSlack } from './slack-process.ts';

const MOST_REQUESTS = 3_000;
const ROUNDS = 3;

export interface MeasuredCommand {
  /** As people type it, such as `/account show`. */
  name: string;
  /** What follows the command, in turn. */
  texts: string[];
  channelId: string;
  /** The bot's now, ISO. */
  now: string;
  database: DialectName;
  /** What comes to the response URL. */
  answer: string;
}

/** The ack, and how many answers come in a second. */
export async function benchCommand(
  url: string,
  accounts: number,
  { name, texts, channelId, now, database, answer }: MeasuredCommand,
): Promise<Figure[]> {
  const requests = Math.min(MOST_REQUESTS, accounts / 10);
  const slack = await startSlack();
  const bot = startChild('bot-child.ts');
  const empty = startChild('bot-child.ts');
  const sender = startChild('load-child.ts');
  try {
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
      command: name.split(' ')[0]!,
      texts,
      channelId,
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
      database,
      accounts,
      note: `against an empty handler; ${answer} goes to the response URL`,
    };
    return [
      compared({
        ...base,
        ...middle(({ acks }) => quantile(acks, 0.5)),
        name: `${name}, p50 of the ack`,
        unit: 'ms',
        goal: '≤ 1.5',
      }),
      compared({
        ...base,
        ...middle(({ acks }) => quantile(acks, 0.99)),
        name: `${name}, p99 of the ack`,
        unit: 'ms',
        goal: '≤ 1.5',
      }),
      compared({
        ...base,
        ...middle(({ acks, wall }) => (acks.length / wall) * 1_000),
        name: `${name}, requests`,
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

/** The keys of accounts from all over the workspace. @param ending what their numbers end in */
export async function someKeys({ db }: Pick<OpenDatabase, 'db'>, ending: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from account where workspace_id = ${WORKSPACE_ID} and key like ${`%${ending}`} limit 5000`.execute(
    db,
  );
  return rows.map(({ key }) => key);
}
