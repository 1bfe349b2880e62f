import type { WebClient } from '@slack/web-api';
import { WebClient as Client } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import { clientOf, clientOptions, manifest } from './bot.ts';

const U = 'U0PRIYA';
const C = 'C0CSDAILY';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The error with which a call is refused, or `ok`. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return (error as { data: { error: string } }).data.error;
  }
}

describe('the Web API', () => {
  let sandbox: Sandbox;
  let client: WebClient;
  beforeAll(async () => {
    sandbox = await startSandbox({
      manifest,
      channels: [
        { id: C, name: 'cs-daily' },
        { id: 'C0OUTSIDE', name: 'outside', bot_is_member: false },
        { id: 'C0OLD', name: 'old', is_archived: true },
        { id: 'G0SECRET', name: 'secret', is_private: true, bot_is_member: false },
        { id: 'G0TEAM', name: 'team', is_private: true, members: [U] },
      ],
    });
    client = clientOf(sandbox);
  });
  afterAll(() => sandbox.stop());

  test('auth.test, team.info and users.info say who is there', async () => {
    expect(await client.auth.test()).toMatchObject({ user_id: sandbox.botUserId, team_id: sandbox.teamId });
    expect(await client.team.info()).toMatchObject({ team: { id: sandbox.teamId } });
    expect(await client.users.info({ user: U })).toMatchObject({
      user: { id: U, real_name: 'Priya Nair', tz: 'Europe/Berlin', is_admin: true },
    });
    expect((await client.users.list({ limit: 2 })).members).toHaveLength(2);
  });

  test('a posted message is read back, with metadata where asked for', async () => {
    const metadata = { event_type: 'delivery', event_payload: { id: 'd1' } };
    const posted = await client.chat.postMessage({
      channel: C,
      text: 'Hello',
      blocks: [section('*Hello*')],
      metadata,
    });
    expect(posted.message).toMatchObject({
      text: 'Hello',
      bot_id: expect.any(String),
      blocks: [{ type: 'section' }],
    });
    const bare = await client.conversations.history({
      channel: C,
      latest: posted.ts!,
      inclusive: true,
      limit: 1,
    });
    expect(bare.messages?.[0]).toMatchObject({ ts: posted.ts, text: 'Hello' });
    expect(bare.messages?.[0]).not.toHaveProperty('metadata');
    const whole = await client.conversations.history({ channel: C, include_all_metadata: true });
    expect(whole.messages?.find((message) => message.ts === posted.ts)).toMatchObject({ metadata });
  });

  test('an update changes in place; text alone keeps the blocks', async () => {
    const { ts } = await client.chat.postMessage({ channel: C, text: 'One', blocks: [section('One')] });
    await client.chat.update({ channel: C, ts: ts!, text: 'Two' });
    const view = sandbox
      .channel(C)
      .messages()
      .find((message) => message.ts === ts);
    expect(view).toMatchObject({
      text: 'Two',
      blocks: [{ type: 'section' }],
      edited: { user: sandbox.botUserId },
    });
    await client.chat.update({ channel: C, ts: ts!, text: 'Three', blocks: [] });
    expect(
      sandbox
        .channel(C)
        .messages()
        .find((message) => message.ts === ts)
        ?.plain(),
    ).toBe('Three');
    await client.chat.delete({ channel: C, ts: ts! });
    expect(await outcome(client.chat.update({ channel: C, ts: ts!, text: 'Four' }))).toBe(
      'message_not_found',
    );
  });

  test('a thread has its replies apart from the channel', async () => {
    const parent = await client.chat.postMessage({ channel: C, text: 'Parent' });
    const reply = await client.chat.postMessage({ channel: C, text: 'Reply', thread_ts: parent.ts! });
    const thread = await client.conversations.replies({ channel: C, ts: parent.ts! });
    expect(thread.messages?.map((message) => message.text)).toEqual(['Parent', 'Reply']);
    expect(thread.messages?.[0]).toMatchObject({ reply_count: 1, latest_reply: reply.ts });
    expect(sandbox.channel(C).latest().ts).toBe(parent.ts);
    expect(sandbox.channel(C).thread(parent.ts!)).toHaveLength(2);
    const nested = client.chat.postMessage({ channel: C, text: 'x', thread_ts: reply.ts! });
    expect(await outcome(nested)).toBe('cannot_reply_to_message');
  });

  test('history comes newest first, in pages, between bounds', async () => {
    const ts: string[] = [];
    for (const text of ['1', '2', '3', '4', '5'])
      ts.push((await client.chat.postMessage({ channel: C, text })).ts!);
    const first = await client.conversations.history({ channel: C, limit: 2, oldest: ts[0]! });
    expect(first.messages?.map((message) => message.text)).toEqual(['5', '4']);
    expect(first.has_more).toBe(true);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client.conversations.history({ channel: C, limit: 2, oldest: ts[0]!, cursor });
    expect(second.messages?.map((message) => message.text)).toEqual(['3', '2']);
    expect(second.has_more).toBe(false);
    const bounded = { channel: C, oldest: ts[1]!, latest: ts[3]! };
    expect((await client.conversations.history(bounded)).messages?.map(({ text }) => text)).toEqual(['3']);
    const inclusive = await client.conversations.history({ ...bounded, inclusive: true });
    expect(inclusive.messages?.map(({ text }) => text)).toEqual(['4', '3', '2']);
  });

  test('conversations are listed as far as the bot may see them', async () => {
    const names = async (types?: string) =>
      (await client.conversations.list(types ? { types } : {})).channels?.map((channel) => channel.name);
    expect(await names()).toEqual(['cs-daily', 'outside', 'old']);
    expect(await names('private_channel')).toEqual(['team']);
    expect((await client.users.conversations({})).channels?.map((channel) => channel.name)).toEqual([
      'cs-daily',
      'old',
    ]);
    expect(await client.conversations.info({ channel: C })).toMatchObject({
      channel: { is_member: true, is_archived: false },
    });
    expect((await client.conversations.members({ channel: 'G0TEAM' })).members).toEqual([
      U,
      sandbox.botUserId,
    ]);
    await client.conversations.join({ channel: 'C0OUTSIDE' });
    expect((await client.conversations.info({ channel: 'C0OUTSIDE' })).channel?.is_member).toBe(true);
    sandbox.setBotMember('outside', false);
  });

  test('a direct message goes by the person, or by the opened conversation', async () => {
    const opened = await client.conversations.open({ users: U });
    await client.chat.postMessage({ channel: opened.channel!.id!, text: 'By conversation' });
    await client.chat.postMessage({ channel: U, text: 'By person' });
    expect(
      sandbox
        .directMessages(U)
        .messages()
        .map((message) => message.text),
    ).toEqual(['By conversation', 'By person']);
    expect(await client.conversations.open({ users: U })).toMatchObject({ already_open: true });
  });

  test('an ephemeral message reaches one person of the channel', async () => {
    await client.chat.postEphemeral({ channel: C, user: U, text: 'For you' });
    expect(sandbox.as(U).ephemerals(C).at(-1)?.text).toBe('For you');
    const history = await client.conversations.history({ channel: C });
    expect(history.messages?.some((message) => message.text === 'For you')).toBe(false);
  });

  test('a permalink leads to the message', async () => {
    const { ts } = await client.chat.postMessage({ channel: C, text: 'Here' });
    const link = await client.chat.getPermalink({ channel: C, message_ts: ts! });
    expect(link.permalink).toBe(`${sandbox.url}/archives/${C}/p${ts!.replace('.', '')}`);
  });

  test('files go up in three steps, and appear in the channel', async () => {
    const sent = await client.filesUploadV2({
      channel_id: C,
      filename: 'a.csv',
      content: 'x,y',
      initial_comment: 'Rejected rows',
    });
    expect(sent.ok).toBe(true);
    expect(sandbox.channel(C).latest()).toMatchObject({
      text: 'Rejected rows',
      files: [{ name: 'a.csv', size: 3 }],
    });
  });

  const long = 'x'.repeat(3001);
  const refusals: [string, string, (api: WebClient) => Promise<unknown>][] = [
    ['unknown_method', 'a method that is none', (api) => api.apiCall('chat.shout')],
    ['invalid_arguments', 'no channel', (api) => api.apiCall('chat.postMessage', { text: 'x' })],
    [
      'channel_not_found',
      'an unknown channel',
      (api) => api.chat.postMessage({ channel: 'C0NONE', text: 'x' }),
    ],
    [
      'channel_not_found',
      'a private channel from outside',
      (api) => api.chat.postMessage({ channel: 'G0SECRET', text: 'x' }),
    ],
    [
      'not_in_channel',
      'a channel from outside',
      (api) => api.chat.postMessage({ channel: 'C0OUTSIDE', text: 'x' }),
    ],
    ['is_archived', 'an archived channel', (api) => api.chat.postMessage({ channel: 'C0OLD', text: 'x' })],
    ['no_text', 'nothing to say', (api) => api.chat.postMessage({ channel: C, text: '' })],
    [
      'msg_too_long',
      'a text over 40,000',
      (api) => api.chat.postMessage({ channel: C, text: 'x'.repeat(40_001) }),
    ],
    [
      'invalid_blocks',
      'a section over 3000',
      (api) => api.chat.postMessage({ channel: C, text: 'x', blocks: [section(long)] }),
    ],
    [
      'invalid_blocks',
      '51 blocks',
      (api) =>
        api.chat.postMessage({
          channel: C,
          text: 'x',
          blocks: Array.from({ length: 51 }, () => section('x')),
        }),
    ],
    [
      'invalid_blocks_format',
      'blocks that are no list',
      (api) => api.apiCall('chat.postMessage', { channel: C, text: 'x', blocks: '{"a"' }),
    ],
    [
      'msg_blocks_too_long',
      'text over 13,200 in all',
      (api) =>
        api.chat.postMessage({
          channel: C,
          text: 'x',
          blocks: Array.from({ length: 5 }, () => section('x'.repeat(2700))),
        }),
    ],
    [
      'invalid_metadata_format',
      'metadata without a payload',
      (api) => api.apiCall('chat.postMessage', { channel: C, text: 'x', metadata: { event_type: 'x' } }),
    ],
    [
      'thread_not_found',
      'a thread that is none',
      (api) => api.chat.postMessage({ channel: C, text: 'x', thread_ts: '1.000001' }),
    ],
    [
      'user_not_in_channel',
      'an ephemeral for somebody outside',
      (api) => api.chat.postEphemeral({ channel: 'G0TEAM', user: 'U0MARCO', text: 'x' }),
    ],
    [
      'message_not_found',
      'an update of nothing',
      (api) => api.chat.update({ channel: C, ts: '1.000001', text: 'x' }),
    ],
    [
      'channel_not_found',
      'an update by the channel name',
      (api) => api.chat.update({ channel: 'cs-daily', ts: '1.000001', text: 'x' }),
    ],
    [
      'not_in_channel',
      'a history from outside',
      (api) => api.conversations.history({ channel: 'C0OUTSIDE' }),
    ],
    [
      'thread_not_found',
      'replies to nothing',
      (api) => api.conversations.replies({ channel: C, ts: '1.000001' }),
    ],
    [
      'invalid_cursor',
      'a cursor of somebody else',
      (api) => api.conversations.history({ channel: C, cursor: 'abc' }),
    ],
    ['invalid_limit', 'a page over 999', (api) => api.conversations.history({ channel: C, limit: 1000 })],
    ['invalid_types', 'a kind that is none', (api) => api.conversations.list({ types: 'nonsense' })],
    ['user_not_found', 'a stranger', (api) => api.users.info({ user: 'U0NONE' })],
    [
      'user_not_found',
      'a conversation with a stranger',
      (api) => api.conversations.open({ users: 'U0NONE' }),
    ],
    [
      'missing_scope',
      'a group conversation without mpim:write',
      (api) => api.conversations.open({ users: `${U},U0MARCO` }),
    ],
    [
      'missing_scope',
      'a list of direct messages without im:read',
      (api) => api.conversations.list({ types: 'im' }),
    ],
    ['file_not_found', 'a file that is none', (api) => api.files.info({ file: 'F0NONE' })],
    [
      'not_found',
      'an update of no view',
      (api) =>
        api.views.update({
          view_id: 'V0NONE',
          view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] },
        }),
    ],
    [
      'user_not_found',
      'a Home for a stranger',
      (api) => api.views.publish({ user_id: 'U0NONE', view: { type: 'home', blocks: [] } }),
    ],
  ];
  test.for(refusals)('refuses with %s: %s', async ([error, , call]) => {
    expect(await outcome(call(client))).toBe(error);
  });

  test('own messages only are updated or deleted', async () => {
    const { ts } = sandbox.as(U).say(C, 'Mine');
    expect(await outcome(client.chat.update({ channel: C, ts, text: 'x' }))).toBe('cant_update_message');
    expect(await outcome(client.chat.delete({ channel: C, ts }))).toBe('cant_delete_message');
    const own = await client.chat.postMessage({ channel: C, text: 'x' });
    const long = client.chat.update({ channel: C, ts: own.ts!, text: 'x'.repeat(4001) });
    expect(await outcome(long)).toBe('msg_too_long');
  });

  test('refused blocks are explained by a pointer to what is wrong', async () => {
    const call = client.chat.postMessage({ channel: C, text: 'x', blocks: [section(long)] });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
  });

  test('tokens are checked, and a missing scope is named', async () => {
    const withToken = (token: string | undefined) => new Client(token, clientOptions(sandbox));
    expect(await outcome(withToken(undefined).auth.test())).toBe('not_authed');
    expect(await outcome(withToken('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await outcome(withToken(sandbox.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await outcome(withToken(sandbox.botToken).apps.connections.open())).toBe('not_allowed_token_type');
    const call = client.conversations.list({ types: 'public_channel,im' });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'missing_scope',
        needed: 'im:read',
        provided: manifest.oauth_config!.scopes!.bot!.join(','),
      },
    });
  });

  test('the Home is published, and seen by its person alone', async () => {
    const view = { type: 'home' as const, blocks: [section('Your list')] as never };
    const published = await client.views.publish({ user_id: U, view });
    expect(sandbox.as(U).home()?.plain()).toContain('Your list');
    expect(sandbox.as('U0MARCO').home()).toBeUndefined();
    const stale = client.views.publish({ user_id: U, view, hash: 'old' });
    expect(await outcome(stale)).toBe('hash_conflict');
    await client.views.publish({ user_id: U, view, hash: published.view!.hash! });
  });

  test('a further judge may object', async () => {
    const judged = await startSandbox({
      manifest,
      judge: (kind) => (kind === 'message' ? ['too loud'] : []),
    });
    const call = clientOf(judged).chat.postMessage({ channel: C, text: 'x', blocks: [section('LOUD')] });
    await expect(call).rejects.toMatchObject({ data: { error: 'invalid_blocks', errors: ['too loud'] } });
    await judged.stop();
  });

  test('JSON bodies are taken as well as forms, and foreign hosts are not answered', async () => {
    const headers = {
      authorization: `Bearer ${sandbox.botToken}`,
      'content-type': 'application/json; charset=utf-8',
    };
    const body = JSON.stringify({ channel: C, text: 'By JSON', blocks: [section('By JSON')] });
    const answer = await fetch(`${sandbox.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ ok: true, message: { text: 'By JSON' } });
    const foreign = await import('node:http').then(
      ({ get }) =>
        new Promise<number>((resolve) => {
          get(`${sandbox.apiUrl}auth.test`, { headers: { host: 'evil.example.com' } }, (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          });
        }),
    );
    expect(foreign).toBe(403);
  });

  test('a code is exchanged for the token once', async () => {
    const back = 'http://127.0.0.1:1/slack/oauth_redirect';
    const query = new URLSearchParams({ client_id: sandbox.clientId, redirect_uri: back, state: 's1' });
    const allow = await fetch(`${sandbox.url}/oauth/v2/authorize?${query.toString()}`, {
      redirect: 'manual',
    });
    const location = new URL(allow.headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('s1');
    const exchange = {
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      code: location.searchParams.get('code') ?? '',
      redirect_uri: back,
    };
    const anonymous = new Client(undefined, clientOptions(sandbox));
    expect(await outcome(anonymous.oauth.v2.access({ ...exchange, client_secret: 'x' }))).toBe(
      'bad_client_secret',
    );
    expect(await anonymous.oauth.v2.access(exchange)).toMatchObject({
      access_token: sandbox.botToken,
      team: { id: sandbox.teamId },
    });
    expect(await outcome(anonymous.oauth.v2.access(exchange))).toBe('invalid_code');
  });
});
