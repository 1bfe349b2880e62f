import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { MessagePage, Workspace } from '#src/sandbox/page/contract.ts';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { manifest, startBench } from './bot.ts';
import type { Bench } from './bot.ts';
import { get, listen, post, upgrade } from './page-rig.ts';

const PRIYA = 'U0PRIYA';
const LENA = 'U0LENA';
const DAILY = 'C0CSDAILY';
const SECRET = 'C0SECRET';

/** The bot is subscribed to what people write and to its Home. */
const listening = {
  ...manifest,
  features: {
    ...manifest.features,
    slash_commands: [{ command: '/account', usage_hint: 'verb account', should_escape: true }],
  },
  settings: {
    ...manifest.settings,
    event_subscriptions: { bot_events: ['message.channels', 'app_mention', 'app_home_opened'] },
  },
};
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (id: string) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: id, text: { type: 'plain_text', text: id } }],
});

const modal: ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Book' },
  submit: { type: 'plain_text', text: 'Book' },
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'value', initial_value: 'Acme' },
    },
  ],
};

describe('what the page is told', () => {
  let bench: Bench;
  let url: string;
  const events: unknown[] = [];
  beforeAll(async () => {
    bench = await startBench(
      (app) => {
        app.message(async ({ event }) => {
          events.push(event);
        });
        app.event('app_mention', async ({ event }) => {
          events.push(event);
        });
        app.event('app_home_opened', async ({ event, client }) => {
          events.push(event);
          await client.views.publish({
            user_id: event.user,
            view: { type: 'home', blocks: [section('Home'), button('home.press')] },
          });
        });
        app.action('home.press', async ({ ack, body }) => {
          await ack();
          if ('trigger_id' in body)
            await bench.client.views.open({ trigger_id: body.trigger_id, view: modal });
        });
        app.command('/account', async ({ ack, respond }) => {
          await ack();
          await respond({ text: 'For you alone' });
        });
      },
      {
        channels: [
          { id: DAILY, name: 'cs-daily' },
          { id: SECRET, name: 'secret', is_private: true, members: [LENA] },
          { id: 'C0APART', name: 'apart', bot_is_member: false },
        ],
        manifest: listening,
      },
    );
    ({ url } = bench.sandbox);
  });
  afterAll(() => bench.stop());

  const workspace = async (person: string) =>
    (await get<Workspace>(url, `page/workspace?person=${person}`)).body;
  const channelOf = async (person: string, id: string) =>
    (await workspace(person)).channels.find((channel) => channel.id === id);
  const messages = async (person: string, channel: string, more = '') =>
    get<MessagePage>(url, `page/messages?person=${person}&channel=${channel}${more}`);

  test('a workspace has the people, the commands, and the channels that the person is in', async () => {
    const shown = await workspace(PRIYA);
    expect(shown).toMatchObject({ me: PRIYA, bot: bench.sandbox.botUserId, home: null, views: [] });
    expect(shown.people.map(({ name, isBot }) => [name, isBot])).toContainEqual(['milepost', true]);
    expect(shown.commands).toContainEqual({
      command: '/account',
      description: '',
      usageHint: 'verb account',
    });
    expect(shown.shortcuts).toContainEqual({
      callbackId: 'global.open',
      type: 'global',
      name: 'global.open',
    });
    expect(shown.channels.map(({ name, kind }) => [name, kind])).toEqual([
      ['cs-daily', 'channel'],
      ['apart', 'channel'],
      ['', 'im'],
    ]);
    expect(shown.clock).toMatchObject({ canMove: false, moving: null });
    expect(await get(url, 'page/workspace?person=U0NOBODY')).toMatchObject({
      status: 400,
      body: { error: 'user_not_found', message: 'nobody has the id U0NOBODY' },
    });
  });

  test('a channel comes in pages of 50, with what this person alone sees, threads apart', async () => {
    const parent = await bench.client.chat.postMessage({ channel: DAILY, text: 'Thread' });
    for (let count = 1; count <= 55; count += 1)
      await bench.client.chat.postMessage({ channel: DAILY, text: `Post ${count}` });
    await bench.client.chat.postMessage({ channel: DAILY, text: 'Answer', thread_ts: parent.ts! });
    await bench.client.chat.postEphemeral({ channel: DAILY, user: PRIYA, text: 'Only you' });
    const { body: newest } = await messages(PRIYA, DAILY);
    expect(newest.messages).toHaveLength(50);
    expect(newest.more).toBe(true);
    expect(newest.messages.at(-1)).toMatchObject({ text: 'Only you', ephemeral: true });
    expect(newest.messages[0]).toMatchObject({ text: 'Post 7', ephemeral: false, threadTs: null });
    const { body: older } = await messages(PRIYA, DAILY, `&before=${newest.messages[0]!.ts}`);
    expect(older.more).toBe(false);
    expect(older.messages.at(-1)?.text).toBe('Post 6');
    expect(older.messages.find(({ text }) => text === 'Thread')).toMatchObject({ replyCount: 1 });
    const { body: thread } = await messages(PRIYA, DAILY, `&thread=${parent.ts}`);
    expect(thread.messages.map(({ text }) => text)).toEqual(['Thread', 'Answer']);
    await bench.client.chat.postMessage({
      channel: DAILY,
      text: 'For the channel too',
      thread_ts: parent.ts!,
      reply_broadcast: true,
    });
    expect((await messages(PRIYA, DAILY)).body.messages.at(-1)).toMatchObject({
      text: 'For the channel too',
      threadTs: parent.ts,
      broadcast: true,
    });
    expect(bench.sandbox.channel(DAILY).latest().text).toBe('For the channel too');
    const others = (await messages(LENA, DAILY)).body.messages.map(({ text }) => text);
    expect(others).not.toContain('Only you');
  });

  test('of what one person alone sees, the newest fifty of a channel are kept', async () => {
    const send = async (channel: string, text: string) =>
      bench.client.chat.postEphemeral({ channel, user: 'U0MARCO', text });
    await send('C0CSDAILY', 'Elsewhere');
    const { channel } = await bench.client.conversations.open({ users: 'U0MARCO' });
    for (let count = 1; count <= 52; count += 1) await send(channel!.id!, `Whisper ${count}`);
    const marco = bench.sandbox.as('U0MARCO');
    expect(marco.ephemerals(channel!.id).map(({ text }) => text)).toMatchObject({
      length: 50,
      0: 'Whisper 3',
      49: 'Whisper 52',
    });
    expect(marco.ephemerals(DAILY)).toHaveLength(1);
  });

  test('who is not in a channel is shown nothing of it', async () => {
    await bench.client.chat.postMessage({ channel: SECRET, text: 'Behind doors' });
    expect(await messages(PRIYA, SECRET)).toMatchObject({
      status: 400,
      body: { error: 'channel_not_found' },
    });
    expect((await messages(LENA, SECRET)).body.messages).toMatchObject([{ text: 'Behind doors' }]);
    expect(
      await post(url, `people/${PRIYA}/read`, { channel: SECRET, ts: '1800000000.000000' }),
    ).toMatchObject({ status: 400, body: { error: 'channel_not_found' } });
  });

  test('files are for those who see them, and nothing in them runs', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const send = async (filename: string, file: Buffer) =>
      bench.client.filesUploadV2({ channel_id: SECRET, filename, file });
    await send('chart.png', png);
    await send("Zoë's <list>.html", Buffer.from('<script>alert(1)</script>'));
    const [chart, page] = (await messages(LENA, SECRET)).body.messages
      .slice(-2)
      .map(({ files }) => files[0]!);
    expect(chart).toMatchObject({ name: 'chart.png', mimetype: 'image/png', size: png.length });
    const picture = await fetch(`${url}${chart!.url}`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('content-disposition')).toMatch(/^inline/);
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(png);
    const { headers } = await fetch(`${url}${page!.url}`);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''Zo%C3%AB%27s%20%3Clist%3E.html",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(await get(url, `page/files/${chart!.id}?person=${PRIYA}`)).toMatchObject({
      status: 400,
      body: { error: 'file_not_found' },
    });
    const history = await bench.client.conversations.history({ channel: SECRET, limit: 1 });
    expect(history.messages?.[0]?.files?.[0]).toMatchObject({ filetype: 'html', mode: 'hosted' });
  });

  test('a file of any bytes is uploaded as base64, for a file input', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const { body } = await post<{ id: string }>(url, `people/${PRIYA}/upload`, {
      name: 'rows.csv',
      mimetype: '',
      base64: bytes.toString('base64'),
    });
    expect(body).toMatchObject({ name: 'rows.csv', mimetype: 'text/csv', size: 5 });
    expect(bench.sandbox.state.files.get(body.id)?.content).toEqual(bytes);
    expect((await fetch(`${url}/sandbox/page/files/${body.id}?person=${PRIYA}`)).status).toBe(200);
    expect((await get(url, `page/files/${body.id}?person=${LENA}`)).status).toBe(400);
  });

  test('what others wrote is unread until the person has seen it', async () => {
    const { body: before } = await messages(LENA, DAILY);
    const seen = await post<{ channel: unknown }>(url, `people/${LENA}/read`, {
      channel: DAILY,
      ts: before.messages.at(-1)!.ts,
    });
    expect(seen.body.channel).toMatchObject({ unread: 0, mentions: 0 });
    await post(url, `people/${LENA}/talk`, { channel: DAILY, text: 'My own words' });
    expect(await channelOf(LENA, DAILY)).toMatchObject({ unread: 0 });
    const lena = await listen(url, LENA);
    await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: 'For @lena' });
    await bench.client.chat.postMessage({
      channel: DAILY,
      text: 'For all',
      blocks: [section('<!here> look')],
    });
    const { ts } = await bench.client.chat.postMessage({ channel: DAILY, text: '&lt;!here&gt; is quoted' });
    expect((await lena.next('channel')).channel).toMatchObject({ unread: 1, mentions: 1 });
    expect((await lena.next('channel')).channel).toMatchObject({ unread: 2, mentions: 2 });
    expect((await lena.next('channel')).channel).toMatchObject({ unread: 3, mentions: 2 });
    await post(url, `people/${LENA}/read`, { channel: DAILY, ts: '9999999999.000000' });
    expect((await lena.next('channel')).channel).toMatchObject({ unread: 0, lastRead: ts });
    await post(url, `people/${LENA}/read`, { channel: DAILY, ts: '1000000000.000000' });
    expect(await channelOf(LENA, DAILY)).toMatchObject({ unread: 0, lastRead: ts });
    expect(await post(url, `people/${LENA}/read`, { channel: DAILY, ts: 'now' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_ts' },
    });
  });

  test('everything in a direct conversation is for the person', async () => {
    const { channel } = await bench.client.conversations.open({ users: 'U0MARCO' });
    await bench.client.chat.postMessage({ channel: channel!.id!, text: 'Hello' });
    expect(await channelOf('U0MARCO', channel!.id!)).toMatchObject({ kind: 'im', unread: 1, mentions: 1 });
    expect(await channelOf(PRIYA, channel!.id!)).toBeUndefined();
  });

  test('live, each hears what it may see and nothing else', async () => {
    const [priya, lena] = [await listen(url, PRIYA), await listen(url, LENA)];
    const posted = await bench.client.chat.postMessage({ channel: SECRET, text: 'Quiet' });
    await bench.client.chat.postEphemeral({ channel: DAILY, user: LENA, text: 'Psst' });
    await bench.client.chat.update({ channel: SECRET, ts: posted.ts!, text: 'Quieter' });
    await bench.client.chat.postMessage({ channel: SECRET, text: 'Retort', thread_ts: posted.ts! });
    await bench.client.chat.delete({ channel: SECRET, ts: posted.ts! });
    await bench.client.chat.postMessage({ channel: DAILY, text: 'The end' });
    const heard = async (reader: typeof lena) => {
      const told: string[] = [];
      while (told.at(-1) !== 'posted The end') {
        const { op, message } = await reader.next('message');
        told.push(`${op} ${message.text}${message.ephemeral ? ' (alone)' : ''}`);
      }
      return told;
    };
    expect(await heard(priya)).toEqual(['posted The end']);
    expect(await heard(lena)).toEqual([
      'posted Quiet',
      'posted Psst (alone)',
      'updated Quieter',
      'posted Retort',
      'updated Quieter',
      'deleted Quieter',
      'posted The end',
    ]);
    expect(JSON.stringify(priya.told)).not.toMatch(/Qui|Psst|Retort|secret/);
  });

  test('Home and modals reach their person alone, and are pressed there', async () => {
    const [priya, lena] = [await listen(url, PRIYA), await listen(url, LENA)];
    await post(url, `people/${PRIYA}/home`);
    const { home } = await priya.next('home');
    expect(home).toMatchObject({ type: 'home', blocks: [{ type: 'section' }, { type: 'actions' }] });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'app_home_opened', tab: 'home', user: PRIYA }),
    );
    await post(url, `people/${PRIYA}/press`, { view_id: home.id, action_id: 'home.press' });
    const { views } = await priya.next('views');
    expect(views).toMatchObject([{ type: 'modal', title: 'Book', submit: 'Book', errors: {}, close: null }]);
    expect(views[0]?.entered).toEqual({ name: { value: { type: 'plain_text_input', value: 'Acme' } } });
    expect((await workspace(PRIYA)).views).toHaveLength(1);
    await post(url, `people/${PRIYA}/close`, { view_id: views[0]!.id });
    expect((await priya.next('views')).views).toEqual([]);
    await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: 'After it' });
    await lena.next('channel');
    expect(lena.told.map(({ kind }) => kind)).toEqual(['message', 'channel']);
  });

  test('what is typed is written as a client writes it, and the bot hears what it subscribes to', async () => {
    const typed = 'Hi @milepost, see acme.com & <b> with @lena (in #cs-daily) lead:@lena';
    await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: typed });
    await post(url, `people/${PRIYA}/talk`, { channel: 'C0APART', text: '@milepost is not here' });
    const { body } = await post<{ ts: string }>(url, `people/${PRIYA}/talk`, {
      channel: DAILY,
      text: '@milepost',
    });
    await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: 'Thanks', thread_ts: body.ts });
    await expect.poll(() => events).toContainEqual(expect.objectContaining({ text: 'Thanks' }));
    const text =
      `Hi <@${bench.sandbox.botUserId}>, see <http://acme.com|acme.com> &amp; &lt;b&gt; ` +
      'with <@U0LENA> (in <#C0CSDAILY|cs-daily>) lead:<@U0LENA>';
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'message',
        channel: DAILY,
        channel_type: 'channel',
        user: PRIYA,
        text,
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'app_mention', text: `<@${bench.sandbox.botUserId}>`, ts: body.ts }),
    );
    expect(events).toContainEqual(expect.objectContaining({ text: 'Thanks', thread_ts: body.ts }));
    expect(JSON.stringify(events)).not.toContain('is not here');
    expect(await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: '  ' })).toMatchObject({
      status: 400,
      body: { error: 'no_text' },
    });
  });

  test('an answer needs a first message that is there', async () => {
    const answer = async (thread_ts: string) =>
      post<{ ts: string }>(url, `people/${PRIYA}/talk`, { channel: DAILY, text: 'Answer', thread_ts });
    const first = await bench.client.chat.postMessage({ channel: DAILY, text: 'First' });
    const { body } = await answer(first.ts!);
    expect(await answer(body.ts)).toMatchObject({ status: 400, body: { error: 'cannot_reply_to_message' } });
    await bench.client.chat.delete({ channel: DAILY, ts: first.ts! });
    expect(await answer(first.ts!)).toMatchObject({ status: 400, body: { error: 'thread_not_found' } });
  });

  test('a bot that cannot be reached holds up nobody who only talks', async () => {
    const { sandbox } = bench;
    sandbox.connectBot('http://127.0.0.1:1/');
    const reply = await post(url, `people/${PRIYA}/talk`, { channel: DAILY, text: 'Anybody?' });
    expect(reply).toMatchObject({ status: 200, body: { channel: DAILY } });
    await expect
      .poll(() => sandbox.log.all().at(-1))
      .toMatchObject({ method: 'message', error: 'dispatch_failed' });
  });

  test('the inspector is told of requests and answers, and of refusals; others are not', async () => {
    const [inspector, other] = [await listen(url, PRIYA, '&exchanges=1'), await listen(url, PRIYA)];
    await bench.client.chat
      .postMessage({
        channel: DAILY,
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }],
      })
      .catch(() => undefined);
    const { exchange } = await inspector.next('exchange');
    expect(exchange).toMatchObject({
      direction: 'bot-to-slack',
      method: 'chat.postMessage',
      status: 200,
      error: 'invalid_blocks',
    });
    expect(exchange.messages.join()).toContain('/blocks/0');
    const { body } = await get<{ exchanges: { id: number }[] }>(url, 'page/exchanges');
    expect(body.exchanges.at(-1)?.id).toBe(exchange.id);
    await bench.client.chat.postMessage({ channel: DAILY, text: 'After it' });
    await other.next('message');
    expect(other.told.filter(({ kind }) => kind === 'exchange')).toEqual([]);
  });

  test('what is not there is named', async () => {
    expect(await get(url, 'page/nothing')).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await get(url, 'constructor')).toMatchObject({ status: 404 });
    expect(await get(url, '%E0%A4%A')).toMatchObject({ status: 404 });
    expect(await get(url, `page/live?person=${PRIYA}`)).toMatchObject({
      status: 400,
      body: { error: 'upgrade_required' },
    });
  });
});

