import type { App } from '@slack/bolt';
import { afterEach, describe, test } from 'vitest';
import { expect } from '#test/support/matchers.ts';
import { startBench } from './bot.ts';
import type { Bench } from './bot.ts';

const U = 'U0PRIYA';
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(`Label ${value}`), value });
const input = (blockId: string, element: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'input',
  block_id: blockId,
  label: plain(`Field ${blockId}`),
  element: { action_id: `${blockId}.value`, ...element },
  ...more,
});
const modal = (title: string, blocks: unknown[], more: Record<string, unknown> = {}) => ({
  type: 'modal' as const,
  callback_id: 'book',
  title: plain(title),
  submit: plain('Book'),
  close: plain('Cancel'),
  blocks: blocks as [],
  ...more,
});
const text = input('name', { type: 'plain_text_input', max_length: 5 });

/** A bot whose command opens a modal, and whose submission is answered by `answer`. */
function opens(view: unknown, more: (app: App) => void = () => {}) {
  return (app: App): void => {
    app.command('/account', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: view as never });
    });
    more(app);
  };
}

describe('modals', () => {
  let bench: Bench;
  afterEach(() => bench.stop());
  const open = async (view: unknown, more?: (app: App) => void) => {
    bench = await startBench(opens(view, more));
    const priya = bench.sandbox.as(U);
    await priya.command('/account');
    return { priya, view: await priya.waitForView() };
  };

  test('a submission carries each field in the shape that Slack gives it, and closes the modal', async () => {
    const seen: Record<string, unknown>[] = [];
    const fields = [
      input('name', { type: 'plain_text_input', initial_value: 'Acme' }),
      input('count', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' }),
      input('mail', { type: 'email_text_input' }),
      input('link', { type: 'url_text_input' }),
      input('day', { type: 'datepicker' }),
      input('time', { type: 'timepicker' }),
      input('moment', { type: 'datetimepicker' }),
      input('one', { type: 'static_select', options: [option('a'), option('b')] }),
      input('many', { type: 'multi_static_select', options: [option('a'), option('b')] }),
      input('boxes', { type: 'checkboxes', options: [option('x'), option('y')] }, { optional: true }),
      input('radio', { type: 'radio_buttons', options: [option('x'), option('y')] }),
      input('who', { type: 'users_select' }),
      input('where', { type: 'conversations_select' }),
      input('people', { type: 'multi_users_select' }),
      input('note', { type: 'rich_text_input' }),
      input('left', { type: 'plain_text_input' }, { optional: true }),
    ];
    const { priya, view } = await open(modal('All', fields), (app) => {
      app.view('book', async ({ ack, view: submitted }) => {
        seen.push(submitted.state.values);
        await ack();
      });
    });
    const result = await priya.submit(view, {
      count: 3,
      mail: 'a@acme.com',
      link: 'https://acme.com',
      day: '2026-11-23',
      time: '08:30',
      moment: 1_795_000_000,
      one: 'a',
      many: ['a', 'Label b'],
      'radio.value': 'y',
      who: 'U0MARCO',
      where: 'C0CSDAILY',
      people: ['U0MARCO', 'U0LENA'],
      note: 'Hello',
    });
    expect(result).toMatchObject({ status: 200, action: 'close', view: undefined });
    const one = (key: string, content: Record<string, unknown>) => ({ [`${key}.value`]: content });
    expect(seen[0]).toEqual({
      name: one('name', { type: 'plain_text_input', value: 'Acme' }),
      count: one('count', { type: 'number_input', value: '3' }),
      mail: one('mail', { type: 'email_text_input', value: 'a@acme.com' }),
      link: one('link', { type: 'url_text_input', value: 'https://acme.com' }),
      day: one('day', { type: 'datepicker', selected_date: '2026-11-23' }),
      time: one('time', { type: 'timepicker', selected_time: '08:30' }),
      moment: one('moment', { type: 'datetimepicker', selected_date_time: 1_795_000_000 }),
      one: one('one', { type: 'static_select', selected_option: option('a') }),
      many: one('many', { type: 'multi_static_select', selected_options: [option('a'), option('b')] }),
      boxes: one('boxes', { type: 'checkboxes', selected_options: [] }),
      radio: one('radio', { type: 'radio_buttons', selected_option: option('y') }),
      who: one('who', { type: 'users_select', selected_user: 'U0MARCO' }),
      where: one('where', { type: 'conversations_select', selected_conversation: 'C0CSDAILY' }),
      people: one('people', { type: 'multi_users_select', selected_users: ['U0MARCO', 'U0LENA'] }),
      note: one('note', {
        type: 'rich_text_input',
        rich_text_value: {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Hello' }] }],
        },
      }),
      left: one('left', { type: 'plain_text_input', value: null }),
    });
  });

  test('errors stand on their field, and the modal stays open', async () => {
    const { priya, view } = await open(modal('Book', [text]), (app) => {
      app.view('book', async ({ ack }) =>
        ack({ response_action: 'errors', errors: { name: 'Taken already' } }),
      );
    });
    const result = await priya.submit(view, { name: 'Acme' });
    expect(result).toMatchObject({ action: 'errors', errors: { name: 'Taken already' } });
    expect(result.view).toShow('Book', 'Taken already');
    expect(priya.view()?.errors).toEqual({ name: 'Taken already' });
  });

  test.for([
    [{ response_action: 'errors', errors: { nowhere: 'No' } }, 'no input block'],
    [{ response_action: 'errors', errors: {} }, 'no errors are named'],
    [{ response_action: 'update', view: { type: 'modal' } }, 'missing required field: title'],
    [{ ok: true }, 'bad_ack'],
  ] as const)('an ack that the client cannot show is refused: %j', async ([answer, problem]) => {
    const { priya, view } = await open(modal('Book', [text]), (app) => {
      app.view('book', async ({ ack }) => ack(answer as never));
    });
    await expect(priya.submit(view, { name: 'Acme' })).rejects.toThrow(problem);
    expect(priya.view()).toShow('Book');
  });

  test('the client refuses what is missing, too long, out of range or malformed, before anything is sent', async () => {
    const { priya, view } = await open(
      modal('Book', [
        text,
        input('count', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' }),
        input('mail', { type: 'email_text_input' }, { optional: true }),
        input('day', { type: 'datepicker' }, { optional: true }),
      ]),
    );
    const errors = async (values: Record<string, string | number>) => {
      try {
        await priya.submit(view, values);
        return undefined;
      } catch (error) {
        return (error as { details: unknown }).details;
      }
    };
    expect(await errors({})).toEqual({ name: 'This is a required field', count: 'This is a required field' });
    expect(await errors({ name: 'Acme Robotics', count: 10, mail: 'x', day: '2026-02-30' })).toEqual({
      name: 'Enter at most 5 characters',
      count: 'Enter a number of at most 9',
      mail: 'Enter a valid email address',
      day: 'Enter a valid date',
    });
    expect(await errors({ name: 'Acme', count: '1.5', mail: '', day: '' })).toEqual({
      count: 'Enter a whole number',
    });
    expect(bench.sandbox.log.all().filter((entry) => entry.method.startsWith('view_submission'))).toEqual([]);
    await expect(priya.submit(view, { nothing: 'x' })).rejects.toThrow(
      'there are: name/name.value, count/count.value',
    );
  });

  test('a submission may push, update and clear; three views are the most', async () => {
    const { priya, view } = await open(modal('First', [text]), (app) => {
      app.view('book', async ({ ack, view: submitted }) => {
        const title = submitted.title.text;
        if (title === 'Third') await ack({ response_action: 'push', view: modal('Fourth', [text]) as never });
        else if (title === 'Second')
          await ack({ response_action: 'push', view: modal('Third', [text]) as never });
        else await ack({ response_action: 'push', view: modal('Second', [text]) as never });
      });
    });
    const second = await priya.submit(view, { name: 'Acme' });
    expect(second).toMatchObject({
      action: 'push',
      view: { title: 'Second', previous_view_id: view.id, root_view_id: view.id },
    });
    await expect(priya.submit(view, { name: 'Acme' })).rejects.toThrow('view_covered');
    const third = await priya.submit(second.view!, { name: 'Acme' });
    await expect(priya.submit(third.view!, { name: 'Acme' })).rejects.toThrow('push_limit_reached');
    expect(priya.views().map((shown) => shown.title)).toEqual(['First', 'Second', 'Third']);
    await priya.close(third.view!);
    expect(priya.view()).toShow('Second');
    await priya.close(second.view!, { all: true });
    expect(priya.views()).toEqual([]);
  });

  test('a loading view is updated; what was typed stays where the ids stay; an old hash conflicts', async () => {
    const { priya, view } = await open(modal('Loading', [text]));
    await priya.fill(view, { name: 'Typed' });
    const updated = await bench.client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: modal('Loaded', [text, input('more', { type: 'plain_text_input' }, { optional: true })]) as never,
    });
    expect(updated.view).toMatchObject({ state: { values: { name: { 'name.value': { value: 'Typed' } } } } });
    expect(priya.view()).toShow('Loaded', 'Field more');
    const again = bench.client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: modal('Late', [text]) as never,
    });
    await expect(again).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
    await priya.close(view);
    const closed = bench.client.views.update({ view_id: view.id, view: modal('Gone', [text]) as never });
    await expect(closed).rejects.toMatchObject({ data: { error: 'not_found' } });
  });

  test('a closed modal is told only where notify_on_close is set', async () => {
    const closed: string[] = [];
    const { priya, view } = await open(modal('Book', [text], { notify_on_close: true }), (app) => {
      app.view({ type: 'view_closed', callback_id: 'book' }, async ({ ack, body }) => {
        closed.push(body.view.id);
        await ack();
      });
    });
    await priya.close(view);
    expect(closed).toEqual([view.id]);
    await expect(priya.close(view)).rejects.toThrow('view_not_found');
  });

  test('an external menu asks the bot; what it has shown can be chosen by label or value', async () => {
    const queries: string[] = [];
    const chosen: unknown[] = [];
    const { priya, view } = await open(
      modal('Pick', [
        input('account', { type: 'external_select', min_query_length: 1 }, { dispatch_action: true }),
      ]),
      (app) => {
        app.options('account.value', async ({ ack, payload }) => {
          queries.push(payload.value);
          await ack({
            options: ['Acme Robotics', 'Acme Foods', 'Globex'].flatMap((name, at) =>
              name.includes(payload.value) ? [{ text: plain(name), value: `a${at}` }] : [],
            ),
          });
        });
        app.action('account.value', async ({ ack, action }) => {
          chosen.push(action);
          await ack();
        });
        app.view('book', async ({ ack, view: submitted }) => {
          chosen.push(submitted.state.values['account']?.['account.value']?.selected_option?.value);
          await ack();
        });
      },
    );
    expect(await priya.options(view, 'account.value', 'Acme')).toHaveLength(2);
    expect(await priya.options(view, 'account.value', '')).toEqual([]);
    await priya.press(view, 'account.value', { option: 'Acme Foods' });
    await priya.press(view, 'account.value', { option: 'a0' });
    await priya.press(view, 'account.value', { value: null });
    await priya.submit(view, { account: 'Globex' });
    expect(chosen).toMatchObject([
      { type: 'external_select', selected_option: { value: 'a1' } },
      { selected_option: { value: 'a0' } },
      { selected_option: null },
      'a2',
    ]);
    expect(queries).toEqual(['Acme', 'Globex']);
    await expect(priya.options(view, 'account.value', 'x')).rejects.toThrow('view_not_found');
  });

  test('without an options URL in the manifest an external menu cannot work over HTTP', async () => {
    const { priya, view } = await open(modal('Pick', [input('account', { type: 'external_select' })]));
    delete bench.sandbox.state.manifest.settings?.interactivity?.message_menu_options_url;
    await expect(priya.options(view, 'account.value', 'acme')).rejects.toThrow('no_options_url');
    bench.sandbox.state.manifest.settings!.interactivity!.message_menu_options_url =
      'https://milepost.example.com/slack/events';
  });

  test('a button in a modal updates it, and gets no response_url', async () => {
    const bodies: unknown[] = [];
    const { priya, view } = await open(
      modal('Book', [
        { type: 'actions', elements: [{ type: 'button', action_id: 'ebr.more', text: plain('More') }] },
        text,
      ]),
      (app) => {
        app.action('ebr.more', async ({ ack, body, client }) => {
          await ack();
          bodies.push(body);
          if (!('view' in body) || !body.view) return;
          await client.views.update({
            view_id: body.view.id,
            hash: body.view.hash,
            view: modal('More', [text]) as never,
          });
        });
      },
    );
    await priya.press(view, 'ebr.more');
    expect(await priya.waitForView((shown) => shown.title === 'More')).toShow('Field name');
    expect(bodies[0]).not.toHaveProperty('response_url');
    await expect(priya.press(priya.view()!, 'name.value', { value: 'x' })).rejects.toThrow('no_dispatch');
  });

  test('a file of a person is put into a file_input, and read with the bot token only', async () => {
    const files: Record<string, unknown>[] = [];
    const { priya, view } = await open(
      modal('Import', [input('file', { type: 'file_input', filetypes: ['csv'], max_files: 1 })]),
      (app) => {
        app.view('book', async ({ ack, view: submitted }) => {
          // The types of @slack/bolt do not know what a file_input holds yet.
          const entered = submitted.state.values['file']?.['file.value'] as { files?: [] } | undefined;
          files.push(...(entered?.files ?? []));
          await ack();
        });
      },
    );
    const wrong = priya.upload('notes.txt', 'hello', 'text/plain');
    await expect(priya.submit(view, { file: [wrong] })).rejects.toThrow('not accepted');
    const file = priya.upload('accounts.csv', 'id,name\n1,Acme\n');
    await priya.submit(view, { file: [file] });
    expect(files).toMatchObject([{ id: file.id, name: 'accounts.csv', size: 15 }]);
    const url = file.url_private_download;
    const read = async (headers: Record<string, string>) => (await fetch(url, { headers })).text();
    expect(await read({ authorization: `Bearer ${bench.sandbox.botToken}` })).toBe('id,name\n1,Acme\n');
    expect(await read({})).toContain('Sign in');
    expect((await bench.client.files.info({ file: file.id })).file?.url_private_download).toBe(url);
    // What was chosen for the form and not sent with it went with the modal.
    await expect(bench.client.files.info({ file: wrong.id })).rejects.toThrow('file_not_found');
  });
});

