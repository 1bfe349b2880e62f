/** Every kind of field of a modal, by keyboard: what is submitted is what Slack would submit. */
import { expect, it } from 'vitest';
import {
  field,
  input,
  modal,
  openModal,
  option,
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

inBrowser('fields', (browser) => {
  it('sends what was entered in each kind of field, by keyboard alone', async () => {
    const { bot, page, dialog } = await openModal(
      browser,
      modal('Everything', [
        text('name', 'Name'),
        input('note', 'Note', { type: 'plain_text_input', multiline: true }),
        input('mail', 'E-mail', { type: 'email_text_input' }),
        input('link', 'Link', { type: 'url_text_input' }),
        input('arr', 'ARR', { type: 'number_input', is_decimal_allowed: false }),
        input('rich', 'Story', { type: 'rich_text_input' }),
        input('date', 'Date', { type: 'datepicker' }),
        input('time', 'Time', { type: 'timepicker' }),
        input('moment', 'Moment', { type: 'datetimepicker' }),
        input('stage', 'Stage', {
          type: 'static_select',
          option_groups: [{ label: plain('Before'), options: stages }],
        }),
        input('stages', 'Stages gone', { type: 'multi_static_select', options: stages }),
        input('lead', 'Lead', { type: 'users_select' }),
        input('people', 'With', { type: 'multi_users_select', initial_users: ['U0JONAS'] }),
        input('where', 'Where', { type: 'conversations_select', default_to_current_conversation: true }),
        input('done', 'Done', { type: 'checkboxes', options: stages }),
        input('kind', 'Kind', { type: 'radio_buttons', options: stages }),
        input('skip', 'Left out', { type: 'datepicker' }, optional),
      ]),
    );
    await seeFocus(field(dialog, 'Name'));
    const type = async (...keys: string[]): Promise<void> => {
      for (const key of keys) {
        if (/^(Tab|Enter|Arrow\w+|Space|Escape)$/.test(key)) await page.keyboard.press(key);
        else await page.keyboard.type(key);
      }
    };
    await type('EBR', 'Tab', 'One', 'Enter', 'Two', 'Tab', 'ana@example.com', 'Tab', 'https://example.com');
    await type('Tab', '48000', 'Tab', 'They *grew*');
    await field(dialog, 'Date').fill('2026-11-27');
    await field(dialog, 'Time').fill('09:45');
    await field(dialog, 'Moment').fill('2026-11-27T09:45');
    await field(dialog, 'Stage').first().focus();
    await type('ArrowDown', 'ArrowDown', 'Enter', 'Tab', 'Tab');
    await field(dialog, 'Stages gone').focus();
    await type('sel', 'Enter', 'ado', 'Enter', 'Tab');
    await field(dialog, 'Lead').focus();
    await type('Elena', 'Enter', 'Tab');
    await field(dialog, 'With').focus();
    await type('Priya', 'Enter', 'Escape');
    await dialog.getByRole('group', { name: 'Done' }).getByLabel('Implementation').press('Space');
    await dialog.getByRole('radiogroup', { name: 'Kind' }).getByLabel('Adoption').press('Space');
    await field(dialog, 'Name').press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toMatchObject({
      name: 'EBR',
      note: 'One\nTwo',
      mail: 'ana@example.com',
      link: 'https://example.com',
      arr: '48000',
      rich: { elements: [{ elements: [{ type: 'text', text: 'They *grew*' }] }] },
      date: '2026-11-27',
      time: '09:45',
      moment: Date.parse('2026-11-27T08:45:00Z') / 1000,
      stage: { value: 'imp' },
      stages: [{ value: 'sel' }, { value: 'ado' }],
      lead: 'U0ELENA',
      people: ['U0JONAS', 'U0PRIYA'],
      where: 'C0DAILY',
      done: [{ value: 'imp' }],
      kind: { value: 'ado' },
      skip: null,
    });
    await seeFocus(page.getByRole('button', { name: 'Open', exact: true }));
  });

  it('counts what is left near the limit of a text', async () => {
    const { dialog } = await openModal(browser, modal('Book', [text('note', 'Note', { max_length: 10 })]));
    await field(dialog, 'Note').fill('12345678');
    await see(dialog.getByText('2 left'));
    await field(dialog, 'Note').fill('123456789012');
    await see(dialog.getByText('2 too many'));
  });

  it('keeps an error on a field of which the bot is told late, and tells what was typed before it closes', async () => {
    const each = { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } };
    const view = modal('EBR', [
      input('find', 'Find', { type: 'plain_text_input', ...each }, { dispatch_action: true }),
    ]);
    const { bot, page, dialog } = await openModal(browser, view, ({ type }) =>
      type === 'view_submission'
        ? { response_action: 'errors', errors: { find: 'Nobody is called so.' } }
        : undefined,
    );
    const told = (): unknown[] =>
      bot.arrived.flatMap(({ actions }) => ((actions ?? []) as Json[]).map(({ value }) => value));
    await field(dialog, 'Find').fill('globex');
    await dialog.getByRole('button', { name: 'Book' }).click();
    await see(dialog.getByText('Nobody is called so.'));
    await expect.poll(() => told().at(-1)).toBe('globex');
    await see(dialog.getByText('Nobody is called so.'));
    await field(dialog, 'Find').fill('glob');
    await page.keyboard.press('Escape');
    await seeGone(dialog);
    await expect.poll(() => told().at(-1)).toBe('glob');
  });

  it('tells the bot of fields with dispatch_action, at Enter or at each pause', async () => {
    const each = { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } };
    const dispatch = { dispatch_action: true };
    const { bot, page, dialog } = await openModal(
      browser,
      modal('EBR', [
        input('name', 'Name', { type: 'plain_text_input' }, dispatch),
        input('find', 'Find', { type: 'plain_text_input', ...each }, dispatch),
        input('stage', 'Stage', { type: 'static_select', options: stages }, dispatch),
      ]),
    );
    const told = (): unknown =>
      ((bot.arrived.at(-1)?.['actions'] ?? []) as Json[]).map(
        ({ value, selected_option }) => value ?? selected_option,
      );
    await see(dialog.getByText('Press Enter to send'));
    await field(dialog, 'Name').fill('Acme');
    await field(dialog, 'Name').press('Enter');
    await expect.poll(told).toEqual(['Acme']);
    await field(dialog, 'Find').focus();
    await page.keyboard.type('glo');
    await expect.poll(told).toEqual(['glo']);
    await field(dialog, 'Stage').press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(told).toMatchObject([{ value: 'sel' }]);
    expect(submissions(bot)).toEqual([]);
    await dialog.getByRole('button', { name: 'Book' }).press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toMatchObject({ name: 'Acme', find: 'glo', stage: { value: 'sel' } });
  });

  it('finds an option while one types, and clears it where it is optional', async () => {
    const search = { type: 'external_select', action_id: 'find', min_query_length: 1 };
    const { bot, page, dialog } = await openModal(
      browser,
      modal('EBR', [
        input('account', 'Account', search),
        input(
          'old',
          'Before',
          { type: 'static_select', options: stages, initial_option: stages[0] },
          optional,
        ),
      ]),
      ({ type }) => (type === 'block_suggestion' ? { options: [option('a1', 'Acme Robotics')] } : undefined),
    );
    await field(dialog, 'Account').fill('acme');
    await see(page.getByRole('option', { name: 'Acme Robotics' }));
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Clear Selection' }).press('Enter');
    await dialog.getByRole('button', { name: 'Book' }).press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toMatchObject({ account: { value: 'a1' }, old: null });
  });

  it('uploads files, refuses what is not taken, and sends what is left', async () => {
    const { bot, page, dialog } = await openModal(
      browser,
      modal('Import', [input('file', 'Files', { type: 'file_input', filetypes: ['csv'], max_files: 2 })]),
    );
    const file = (name: string) => ({
      name,
      mimeType: 'text/csv',
      buffer: Buffer.from('key,name\na1,Ação\n'),
    });
    await field(dialog, 'Files').setInputFiles([file('one.csv'), file('two.csv')]);
    await see(dialog.getByRole('button', { name: 'Remove two.csv' }));
    await field(dialog, 'Files').setInputFiles([file('three.csv')]);
    await see(dialog.getByText('At most 2 files are taken'));
    await dialog.getByRole('button', { name: 'Remove one.csv' }).press('Enter');
    await field(dialog, 'Files').setInputFiles([file('picture.png')]);
    await see(dialog.getByText('Only csv files are taken'));
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Book' }).press('Enter');
    await seeGone(dialog);
    expect(sent(bot)).toMatchObject({ file: [{ name: 'two.csv', filetype: 'csv' }] });
  });

  it('has one error for a file that is empty, whatever is pressed', async () => {
    const { dialog } = await openModal(
      browser,
      modal('Import', [input('file', 'Files', { type: 'file_input', filetypes: ['csv'] })]),
    );
    const empty = { name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') };
    await field(dialog, 'Files').setInputFiles([empty]);
    await see(dialog.getByText('It is empty'));
    await dialog.getByRole('button', { name: 'Book' }).press('Enter');
    await see(dialog.getByText('This is a required field'));
    await seeGone(dialog.getByText('It is empty'));
    await field(dialog, 'Files').setInputFiles([empty]);
    await see(dialog.getByText('It is empty'));
    await seeGone(dialog.getByText('This is a required field'));
  });
});
