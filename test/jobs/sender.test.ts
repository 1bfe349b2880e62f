import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimRow } from '#src/jobs/delivery-store.ts';
import { createPostingClient } from '#src/jobs/slack.ts';
import type { Fault } from '#src/sandbox/faults.ts';
import { onEachDatabase } from '../support/database.ts';
import { createRig, post, silent, update, type Rig } from './rig.ts';

onEachDatabase('the sender', (use) => {
  const rigOf = async (options?: Parameters<typeof createRig>[1]): Promise<Rig> => {
    const rig = await createRig(use(), options);
    onTestFinished(() => rig.stop());
    return rig;
  };
  /** The methods that were called with their errors and faults, such as `chat.postMessage cut-after`. */
  const calls = (rig: Rig) =>
    rig.sandbox.log
      .calls()
      .map(({ method, fault, error }) => [method, fault ?? error].filter(Boolean).join(' '));

  it('posts in order, replies in their thread, updates last', async () => {
    const rig = await rigOf();
    const [first] = await rig.write(
      post('cs-daily', 'one'),
      post('cs-daily', 'two'),
      post('leadership', 'digest'),
    );
    await rig.write(
      post('elsewhere', 'reply 1', first),
      post('elsewhere', 'reply 2', first),
      update(first!, 'one!'),
    );
    expect(await rig.sender().drain()).toEqual({ waitingChannels: 0 });
    expect(rig.texts('cs-daily')).toEqual(['one!', 'two']);
    expect(rig.texts('leadership')).toEqual(['digest']);
    const { ts } = await rig.row(first!);
    expect(
      rig.sandbox
        .channel('cs-daily')
        .thread(ts!)
        .map(({ text }) => text),
    ).toEqual(['one!', 'reply 1', 'reply 2']);
  });

  it('says who a message is, and lets Slack unfold no links', async () => {
    const rig = await rigOf();
    const [id] = await rig.write(post('cs-daily', 'https://example.com'));
    await rig.sender().drain();
    expect(rig.sandbox.log.calls('chat.postMessage').map(({ request }) => request)).toMatchObject([
      { unfurl_links: 'false', unfurl_media: 'false' },
    ]);
    expect(rig.sandbox.channel('cs-daily').latest().metadata).toEqual({
      event_type: 'milepost_delivery',
      event_payload: { delivery_id: id },
    });
  });

  it('begins at a kick, what was committed during its work included', async () => {
    const rig = await rigOf();
    const sender = rig.sender();
    await rig.write(post('cs-daily', 'one'));
    sender.kick();
    await rig.sandbox.channel('cs-daily').waitFor(({ text }) => text === 'one');
    await rig.write(post('cs-daily', 'two'));
    sender.kick();
    sender.kick();
    await rig.sandbox.channel('cs-daily').waitFor(({ text }) => text === 'two');
    expect(rig.texts('cs-daily')).toEqual(['one', 'two']);
  });

  describe('when the outcome of a post is unknown', () => {
    it.each<Fault>([{ kind: 'cut-after' }, { kind: 'timeout-after' }, { kind: 'slow', ms: 400 }])(
      'finds what has arrived ($kind)',
      async (fault) => {
        const rig = await rigOf();
        rig.sandbox.faults.next('chat.postMessage', fault);
        const [id] = await rig.write(post('cs-daily', 'once'), post('cs-daily', 'next'));
        await rig.sender().drain();
        expect(rig.texts('cs-daily')).toEqual(['once', 'next']);
        expect(await rig.row(id!)).toMatchObject({ state: 'sent', error: null, unknown: 0, attempts: 2 });
        expect(calls(rig)).toContain('conversations.history');
      },
    );

    it.each<Fault>([
      { kind: 'cut-before' },
      { kind: 'timeout-before' },
      { kind: 'server-error' },
      { kind: 'error', error: 'fatal_error' },
    ])('posts again what has not arrived, after a look ($kind $error)', async (fault) => {
      const rig = await rigOf();
      rig.sandbox.faults.next('chat.postMessage', fault);
      await rig.write(post('cs-daily', 'once'), post('cs-daily', 'next'));
      await rig.sender().drain();
      expect(rig.texts('cs-daily')).toEqual(['once', 'next']);
      expect(calls(rig).filter((call) => call !== 'conversations.list')).toEqual([
        `chat.postMessage ${fault.kind}`,
        'conversations.history',
        'chat.postMessage',
        'chat.postMessage',
      ]);
    });

    it('lets Slack finish a late request before it looks', async () => {
      const rig = await rigOf();
      // It takes effect 100 real milliseconds after the bot gave up on it; the look comes 400 later.
      rig.sandbox.faults.next('chat.postMessage', { kind: 'hold', until: sleep(300) });
      await rig.write(post('cs-daily', 'once'));
      await rig.sender({ settings: { settleMs: 10_000 } }).drain();
      await expect.poll(() => calls(rig)).toContain('chat.postMessage hold');
      expect(rig.texts('cs-daily')).toEqual(['once']);
    });

    it('looks for a reply in its thread', async () => {
      const rig = await rigOf();
      const [parent] = await rig.write(post('cs-daily', 'parent'));
      const sender = rig.sender();
      await sender.drain();
      rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' });
      await rig.write(post('cs-daily', 'reply', parent));
      await sender.drain();
      const { ts } = await rig.row(parent!);
      expect(
        rig.sandbox
          .channel('cs-daily')
          .thread(ts!)
          .map(({ text }) => text),
      ).toEqual(['parent', 'reply']);
    });

    it('posts nothing while the history cannot be read', async () => {
      const rig = await rigOf();
      rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' });
      rig.sandbox.faults.next('conversations.history', { kind: 'server-error' });
      rig.sandbox.faults.next('conversations.history', { kind: 'rate-limited' });
      rig.sandbox.faults.next('conversations.history', { kind: 'cut-before' });
      await rig.write(post('cs-daily', 'once'));
      await rig.sender().drain();
      expect(calls(rig)).toEqual([
        'conversations.list',
        'chat.postMessage cut-after',
        'conversations.history server-error',
        'conversations.history rate-limited',
        'conversations.history cut-before',
        'conversations.history',
      ]);
      expect(rig.texts('cs-daily')).toEqual(['once']);
    });

    it('finds it behind a thousand other messages', async () => {
      const rig = await rigOf();
      const release = rig.sandbox.faults.hold('conversations.history');
      rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' });
      await rig.write(post('cs-daily', 'once'));
      const done = rig.sender().drain();
      await rig.sandbox.channel('cs-daily').waitFor(({ text }) => text === 'once');
      for (let n = 0; n < 1_010; n += 1) rig.sandbox.as('U0PRIYA').say('cs-daily', `chatter ${n}`);
      release();
      await done;
      expect(rig.texts('cs-daily').filter((text) => text === 'once')).toHaveLength(1);
      expect(calls(rig).filter((call) => call === 'chat.postMessage')).toEqual([]);
    });

    it('gives up without a second post where it may not look', async () => {
      const rig = await rigOf({ withoutScope: 'im:history' });
      rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' });
      const [id] = await rig.write(post('U0PRIYA', 'personal'), post('U0PRIYA', 'next'));
      await rig.sender().drain();
      expect(
        rig.sandbox
          .directMessages('U0PRIYA')
          .messages()
          .map(({ text }) => text),
      ).toEqual(['personal', 'next']);
      expect(await rig.row(id!)).toMatchObject({
        state: 'failed',
        error: 'outcome_unknown:missing_scope',
        unknown: 1,
      });
      expect(rig.broken).toMatchObject([
        { outboxId: id, channel: 'U0PRIYA', code: 'outcome_unknown:missing_scope' },
      ]);
    });

    it('looks into direct messages too', async () => {
      const rig = await rigOf();
      rig.sandbox.faults.next('chat.postMessage', { kind: 'cut-after' });
      await rig.write(post('U0PRIYA', 'personal'), post('U0PRIYA', 'next'));
      await rig.sender().drain();
      expect(
        rig.sandbox
          .directMessages('U0PRIYA')
          .messages()
          .map(({ text }) => text),
      ).toEqual(['personal', 'next']);
      expect(rig.broken).toEqual([]);
    });
  });

  it('takes over what a process left behind that died after its post', async () => {
    const rig = await rigOf();
    const [id] = await rig.write(post('cs-daily', 'once'), post('cs-daily', 'next'));
    await claimRow(use(), rig.workspaceId, id!, new Date().toISOString(), new Date().toISOString());
    const dead = createPostingClient(rig.sandbox.botToken, { slackApiUrl: rig.sandbox.apiUrl, log: silent });
    const metadata = { event_type: 'milepost_delivery', event_payload: { delivery_id: id! } };
    await dead.chat.postMessage({ channel: 'C0CSDAILY', text: 'once', metadata });
    await rig.sender().drain();
    expect(rig.texts('cs-daily')).toEqual(['once', 'next']);
    expect(await rig.row(id!)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('posts nothing more for a row that another process took over during its look', async () => {
    const rig = await rigOf();
    const [id] = await rig.write(post('cs-daily', 'once'));
    await claimRow(use(), rig.workspaceId, id!, new Date().toISOString(), new Date().toISOString());
    // The first look outlasts the lease of 100 real milliseconds.
    rig.sandbox.faults.next('conversations.history', { kind: 'slow', ms: 150 });
    const settings = { leaseMs: 2_000, pollMs: 100 };
    const slow = rig.sender({ settings });
    slow.kick();
    await expect.poll(async () => (await rig.row(id!)).attempts).toBe(2);
    await rig.sender({ own: true, settings }).drain();
    await slow.stop();
    expect(rig.texts('cs-daily')).toEqual(['once']);
  });

  it('waits as long as Slack says, in that channel alone', async () => {
    const rig = await rigOf();
    rig.sandbox.faults.next('chat.postMessage', { kind: 'rate-limited', retryAfter: 10 });
    await rig.write(post('cs-daily', 'one'), post('cs-daily', 'two'));
    const sender = rig.sender();
    sender.kick();
    await expect.poll(() => calls(rig)).toContain('chat.postMessage rate-limited');
    await rig.write(post('leadership', 'digest'));
    await sender.drain();
    expect(calls(rig)).not.toContain('conversations.history');
    const posted = rig.sandbox.log
      .calls('chat.postMessage')
      .map(({ request }) => (request as { text: string }).text);
    expect(posted).toEqual(['one', 'digest', 'one', 'two']);
  });

  it('waits while nothing answers at all, without a look into the channel', async () => {
    const rig = await rigOf();
    const [id] = await rig.write(post('cs-daily', 'one'));
    await rig.sandbox.stop();
    await rig.sender().drain(2_000);
    expect(await rig.row(id!)).toMatchObject({ state: 'pending', error: 'ECONNREFUSED', unknown: 0 });
  });

  describe('when Slack refuses', () => {
    it('marks the message, tells once, and goes on; mended, it is sent when asked', async () => {
      const rig = await rigOf();
      rig.sandbox.setBotMember('cs-daily', false);
      const ids = await rig.write(
        post('cs-daily', 'one'),
        post('cs-daily', 'two'),
        post('leadership', 'digest'),
      );
      const sender = rig.sender();
      expect(await sender.drain()).toEqual({ waitingChannels: 0 });
      expect(await rig.row(ids[0]!)).toMatchObject({ state: 'failed', error: 'not_in_channel' });
      expect(await rig.row(ids[1]!)).toMatchObject({ state: 'failed', error: 'not_in_channel' });
      expect(rig.broken).toEqual([
        {
          workspaceId: rig.workspaceId,
          outboxId: ids[0],
          kind: 'post',
          channel: 'cs-daily',
          code: 'not_in_channel',
        },
      ]);
      rig.sandbox.setBotMember('cs-daily', true);
      await rig.write(post('cs-daily', 'mended'));
      await sender.drain();
      expect(rig.texts('cs-daily')).toEqual(['mended']);
      rig.sandbox.setBotMember('cs-daily', false);
      await rig.write(post('cs-daily', 'three'));
      await sender.drain();
      expect(rig.broken).toHaveLength(2);
    });

    it('lets one bad message fail alone, with what refers to it', async () => {
      const rig = await rigOf();
      const [bad] = await rig.write(
        { kind: 'post', channel: 'cs-daily', payload: { text: 'bad', blocks: [{ type: 'nonsense' }] } },
        post('cs-daily', 'good'),
      );
      const [reply, change] = await rig.write(post('cs-daily', 'reply', bad), update(bad!, 'changed'));
      await rig.sender().drain();
      expect(rig.texts('cs-daily')).toEqual(['good']);
      expect(await rig.row(bad!)).toMatchObject({ state: 'failed', error: 'invalid_blocks' });
      expect(await rig.row(reply!)).toMatchObject({ state: 'failed', error: 'target_not_sent' });
      expect(await rig.row(change!)).toMatchObject({ state: 'failed', error: 'target_not_sent' });
      expect(rig.broken).toHaveLength(1);
    });

    it('says what is wrong with an archived, an unknown and a left workspace', async () => {
      const rig = await rigOf();
      rig.sandbox.state.channels.get('C0CSDAILY')!.is_archived = true;
      await rig.write(post('cs-daily', 'one'), post('no-such-channel', 'two'));
      await rig.sender().drain();
      await rig.write(post('leadership', 'three'));
      await rig.sender({ installed: false }).drain();
      rig.sandbox.state.revoked = 'account_inactive';
      await rig.write(post('leadership', 'four'));
      await rig.sender().drain();
      expect(rig.broken.map(({ channel, code }) => `${channel} ${code}`).toSorted()).toEqual([
        'cs-daily is_archived',
        'leadership account_inactive',
        'leadership not_installed',
        'no-such-channel channel_not_found',
      ]);
    });
  });

  describe('channel names', () => {
    it('are found in a long list, which goes on where Slack cut it short', async () => {
      const many = Array.from({ length: 2_100 }, (_, n) => ({ id: `C${n}`, name: `channel-${n}` }));
      const rig = await rigOf({ channels: many });
      rig.sandbox.faults.next('conversations.list', { kind: 'slow', ms: 0 });
      rig.sandbox.faults.next('conversations.list', { kind: 'rate-limited' });
      await rig.write(post('channel-2000', 'far'), post('channel-2000', 'again'));
      const sender = rig.sender();
      await sender.drain();
      await rig.write(post('channel-3', 'near'));
      await sender.drain();
      expect(rig.texts('channel-2000')).toEqual(['far', 'again']);
      expect(rig.texts('channel-3')).toEqual(['near']);
      expect(rig.sandbox.log.calls('conversations.list')).toHaveLength(4);
    });

    it('are read again when the channel behind one is gone', async () => {
      const rig = await rigOf();
      const sender = rig.sender();
      await rig.write(post('cs-daily', 'old place'));
      await sender.drain();
      const { channels } = rig.sandbox.state;
      const old = channels.get('C0CSDAILY')!;
      channels.delete('C0CSDAILY');
      channels.set('C0NEW', { ...old, id: 'C0NEW', messages: [], byTs: new Map() });
      await rig.write(post('cs-daily', 'new place'));
      await sender.drain();
      expect(rig.texts('cs-daily')).toEqual(['new place']);
    });
  });

  describe('updates', () => {
    it('end with the last one, also when one is on its way', async () => {
      const rig = await rigOf();
      const [id] = await rig.write(post('cs-daily', 'v0'));
      const sender = rig.sender();
      await sender.drain();
      rig.sandbox.faults.next('chat.update', { kind: 'slow', ms: 50 });
      await rig.write(update(id!, 'v1'));
      sender.kick();
      await rig.sandbox.channel('cs-daily').waitFor(({ text }) => text === 'v1');
      await rig.write(update(id!, 'v2'));
      await rig.write(update(id!, 'v3'));
      await sender.drain();
      expect(rig.texts('cs-daily')).toEqual(['v3']);
      const sent = rig.sandbox.log
        .calls('chat.update')
        .map(({ request }) => (request as { text: string }).text);
      expect(sent).toEqual(['v1', 'v3']);
    });

    it('of a message that somebody deleted alarm nobody', async () => {
      const rig = await rigOf();
      const [id] = await rig.write(post('cs-daily', 'v0'));
      const sender = rig.sender();
      await sender.drain();
      const channel = rig.sandbox.state.channels.get('C0CSDAILY')!;
      channel.byTs.clear();
      channel.messages = [];
      const [change] = await rig.write(update(id!, 'v1'));
      await sender.drain();
      expect(await rig.row(change!)).toMatchObject({ state: 'failed', error: 'message_not_found' });
      expect(rig.broken).toEqual([]);
    });

    it('are simply repeated when their outcome is unknown', async () => {
      const rig = await rigOf();
      rig.sandbox.faults.next('chat.update', { kind: 'cut-after' });
      rig.sandbox.faults.next('chat.update', { kind: 'server-error' });
      const [id] = await rig.write(post('cs-daily', 'v0'));
      await rig.write(update(id!, 'v1'));
      await rig.sender().drain();
      expect(rig.texts('cs-daily')).toEqual(['v1']);
      expect(calls(rig)).not.toContain('conversations.history');
    });
  });

  it('finishes what is on its way when it stops, and begins nothing more', async () => {
    const rig = await rigOf();
    const release = rig.sandbox.faults.hold('chat.postMessage');
    const [one, two] = await rig.write(post('cs-daily', 'one'), post('cs-daily', 'two'));
    const sender = rig.sender();
    sender.kick();
    await expect.poll(async () => (await rig.row(one!)).attempts).toBe(1);
    const stopped = sender.stop();
    release();
    await stopped;
    sender.kick();
    expect(await rig.row(one!)).toMatchObject({ attempts: 1, lease_until: null });
    expect(await rig.row(two!)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('keeps a distance between the posts to one channel', async () => {
    const rig = await rigOf();
    rig.sandbox.faults.rateLimits = true;
    await rig.write(...[1, 2, 3].map((n) => post('cs-daily', `${n}`)));
    // The sandbox counts real seconds, and lets two posts through at once: a second is 20 fast ones here.
    await rig.sender({ settings: { paceMs: 21_000 } }).drain();
    expect(calls(rig)).not.toContain('chat.postMessage ratelimited');
    expect(rig.texts('cs-daily')).toEqual(['1', '2', '3']);
  });
});
