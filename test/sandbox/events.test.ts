import { describe, expect, test } from 'vitest';
import { signed } from '#src/sandbox/signing.ts';
import { startBench, startSocketBench } from './bot.ts';

const U = 'U0PRIYA';
const C = 'C0CSDAILY';

describe('events over HTTP', () => {
  test('url_verification, subscribed events and shortcuts arrive; others cannot happen', async () => {
    const seen: string[] = [];
    const bench = await startBench((app) => {
      app.event('app_mention', async ({ event }) => void seen.push(`${event.user}: ${event.text}`));
      app.event('channel_archive', async ({ event }) => void seen.push(`archived ${event.channel}`));
      app.shortcut('global.open', async ({ ack }) => ack());
      app.shortcut(
        { callback_id: 'message.save', type: 'message_action' },
        async ({ ack, respond, shortcut }) => {
          await ack();
          await respond({ text: `Saved ${String(shortcut.message.text)}`, response_type: 'ephemeral' });
        },
      );
    });
    const { sandbox } = bench;
    const priya = sandbox.as(U);
    expect((await priya.event({ type: 'url_verification' })).ackBody).toEqual({ challenge: 'challenge' });
    await priya.event({ type: 'app_mention', text: 'Hi', channel: C, ts: '1.2' });
    await priya.shortcut('global.open');
    const saved = await priya.shortcut('message.save', priya.say(C, 'Remember this'));
    expect((await saved.nextReply()).text).toBe('Saved Remember this');
    await sandbox.archive('cs-daily');
    expect(seen).toEqual([`${U}: Hi`, `archived ${C}`]);
    await expect(priya.event({ type: 'reaction_added' })).rejects.toThrow('not_subscribed');
    await expect(priya.shortcut('message.save')).rejects.toThrow('invalid_shortcut');
    await bench.stop();
  });

  test.for([[['app_uninstalled', 'tokens_revoked']], [['tokens_revoked', 'app_uninstalled']]] as const)(
    'uninstalling ends the token and tells so, in the order %j',
    async ([order]) => {
      const seen: string[] = [];
      const bench = await startBench((app) => {
        app.event('app_uninstalled', async ({ event }) => void seen.push(event.type));
        app.event('tokens_revoked', async ({ event }) => void seen.push(event.type));
      });
      // Bolt asks who it is when it starts; a token that dies before that answer is another story.
      await expect.poll(() => bench.sandbox.log.calls('auth.test').length).toBe(1);
      await bench.sandbox.uninstall([...order]);
      expect(seen).toEqual(order);
      await expect(bench.client.auth.test()).rejects.toMatchObject({ data: { error: 'account_inactive' } });
      await bench.stop();
    },
  );

  test('a bad, an old and a missing signature are refused by the bot', async () => {
    const bench = await startBench((app) => {
      app.command('/raw', async ({ ack }) => ack('heard'));
    });
    const { sandbox } = bench;
    const body = 'command=%2Fraw&text=&user_id=U0PRIYA&team_id=T0SANDBOX';
    const secret = sandbox.signingSecret;
    const old = Math.floor(Date.now() / 1000) - 3600;
    expect(await sandbox.send(signed(body, { secret }))).toMatchObject({ status: 200, text: 'heard' });
    expect(await sandbox.send(signed(body, { secret: 'other' }))).toMatchObject({ status: 401 });
    expect(await sandbox.send(signed(body, { secret, timestamp: old }))).toMatchObject({ status: 401 });
    const changed = { ...signed(body, { secret }), body: `${body}&text=x` };
    expect(await sandbox.send(changed)).toMatchObject({ status: 401 });
    const bare = { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await sandbox.send(bare)).toMatchObject({ status: 401 });
    await bench.stop();
  });
});

describe('Socket Mode', () => {
  test('commands, presses, modals and events go over the socket', async () => {
    const seen: unknown[] = [];
    const plain = (text: string) => ({ type: 'plain_text' as const, text });
    const bench = await startSocketBench((app) => {
      app.command('/account', async ({ ack, command, client, respond }) => {
        if (command.text === 'ack') return ack('In the ack');
        await ack();
        await respond(`Heard ${command.text}`);
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'book',
            title: plain('Book'),
            submit: plain('Book'),
            blocks: [
              {
                type: 'input',
                block_id: 'a',
                label: plain('A'),
                element: { type: 'plain_text_input', action_id: 'b' },
              },
            ],
          },
        });
      });
      app.view('book', async ({ ack, view }) => {
        const value = view.state.values['a']?.['b']?.value;
        if (value === 'bad') await ack({ response_action: 'errors', errors: { a: 'No' } });
        else await ack();
      });
      app.event('app_mention', async ({ event, context }) => void seen.push([event.text, context.retryNum]));
    });
    const priya = bench.sandbox.as(U);
    expect((await priya.command('/account', 'ack')).replies()[0]?.text).toBe('In the ack');
    const result = await priya.command('/account', 'hello');
    expect((await result.nextReply()).text).toBe('Heard hello');
    const view = await priya.waitForView();
    expect(await priya.submit(view, { a: 'bad' })).toMatchObject({ action: 'errors', errors: { a: 'No' } });
    expect(await priya.submit(view, { a: 'good' })).toMatchObject({ action: 'close' });
    bench.sandbox.faults.duplicateNext('event');
    await priya.event({ type: 'app_mention', text: 'Hi', channel: C, ts: '1.2' });
    expect(seen).toEqual([
      ['Hi', 0],
      ['Hi', 1],
    ]);
    await bench.stop();
  });

  test('after a cut, and after a polite goodbye, the bot comes back', async () => {
    const bench = await startSocketBench((app) => {
      app.command('/account', async ({ ack }) => ack('Here'));
    });
    const { sandbox } = bench;
    const answer = async () => {
      await expect
        .poll(() =>
          sandbox
            .as(U)
            .command('/account')
            .then(
              (done) => done.ackBody,
              () => '',
            ),
        )
        .toEqual({ text: 'Here' });
    };
    await answer();
    const connections = () => sandbox.log.calls('apps.connections.open').length;
    sandbox.faults.dropSockets();
    await expect.poll(connections, { timeout: 5000 }).toBe(2);
    await answer();
    sandbox.recycleSockets();
    await expect.poll(connections, { timeout: 5000 }).toBe(3);
    await answer();
    await bench.stop();
  });

  test('a connection needs a ticket', async () => {
    const bench = await startSocketBench(() => {});
    const socket = new WebSocket(`${bench.sandbox.url.replace('http', 'ws')}/link/?ticket=wrong`);
    const closed = await new Promise((resolve) => {
      socket.addEventListener('error', () => resolve('refused'));
      socket.addEventListener('open', () => resolve('open'));
    });
    expect(closed).toBe('refused');
    await bench.stop();
  });
});
