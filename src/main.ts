/** The composition root of the running bot: config → database → migrate → bot → jobs, and a graceful stop. */
import type { Deps } from './base/deps.ts';
import { startBot, type Bot } from './bot.ts';
import type { FullCliContext } from './cli/open.ts';
import type { Config } from './config.ts';

/** Runs until the process is asked to stop. */
export async function runMilepost(context: FullCliContext): Promise<void> {
  const config = context.config();
  // From here on, so that what is asked while it starts ends it properly, too; asked twice, it ends at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const { deps, close } = await context.openDatabaseOnly({ creates: true });
  const starting = config.slack === null ? startInSandbox(deps, config, context) : startInSlack(deps, config);
  const running = await starting.catch(async (error: unknown) => {
    await close();
    throw error;
  });
  await stopped;
  await running.stop();
  await close();
}

/** The bot in the Slack workspace of its token. */
async function startInSlack(deps: Deps, config: Config): Promise<Bot> {
  const { slack, port, host, firstAdmin } = config;
  if (slack === null) throw new Error('there is no Slack token');
  const bot = await startBot(deps, {
    botToken: slack.botToken,
    signingSecret: slack.appToken === null ? slack.signingSecret : null,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    firstAdmin,
    port,
    host,
  });
  await orElse(() => startJobs(bot), bot.stop);
  deps.log.info({ url: bot.url, mode: config.mode }, 'Milepost is running');
  return bot;
}

/** The bot in a Slack of this machine; loaded only here, so that it is never there with a real token. */
async function startInSandbox(
  deps: Deps,
  config: Config,
  context: FullCliContext,
): Promise<{ stop(): Promise<void> }> {
  const { openSandbox } = await import('./sandbox/open.ts');
  const sandbox = await openSandbox(deps, {
    statePath: statePathBeside(config.databaseUrl),
    startsAnew: config.startsAt !== null,
    botPort: config.port,
  });
  const settings = {
    botToken: sandbox.slack.botToken,
    signingSecret: sandbox.slack.signingSecret,
    appToken: null,
    apiUrl: sandbox.slack.apiUrl,
    firstAdmin: sandbox.admin,
    port: config.port,
    host: '127.0.0.1',
    sender: { paceMs: 0 },
  };
  const bot = await orElse(() => startBot(sandbox.deps, settings), sandbox.slack.stop);
  const stop = async () => {
    await sandbox.slack.clock.stop();
    await bot.stop();
    await sandbox.slack.stop();
  };
  await orElse(async () => {
    sandbox.slack.connectBot(`${bot.url}/slack/events`);
    await sandbox.begin(bot);
    await startJobs(bot);
  }, stop);
  context.out(sandbox.welcome(bot));
  return { stop };
}

/** A start that failed ends: nothing of what was begun before may stay up. */
async function orElse<T>(begin: () => Promise<T>, end: () => Promise<void>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    await end();
    throw error;
  }
}

/** The sandbox's messages lie beside the database that remembers having posted them. */
function statePathBeside(databaseUrl: string): string {
  return databaseUrl.startsWith('sqlite:')
    ? `${databaseUrl.slice('sqlite:'.length)}.slack.json`
    : 'data/slack.json';
}

/** What is due is done at once, a missed morning included; then each minute. */
async function startJobs(bot: Bot): Promise<void> {
  await bot.clock.runNow();
  bot.clock.start();
}
