/** Modals and failures, driven through a small feature registered on the edge. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import * as z from 'zod';
import { actions, button, modal, say, section } from '#blocks/build.ts';
import { input, searchField, textField } from '#blocks/form-fields.ts';
import { numbered } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createProgramSource } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import { startSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import type { Manifest } from '#src/sandbox/types.ts';
import { boltLogger } from '#src/slack/bolt-log.ts';
import { createRegistry, type Registry, type Submitted } from '#src/slack/edge.ts';
import { idValue, jsonOf, parseForm } from '#src/slack/forms.ts';
import { createInFlight, type InFlight } from '#src/slack/in-flight.ts';
import { connectByToken } from '#src/slack/installation.ts';
import { mount } from '#src/slack/mount.ts';
import { createSlackClient } from '#src/app.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { NOW, USERS } from './harness.ts';

let database: TestDatabase;
let sandbox: Sandbox;
let inFlight: InFlight;
let stop: () => Promise<void>;
const logged: string[] = [];
/** What the feature does next. */
let load: () => Promise<string>;
let save: () => Promise<Submitted>;
let happen: () => Promise<void>;
/** What was sent, and how long was waited. */
const words: string[] = [];
const waits: number[] = [];

beforeAll(async () => {
  database = await createTestDatabase('sqlite');
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const deps = { database, makeId: createIdSource(), now: () => NOW, log };
  const manifest = await readManifest(new URL('../../manifest.yml', import.meta.url));
  const shortcuts: NonNullable<Manifest['features']>['shortcuts'] = [
    { callback_id: 'try.global', type: 'global' },
    { callback_id: 'try.message', type: 'message' },
    { callback_id: 'try.old', type: 'message' },
  ];
  sandbox = await startSandbox({
    manifest: { ...manifest, features: { ...manifest.features, shortcuts } },
    users: USERS,
  });
  const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
  const [installation] = await (await connectByToken(deps, client, sandbox.botToken)).list();
  const receiver = new HTTPReceiver({ signingSecret: sandbox.signingSecret, logger: boltLogger(log) });
  const app = new App({
    receiver,
    logger: boltLogger(log),
    clientOptions: { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } },
    authorize: async () => ({ ...installation!, teamId: installation!.slackTeamId }),
  });
  inFlight = createInFlight();
  const registry = createRegistry();
  registerFeature(registry);
  mount(app, registry, {
    ...deps,
    inFlight,
    programs: createProgramSource(),
    firstAdmin: 'U0PRIYA',
    kick: () => {},
    sleep: async (ms) => void waits.push(ms),
  });
  const server = createServer(receiver.requestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sandbox.connectBot(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await inFlight.drain();
    await sandbox.stop();
    await database.remove();
  };
});

afterAll(() => stop());

beforeEach(() => {
  logged.length = 0;
  words.length = 0;
  waits.length = 0;
  happen = async () => {};
  load = async () => 'loaded';
  save = async () => ({ kind: 'close', answer: say(mrkdwn`Saved it`) });
});