describe('the live events', () => {
  test('are for known people, and for no page of another site', async () => {
    const { url } = await startPage();
    const { host } = new URL(url);
    expect(await upgrade(url, 'U0NOBODY')).toMatchObject({ status: 400 });
    expect(await upgrade(url, PRIYA, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await upgrade(url, PRIYA, { origin: 'null' })).toMatchObject({ status: 403 });
    expect(await upgrade(url, PRIYA, { origin: `http://${host}` })).toMatchObject({ status: 101 });
    await expect(upgrade(url, PRIYA, { host: 'evil.example' })).rejects.toThrow('socket hang up');
  });

  test('reach more tabs of one browser than it has plain connections for', async () => {
    const { url, as } = await startPage();
    const tabs = await Promise.all(Array.from({ length: 12 }, async () => listen(url, PRIYA)));
    as(LENA).say(DAILY, 'For all');
    const told = await Promise.all(tabs.map(async (tab) => tab.next('message')));
    expect(told.map(({ message }) => message.text)).toEqual(tabs.map(() => 'For all'));
  });

  test('end for a page that takes none of them, before they fill the memory', async () => {
    const { url, as, state } = await startPage();
    const { socket } = await upgrade(url, PRIYA);
    const closed = new Promise((resolve) => socket!.on('close', resolve));
    socket!.on('error', () => undefined);
    const staying = await listen(url, PRIYA);
    const { ts } = as(LENA).say(DAILY, 'x'.repeat(1024 * 1024));
    const message = state.channels.get(DAILY)!.byTs.get(ts)!;
    for (let mega = 0; mega < 40; mega += 1) {
      state.change({ kind: 'message', op: 'updated', channel: DAILY, message });
      await staying.next('message');
    }
    socket!.resume();
    await closed;
    expect(staying.told).toHaveLength(42);
  });
});

test('a permalink leads to the page, at the message or in its thread', async () => {
  const { url } = await startPage();
  const locationOf = async (path: string): Promise<[number, string | null]> => {
    const { status, headers } = await fetch(`${url}/archives/${path}`, { redirect: 'manual' });
    return [status, headers.get('location')];
  };
  expect(await locationOf('C0CSDAILY/p1700000000000100')).toEqual([302, '/#C0CSDAILY/p1700000000.000100']);
  expect(await locationOf('C0CSDAILY/p1700000005000100?thread_ts=1700000000.000100')).toEqual([
    302,
    '/#C0CSDAILY/t1700000000.000100',
  ]);
  expect(await locationOf('C0CSDAILY/p17')).toEqual([404, null]);
  expect(await locationOf('%0d%0aset-cookie/p1700000000000100')).toEqual([404, null]);
});

async function startPage() {
  const sandbox = await startSandbox({ manifest });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

test('the live events go on when another page goes, and end with the sandbox', async () => {
  const bench = await startBench(() => undefined);
  const [staying, leaving] = [await listen(bench.sandbox.url, PRIYA), await listen(bench.sandbox.url, LENA)];
  leaving.close();
  await leaving.ended;
  await bench.client.chat.postMessage({ channel: DAILY, text: 'On' });
  await staying.next('message');
  await bench.stop();
  expect(await staying.ended).toBe(1001);
  expect(staying.told).not.toEqual([]);
});
