/** A bot of a few lines behind a strict Slack: it notes what reaches it, and answers what a test wants. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import type { Manifest } from '#src/sandbox/types.ts';

type Json = Record<string, unknown>;

/** What the bot answers to an interaction: JSON, nothing, or an HTTP status that says that it failed. */
type Answer = (payload: Json) => Json | number | undefined | Promise<Json | number | undefined>;

export interface BareBot {
  sandbox: Sandbox;
  /** The page's address. */
  url: string;
  /** The interactions that arrived, oldest first. */
  arrived: Json[];
  answerWith(answer: Answer): void;
  /** Calls a method of the Web API; throws what Slack has against it. */
  call(method: string, body: Json): Promise<Json>;
}

const manifest: Manifest = {
  display_information: { name: 'Tester' },
  features: {
    bot_user: { display_name: 'Tester' },
    app_home: { home_tab_enabled: true },
    slash_commands: [{ command: '/open' }],
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands', 'channels:history', 'files:read'] } },
  settings: {
    event_subscriptions: { bot_events: ['app_home_opened'] },
    interactivity: { is_enabled: true, message_menu_options_url: 'https://example.com/slack/events' },
  },
};

const users = [
  { id: 'U0PRIYA', name: 'priya', real_name: 'Priya Nair', tz: 'Europe/Berlin' },
  { id: 'U0JONAS', name: 'jonas', real_name: 'Jonas Weber', tz: 'Europe/Berlin' },
  { id: 'U0ELENA', name: 'elena', real_name: 'Elena García', tz: 'America/Sao_Paulo' },
];

/** Starts both for one test. */
export async function startBareBot(): Promise<BareBot> {
  const arrived: Json[] = [];
  let answer: Answer = () => undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const payload = new URLSearchParams(await read(request)).get('payload');
    const interaction = JSON.parse(payload ?? '{}') as Json;
    if (payload !== null) arrived.push(interaction);
    const said = payload === null ? undefined : await answer(interaction);
    response.writeHead(typeof said === 'number' ? said : 200, { 'content-type': 'application/json' });
    response.end(typeof said === 'object' ? JSON.stringify(said) : '');
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const channels = [
    { id: 'C0DAILY', name: 'cs-daily' },
    { id: 'C0LEADS', name: 'leads', is_private: true },
  ];
  const sandbox = await startSandbox({ manifest, botUrl, users, channels });
  onTestFinished(async () => {
    await sandbox.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    sandbox,
    url: sandbox.url,
    arrived,
    answerWith: (next) => (answer = next),
    call: (method, body) => callSlack(sandbox, method, body),
  };
}

async function callSlack(sandbox: Sandbox, method: string, body: Json): Promise<Json> {
  const response = await fetch(`${sandbox.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.botToken}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Json;
  if (answer['ok'] !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
  return answer;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