describe('triggers', () => {
  let bench: Bench;
  afterEach(() => bench.stop());

  test('a trigger opens one view, within three seconds', async () => {
    let shift = 0;
    const triggers: string[] = [];
    bench = await startBench(
      (app) => {
        app.command('/account', async ({ ack, command }) => {
          triggers.push(command.trigger_id);
          await ack();
        });
      },
      { now: () => new Date(Date.now() + shift) },
    );
    const priya = bench.sandbox.as(U);
    await priya.command('/account');
    await priya.command('/account');
    const view = modal('Book', [text]) as never;
    const tryWith = async (trigger_id: string, method: 'open' | 'push' = 'open') => {
      try {
        await bench.client.views[method]({ trigger_id, view });
        return 'ok';
      } catch (error) {
        return (error as { data: { error: string } }).data.error;
      }
    };
    expect(await tryWith('1.2.x')).toBe('invalid_trigger_id');
    expect(await tryWith('nonsense')).toBe('invalid_arguments');
    expect(await tryWith(triggers[0]!, 'push')).toBe('not_found');
    await priya.command('/account');
    expect(await tryWith(triggers[2]!)).toBe('ok');
    expect(await tryWith(triggers[2]!)).toBe('exchanged_trigger_id');
    shift = 3001;
    expect(await tryWith(triggers[1]!)).toBe('expired_trigger_id');
  });
});
