import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { afterEach, expect, it } from 'vitest';
import { presetFit } from '#src/fit/presets.ts';
import { presetScorecard } from '#src/health/presets.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { DEFAULT_MISSING_DATA, withPresetPlays } from '#src/plays/presets.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import type { RateLimit } from '#src/signals/rate-limit.ts';
import { createSignalsApi } from '#src/signals/http.ts';
import { createWriteKey, listWriteKeys, revokeWriteKey } from '#src/signals/write-keys.ts';
import { onEachDatabase } from '../support/database.ts';
import { letLeave } from '../accounts/make-account.ts';
import { addWorkspace, depsOf, dump, NOW } from '../imports/support.ts';

const NPS = { id: 'nps', name: 'NPS', owner: 'us', optional: false, learn: null } as const;
const APPLIED: AppliedProgram = {
  version: 1,
  appliedAt: NOW.toISOString(),
  program: {
    name: 'Test',
    timezone: 'America/Sao_Paulo',
    segments: [{ id: 'assisted', name: 'Assisted', experience: null, journey: 'j' }],
    journeys: [
      {
        id: 'j',
        name: 'J',
        phases: [
          {
            id: 'p',
            name: 'P',
            startsWhen: null,
            usualDays: 30,
            milestone: {
              id: 'm',
              name: 'M',
              value: null,
              opportunity: null,
              tasks: [
                {
                  ...NPS,
                  condition: { kind: 'kpi', kpi: 'nps', bound: 'at_least', value: 8, maxAgeDays: null },
                },
              ],
            },
          },
        ],
      },
    ],
    rules: [],
    fit: presetFit(),
    scorecard: presetScorecard(),
    plays: withPresetPlays([]),
    missingData: DEFAULT_MISSING_DATA,
    engagement: presetEngagement(),
    posts: { morning: null, leadership: null },
  },
};

const ACTIVE = {
  id: 'active',
  name: 'Active users',
  persona: 'user',
  weight: { usual: 100, byStage: {} },
  source: { kind: 'kpi', kpi: 'active_users' },
  scores: { zeroAt: 0, hundredAt: 80 },
  maxAgeDays: 30,
  play: null,
} as const;
const UNTIL_QUIET = {
  id: 'calm',
  name: 'Wait until it is calm',
  owner: 'lead',
  dueInBusinessDays: 5,
  doneWhen: { kind: 'kpi', kpi: 'open_tickets', bound: 'at_most', value: 2 },
} as const;
/** KPIs that no task measures: one of the scorecard, one that ends a step of a play. */
const MEASURING: AppliedProgram = {
  ...APPLIED,
  program: {
    ...APPLIED.program,
    scorecard: { ...APPLIED.program.scorecard, metrics: [ACTIVE] },
    plays: [{ id: 'calm', name: 'Calm down', enabled: true, steps: [UNTIL_QUIET] }],
  },
};

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

