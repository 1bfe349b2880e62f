/** Modals on the page: what is typed survives what the bot, the net and a second modal do meanwhile. */
import { expect, it } from 'vitest';
import { startBareBot } from './bare-bot.ts';
import {
  button,
  field,
  input,
  modal,
  openModal,
  optional,
  plain,
  seeFocus,
  sent,
  stages,
  submissions,
  text,
} from './forms.ts';
import { inBrowser, see, seeGone } from './support.ts';

type Json = Record<string, unknown>;

const free = (id: string, label: string): Json => input(id, label, { type: 'plain_text_input' }, optional);

inBrowser('modals', (browser) => {
  it('shows the errors of client and bot on their fields, and keeps what was typed', async () => {
    const { bot, dialog } = await openModal(
      browser,
      modal('Book the EBR', [
        text('note', 'Note', { min_length: 5 }),
        text('name', 'Name', { max_length: 20 }),
        input('done', 'Done', { type: 'checkboxes', options: stages }),
      ]),
      ({ type }) =>
        type === 'view_submission' && submissions(bot).length === 1
          ? { response_action: 'errors', errors: { name: 'Acme has an EBR with this name' } }
          : undefined,
    );
    const [note, name] = [field(dialog, 'Note'), field(dialog, 'Name')];
    await note.fill('Hi');
    await name.fill('EBR');
    await name.press('Enter');
    await see(dialog.getByText('Enter at least 5 characters'), dialog.getByText('This is a required field'));
    expect(submissions(bot)).toEqual([]);
    await seeFocus(note);
    expect(await note.getAttribute('aria-invalid')).toBe('true');
    const error = dialog.getByText('Enter at least 5 characters');
    expect(await note.getAttribute('aria-describedby')).toBe(await error.getAttribute('id'));
    await note.fill('Hello');
    await seeGone(error);
    await dialog.getByLabel('Selection').press('Space');
    await note.press('Enter');
    await see(dialog.getByText('Acme has an EBR with this name'));
    await seeFocus(name);
    expect(await note.inputValue()).toBe('Hello');
    await name.fill('EBR 2');
    await name.press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toMatchObject({ note: 'Hello', name: 'EBR 2', done: [{ value: 'sel' }] });
  });

  it('keeps text, cursor and focus when the bot updates the view', async () => {
    const { bot, page, dialog } = await openModal(
      browser,
      modal('Loading', [{ type: 'section', text: plain('One moment …') }], { external_id: 'x' }),
    );
    await see(dialog.getByText('One moment …'));
    const note = field(dialog, 'Note');
    await bot.call('views.update', { external_id: 'x', view: modal('Ready', [text('note', 'Note')]) });
    await see(dialog.getByRole('heading', { name: 'Ready' }));
    await seeFocus(note);
    await page.keyboard.type('Hllo');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    const more = [
      { type: 'section', text: plain('Acme') },
      text('note', 'Note'),
      text('name', 'Name', {}),
      text('other', 'Other', {}),
    ];
    const viewId = bot.sandbox.as('U0PRIYA').view()?.id ?? '';
    await bot.call('views.update', { view_id: viewId, view: modal('More', more) });
    await see(dialog.getByText('Acme'));
    await page.keyboard.type('e');
    expect(await note.inputValue()).toBe('Hello');
    const changed = [input('note', 'Note', { type: 'email_text_input' }), text('name', 'Name')];
    await bot.call('views.update', { view_id: viewId, view: modal('Another kind', changed) });
    await see(dialog.getByRole('heading', { name: 'Another kind' }));
    expect(await note.inputValue()).toBe('');
  });

  it('goes to the first new field that a press brought, and to no other while one writes', async () => {
    const form = (...blocks: Json[]): Json =>
      modal('Plan', [free('note', 'Note'), ...blocks, button('add', 'Add an item')]);
    const { bot, page, dialog } = await openModal(browser, form(), async (payload) => {
      if (payload['type'] !== 'block_actions') return undefined;
      const id = (payload['view'] as { id: string }).id;
      const view = form(free('what', 'What'), free('who', 'By whom'));
      await bot.call('views.update', { view_id: id, view });
      return undefined;
    });
    await field(dialog, 'Note').fill('Hello');
    await dialog.getByRole('button', { name: 'Add an item' }).press('Enter');
    await seeFocus(field(dialog, 'What'));
    expect(await field(dialog, 'Note').inputValue()).toBe('Hello');
    await page.keyboard.type('Call');
    const id = bot.sandbox.as('U0PRIYA').view()?.id ?? '';
    await bot.call('views.update', { view_id: id, view: form(text('when', 'When'), text('what', 'What')) });
    await see(field(dialog, 'When'));
    await seeFocus(field(dialog, 'What'));
  });

  it('shows a refused field whole, from its label to what is wrong', async () => {
    const fields = Array.from({ length: 12 }, (_, at) => free(`f${at}`, `Field ${at}.`));
    const last = text('last', 'Last', { min_length: 5 });
    const { dialog } = await openModal(browser, modal('Long', [...fields, last]));
    await field(dialog, 'Last').fill('Hi');
    await field(dialog, 'Field 0.').focus();
    await dialog.getByRole('button', { name: 'Book' }).click();
    const error = dialog.getByText('Enter at least 5 characters');
    await see(error);
    const [footer, problem, label] = await Promise.all(
      [dialog.getByRole('button', { name: 'Book' }), error, dialog.getByText('Last', { exact: true })].map(
        (thing) => thing.boundingBox(),
      ),
    );
    expect(problem!.y + problem!.height).toBeLessThan(footer!.y);
    expect(label!.y).toBeLessThan(problem!.y);
  });

  it('goes one view deeper and comes back to what was typed', async () => {
    const deeper = modal('Plan', [text('step', 'Step')], { notify_on_close: true, callback_id: 'plan' });
    const { bot, page, dialog } = await openModal(
      browser,
      modal('EBR', [text('name', 'Name'), button('deeper', 'Add a plan')]),
    );
    bot.answerWith(async (payload) => {
      if (payload['type'] === 'block_actions')
        await bot.call('views.push', { trigger_id: payload['trigger_id'], view: deeper });
      return undefined;
    });
    await field(dialog, 'Name').fill('EBR');
    const goDeeper = async (): Promise<void> => {
      await dialog.getByRole('button', { name: 'Add a plan' }).press('Enter');
      await see(dialog.getByRole('heading', { name: 'Plan' }));
      await seeFocus(field(dialog, 'Step'));
    };
    const isBack = async (): Promise<void> => {
      await see(dialog.getByRole('heading', { name: 'EBR' }));
      expect(await field(dialog, 'Name').inputValue()).toBe('EBR');
    };
    await goDeeper();
    await dialog.getByRole('button', { name: 'Back' }).press('Enter');
    await isBack();
    await goDeeper();
    await page.keyboard.press('Escape');
    await isBack();
    await goDeeper();
    await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');
    await isBack();
    await goDeeper();
    await dialog.getByRole('button', { name: 'Close all' }).press('Enter');
    await seeGone(dialog);
    const closed = bot.arrived.filter(({ type }) => type === 'view_closed');
    expect(closed.map((payload) => payload['is_cleared'])).toEqual([false, false, false, true]);
    expect(bot.sandbox.as('U0PRIYA').views()).toEqual([]);
  });

  it('keeps what was typed when the bot fails, and sends once however often one presses', async () => {
    let fails = true;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { bot, dialog } = await openModal(browser, modal('EBR', [text('name', 'Name')]));
    bot.answerWith(async () => {
      if (fails) return 500;
      await held;
      return undefined;
    });
    const book = dialog.getByRole('button', { name: 'Book' });
    await field(dialog, 'Name').fill('EBR');
    await book.press('Enter');
    await see(dialog.getByRole('alert').getByText('What you entered is still here'));
    expect(await field(dialog, 'Name').inputValue()).toBe('EBR');
    fails = false;
    await book.press('Enter');
    await book.press('Enter');
    await field(dialog, 'Name').press('Enter');
    expect(await book.getAttribute('aria-busy')).toBe('true');
    release();
    await seeGone(dialog);
    expect(submissions(bot)).toHaveLength(2);
  });

  it('follows what the bot answers to a submission', async () => {
    const { bot, dialog } = await openModal(browser, modal('First', [text('name', 'Name')]), ({ type }) => {
      if (type !== 'view_submission') return undefined;
      const next = [
        { response_action: 'push', view: modal('Second', [text('step', 'Step')]) },
        { response_action: 'update', view: modal('Third', [text('step', 'Step'), text('due', 'Due', {})]) },
        { response_action: 'clear' },
      ];
      return next[submissions(bot).length - 1];
    });
    await field(dialog, 'Name').fill('EBR');
    await field(dialog, 'Name').press('Enter');
    await see(dialog.getByRole('heading', { name: 'Second' }));
    await field(dialog, 'Step').fill('Call');
    await field(dialog, 'Step').press('Enter');
    await see(dialog.getByRole('heading', { name: 'Third' }));
    expect(await field(dialog, 'Step').inputValue()).toBe('Call');
    await field(dialog, 'Due').fill('Friday');
    await field(dialog, 'Due').press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toEqual({ step: 'Call', due: 'Friday' });
  });

  it('shows a view that has nothing to send', async () => {
    const { page, dialog } = await openModal(
      browser,
      modal('Why', [{ type: 'section', text: plain('Because') }], { submit: undefined, close: undefined }),
    );
    await see(dialog.getByText('Because'));
    expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['', 'Close']);
    await page.keyboard.press('Escape');
    await seeGone(dialog);
  });

  it('shows the Home tab once the bot has published one', async () => {
    const bot = await startBareBot();
    const page = await browser.open(bot.url, { as: 'U0PRIYA' });
    await page.getByRole('button', { name: 'Tester Home' }).press('Enter');
    await see(page.getByText('Tester shows nothing here yet'));
    const blocks = [{ type: 'section', text: plain('12 accounts') }, button('go', 'Go')];
    await bot.call('views.publish', { user_id: 'U0PRIYA', view: { type: 'home', blocks } });
    await see(page.getByText('12 accounts'));
    await page.getByRole('button', { name: 'Go', exact: true }).press('Enter');
    await expect.poll(() => bot.arrived.at(-1)?.['actions']).toMatchObject([{ action_id: 'go' }]);
  });

  it('closes only what lies on top when one presses Escape', async () => {
    const confirm = {
      title: plain('Sure?'),
      text: plain('It is gone then.'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    const { page, dialog } = await openModal(
      browser,
      modal('EBR', [
        input('stage', 'Stage', { type: 'static_select', options: stages }),
        {
          type: 'actions',
          elements: [
            { type: 'overflow', action_id: 'more', options: stages },
            { type: 'button', action_id: 'drop', text: plain('Drop'), confirm },
          ],
        },
      ]),
    );
    const form = page.getByRole('dialog', { name: 'EBR' });
    await field(dialog, 'Stage').press('ArrowDown');
    await see(page.getByRole('listbox'));
    await page.keyboard.press('Escape');
    await seeGone(page.getByRole('listbox'));
    await form.getByRole('button', { name: 'More actions' }).press('Enter');
    await see(page.getByRole('menu'));
    await page.keyboard.press('Escape');
    await seeGone(page.getByRole('menu'));
    await form.getByRole('button', { name: 'Drop' }).press('Enter');
    await see(page.getByRole('alertdialog'));
    await page.keyboard.press('Escape');
    await seeGone(page.getByRole('alertdialog'));
    await see(form);
    await page.keyboard.press('Escape');
    await seeGone(form);
  });
});
