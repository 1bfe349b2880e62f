/** What people ask Milepost in their own words, who is told what, and that nobody is told twice. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createSlackClient } from '#src/app.ts';
import { readAskOfAll } from '#src/health/asks-of-all.ts';
import { readAsk } from '#src/health/asks.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { startHarness, USERS, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

const STAFF = USERS.map(({ id }) => id);

it.for([
  ['how is Acme doing?', 'Acme'],
  ['How is Acme Robotics doing today ?', 'Acme Robotics'],
  ['How is Acme doing this week?', 'Acme'],
  ['how did Acme do last quarter', 'Acme'],
  ['how has Acme been lately', 'Acme'],
  ['how well is Acme doing at the moment?', 'Acme'],
  ['how healthy is Acme?', 'Acme'],
  ['hey, how’s acme?', 'acme'],
  ['how are the Miller Brothers getting on', 'the Miller Brothers'],
  ['how are things at Acme?', 'Acme'],
  ['how is everything going with Acme', 'Acme'],
  ['how is our customer Acme doing', 'Acme'],
  ['how’s Acme’s health', 'Acme'],
  ['health acme', 'acme'],
  ['status of Acme', 'Acme'],
  ['update on Acme', 'Acme'],
  ['the health of Acme, please', 'Acme'],
  ['what is the health of Acme?', 'Acme'],
  ['what’s Acme’s health score like?', 'Acme'],
  ['what is going on with Acme?', 'Acme'],
  ['any news on Acme', 'Acme'],
  ['give me the health of Acme', 'Acme'],
  ['can you tell me how Acme is doing?', 'Acme'],
  ['do you know whether Acme is healthy', 'Acme'],
  ['is Acme ok?', 'Acme'],
  ['is Acme still doing well this month?', 'Acme'],
  ['is everything fine with Acme', 'Acme'],
  ['Acme’s health', 'Acme'],
  ['what about Acme', 'Acme'],
  ['why is Acme red?', 'Acme'],
  ['why did Acme drop this week', 'Acme'],
  ['Acme?', 'Acme'],
  ['acme.com', 'acme.com'],
  ['Acme', 'Acme'],
] as const)('%s asks about %s', ([text, asked]) => {
  expect(readAsk(text)?.names).toContain(asked);
  // A shorter one would be a part of the name.
  expect(readAsk(text)!.names.every((name) => name.includes(asked))).toBe(true);
});

it.for([
  ['who is at risk?', 'red'],
  ['Which of my accounts are in trouble right now?', 'red'],
  ['please show me the yellow accounts', 'yellow'],
  ['how are my accounts doing?', null],
  ['who’s got worse this week?', null],
  ['accounts', null],
  ['how is Acme doing?', undefined],
  ['who is Acme', undefined],
  ['how is Accounts Ltd doing', undefined],
  ['how is everything going', undefined],
  ['', undefined],
] as const)('%s asks about all accounts: %s', ([text, band]) => {
  expect(readAskOfAll(text)).toBe(band);
});

it.for(['help', 'Hello!', 'how are you?', 'what can you do?', '', '?', 'x'.repeat(300)])(
  '%s asks about no account',
  (text) => {
    expect(readAsk(text)).toBeNull();
  },
);

it.for([
  ['how is Blue Health doing', ['Blue Health', 'Blue', 'how is Blue Health doing']],
  ['how is Business Today', ['Business Today', 'Business', 'how is Business Today']],
  ['Status Labs', ['Status Labs', 'Labs']],
  ['hello Fresh', ['Fresh', 'hello Fresh']],
] as const)('%s may name an account with words of a question in it', ([text, names]) => {
  expect(readAsk(text)!.names).toEqual(names);
});

it.for(['when does Acme renew?', 'what is the ARR of Acme', 'thanks for that', 'book an EBR'])(
  '%s is no question about health',
  (text) => {
    expect(readAsk(text)!.isQuestion).toBe(false);
  },
);

onEachDatabase('asking Milepost', (use) => {
  let harness: Harness;
  let priya: Person;
  beforeAll(async () => {
    harness = await startHarness(use(), {
      users: [
        ...USERS,
        { id: 'U0GUEST', name: 'gil', real_name: 'Gil Guest', is_restricted: true },
        { id: 'U0OTHER', name: 'olga', real_name: 'Olga Other', team_id: 'T0OTHER' },
      ],
      channels: [
        { id: 'C0TEAM', name: 'team', members: STAFF },
        { id: 'C0SHARED', name: 'shared', members: [...STAFF, 'U0OTHER'], is_ext_shared: true },
        { id: 'C0GUESTS', name: 'guests', members: [...STAFF, 'U0GUEST'] },
        { id: 'C0ALONE', name: 'alone', members: STAFF, is_private: true, bot_is_member: false },
      ],
    });
    await makeAccount(use(), harness.workspaceId, {
      key: 'A-1',
      name: 'Acme Robotics',
      segment: 'standard',
      startedOn: '2026-08-21',
    });
    await makeAccount(use(), harness.workspaceId, {
      key: 'A-2',
      name: 'Bluebird North',
      startedOn: '2026-08-21',
    });
    await makeAccount(use(), harness.workspaceId, {
      key: 'A-3',
      name: 'Bluebird South',
      startedOn: '2026-08-21',
    });
    priya = harness.sandbox.as('U0PRIYA');
    const { db } = use();
    const acme = await db
      .selectFrom('account')
      .select('id')
      .where('workspace_id', '=', harness.workspaceId)
      .where('key', '=', 'A-1')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('health_snapshot')
      .values(
        ['2026-10-24', '2026-11-16'].map((day, index) => ({
          workspace_id: harness.workspaceId,
          account_id: acme.id,
          day,
          program_version: 1,
          stage: null,
          score: 8000 - index * 3000,
          coverage: 3000,
          band: 'yellow' as const,
          metrics: '{}',
          movement: null,
          moved_since: null,
        })),
      )
      .execute();
  });
  afterAll(() => harness.stop());

  const bot = () => '@milepost';
  const client = () => createSlackClient(harness.deps, harness.sandbox.botToken, harness.sandbox.apiUrl);
  /** Says it, and gives the thread's answers. */
  async function ask(who: Person, channel: string, text: string): Promise<MessageView[]> {
    const asked = who.talk(channel, text);
    await expect
      .poll(() => harness.sandbox.channel(channel).thread(asked.ts).length, { timeout: 3000 })
      .toBeGreaterThan(1);
    await harness.settle();
    return harness.sandbox.channel(channel).thread(asked.ts).slice(1);
  }
  async function openDirect(who: Person): Promise<string> {
    who.openHome();
    const client = await fetch(`${harness.sandbox.apiUrl}conversations.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.sandbox.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ users: who.id }),
    });
    return ((await client.json()) as { channel: { id: string } }).channel.id;
  }

  describe('in a channel', () => {
    it('is answered in the thread, with the whole card and without Share', async () => {
      const [answer, ...more] = await ask(priya, 'team', `${bot()} how is Acme doing?`);
      expect(more).toEqual([]);
      expect(answer!).toShow('Acme Robotics — ', 'Decision maker', 'Our own judgement', 'Next');
      expect(answer!.plain()).not.toContain('Share here');
    });

    it('asks which one is meant, and a press says it there', async () => {
      const [answer] = await ask(priya, 'team', `${bot()} bluebird?`);
      expect(answer!).toShow(
        'Several accounts fit “bluebird”. Which one’s health?',
        'Bluebird North',
        'Bluebird South',
      );
      await priya.press(answer!, 'verb.replace:0');
      await harness.settle();
      expect(harness.sandbox.channel('team').find(answer!.ts)!).toShow('Bluebird North — ');
    });

    it('takes the asker’s own of several, and offers the others', async () => {
      const { db } = use();
      const person = await db
        .selectFrom('person')
        .select('id')
        .where('workspace_id', '=', harness.workspaceId)
        .where('slack_user_id', '=', 'U0PRIYA')
        .executeTakeFirstOrThrow();
      const ofPriya = { partnerId: person.id, startedOn: '2026-08-21' };
      await makeAccount(use(), harness.workspaceId, { key: 'H-1', name: 'Heron East', ...ofPriya });
      await makeAccount(use(), harness.workspaceId, { key: 'H-2', name: 'Heron West' });
      const [answer] = await ask(priya, 'team', `${bot()} how is heron doing?`);
      expect(answer!).toShow(
        'Heron East — ',
        'The one of yours is shown. “heron” fits as well:',
        'Heron West',
      );
      const [toMarco] = await ask(harness.sandbox.as('U0MARCO'), 'team', `${bot()} how is heron doing?`);
      expect(toMarco!).toShow('Several accounts fit “heron”.');
      await makeAccount(use(), harness.workspaceId, { key: 'H-3', name: 'Heron South', ...ofPriya });
      expect((await ask(priya, 'team', `${bot()} heron?`))[0]!).toShow('Several accounts fit “heron”.');
    });

    it('of all accounts is answered as `/cs health` does', async () => {
      for (const [text, typed] of [
        ['who is at risk?', 'health red'],
        ['how are my accounts doing?', 'health'],
      ] as const) {
        const shown = await (await priya.command('/cs', typed, 'team')).nextReply();
        const [first] = shown.plain().split('\n');
        expect((await ask(priya, 'team', `${bot()} ${text}`))[0]!).toShow(first!);
      }
    });

    it('offers what is spelt alike, and helps where nothing was asked', async () => {
      expect((await ask(priya, 'team', `${bot()} how is Acmee Robotics doing`))[0]!).toShow(
        'I know no account “Acmee Robotics”. Did you mean Acme Robotics?',
      );
      expect((await ask(priya, 'team', `${bot()} help`))[0]!).toShow('Ask me how an account is doing');
    });

    it.for([
      'how is Acme doing this week?',
      'what is the health of Acme?',
      'is Acme ok?',
      'how’s Acme’s health',
    ])('understands “%s”', async (text) => {
      expect((await ask(priya, 'team', `${bot()} ${text}`))[0]!).toShow('Acme Robotics — ');
    });

    it('says so of what it does not understand, and of what is asked about nobody', async () => {
      for (const text of ['please do the dishes in the kitchen', 'when does Acme renew', 'thanks for that']) {
        expect((await ask(priya, 'team', `${bot()} ${text}`))[0]!).toShow(
          `I understand “${text.replace('please ', '')}” neither as an account’s name nor as a question. Ask me how an account is doing`,
        );
      }
      expect((await ask(priya, 'team', `${bot()} is Zebra Foods ok?`))[0]!).toShow(
        'I know no account “Zebra Foods”.',
      );
    });

    it('is answered once, however often Slack tells of it', async () => {
      harness.sandbox.faults.duplicateNext('event');
      expect(await ask(priya, 'team', `${bot()} health acme`)).toHaveLength(1);
      await harness.settle();
      const answers = await ask(priya, 'team', `${bot()} health acme`);
      expect(answers).toHaveLength(1);
    });

    it('of bots, of changed messages and of others is not answered', async () => {
      const before = harness.sandbox.log.calls('chat.postMessage').length;
      const event = {
        type: 'app_mention',
        channel: 'C0TEAM',
        ts: '1790000000.000100',
        text: `${bot()} acme`,
      };
      await priya.event({ ...event, bot_id: 'B0OTHER' });
      await priya.event({ ...event, edited: { user: 'U0PRIYA', ts: '1' } });
      await priya.event({ ...event, subtype: 'message_changed' });
      await harness.settle();
      expect(harness.sandbox.log.calls('chat.postMessage')).toHaveLength(before);
    });
  });

  describe('its picture', () => {
    interface Shown {
      type: string;
      slack_file?: { id: string };
      alt_text?: string;
    }
    const pictureIn = (message: MessageView) =>
      (message.blocks as unknown as Shown[]).find(({ type }) => type === 'image');

    it('stands in the answer, with its figures for whoever does not see it', async () => {
      const [answer] = await ask(priya, 'team', `${bot()} acme`);
      const picture = pictureIn(answer!);
      expect(picture?.alt_text).toMatch(
        /^Health of Acme Robotics over the last 90 days: from 80 to .+ of 100; lowest \d+, highest 80\.$/,
      );
      const { file } = await client().files.info({ file: picture!.slack_file!.id });
      expect(file).toMatchObject({ mimetype: 'image/png', name: 'health.png' });
      expect(answer!.plain()).not.toContain('▆');
    });

    it('is in bars of text where Slack takes no file', async () => {
      harness.sandbox.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'internal_error' });
      const [answer] = await ask(priya, 'team', `${bot()} acme`);
      expect(pictureIn(answer!)).toBeUndefined();
      expect(answer!).toShow('▇', '90 days, lowest', 'Next');
    });

    it('is in words where Slack takes the file and does not show it', async () => {
      harness.sandbox.faults.next('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
      const [answer] = await ask(priya, 'team', `${bot()} acme`);
      expect(pictureIn(answer!)).toBeUndefined();
      expect(answer!).toShow('Health of Acme Robotics over the last 90 days: from 80 to', 'Next');
    });

    it('is posted by Share, and an answer for one alone has bars', async () => {
      const shown = await (await priya.command('/account', 'health acme', 'team')).nextReply();
      expect(pictureIn(shown)).toBeUndefined();
      expect(shown).toShow('▇', '90 days, lowest');
      await priya.press(shown, 'health.share');
      await harness.settle();
      const posted = harness.sandbox.channel('team').latest();
      expect(posted).toShow('Acme Robotics — ', 'Shared by @priya');
      expect(pictureIn(posted)).toBeDefined();
      expect(priya.ephemerals('team').at(-1)!.plain()).not.toContain('Share here');
    });

    it('is posted once by two presses at a time, and its button is gone before it is drawn', async () => {
      const shown = await (await priya.command('/account', 'health acme', 'team')).nextReply();
      const before = harness.sandbox.channel('team').messages().length;
      const release = harness.sandbox.faults.hold('files.getUploadURLExternal');
      await Promise.all([priya.press(shown, 'health.share'), priya.press(shown, 'health.share')]);
      await expect
        .poll(() =>
          priya
            .ephemerals('team')
            .find(({ ts }) => ts === shown.ts)!
            .plain(),
        )
        .not.toContain('Share here');
      release();
      await harness.settle();
      expect(harness.sandbox.channel('team').messages()).toHaveLength(before + 1);
      expect(priya.ephemerals('team').at(-1)!).toShow('It is in the channel already.');
    });

    it('is shared in bars where the bot may not post', async () => {
      const shown = await (await priya.command('/account', 'health acme', 'team')).nextReply();
      harness.sandbox.faults.next('conversations.info', { kind: 'error', error: 'channel_not_found' });
      await priya.press(shown, 'health.share');
      await harness.settle();
      const shared = harness.sandbox.channel('team').latest();
      expect(shared).toShow('▇', 'Decision maker', 'Shared by @priya');
      expect(pictureIn(shared)).toBeUndefined();
    });

    it('offers no Share where the bot never was', async () => {
      const shown = await (await priya.command('/account', 'health acme', 'alone')).nextReply();
      expect(shown).toShow('Cut, because I cannot see who reads along here');
      expect(shown.plain()).not.toContain('Share here');
    });
  });

  describe('in a direct message', () => {
    it('is answered there', async () => {
      const channel = await openDirect(priya);
      priya.talk(channel, 'how is acme doing?');
      const answer = await harness.sandbox
        .channel(channel)
        .waitFor((message) => message.plain().includes('Acme Robotics — '));
      expect(answer).toShow('Our own judgement');
      expect(answer.thread_ts).toBeUndefined();
    });

    it('is refused to a guest', async () => {
      const guest = harness.sandbox.as('U0GUEST');
      const channel = await openDirect(guest);
      guest.talk(channel, 'acme');
      const answer = await harness.sandbox
        .channel(channel)
        .waitFor((message) => message.plain().includes('guests'));
      expect(answer.plain()).not.toContain('Acme');
    });
  });

  describe('where others read along', () => {
    it.for([
      ['shared', 'Cut, because this channel is shared with another company'],
      ['guests', 'Cut, because guests are in this channel'],
    ] as const)('in #%s tells the score alone, and that it was cut', async ([channel, why]) => {
      const [answer] = await ask(priya, channel, `${bot()} acme`);
      expect(answer!).toShow('Acme Robotics — ', why, 'Ask me in a direct message');
      for (const hidden of ['Decision maker', 'judgement', 'CTA', 'Next', '€'])
        expect(answer!.plain()).not.toContain(hidden);
    });

    it('the command and what is shared of it are cut alike', async () => {
      for (const channel of ['shared', 'guests', 'alone']) {
        const shown = await (await priya.command('/account', 'health acme', channel)).nextReply();
        expect(shown).toShow('Acme Robotics — ', 'Cut, because');
        expect(shown.plain()).not.toContain('Decision maker');
        expect(await (await priya.command('/cs', 'health', channel)).nextReply()).toShow('Not here, because');
      }
    });

    it('a question about all accounts is not answered there', async () => {
      expect((await ask(priya, 'shared', `${bot()} who is at risk?`))[0]!).toShow('Not here, because');
    });

    it('the command is whole among us', async () => {
      expect(await (await priya.command('/account', 'health acme', 'team')).nextReply()).toShow(
        'Decision maker',
      );
    });
  });
});
