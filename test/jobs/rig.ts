/** A workspace with a database, a sandbox of Slack, and senders on them, for the tests of the jobs. */
import pino from 'pino';
import { readManifest } from '#src/sandbox/manifest.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '#src/sandbox/sandbox.ts';
import { inTransaction } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase, type OpenDatabase } from '#src/db/open.ts';
import { enqueue, type OutboxMessage } from '#src/jobs/outbox.ts';
import type { RealTime } from '#src/jobs/real-time.ts';
import { createSender, type BrokenMessage, type Sender, type SenderOptions } from '#src/jobs/sender.ts';
import { createPostingClient, deliverThrough } from '#src/jobs/slack.ts';
import { setTimeout as sleep } from 'node:timers/promises';

export const silent = pino({ level: 'silent' });

/** A log whose lines can be read. */
export function collectLog() {
  const texts: string[] = [];
  const log = pino({ level: 'info' }, { write: (text: string) => void texts.push(text) });
  return { log, lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

/** Time that passes so many times faster, so that waits of seconds are tested in milliseconds. */
function fastTime(speed: number): RealTime {
  const start = Date.now();
  return {
    now: () => start + Math.round((Date.now() - start) * speed),
    sleep: (ms, signal) => sleep(ms / speed, undefined, { signal }).catch(() => {}),
  };
}

const SPEED = 20;
/** In fast milliseconds: the lease is over twice the time-out of a request. */
const FAST: Partial<SenderOptions> = {
  paceMs: 0,
  leaseMs: 10_000,
  settleMs: 400,
  retryMs: 100,
  maxRetryMs: 2_000,
  pollMs: 400,
};
const TIMEOUT_MS = 200;

let workspaces = 0;

export interface Rig {
  workspaceId: string;
  sandbox: Sandbox;
  broken: BrokenMessage[];
  /** Writes messages in a transaction of their own. */
  write(...messages: OutboxMessage[]): Promise<string[]>;
  row(
    id: string,
  ): Promise<{ state: string; error: string | null; unknown: number; ts: string | null; attempts: number }>;
  /** A sender; with `own`, on a connection of its own, as another process has it. */
  sender(options?: { own?: boolean; installed?: boolean; settings?: Partial<SenderOptions> }): Sender;
  /** The texts of a channel outside threads, oldest first. */
  texts(channel: string): string[];
  stop(): Promise<void>;
}

/** A new workspace on `database`, with a fresh sandbox. */
export async function createRig(
  database: OpenDatabase & { url: string },
  options: Partial<SandboxOptions> & { withoutScope?: string } = {},
): Promise<Rig> {
  workspaces += 1;
  const workspaceId = `W${workspaces}`;
  const manifest = await readManifest(new URL('../../manifest.yml', import.meta.url));
  const scopes = manifest.oauth_config!.scopes!;
  scopes.bot = scopes.bot!.filter((scope) => scope !== options.withoutScope);
  const sandbox = await startSandbox({ manifest, logSize: 20_000, ...options });
  await database.db
    .insertInto('workspace')
    .values({ id: workspaceId, name: 'Test', created_at: new Date().toISOString() })
    .execute();
  const deps = { database, makeId: createIdSource(), now: () => new Date() };
  const client = createPostingClient(sandbox.botToken, {
    slackApiUrl: sandbox.apiUrl,
    timeoutMs: TIMEOUT_MS,
    log: silent,
  });
  const time = fastTime(SPEED);
  const senders: Sender[] = [];
  const opened: OpenDatabase[] = [];
  const broken: BrokenMessage[] = [];
  return {
    workspaceId,
    sandbox,
    broken,
    write: (...messages) => inTransaction({ database }, (trx) => enqueue(deps, trx, workspaceId, messages)),
    row: (id) =>
      database.db
        .selectFrom('outbox')
        .select(['state', 'error', 'unknown', 'ts', 'attempts', 'lease_until'])
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    sender({ own = false, installed = true, settings = {} } = {}) {
      const mine = own ? openDatabase(database.url) : database;
      if (own) opened.push(mine);
      const sender = createSender(
        {
          database: mine,
          now: deps.now,
          log: silent,
          random: Math.random,
          slackFor: deliverThrough(async () => (installed ? client : null)),
          onBroken: (message) => void broken.push(message),
          time,
        },
        { ...FAST, ...settings },
      );
      senders.push(sender);
      return sender;
    },
    texts: (channel) =>
      sandbox
        .channel(channel)
        .messages()
        .map(({ text }) => text),
    async stop() {
      await Promise.all(senders.map((sender) => sender.stop()));
      await Promise.all(opened.map((own) => own.close()));
      // A sender serves all workspaces of its database: what this one leaves would reach the next test's.
      await database.db.deleteFrom('outbox').where('workspace_id', '=', workspaceId).execute();
      await sandbox.stop();
    },
  };
}

export function post(channel: string, text: string, threadOf?: string): OutboxMessage {
  return { kind: 'post', channel, payload: { text }, ...(threadOf === undefined ? {} : { threadOf }) };
}

export function update(target: string, text: string): OutboxMessage {
  return { kind: 'update', target, payload: { text } };
}
