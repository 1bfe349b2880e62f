/** The process that the kill test kills: the real morning job and the real sender, day after day. */
import pino from 'pino';
import { createSlackClient } from '#src/app.ts';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { createSender } from '#src/jobs/sender.ts';
import { createPostingClient, deliverThrough } from '#src/jobs/slack.ts';
import { createMorningThread } from '#src/morning/apart.ts';
import { createMorningJob } from '#src/morning/jobs.ts';
import { createProgramSource } from '#src/program/service.ts';
import { createReadersOf } from '#src/slack/audience.ts';
import { connectByToken } from '#src/slack/installation.ts';

const env = (key: string): string => {
  const value = process.env[key];
  if (value === undefined) throw new Error(`${key} is not set`);
  return value;
};

let now = new Date(`${env('KILL_FROM')}T12:00:00Z`);
const log = pino({ level: 'error' }, pino.destination({ fd: 1, sync: true }));
const database = openDatabase(env('DATABASE_URL'));
const deps: Deps = { database, makeId: createIdSource(), now: () => now, log };
const slackApiUrl = env('SLACK_API_URL');
const token = env('SLACK_BOT_TOKEN');
const installations = await connectByToken(deps, createSlackClient(deps, token, slackApiUrl), token);
const client = createPostingClient(token, { slackApiUrl, timeoutMs: 250, log });
const sender = createSender(
  { ...deps, random: Math.random, slackFor: deliverThrough(async () => client) },
  { paceMs: 0, leaseMs: 600, settleMs: 50, retryMs: 20, maxRetryMs: 200, pollMs: 20 },
);
const thread = createMorningThread(database);
const job = createMorningJob({
  ...deps,
  thread,
  readersOf: createReadersOf(deps, async () => client, installations),
  programs: createProgramSource(),
  installations,
  kick: () => sender.kick(),
});

process.stdout.write('working\n');
for (let day = 0; day < Number(env('KILL_DAYS')); day += 1) {
  now = new Date(`${addDays(env('KILL_FROM'), day)}T12:00:00Z`);
  await job.run(now);
}
await sender.drain();
await sender.stop();
await thread?.stop();
await database.close();
