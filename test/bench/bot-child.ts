/** The bot on a fixture's database, or an app whose only listener does nothing but ack. */
import { App, HTTPReceiver } from '@slack/bolt';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createIdSource } from '#src/base/ids.ts';
import { startBot, type Bot } from '#src/bot.ts';
import { openDatabase } from '#src/db/open.ts';
import { boltLogger } from '#src/slack/bolt-log.ts';
import { withFreshSignature } from '#src/slack/request-age.ts';
import { answerParent } from './child.ts';

export type BotOrder =
  | {
      kind: 'start';
      url: string;
      now: string;
      slack: { apiUrl: string; botToken: string; signingSecret: string };
    }
  | { kind: 'start-empty'; signingSecret: string }
  /** Does what is due on the clock. */
  | { kind: 'tick' };

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
let bot: Bot | undefined;

answerParent(async (order: BotOrder): Promise<unknown> => {
  if (order.kind === 'start-empty') return startEmpty(order.signingSecret);
  if (order.kind === 'start') {
    const shift = Date.parse(order.now) - Date.now();
    const now = () => new Date(Date.now() + shift);
    const deps = { database: openDatabase(order.url), makeId: createIdSource(), now, log };
    const { apiUrl, botToken, signingSecret } = order.slack;
    bot = await startBot(deps, {
      botToken,
      signingSecret,
      appToken: null,
      apiUrl,
      firstAdmin: null,
      port: 0,
      host: '127.0.0.1',
    });
    return { url: `${bot.url}/slack/events` };
  }
  const start = performance.now();
  await bot?.clock.runNow();
  return { wall: performance.now() - start };
});

async function startEmpty(signingSecret: string): Promise<{ url: string }> {
  const logger = boltLogger(log);
  const receiver = new HTTPReceiver({ signingSecret, logger });
  const authorize = async () => ({ botToken: 'xoxb-unused', botId: 'B0', botUserId: 'U0' });
  const app = new App({ receiver, authorize, logger });
  app.command(/^\//, async ({ ack }) => ack());
  const listener = withFreshSignature(receiver.requestListener);
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}
