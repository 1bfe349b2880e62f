import { afterAll, beforeAll, describe, test } from 'vitest';
import { expect } from '#test/support/matchers.ts';
import { startBench } from './bot.ts';
import type { Bench } from './bot.ts';

const U = 'U0PRIYA';
const buttons = {
  type: 'actions',
  block_id: 'row',
  elements: [
    { type: 'button', action_id: 'cta.claim', text: { type: 'plain_text', text: 'Claim' }, value: 'a1' },
    {
      type: 'overflow',
      action_id: 'cta.more',
      options: [
        { text: { type: 'plain_text', text: 'Snooze' }, value: 'snooze' },
        { text: { type: 'plain_text', text: 'Dismiss' }, value: 'dismiss' },
      ],
    },
  ],
};
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('commands, messages and buttons through the real Bolt receiver', () => {
  let bench: Bench;
  const seen: unknown[] = [];
  beforeAll(async () => {
    bench = await startBench((app) => {
      app.command('/account', async ({ ack, respond, command }) => {
        if (command.text === 'plain') return ack('As plain text');
        if (command.text === 'message') return ack({ response_type: 'in_channel', text: 'For *all*' });
        await ack();
        if (command.text === 'silent') return;
        if (command.text === 'echo') return;
        await respond({
          text: `You said ${command.text}`,
          blocks: [section(`You said ${command.text}`), buttons],
        });
      });
      app.command('/raw', async ({ ack, command }) => ack(command.text));
      app.action('cta.claim', async ({ ack, respond, action, body }) => {
        await ack();
        seen.push(body);
        if (action.type === 'button')
          await respond({ replace_original: true, text: `Claimed ${action.value}` });
      });
      app.action('cta.more', async ({ ack, action, respond }) => {
        await ack();
        if (action.type !== 'overflow') return;
        if (action.selected_option.value === 'dismiss') await respond({ delete_original: true });
        else
          await respond({
            replace_original: false,
            response_type: 'in_channel',
            text: action.selected_option.value,
          });
      });
    });
  });
  afterAll(() => bench.stop());

  test('a command is answered ephemerally, and only the person who asked sees it', async () => {
    const priya = bench.sandbox.as(U);
    const result = await priya.command('/account', 'why acme', 'cs-daily');
    const reply = await result.nextReply();
    expect(result.status).toBe(200);
    expect(reply).toShow('You said why acme', 'Claim', 'Snooze');
    expect(reply.ephemeral).toBe(true);
    expect(priya.ephemerals('cs-daily').map((message) => message.ts)).toContain(reply.ts);
    expect(bench.sandbox.as('U0MARCO').ephemerals()).toEqual([]);
  });

  test('the ack itself may be the answer, as text or as a message for all', async () => {
    const priya = bench.sandbox.as(U);
    const plain = await priya.command('/account', 'plain');
    expect(plain.replies()[0]).toShow('As plain text');
    const shared = await priya.command('/account', 'message', 'cs-daily');
    expect(shared.replies()[0]).toMatchObject({ ephemeral: false, channelName: 'cs-daily' });
    expect(bench.sandbox.channel('cs-daily').latest()).toShow('For all');
    expect((await priya.command('/account', 'silent')).replies()).toEqual([]);
  });

  test('pressing a button of an ephemeral message replaces it', async () => {
    const priya = bench.sandbox.as(U);
    const reply = await (await priya.command('/account', 'acme')).nextReply();
    const pressed = await priya.press(reply, 'cta.claim');
    expect(await pressed.nextReply()).toShow('Claimed a1');
    expect(priya.ephemerals().find((message) => message.ts === reply.ts)).toMatchObject({
      text: 'Claimed a1',
      blocks: [],
    });
    expect(seen.at(-1)).not.toHaveProperty('message');
    expect(seen.at(-1)).toMatchObject({ container: { is_ephemeral: true, message_ts: reply.ts } });
  });

  test('an overflow option is chosen by its label, and may delete the message', async () => {
    const priya = bench.sandbox.as(U);
    const reply = await (await priya.command('/account', 'acme', 'cs-daily')).nextReply();
    await (await priya.press(reply, 'cta.more', { option: 'Snooze' })).nextReply();
    expect(bench.sandbox.channel('cs-daily').latest()).toShow('snooze');
    await priya.press(reply, 'cta.more', { option: 'dismiss' });
    await expect.poll(() => priya.ephemerals().some((message) => message.ts === reply.ts)).toBe(false);
    await expect(priya.press(reply, 'cta.more', { option: 'dismiss' })).rejects.toThrow('message_not_found');
  });

  test('the text of a command is escaped as the client escapes it, where the manifest says so', async () => {
    const priya = bench.sandbox.as(U);
    const shown = async (text: string) => (await (await priya.command('/account', text)).nextReply()).text;
    expect(await shown('a & <b> @marco #cs-daily acme.com x@acme.com https://acme.com/a')).toBe(
      'You said a &amp; &lt;b&gt; <@U0MARCO|marco> <#C0CSDAILY|cs-daily> <http://acme.com|acme.com> ' +
        '<mailto:x@acme.com|x@acme.com> <https://acme.com/a>',
    );
    expect((await priya.command('/raw', 'a & b')).ackBody).toBe('a & b');
  });

  test('what no person could do is refused', async () => {
    const priya = bench.sandbox.as(U);
    await expect(priya.command('/unknown')).rejects.toThrow('invalid_command');
    const message = await (await priya.command('/account', 'acme')).nextReply();
    await expect(priya.press(message, 'cta.none')).rejects.toThrow('there are: cta.claim (Claim');
    expect(() => bench.sandbox.as('U0NOBODY')).toThrow('user_not_found');
    expect(() => bench.sandbox.channel('nowhere')).toThrow('channel_not_found');
  });
});