function registerFeature(registry: Registry): void {
  const form = (text: string) =>
    modal({
      title: 'Try it',
      submit: 'Try',
      callbackId: 'try.form',
      tellsClosing: true,
      metadata: { id: 'x' },
      blocks: [
        section(mrkdwn`${text}`),
        input('word', 'Word', textField()),
        input('pick', 'Pick', searchField('try.search'), { optional: true }),
        actions(
          button('Again', 'try.again', { value: 'x' }),
          button('Deeper', 'try.deeper', { value: 'x' }),
          button('Break', 'try.break', { value: 'x' }),
        ),
      ],
    });
  registry.verb({
    command: '/cs',
    verb: 'try',
    usage: '',
    does: 'Try',
    example: '',
    right: 'account.see',
    shareable: true,
    run: async (call, rest) => {
      if (rest === 'modal') return call.openModal('Try it', async () => form(await load()));
      if (rest === 'fail') throw new Error('broken: xoxb-1-secret https://example.com/hook');
      const text = mrkdwn`Tried ${rest}`;
      return {
        text,
        share: true,
        blocks: [
          section(text),
          actions(
            button('Go', numbered('try.go', 2), {
              value: 'x',
              confirm: { title: 'Sure?', text: 'It goes', confirm: 'Go' },
            }),
            button('Old', 'try.old'),
          ),
        ],
      };
    },
  });
  registry.action('try.go', {
    right: 'cta.work',
    value: idValue,
    run: (call, value) => call.replace(say(mrkdwn`Gone ${value}`)),
  });
  registry.action('try.again', {
    right: 'account.see',
    value: idValue,
    run: (call) => call.updateModal(modal({ title: 'Changed', blocks: [section(mrkdwn`Changed`)] })),
  });
  registry.action('try.deeper', {
    right: 'account.see',
    value: idValue,
    run: (call) => call.openModal('Try it', async () => form('deeper')),
  });
  registry.action('try.break', {
    right: 'account.see',
    value: idValue,
    run: () => Promise.reject(new Error('broken')),
  });
  registry.event('user_change', () => happen());
  registry.options('try.search', {
    right: 'account.see',
    run: async (_call, typed) => {
      if (typed === 'broken') throw new Error('no search');
      return Array.from({ length: 120 }, (_, index) => ({ text: `${typed} ${index}`, value: String(index) }));
    },
  });
  registry.submit('try.form', {
    right: 'account.edit',
    metadata: jsonOf(z.object({ id: z.string() })),
    parse: (values) =>
      parseForm(
        z.object({ word: z.string({ error: 'Say a word.' }).min(3, 'At least three letters.') }),
        values,
      ),
    run: (_call, { word }) => {
      words.push(word);
      return save();
    },
  });
  registry.closed('try.form', {
    right: 'account.edit',
    metadata: jsonOf(z.object({ id: z.string() })),
    run: (call, values, { id }) => call.answer(say(mrkdwn`Kept ${String(values['word'])} of ${id}`)),
  });
  registry.shortcut('try.global', {
    right: 'account.edit',
    run: (call) => call.openModal('Try it', async () => form('by a shortcut')),
  });
  registry.shortcut('try.message', {
    right: 'account.see',
    run: (call, message) => call.answer(say(mrkdwn`${message?.author ?? ''} said ${message?.text ?? ''}`)),
  });
}

const priya = () => sandbox.as('U0PRIYA');

