/** The bot itself in a strict Slack on this machine, with a clock that the test moves. */
import pino from 'pino';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { startBot, type Bot } from '#src/bot.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { applyProgram } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import { startSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import { addAccounts, programText, type ProgramOptions } from './portfolio.ts';

const SENDER = { paceMs: 0, leaseMs: 5_000, settleMs: 50, retryMs: 20, maxRetryMs: 200, pollMs: 20 };

let made = 0;

export interface MorningRig {
  sandbox: Sandbox;
  deps: Deps;
  workspaceId: string;
  bot(): Bot;
  /** Lets it be this time: every job runs once, and what they wrote is sent. */
  tick(now: string): Promise<void>;
  apply(program: ProgramOptions): Promise<void>;
  addAccounts(count: number, startsOn: (n: number) => BusinessDate): Promise<void>;
  /** What stands in the channel outside threads, oldest first. */
  posted(channel?: string): MessageView[];
  /** Stops the bot and starts another one on the same data. */
  restart(): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it at a time, without a program and without accounts. */
export async function startMorningRig(database: OpenDatabase, startsAt: string): Promise<MorningRig> {
  made += 1;
  let now = new Date(startsAt);
  const deps: Deps = {
    database,
    makeId: createIdSource(),
    now: () => now,
    log: pino({ level: 'silent' }),
  };
  const sandbox = await startSandbox({
    manifest: await readManifest(new URL('../../manifest.yml', import.meta.url)),
    team: { id: `T0MORNING${made}`, name: 'Morning', domain: 'morning' },
    now: deps.now,
    logSize: 20_000,
  });
  const start = async () => {
    const bot = await startBot(deps, {
      botToken: sandbox.botToken,
      signingSecret: sandbox.signingSecret,
      appToken: null,
      apiUrl: sandbox.apiUrl,
      firstAdmin: 'U0PRIYA',
      port: 0,
      host: '127.0.0.1',
      sender: SENDER,
    });
    sandbox.connectBot(`${bot.url}/slack/events`);
    return bot;
  };
  let bot: Bot | null = await start();
  const running = () => {
    if (bot === null) throw new Error('the bot is down');
    return bot;
  };
  const { workspaceId } = bot;
  const rig: MorningRig = {
    sandbox,
    deps,
    workspaceId,
    bot: running,
    async tick(time) {
      now = new Date(time);
      await running().clock.runNow();
      await running().sender.drain(20_000);
    },
    async apply(program) {
      const applied = await applyProgram(deps, workspaceId, programText(program), 'cli');
      if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
    },
    addAccounts: (count, startsOn) => addAccounts(database, workspaceId, count, startsOn),
    posted: (channel = 'cs-daily') => sandbox.channel(channel).messages(),
    async restart() {
      await rig.down();
      await rig.up();
    },
    async down() {
      await running().stop();
      bot = null;
    },
    async up() {
      bot = await start();
    },
    async stop() {
      if (bot !== null) await bot.stop();
      await sandbox.stop();
    },
  };
  await running().clock.runNow();
  return rig;
}
