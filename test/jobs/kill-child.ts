/** The process that the kill test kills: it writes messages slot by slot and sends them, until all is sent. */
import { addDays } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { enqueue } from '#src/jobs/outbox.ts';
import { createSender } from '#src/jobs/sender.ts';
import { createPostingClient, deliverThrough } from '#src/jobs/slack.ts';
import { claimSlot } from '#src/jobs/store.ts';
import { post, silent, update } from './rig.ts';

const env = (key: string): string => {
  const value = process.env[key];
  if (value === undefined) throw new Error(`${key} is not set`);
  return value;
};

const workspaceId = env('KILL_WORKSPACE');
const database = openDatabase(env('DATABASE_URL'));
const deps = { database, makeId: createIdSource(), now: () => new Date(), log: silent };
const client = createPostingClient(env('SLACK_BOT_TOKEN'), {
  slackApiUrl: env('SLACK_API_URL'),
  timeoutMs: 250,
  log: silent,
});
const sender = createSender(
  { ...deps, random: Math.random, slackFor: deliverThrough(async () => client) },
  {
    paceMs: 0,
    leaseMs: 600,
    settleMs: 50,
    retryMs: 20,
    maxRetryMs: 200,
    pollMs: 50,
  },
);

/** One slot's work: a post with two replies, a second post, and an update of the first. */
async function work(slot: number): Promise<void> {
  const channel = ['cs-daily', 'leadership', 'third'][slot % 3]!;
  const date = addDays('2026-01-01', slot);
  await inTransaction(deps, async (trx) => {
    if (!(await claimSlot(trx, workspaceId, 'kill', date, deps.now()))) return;
    const [parent] = await enqueue(deps, trx, workspaceId, [post(channel, `${slot}`)]);
    await enqueue(deps, trx, workspaceId, [
      post(channel, `${slot} reply a`, parent),
      post(channel, `${slot} reply b`, parent),
      post(channel, `${slot} second`),
      update(parent!, `${slot} updated`),
    ]);
  });
  sender.kick();
}

process.stdout.write('working\n');
for (let slot = 0; slot < Number(env('KILL_SLOTS')); slot += 1) await work(slot);
await sender.drain();
await sender.stop();
await database.close();