describe('a modal', () => {
  it('opens at once, waits, and shows what was loaded', async () => {
    const loading = Promise.withResolvers<string>();
    load = () => loading.promise;
    await priya().command('/cs', 'try modal');
    expect(await priya().waitForView()).toShow('One moment');
    loading.resolve('<b> & *all*');
    expect(await priya().waitForView((view) => view.plain().includes('∗all∗'))).toShow('<b> & ∗all∗');
    await priya().close(priya().view()!);
  });

  it('becomes an error with a reference when it cannot be loaded; the log knows the reference', async () => {
    load = () => Promise.reject(new Error('disk on fire'));
    await priya().command('/cs', 'try modal');
    const view = await priya().waitForView((shown) => shown.title === 'Something went wrong');
    const reference = /reference: (\w{8})/.exec(view.plain())?.[1];
    expect(logged.join('\n')).toContain(reference);
    expect(logged.join('\n')).toContain('disk on fire');
    expect(view).not.toShow('disk on fire');
    await priya().close(view);
  });

  it('that was closed before it was loaded is left alone', async () => {
    const loading = Promise.withResolvers<string>();
    load = () => loading.promise;
    await priya().command('/cs', 'try modal');
    await priya().close(await priya().waitForView());
    loading.resolve('late');
    await inFlight.drain();
    expect(priya().view()).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it('stays as it is under the error of something that was pressed in it', async () => {
    const view = await openForm();
    await priya().fill(view, { word: 'half a thought' });
    await priya().press(view, 'try.break');
    const shown = await priya().waitForView((open) => open.title === 'Something went wrong');
    expect(shown).toShow('Nothing that you typed is lost', 'reference');
    await priya().close(shown);
    await priya().submit(priya().view()!);
    expect(words).toEqual(['half a thought']);
  });

  it.each(['expired_trigger_id', 'exchanged_trigger_id'])(
    'that no error can be shown over (%s) is replaced by one that says what is not saved',
    async (error) => {
      const view = await openForm();
      await priya().fill(view, { word: 'half a thought' });
      sandbox.faults.next('views.push', { kind: 'error', error });
      await priya().press(view, 'try.break');
      const shown = await priya().waitForView((open) => open.title === 'Something went wrong');
      expect(priya().views()).toHaveLength(1);
      expect(shown).toShow(
        'nothing in it is saved',
        'copy it from here',
        'Word\nhalf a thought',
        'reference',
      );
      expect(shown).not.toShow('lost');
      expect(shown).not.toShow('Back');
      await priya().close(shown);
    },
  );

  it('changes when something in it is pressed', async () => {
    await openForm();
    await priya().press(priya().view()!, 'try.again');
    const changed = await priya().waitForView((view) => view.title === 'Changed');
    expect(changed).not.toShow('loaded');
    await priya().close(changed);
  });
});

describe('a submission', () => {
  it('shows an error on its field and stays', async () => {
    const result = await priya().submit(await openForm(), { word: 'ab' });
    expect(result).toMatchObject({ action: 'errors', errors: { word: 'At least three letters.' } });
    await priya().close(priya().view()!);
  });

  it('closes and answers where it was opened from', async () => {
    const result = await priya().submit(await openForm(), { word: 'abc' });
    expect(result.action).toBe('close');
    expect(await priya().waitForEphemeral((message) => message.plain().includes('Saved it'))).toShow(
      'Saved it',
    );
  });

  it('that fails unexpectedly tells a reference over the form, which is sent once more as it was typed', async () => {
    save = () => Promise.reject(new Error('no disk'));
    const result = await priya().submit(await openForm(), { word: 'my *ten* minutes' });
    expect(result.action).toBe('push');
    expect(result.view!).toShow('Something went wrong', 'Nothing that you typed is lost', 'reference');
    await priya().close(result.view!);
    save = async () => ({ kind: 'close', answer: say(mrkdwn`Saved after all`) });
    expect((await priya().submit(priya().view()!)).action).toBe('close');
    expect(words).toEqual(['my *ten* minutes', 'my *ten* minutes']);
  });

  it('that fails where no modal fits on top any more shows what was typed', async () => {
    save = () => Promise.reject(new Error('no disk'));
    let view = await openForm();
    for (const depth of [2, 3]) {
      await priya().press(view, 'try.deeper');
      view = await priya().waitForView(
        (shown) => shown.submit !== undefined && priya().views().length === depth,
      );
    }
    const result = await priya().submit(view, { word: 'my *ten* minutes' });
    expect(result.action).toBe('update');
    expect(result.view!).toShow('Something went wrong', 'copy it from here', 'Word\nmy ∗ten∗ minutes');
    await priya().close(result.view!, { all: true });
  });

  it('that can not be saved any more shows what was typed', async () => {
    save = async () => ({ kind: 'unsaved', answer: say(mrkdwn`It is gone`) });
    const result = await priya().submit(await openForm(), { word: 'my *ten* minutes' });
    expect(result.view!).toShow('It is gone', 'copy it from here', 'Word\nmy ∗ten∗ minutes');
    await priya().close(result.view!);
  });

  it.for<[string, () => Promise<Submitted>, string]>([
    ['refused', async () => ({ kind: 'errors', errors: { word: 'Not this one.' } }), 'Not this one.'],
    ['failed', () => Promise.reject(new Error('no disk')), 'Something went wrong'],
  ])('that is %s late shows what was typed', async ([, outcome, said]) => {
    const saving = Promise.withResolvers<void>();
    save = async () => {
      await saving.promise;
      return outcome();
    };
    await priya().submit(await openForm(), { word: 'my *ten* minutes' });
    saving.resolve();
    const shown = await priya().waitForView((view) => view.plain().includes(said));
    expect(shown).toShow('copy it from here', 'Word\nmy ∗ten∗ minutes');
    await priya().close(shown);
  });

  it('that takes too long for Slack says so, then what came of it', async () => {
    const saving = Promise.withResolvers<Submitted>();
    save = () => saving.promise;
    const result = await priya().submit(await openForm(), { word: 'abc' });
    expect(result.view!).toShow('Saving');
    saving.resolve({ kind: 'close', answer: say(mrkdwn`Saved at last`) });
    await priya().close(await priya().waitForView((view) => view.plain().includes('Saved at last')));
  });

  describe('that takes too long, and whose modal was closed meanwhile', () => {
    const closeWhile = async () => {
      const saving = Promise.withResolvers<Submitted>();
      save = () => saving.promise;
      const { view } = await priya().submit(await openForm(), { word: 'abc' });
      expect(view!).toShow('You may close this; I will write to you.');
      await priya().close(view!);
      return saving;
    };

    it('is answered in the channel', async () => {
      const saving = await closeWhile();
      saving.resolve({ kind: 'close', answer: say(mrkdwn`Saved behind your back`) });
      expect(
        await priya().waitForEphemeral((message) => message.plain().includes('Saved behind your back')),
      ).toShow('Saved');
      expect(logged).toEqual([]);
    });

    it('is answered by a direct message where nobody can be answered in the channel', async () => {
      const lone = sandbox.as('U0PRIYA');
      await lone.shortcut('try.global');
      const saving = Promise.withResolvers<Submitted>();
      save = () => saving.promise;
      const { view } = await lone.submit(await lone.waitForView((open) => open.submit !== undefined), {
        word: 'abc',
      });
      await lone.close(view!);
      saving.resolve({ kind: 'errors', errors: { word: 'Not this one.' } });
      await inFlight.drain();
      expect(sandbox.directMessages('U0PRIYA').latest()).toShow('Nothing was saved', 'Not this one.');
    });

    it('tells what a form would have asked, with the texts in its fields', async () => {
      const saving = await closeWhile();
      const asks = modal({
        title: 'Both texts',
        submit: 'Keep',
        blocks: [
          section(mrkdwn`Lena was faster`),
          input('word', 'Yours', textField({ initial: 'My long *text*' })),
          actions(button('Theirs', 'try.again', { value: 'x' })),
        ],
      });
      saving.resolve({ kind: 'update', view: asks });
      const told = await priya().waitForEphemeral((message) => message.plain().includes('Both texts'));
      expect(told).toShow('open the form again', 'Lena was faster', 'Yours', 'My long ∗text∗');
    });
  });

  it('is refused to whoever lacks the right, in the modal', async () => {
    const lena = sandbox.as('U0LENA');
    await lena.command('/cs', 'try modal');
    const view = await lena.waitForView((shown) => shown.submit !== undefined);
    const result = await lena.submit(view, { word: 'abc' });
    expect(result.view!).toShow('This needs the role csm; yours is viewer');
  });
});

describe('an event', () => {
  const happens = async () => {
    await priya().event({ type: 'user_change', user: { id: 'U0PRIYA' } });
    await inFlight.drain();
  };

  it('that fails is tried again after a while, since Slack does not send it again', async () => {
    let tries = 0;
    happen = async () => {
      tries += 1;
      if (tries < 4) throw new Error('the database starts anew');
    };
    await happens();
    expect({ tries, waits }).toEqual({ tries: 4, waits: [1_000, 5_000, 15_000] });
    expect(logged).toEqual([]);
  });

  it('that goes on failing is in the log', async () => {
    happen = () => Promise.reject(new Error('never'));
    await happens();
    expect(waits).toHaveLength(3);
    expect(logged.join('\n')).toContain('event user_change');
  });
});

describe('a search in a form', () => {
  it('offers at most 100 choices, and none when it fails', async () => {
    const view = await openForm();
    expect(await priya().options(view, 'try.search', 'a')).toHaveLength(100);
    expect(await priya().options(view, 'try.search', 'broken')).toEqual([]);
    await priya().close(view);
  });
});

describe('an answer', () => {
  it('that fails gives a reference, and the log no token and no address', async () => {
    const reply = await (await priya().command('/cs', 'try fail')).nextReply();
    expect(reply).toShow('Something went wrong', 'reference');
    expect(logged.join('\n')).toContain('broken: [token] [address]');
  });

  it('is shared by a press, under the name of who shares it', async () => {
    const reply = await (await priya().command('/cs', 'try this', 'cs-daily')).nextReply();
    await priya().press(reply, 'verb.share');
    const shared = await sandbox
      .channel('cs-daily')
      .waitFor((message) => message.plain().includes('Tried this'));
    expect(shared).toShow('Shared by @priya');
    expect(JSON.stringify(shared.blocks)).not.toContain('verb.share');
    await inFlight.drain();
    // Whoever presses twice shares once.
    const left = priya()
      .ephemerals()
      .find(({ ts }) => ts === reply.ts)!;
    expect(left).toShow('Tried this');
    expect(JSON.stringify(left.blocks)).not.toContain('verb.share');
  });

  it('is shared once by two presses at a time, and tells the second of them', async () => {
    const reply = await (await priya().command('/cs', 'try twice', 'cs-daily')).nextReply();
    const shared = () =>
      sandbox
        .channel('cs-daily')
        .messages()
        .filter((message) => message.plain().includes('Tried twice'));
    await Promise.all([priya().press(reply, 'verb.share'), priya().press(reply, 'verb.share')]);
    await inFlight.drain();
    expect(shared()).toHaveLength(1);
    expect(priya().ephemerals('cs-daily').at(-1)!).toShow('It is in the channel already.');
  });

  it('is shared by the next press where Slack did not take the first one', async () => {
    const reply = await (await priya().command('/cs', 'try again', 'cs-daily')).nextReply();
    sandbox.faults.next('response_url', { kind: 'server-error', status: 404 });
    await priya().press(reply, 'verb.share');
    await inFlight.drain();
    expect(priya().ephemerals('cs-daily').at(-1)!).toShow('Something went wrong', 'reference');
    await priya().press(reply, 'verb.share');
    await inFlight.drain();
    expect(sandbox.channel('cs-daily').latest()).toShow('Tried again', 'Shared by @priya');
  });

  it('is not shared a second time where nobody knows whether Slack took the first one', async () => {
    const reply = await (await priya().command('/cs', 'try perhaps', 'cs-daily')).nextReply();
    sandbox.faults.next('response_url', { kind: 'cut-after' });
    await priya().press(reply, 'verb.share');
    await inFlight.drain();
    expect(priya().ephemerals('cs-daily').at(-1)!).toShow('Slack did not tell me', 'Look in the channel');
    await priya().press(reply, 'verb.share');
    await inFlight.drain();
    expect(priya().ephemerals('cs-daily').at(-1)!).toShow('It is in the channel already.');
    const shared = sandbox.channel('cs-daily').messages();
    expect(shared.filter((message) => message.plain().includes('Tried perhaps'))).toHaveLength(1);
  });

  it('has buttons that check the right of whoever presses, a number behind the id or not', async () => {
    const reply = await (await priya().command('/cs', 'try this')).nextReply();
    await priya().press(reply, 'try.go:2');
    await inFlight.drain();
    expect(priya().ephemerals().at(-1)!).toShow('Gone x');
    const shown = await (await sandbox.as('U0LENA').command('/cs', 'try this')).nextReply();
    await sandbox.as('U0LENA').press(shown, 'try.go:2');
    expect(await sandbox.as('U0LENA').waitForEphemeral((message) => message.plain().includes('csm'))).toShow(
      'This needs the role csm',
    );
  });

  it('stands as it is where Slack takes no answer there any more, and nothing has gone wrong', async () => {
    const reply = await (await priya().command('/cs', 'try this')).nextReply();
    const before = priya().ephemerals().length;
    sandbox.faults.next('response_url', { kind: 'server-error', status: 404 });
    await priya().press(reply, 'try.go:2');
    await inFlight.drain();
    expect(priya().ephemerals()).toHaveLength(before);
    expect(priya().ephemerals().at(-1)!).not.toShow('Gone x', 'Something went wrong');
  });

  it('with a button that no feature knows any more says so', async () => {
    const reply = await (await priya().command('/cs', 'try this')).nextReply();
    await priya().press(reply, 'try.old');
    expect(await priya().waitForEphemeral((message) => message.plain().includes('older version'))).toShow(
      '/cs help',
    );
  });
});

describe('a shortcut', () => {
  it('opens a modal from anywhere', async () => {
    await priya().shortcut('try.global');
    const view = await priya().waitForView((open) => open.submit !== undefined);
    expect(view).toShow('by a shortcut');
    await priya().close(view);
  });

  it('tells whoever lacks the right in a modal, where there is no message to answer beside', async () => {
    await sandbox.as('U0LENA').shortcut('try.global');
    expect(await sandbox.as('U0LENA').waitForView()).toShow('This needs the role csm');
  });

  it('is given the message it was run on', async () => {
    const said = priya().say('cs-daily', 'We love it');
    const deed = await priya().shortcut('try.message', said);
    expect(await deed.nextReply()).toShow('U0PRIYA said We love it');
  });

  it('that no feature knows any more says so', async () => {
    const deed = await priya().shortcut('try.old', priya().say('cs-daily', 'x'));
    expect(await deed.nextReply()).toShow('older version');
  });
});

describe('a modal closed early', () => {
  it('tells what was entered, and answers where it was opened', async () => {
    const view = await openForm();
    await priya().fill(view, { word: 'half a thought' });
    await priya().close(view);
    expect(await priya().waitForEphemeral((message) => message.plain().includes('thought'))).toShow(
      'Kept half a thought of x',
    );
  });
});

async function openForm() {
  await priya().command('/cs', 'try modal');
  return priya().waitForView((view) => view.submit !== undefined);
}
