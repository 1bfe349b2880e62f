import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HTTPReceiver, App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quietLogger } from './bot.ts';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

interface Announcement {
  url: string;
  apiUrl: string;
  botToken: string;
  signingSecret: string;
}

describe('the sandbox as a process of its own, led by its control API', () => {
  let child: ChildProcess;
  let sandbox: Announcement;
  let app: App;
  let server: Server;
  let client: WebClient;

  beforeAll(async () => {
    child = spawn(process.execPath, [main, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout! });
    const [line] = (await new Promise((resolve) => lines.once('line', (text) => resolve([text])))) as [
      string,
    ];
    sandbox = JSON.parse(line) as Announcement;
    const logger = quietLogger();
    const clientOptions = { slackApiUrl: sandbox.apiUrl, logger, retryConfig: { retries: 0 } };
    client = new WebClient(sandbox.botToken, clientOptions);
    const receiver = new HTTPReceiver({
      signingSecret: sandbox.signingSecret,
      endpoints: ['/slack/events'],
      logger,
    });
    app = new App({ token: sandbox.botToken, receiver, logger, clientOptions });
    app.command('/account', async ({ ack, respond }) => {
      await ack();
      await respond({
        text: 'Pick',
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: '*Pick*' } },
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' } }],
          },
        ],
      });
    });
    app.action('open', async ({ ack, body, client: bot }) => {
      await ack();
      if (!('trigger_id' in body)) return;
      const input = { type: 'plain_text_input' as const, action_id: 'value' };
      await bot.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'book',
          title: { type: 'plain_text', text: 'Book' },
          submit: { type: 'plain_text', text: 'Book' },
          blocks: [
            { type: 'input', block_id: 'name', label: { type: 'plain_text', text: 'Name' }, element: input },
          ],
        },
      });
    });
    app.view('book', async ({ ack }) => ack());
    server = await app.start({ port: 0, host: '127.0.0.1' });
    await post('connect', { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await app.stop();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  });

  const get = async (path: string): Promise<Record<string, never>> =>
    (await fetch(`${sandbox.url}/sandbox/${path}`)).json() as Promise<Record<string, never>>;
  const post = async (path: string, body: unknown = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('a person commands, presses and submits', async () => {
    expect(await post('people/U0PRIYA/command', { command: '/account', text: 'acme' })).toMatchObject({
      status: 200,
    });
    const ephemerals = async () =>
      (await get('people/U0PRIYA/ephemerals'))['messages'] as unknown as {
        ts: string;
        channel: string;
        plain: string;
      }[];
    await expect.poll(async () => (await ephemerals()).length).toBe(1);
    const [message] = await ephemerals();
    expect(message?.plain).toBe('Pick\nOpen');
    await post('people/U0PRIYA/press', { channel: message?.channel, ts: message?.ts, action_id: 'open' });
    await expect
      .poll(async () => (await get('people/U0PRIYA/views'))['views'])
      .toMatchObject([{ title: 'Book' }]);
    expect(await post('people/U0PRIYA/submit', { values: {} })).toMatchObject({
      status: 400,
      body: { error: 'client_validation' },
    });
    expect(await post('people/U0PRIYA/submit', { values: { name: 'x' } })).toMatchObject({
      body: { action: 'close' },
    });
  });

  test('messages of a channel are listed, faults planned, the log read', async () => {
    await post('faults/next', { method: 'chat.postMessage', fault: { kind: 'cut-after' } });
    await expect(client.chat.postMessage({ channel: 'C0CSDAILY', text: '*Twice?*' })).rejects.toThrow(
      'fetch failed',
    );
    expect((await get('channels/cs-daily/messages'))['messages']).toMatchObject([
      { text: '*Twice?*', plain: 'Twice?' },
    ]);
    expect((await get('log'))['exchanges']).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ fault: 'cut-after' })]),
    );
    expect((await get('channels'))['channels']).toMatchObject([{ name: 'cs-daily', messages: 1 }, {}, {}]);
    expect(await post('people/U0NOBODY/command', { command: '/account' })).toMatchObject({ status: 400 });
    expect(await post('nothing')).toMatchObject({ status: 404 });
  });

  test('pages of other sites cannot lead it', async () => {
    expect(await post('faults/clear', {}, { origin: 'https://evil.example.com' })).toMatchObject({
      status: 403,
    });
    expect(await post('faults/clear', {}, { 'content-type': 'text/plain' })).toMatchObject({ status: 403 });
    const status = await new Promise((resolve) => {
      const asked = request(
        `${sandbox.url}/sandbox/log`,
        { headers: { host: 'rebound.example.com' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.end();
    });
    expect(status).toBe(403);
  });
});
