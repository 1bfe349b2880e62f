import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBench } from './bot.ts';
import type { Bench } from './bot.ts';
import type { MessagePage } from '#src/sandbox/page/contract.ts';
import { get, post } from './page-rig.ts';

const PRIYA = 'U0PRIYA';
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const external = { type: 'external_select', action_id: 'pick', min_query_length: 0 } as const;

/** Elements outside inputs tell the bot at once; so does the input that dispatches. */
const view: ModalView = {
  type: 'modal',
  callback_id: 'all',
  title: plain('All'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'actions',
      block_id: 'row',
      elements: [
        { type: 'datepicker', action_id: 'date', initial_date: '2026-11-23' },
        { type: 'timepicker', action_id: 'time', initial_time: '09:00' },
        { type: 'users_select', action_id: 'user', initial_user: PRIYA },
        { type: 'static_select', action_id: 'one', options: [option('a'), option('b')] },
        { type: 'checkboxes', action_id: 'many', options: [option('a'), option('b')] },
      ],
    },
    {
      type: 'section',
      block_id: 'side',
      text: plain('Beside'),
      accessory: {
        type: 'multi_static_select',
        action_id: 'several',
        placeholder: plain('Some'),
        options: [option('a'), option('b')],
      },
    },
    {
      type: 'input',
      block_id: 'typed',
      dispatch_action: true,
      optional: true,
      label: plain('Typed'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    { type: 'section', block_id: 'left', text: plain('Left'), accessory: external },
    { type: 'section', block_id: 'right', text: plain('Right'), accessory: external },
  ],
};

describe('what is pressed and picked on the page', () => {
  let bench: Bench;
  let viewId = '';
  const actions: Record<string, unknown>[] = [];
  let submitted: unknown;
  beforeAll(async () => {
    bench = await startBench((app) => {
      app.command('/account', async ({ ack, command, client }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view });
      });
      app.options('pick', async ({ ack, payload }) => {
        await ack({ options: [option(`${payload.block_id}-${payload.value}`)] });
      });
      app.action(/.*/, async ({ ack, action }) => {
        actions.push({ ...action });
        await ack();
      });
      app.view('all', async ({ ack, view: sent }) => {
        submitted = sent.state.values;
        await ack();
      });
    });
    const priya = bench.sandbox.as(PRIYA);
    await priya.command('/account');
    viewId = (await priya.waitForView()).id;
  });
  afterAll(() => bench.stop());

  const deed = async (name: string, body: Record<string, unknown>) =>
    post(bench.sandbox.url, `people/${PRIYA}/${name}`, { view_id: viewId, ...body });
  const press = async (blockId: string, actionId: string, how: Record<string, unknown>) => {
    const { status, body } = await deed('press', { action_id: actionId, options: { blockId, ...how } });
    expect(body).toMatchObject({ status: 200 });
    expect(status).toBe(200);
    return actions.at(-1);
  };

  test.each([
    ['row', 'date', { value: '2026-12-01' }, { selected_date: '2026-12-01' }, { selected_date: null }],
    ['row', 'time', { value: '10:30' }, { selected_time: '10:30' }, { selected_time: null }],
    ['row', 'user', { option: 'U0LENA' }, { selected_user: 'U0LENA' }, { selected_user: null }],
    ['row', 'one', { option: 'b' }, { selected_option: { value: 'b' } }, { selected_option: null }],
    [
      'row',
      'many',
      { option: ['a', 'b'] },
      { selected_options: [{ value: 'a' }, {}] },
      { selected_options: [] },
    ],
    ['side', 'several', { option: ['b'] }, { selected_options: [{ value: 'b' }] }, { selected_options: [] }],
    ['typed', 'text', { value: 'Acme' }, { value: 'Acme' }, { value: null }],
  ])('%s/%s is set and cleared', async (blockId, actionId, how, set, cleared) => {
    expect(await press(blockId, actionId, how)).toMatchObject({ action_id: actionId, ...set });
    expect(await press(blockId, actionId, { value: null })).toMatchObject({
      action_id: actionId,
      ...cleared,
    });
  });

  test('of two elements with one action id, the block says which is meant', async () => {
    const offered = await deed('options', { action_id: 'pick', block_id: 'right', query: 'x' });
    expect(offered.body).toMatchObject({ options: [{ value: 'right-x' }] });
    expect(await press('right', 'pick', { option: 'right-x' })).toMatchObject({
      block_id: 'right',
      selected_option: { value: 'right-x' },
    });
    expect(await deed('options', { action_id: 'pick', query: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'element_ambiguous' },
    });
    expect(await deed('press', { action_id: 'pick', options: { option: 'right-x' } })).toMatchObject({
      status: 400,
      body: { error: 'element_ambiguous' },
    });
  });

  test('what was pressed is what is sent with the modal', async () => {
    await press('row', 'one', { option: 'a' });
    const { body } = await deed('submit', { values: { date: '2026-12-24', typed: 'At last' } });
    expect(body).toMatchObject({ action: 'close', errors: {} });
    expect(submitted).toMatchObject({
      row: { date: { selected_date: '2026-12-24' }, one: { selected_option: { value: 'a' } } },
      right: { pick: { selected_option: { value: 'right-x' } } },
      left: { pick: { selected_option: null } },
      typed: { text: { value: 'At last' } },
    });
  });
});