onEachDatabase('signals over HTTP', (use) => {
  const setUp = async (limit?: RateLimit, applied = APPLIED) => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const { id, key } = await createWriteKey(deps, workspaceId, 'product');
    const api = createSignalsApi(
      { ...deps, programs: { load: async () => applied } },
      { limit, steadyNow: () => 0 },
    );
    const server = createServer((request, response) => void api(request, response));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
      const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: isRaw ? (body as string) : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    return { deps, workspaceId, id, key, url, post };
  };

  it('keeps events and values, once per message id', async () => {
    const { deps, workspaceId, post } = await setUp();
    const batch = [
      {
        type: 'group',
        groupId: 'acme',
        userId: 'u1',
        messageId: 'm1',
        traits: { name: 'Acme', plan: 'assisted', website: 'https://Acme.com/' },
      },
      { type: 'track', event: 'export', groupId: 'acme', messageId: 'm2', timestamp: '2024-11-25T01:00:00Z' },
      {
        type: 'track',
        event: 'nps',
        context: { groupId: 'acme' },
        messageId: 'm3',
        properties: { value: '9.5' },
      },
      { type: 'track', event: 'nps', groupId: 'acme', messageId: 'm4' },
      { type: 'page', name: 'Pricing', userId: 'u1', messageId: 'm5' },
      { type: 'alias', userId: 'u1', previousId: 'x', messageId: 'm6' },
    ];
    for (let times = 0; times < 2; times += 1) {
      expect(await post('/v1/batch', { batch })).toMatchObject({ status: 200, body: { success: true } });
    }
    const found = await dump(deps, workspaceId);
    expect(found.accounts).toMatchObject([
      { key: 'acme', name: 'Acme', name_key: 'acme', domain: 'acme.com', segment: 'assisted' },
    ]);
    expect(found.events).toMatchObject([
      { account: 'acme', name: 'export', day: '2024-11-24', at: '2024-11-25T01:00:00.000Z', count: 1 },
      { name: 'nps' },
      { name: 'Page viewed: Pricing', day: '2024-11-25' },
    ]);
    expect(found.values).toMatchObject([{ account: 'acme', kpi: 'nps', value: 9.5 }]);
    expect(found.contacts).toMatchObject([{ account: 'acme', name: 'u1', key: 'api|u1' }]);
    const stale = await deps.database.db
      .selectFrom('stale_account')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(stale).toMatchObject([{ day: '2024-11-25' }]);
  });

  it('keeps as values what the scorecard measures and what ends a step of a play', async () => {
    const { deps, workspaceId, post } = await setUp(undefined, MEASURING);
    const track = (event: string, value: number, messageId: string) => ({
      type: 'track',
      groupId: 'acme',
      event,
      messageId,
      timestamp: '2024-11-25T12:00:00Z',
      properties: { value },
    });
    const batch = [track('active_users', 31, 'm1'), track('open_tickets', 4, 'm2'), track('clicks', 7, 'm3')];
    expect(await post('/v1/batch', { batch })).toMatchObject({ status: 200 });
    const found = await dump(deps, workspaceId);
    expect(Object.fromEntries(found.values.map(({ kpi, value }) => [kpi, value]))).toEqual({
      active_users: 31,
      open_tickets: 4,
    });
    expect(found.events.map(({ name }) => name)).toEqual(['clicks']);
  });

  it('works with the client library of Segment as it is', async () => {
    const { deps, workspaceId, key, url } = await setUp();
    const errors: unknown[] = [];
    const analytics = new Analytics({ writeKey: key, host: url, flushInterval: 10 });
    analytics.on('error', (error) => errors.push(error));
    analytics.identify({ userId: 'u1', traits: { name: 'Zoë', email: 'zoe@acme.com', title: 'CTO' } });
    analytics.group({ userId: 'u1', groupId: 'acme', traits: { name: 'Acme', createdAt: '2024-01-31' } });
    for (let count = 0; count < 30; count += 1)
      analytics.track({ userId: 'u1', event: 'export', properties: { count } });
    analytics.page({ userId: 'u1', name: 'Home' });
    analytics.screen({ userId: 'u1', name: 'Start' });
    await analytics.closeAndFlush();
    expect(errors).toEqual([]);
    const found = await dump(deps, workspaceId);
    expect(found.accounts).toMatchObject([{ key: 'acme', name: 'Acme', started_on: '2024-01-31' }]);
    expect(found.contacts).toMatchObject([
      { account: 'acme', name: 'Zoë', email: 'zoe@acme.com', title: 'CTO' },
    ]);
    expect(found.events).toHaveLength(32);
    expect(new Set(found.events.map(({ name }) => name))).toEqual(
      new Set(['export', 'Page viewed: Home', 'Screen viewed: Start']),
    );
    // The client's clock is years ahead of ours here: its times were corrected to ours.
    expect(found.events.every(({ day }) => day === '2024-11-25')).toBe(true);
  });

  it('takes back nothing by a late second delivery, and fills a start only once', async () => {
    const { deps, workspaceId, post } = await setUp();
    const old = { groupId: 'a', messageId: 'old', traits: { name: 'Old', createdAt: '2023-05-05' } };
    await post('/v1/group', old);
    await post('/v1/group', {
      groupId: 'a',
      messageId: 'new',
      traits: { name: 'New', createdAt: '2024-05-05', stage: 'renewal' },
    });
    await post('/v1/group', old);
    const { accounts } = await dump(deps, workspaceId);
    expect(accounts).toMatchObject([{ name: 'New', started_on: '2023-05-05', stage: 'Renewal' }]);
    const audit = await deps.database.db
      .selectFrom('audit')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(audit.find(({ action }) => action === 'account.update')).toMatchObject({ actor: 'api:product' });
  });

  it('takes back no departure that a person wrote down', async () => {
    const { deps, workspaceId, post } = await setUp();
    const say = (messageId: string) =>
      post('/v1/group', { groupId: 'a', messageId, traits: { stage: 'adoption' } });
    await say('first');
    const { db } = deps.database;
    const account = db.selectFrom('account').selectAll().where('workspace_id', '=', workspaceId);
    const { id } = await account.executeTakeFirstOrThrow();
    await letLeave(deps.database, id, '2024-11-20');
    const before = await account.executeTakeFirstOrThrow();
    await say('second');
    expect(await account.executeTakeFirstOrThrow()).toEqual(before);
    expect((await dump(deps, workspaceId)).churn).toMatchObject([{ day: '2024-11-20', returned: 0 }]);
  });

  it('writes down who leaves and comes back by a stage, on the day on which it is said', async () => {
    const { deps, workspaceId, post } = await setUp();
    const say = (stage: string, timestamp: string) =>
      post('/v1/group', { groupId: 'a', timestamp, traits: { stage } });
    await say('churned', '2024-11-21T01:00:00Z');
    await say('churned', '2024-11-22T12:00:00Z');
    await say('adoption', '2024-11-23T12:00:00Z');
    const { churn } = await dump(deps, workspaceId);
    expect(churn.map(({ account, day, returned }) => [account, day, returned])).toEqual([
      ['a', '2024-11-20', 0],
      ['a', '2024-11-23', 1],
    ]);
    const audit = await deps.database.db
      .selectFrom('audit')
      .select(['action', 'actor'])
      .where('workspace_id', '=', workspaceId)
      .where('action', 'in', ['account.end', 'account.return'])
      .orderBy('id')
      .execute();
    expect(audit).toEqual([
      { action: 'account.end', actor: 'api:product' },
      { action: 'account.return', actor: 'api:product' },
    ]);
  });

  it('keeps a signal for an account that nobody knows yet, and an identify for a user without one', async () => {
    const { deps, workspaceId, post } = await setUp();
    expect((await post('/v1/track', { event: 'login', groupId: 77 })).status).toBe(200);
    expect(
      (await post('/v1/identify', { userId: 'u9', traits: { firstName: 'Ann', lastName: 'Lee' } })).status,
    ).toBe(200);
    expect((await post('/v1/group', { userId: 'u9', groupId: '77' })).status).toBe(200);
    const found = await dump(deps, workspaceId);
    expect(found.accounts).toMatchObject([{ key: '77', name: '77', segment: null }]);
    expect(found.contacts).toMatchObject([{ name: 'Ann Lee', account: '77' }]);
  });

  it.each([
    ['/v1/track', { groupId: 'a' }, 'event', 'is missing'],
    ['/v1/track', { event: 'x' }, 'groupId', 'is missing'],
    [
      '/v1/track',
      { event: 'nps', groupId: 'a', properties: { value: 'high' } },
      'properties.value',
      'must be a number',
    ],
    ['/v1/track', { event: 'x', groupId: 'a', timestamp: 'yesterday' }, 'timestamp', 'ISO 8601'],
    [
      '/v1/track',
      { event: 'x', groupId: 'a', timestamp: '2024-11-26T00:00:00Z' },
      'timestamp',
      'in the future',
    ],
    ['/v1/track', { event: 'a\u0000b', groupId: 'a' }, 'event', 'plain text'],
    ['/v1/track', { event: 'x', groupId: 'a', messageId: 'x'.repeat(300) }, 'messageId', 'at most 255'],
    ['/v1/track', { event: 'x', groupId: { id: 1 } }, 'groupId', 'must be a text'],
    ['/v1/group', { traits: {} }, 'groupId', 'is missing'],
    ['/v1/identify', { traits: {} }, 'userId', 'is missing'],
    ['/v1/batch', { batch: {} }, 'batch', 'must be a list'],
    [
      '/v1/batch',
      { batch: [{ type: 'track', event: 'x', groupId: 'a' }, { type: 'trakc' }] },
      'batch[1].type',
      'one of',
    ],
    [
      '/v1/batch',
      { batch: [{ type: 'alias' }, { type: 'track', event: 'x', userId: 'z' }] },
      'batch[1].groupId',
      'user z',
    ],
  ])('answers 400 to %s %j and keeps nothing of it', async (path, body, at, words) => {
    const { deps, workspaceId, post } = await setUp();
    expect(await post(path, body)).toMatchObject({
      status: 400,
      body: { success: false, error: { path: at, message: expect.stringContaining(words) } },
    });
    const { accounts, events } = await dump(deps, workspaceId);
    expect([...accounts, ...events]).toEqual([]);
  });

  it('answers 401 without a key that holds, 413 to what is too large, and reads gzip', async () => {
    const { deps, workspaceId, id, post } = await setUp();
    const track = { type: 'track', event: 'x', groupId: 'a', messageId: 'm' };
    expect((await post('/v1/track', track, { authorization: 'Basic Zm9vOg==' })).status).toBe(401);
    expect((await post('/v1/track', track, { authorization: 'Bearer x' })).status).toBe(401);
    const large = { ...track, properties: { text: 'x'.repeat(33 * 1024) } };
    expect((await post('/v1/track', large)).status).toBe(413);
    expect(await post('/v1/batch', { batch: [track, large] })).toMatchObject({
      status: 413,
      body: { error: { path: 'batch[1]' } },
    });
    const many = {
      batch: Array.from({ length: 30 }, () => ({ ...track, properties: { text: 'x'.repeat(20_000) } })),
    };
    expect((await post('/v1/batch', many)).status).toBe(413);
    const packed = { 'content-encoding': 'gzip' };
    expect((await post('/v1/batch', gzipSync(JSON.stringify(many)), packed)).status).toBe(413);
    expect((await post('/v1/batch', gzipSync(JSON.stringify({ batch: [track] })), packed)).status).toBe(200);
    expect((await post('/v1/track', '{"event":')).status).toBe(400);
    expect(
      (await post('/v1/track', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(400);
    expect((await post('/v1/other', track)).status).toBe(404);

    expect(await revokeWriteKey(deps, workspaceId, id)).toBe(true);
    expect(await revokeWriteKey(deps, workspaceId, id)).toBe(false);
    expect((await post('/v1/track', track)).status).toBe(401);
    expect(await listWriteKeys(deps, workspaceId)).toMatchObject([
      { id, name: 'product', revokedAt: NOW.toISOString() },
    ]);
    expect((await dump(deps, workspaceId)).events).toHaveLength(1);
  });

  it('answers 429 with the seconds to wait, when a key sends too much', async () => {
    const { post } = await setUp({ perSecond: 1, burst: 3 });
    const batch = [1, 2].map((n) => ({ type: 'track', event: 'x', groupId: 'a', messageId: `m${n}` }));
    expect((await post('/v1/batch', { batch })).status).toBe(200);
    const refused = await post('/v1/batch', { batch });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
  });

  it('keeps what many senders send at once, each message once', async () => {
    const { deps, workspaceId, post } = await setUp();
    const requests = Array.from({ length: 40 }, (_, index) =>
      post('/v1/batch', {
        batch: Array.from({ length: 20 }, (_unused, n) => ({
          type: 'track',
          event: 'export',
          groupId: `a${n % 3}`,
          // Each message is sent by two of the senders.
          messageId: `m${Math.floor(index / 2)}-${n}`,
        })),
      }),
    );
    // One that is refused takes nobody with it.
    const wrong = post('/v1/track', { event: 'x', userId: 'nobody' });
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await wrong).status).toBe(400);
    const found = await dump(deps, workspaceId);
    expect(found.events).toHaveLength(400);
    expect(found.accounts.map(({ key }) => key)).toEqual(['a0', 'a1', 'a2']);
  });
});
