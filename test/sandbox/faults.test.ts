import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { clientOf, manifest, startBench } from './bot.ts';

const C = 'C0CSDAILY';

describe('faults of the Web API', () => {
  let sandbox: Sandbox;
  let client: WebClient;
  beforeEach(async () => {
    sandbox = await startSandbox({ manifest });
    client = clientOf(sandbox, { timeout: 300 });
  });
  afterEach(() => sandbox.stop());
  const post = (text = 'x', channel = C) => client.chat.postMessage({ channel, text });
  const posted = () => sandbox.channel(C).messages().length;

  test('a rate limit says when to come back, and nothing is posted', async () => {
    sandbox.faults.next('chat.postMessage', { kind: 'rate-limited', retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
    expect(posted()).toBe(0);
    await post();
    expect(posted()).toBe(1);
  });

  test.for([
    ['server-error', 'slack_webapi_http_error', 0],
    ['cut-before', 'slack_webapi_request_error', 0],
    ['cut-after', 'slack_webapi_request_error', 1],
    ['timeout-before', 'slack_webapi_request_error', 0],
    ['timeout-after', 'slack_webapi_request_error', 1],
  ] as const)('%s: %s, and %i message stands there', async ([kind, code, messages]) => {
    sandbox.faults.next('*', { kind });
    await expect(post()).rejects.toMatchObject({ code });
    expect(posted()).toBe(messages);
    expect(sandbox.log.calls('chat.postMessage').at(-1)).toMatchObject({ fault: kind });
  });

  test('an error may be dictated, for as many calls as wanted', async () => {
    sandbox.faults.next('chat.postMessage', { kind: 'error', error: 'internal_error' }, 2);
    await expect(post()).rejects.toMatchObject({ data: { error: 'internal_error' } });
    await expect(post()).rejects.toMatchObject({ data: { error: 'internal_error' } });
    await post();
    const end = sandbox.faults.always('auth.test', { kind: 'server-error', status: 503 });
    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
    end();
    await client.auth.test();
  });

  test('a slow answer is an answer', async () => {
    sandbox.faults.next('chat.postMessage', { kind: 'slow', ms: 5 });
    expect(await post()).toMatchObject({ ok: true });
    sandbox.faults.next('chat.postMessage', { kind: 'slow', ms: 1000 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(posted()).toBe(2);
  });

  test('a held call waits until it is let go', async () => {
    const release = sandbox.faults.hold('chat.postMessage');
    const held = post();
    await client.auth.test();
    expect(posted()).toBe(0);
    release();
    await held;
    expect(posted()).toBe(1);
  });

  test('rate limits are off by default, then one post a second and channel', async () => {
    await Promise.all(Array.from({ length: 10 }, () => post()));
    sandbox.faults.rateLimits = true;
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => post()));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(8);
    expect(refused[0]?.reason).toMatchObject({ retryAfter: 1 });
    await post('x', 'C0LEADERSHIP');
  });

  test('random misfortunes are the same for the same seed', async () => {
    const run = async () => {
      sandbox.faults.randomly({ random: seededRandom(7), rates: { 'cut-after': 0.3, 'server-error': 0.2 } });
      const outcomes: string[] = [];
      for (let index = 0; index < 20; index += 1) {
        outcomes.push(
          await post().then(
            () => 'ok',
            (error: { code: string }) => error.code,
          ),
        );
      }
      return outcomes;
    };
    const first = await run();
    expect(new Set(first).size).toBe(3);
    expect(await run()).toEqual(first);
    sandbox.faults.clear();
    await post();
  });
});

describe('faults of deliveries', () => {
  test('an event or a press arrives twice when it is told to, the second time as a retry', async () => {
    const seen: unknown[] = [];
    const bench = await startBench((app) => {
      app.event('app_mention', async ({ body, context }) => {
        seen.push([body.event_id, context.retryNum, context.retryReason]);
      });
    });
    bench.sandbox.faults.duplicateNext('event');
    await bench.sandbox.as('U0PRIYA').event({ type: 'app_mention', text: 'Hi', channel: C, ts: '1.2' });
    const [first, second] = seen as [unknown[], unknown[]];
    expect(first).toEqual([expect.stringMatching(/^Ev/), undefined, undefined]);
    expect(second).toEqual([first[0], 1, 'http_timeout']);
    await bench.stop();
  });

  test('a bot that does not answer in three seconds, answers badly, or is not there, is told apart', async () => {
    const bench = await startBench((app) => {
      app.command('/account', async () => {});
    });
    const priya = bench.sandbox.as('U0PRIYA');
    await expect(priya.command('/account')).rejects.toThrow(/operation_timeout|dispatch_failed/);
    bench.sandbox.connectBot('http://127.0.0.1:1/slack/events');
    await expect(priya.command('/account')).rejects.toThrow('dispatch_failed');
    expect(bench.sandbox.log.all().at(-1)).toMatchObject({
      direction: 'slack-to-bot',
      status: 0,
      error: 'dispatch_failed',
    });
    await bench.stop();
  });

  test('a response_url serves five times in thirty minutes, and its faults can be planned', async () => {
    let shift = 0;
    const urls: string[] = [];
    const bench = await startBench(
      (app) => {
        app.command('/account', async ({ ack, command }) => {
          urls.push(command.response_url);
          await ack();
        });
      },
      { now: () => new Date(Date.now() + shift) },
    );
    const priya = bench.sandbox.as('U0PRIYA');
    const result = await priya.command('/account');
    const answer = async (url: string, body: unknown = { text: 'x' }) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return `${response.status} ${await response.text()}`;
    };
    expect(await answer(urls[0]!, {})).toBe('500 no_text');
    expect(await answer(urls[0]!, { blocks: [{ type: 'section' }] })).toBe('400 invalid_blocks');
    bench.sandbox.faults.next('response_url', { kind: 'cut-after' });
    await expect(answer(urls[0]!)).rejects.toThrow('fetch failed');
    for (let use = 2; use <= 5; use += 1) expect(await answer(urls[0]!)).toBe('200 ok');
    expect(await answer(urls[0]!)).toBe('404 used_url');
    expect(result.replies()).toHaveLength(5);
    await priya.command('/account');
    shift = 31 * 60_000;
    expect(await answer(urls[1]!)).toBe('404 expired_url');
    await bench.stop();
  });
});