test('what one person enters in a menu of a message is theirs alone, until the message changes', async () => {
  const sent: Record<string, unknown>[] = [];
  const bench = await startBench((app) => {
    app.action('one', async ({ ack, body }) => {
      sent.push({ user: body.user.id, state: 'state' in body && body.state });
      await ack();
    });
  });
  const { url } = bench.sandbox;
  const channel = 'C0CSDAILY';
  const blocks = [
    {
      type: 'actions' as const,
      block_id: 'row',
      elements: [{ type: 'static_select' as const, action_id: 'one', options: [option('a'), option('b')] }],
    },
  ];
  const { ts } = await bench.client.chat.postMessage({ channel, text: 'Choose', blocks });
  const choose = async (person: string, value: string) =>
    post(url, `people/${person}/press`, { channel, ts, action_id: 'one', options: { option: value } });
  const seenBy = async (person: string) => {
    const { body } = await get<MessagePage>(url, `page/messages?person=${person}&channel=${channel}`);
    return body.messages[0]?.entered;
  };
  const chosen = (value: string | null) => ({
    row: { one: { type: 'static_select', selected_option: value === null ? null : option(value) } },
  });
  await choose(PRIYA, 'a');
  expect([await seenBy(PRIYA), await seenBy('U0LENA')]).toMatchObject([chosen('a'), chosen(null)]);
  await choose('U0LENA', 'b');
  expect([await seenBy(PRIYA), await seenBy('U0LENA')]).toMatchObject([chosen('a'), chosen('b')]);
  expect(sent).toMatchObject([
    { user: PRIYA, state: { values: chosen('a') } },
    { user: 'U0LENA', state: { values: chosen('b') } },
  ]);
  await bench.client.chat.update({ channel, ts: ts!, text: 'Choose', blocks });
  expect([await seenBy(PRIYA), await seenBy('U0LENA')]).toMatchObject([chosen(null), chosen(null)]);
  await bench.stop();
});

test('nobody presses in a channel in which they are not', async () => {
  const bench = await startBench(() => undefined, {
    channels: [{ id: 'C0SECRET', name: 'secret', is_private: true, members: ['U0LENA'] }],
  });
  const button = { type: 'button' as const, action_id: 'go', text: plain('Go') };
  const { ts } = await bench.client.chat.postMessage({
    channel: 'C0SECRET',
    text: 'Go',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  const body = { channel: 'C0SECRET', ts, action_id: 'go' };
  expect(await post(bench.sandbox.url, `people/${PRIYA}/press`, body)).toMatchObject({
    status: 400,
    body: { error: 'message_not_found' },
  });
  await bench.stop();
});
