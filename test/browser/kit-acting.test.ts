/** Everything that one can act with on the page, by keyboard: what the bot is told is what Slack would tell it. */
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startBareBot } from './bare-bot.ts';
import type { BareBot } from './bare-bot.ts';
import { option, plain, stages } from './forms.ts';
import { inBrowser, see, seeGone } from './support.ts';
import type { PageOptions } from './support.ts';

type Json = Record<string, unknown>;

const fields: Json = { type: 'section', block_id: 'text', text: { type: 'mrkdwn', text: '*Acme Robotics*' } };
const actions = (...elements: Json[]): Json => ({ type: 'actions', block_id: 'row', elements });
const button = (action_id: string, text: string, more: Json = {}): Json => ({
  type: 'button',
  action_id,
  text: plain(text),
  value: action_id,
  ...more,
});
const confirm = {
  title: plain('Cancel the EBR?'),
  text: { type: 'mrkdwn', text: 'Acme was *not* told yet.' },
  confirm: plain('Cancel it'),
  deny: plain('Keep it'),
};

/** The actions that have arrived, without what differs from run to run. */
function told(bot: BareBot): Json[] {
  return bot.arrived
    .filter((payload) => payload['type'] === 'block_actions')
    .flatMap((payload) => payload['actions'] as Json[])
    .map(({ action_ts: _ts, block_id: _block, placeholder: _placeholder, ...action }) => action);
}

/** The last action that arrived, to be polled. */
const lastOf = (bot: BareBot) => (): Json | undefined => told(bot).at(-1);

const combobox = (page: Page, name: string): Locator => page.getByRole('combobox', { name });
/** The option that is active in a menu. */
async function active(menu: Locator): Promise<string> {
  const id = await menu.getAttribute('aria-activedescendant');
  return menu.page().locator(`[id="${id}"]`).innerText();
}

inBrowser('elements', (browser) => {
  const show = async (elements: Json[], options: PageOptions = {}) => {
    const bot = await startBareBot();
    const blocks = [fields, actions(...elements)];
    await bot.call('chat.postMessage', { channel: 'C0DAILY', text: 'Acme', blocks });
    const page = await browser.open(bot.url, { as: 'U0PRIYA', channel: 'C0DAILY', ...options });
    await see(page.getByText('Acme Robotics'));
    return { bot, page };
  };

  it('presses buttons, once for a double click', async () => {
    const { bot, page } = await show([
      button('claim', 'Claim', { style: 'primary', accessibility_label: 'Claim: Acme' }),
      button('book', 'Book EBR'),
    ]);
    await page.getByRole('button', { name: 'Claim: Acme' }).press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'button', action_id: 'claim', value: 'claim', style: 'primary' });
    await page.getByRole('button', { name: 'Book EBR' }).dblclick();
    await page.getByRole('button', { name: 'Claim: Acme' }).press('Space');
    await expect.poll(() => told(bot).map(({ action_id }) => action_id)).toEqual(['claim', 'book', 'claim']);
  });

  it('opens the address of a button, and tells the bot too', async () => {
    const { bot, page } = await show([button('docs', 'Docs', { url: 'https://example.com/docs' })]);
    const link = page.getByRole('link', { name: 'Docs' });
    expect(await link.getAttribute('href')).toBe('https://example.com/docs');
    expect(await link.getAttribute('rel')).toBe('noreferrer');
    // Only what it does beside opening the page: no other host is asked for in tests.
    await link.evaluate((shown) => shown.setAttribute('href', '#docs'));
    await link.evaluate((shown) => shown.removeAttribute('target'));
    await link.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ type: 'button', action_id: 'docs' });
  });

  it('asks before it tells, where the bot wants that', async () => {
    const { bot, page } = await show([button('cancel', 'Cancel', { style: 'danger', confirm })]);
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.press('Enter');
    const asked = page.getByRole('alertdialog', { name: 'Cancel the EBR?' });
    await see(asked.getByText('Acme was not told yet.'));
    await page.keyboard.press('Escape');
    await seeGone(asked);
    await cancel.press('Enter');
    await asked.getByRole('button', { name: 'Keep it' }).press('Enter');
    await seeGone(asked);
    expect(told(bot)).toEqual([]);
    await see(cancel.and(page.locator(':focus')));
    await cancel.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ type: 'button', action_id: 'cancel' });
    expect(told(bot)).toHaveLength(1);
  });

  it('keeps the focus in the row of a message that the bot draws anew, and says what changed', async () => {
    const bot = await startBareBot();
    const row = (name: string, isClaimed: boolean): Json[] => [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `*${name}*   131 days${isClaimed ? '\nclaimed by <@U0PRIYA>' : ''}` },
        ...(isClaimed ? { accessory: button('undo', 'Undo', { value: name }) } : {}),
      },
      {
        type: 'actions',
        elements: [
          ...(isClaimed ? [] : [button('claim', 'Claim', { value: name })]),
          { type: 'overflow', action_id: 'more', options: stages },
        ],
      },
    ];
    const list = (claimed: string[]): Json[] =>
      ['Acme', 'Bluebird'].flatMap((name) => row(name, claimed.includes(name)));
    const posted = { channel: 'C0DAILY', text: 'Today' };
    const { ts } = await bot.call('chat.postMessage', { ...posted, blocks: list([]) });
    const update = (blocks: Json[]): Promise<Json> => bot.call('chat.update', { ...posted, ts, blocks });
    bot.answerWith(async (payload) => {
      const [action] = payload['actions'] as Json[];
      const isClaim = action?.['action_id'] === 'claim';
      await update(list(isClaim ? ['Bluebird'] : []));
      return undefined;
    });
    const page = await browser.open(bot.url, { as: 'U0PRIYA', channel: 'C0DAILY' });
    const focused = page.locator(':focus');
    await page.getByRole('button', { name: 'Claim' }).nth(1).press('Enter');
    await see(page.getByRole('button', { name: 'Undo' }).and(focused));
    await see(page.getByRole('status').getByText('Bluebird: claimed by @priya'));
    await page.keyboard.press('Enter');
    await see(page.getByRole('button', { name: 'Claim' }).nth(1).and(focused));
    const more = page.getByRole('button', { name: 'More actions: Bluebird' });
    await more.focus();
    await update(list(['Acme']));
    await see(page.getByText('claimed by @priya'), more.and(focused));
    await update([{ type: 'section', text: plain('Nothing is left') }]);
    await see(page.getByRole('article').filter({ hasText: 'Nothing is left' }).and(focused));
  });

  it('opens the overflow menu and picks from it', async () => {
    const { bot, page } = await show([{ type: 'overflow', action_id: 'more', options: stages }]);
    const more = page.getByRole('button', { name: 'More actions: Acme Robotics' });
    await more.press('ArrowDown');
    await see(page.getByRole('menuitem', { name: 'Selection' }));
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'overflow', action_id: 'more', selected_option: { value: 'imp' } });
    await seeGone(page.getByRole('menu'));
    expect(await more.getAttribute('aria-expanded')).toBe('false');
  });

  it('presses feedback, icon and workflow buttons', async () => {
    const { bot, page } = await show([
      {
        type: 'workflow_button',
        action_id: 'run',
        text: plain('Run'),
        workflow: { trigger: { url: 'https://example.com' } },
      },
    ]);
    const choices = { positive_button: option('yes', 'Good'), negative_button: option('no', 'Bad') };
    const elements = [
      { type: 'feedback_buttons', action_id: 'useful', ...choices },
      { type: 'icon_button', action_id: 'bin', icon: 'trash', text: plain('Remove'), value: 'r' },
      { type: 'icon_button', icon: 'trash', text: plain('Not for Priya'), visible_to_user_ids: ['U0JONAS'] },
    ];
    const blocks = [{ type: 'context_actions', block_id: 'below', elements }];
    await bot.call('chat.postMessage', { channel: 'C0DAILY', text: 'Useful?', blocks });
    await page.getByRole('button', { name: 'Bad' }).press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'feedback_buttons', action_id: 'useful', value: 'no' });
    await page.getByRole('button', { name: 'Remove' }).press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ type: 'icon_button', action_id: 'bin', value: 'r' });
    await page.getByRole('button', { name: 'Run' }).press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ type: 'workflow_button', action_id: 'run' });
    expect(await page.getByText('Not for Priya').count()).toBe(0);
  });

  it('chooses one option by arrows, by typing, and changes its mind', async () => {
    const { bot, page } = await show([
      { type: 'static_select', action_id: 'stage', placeholder: plain('Stage'), options: stages },
    ]);
    const stage = combobox(page, 'Stage');
    await stage.press('ArrowDown');
    expect(await stage.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await active(stage)).toBe('Implementation');
    await page.keyboard.press('End');
    expect(await active(stage)).toBe('Adoption');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'static_select', action_id: 'stage', selected_option: { value: 'sel' } });
    expect(await stage.inputValue()).toBe('Selection');
    await stage.press('Enter');
    await page.keyboard.type('adop');
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Adoption']);
    await page.keyboard.press('Escape');
    expect(await stage.inputValue()).toBe('Selection');
    await stage.press('Enter');
    await page.keyboard.type('nowhere');
    await see(page.getByText('Nothing found for “nowhere”'));
    await stage.fill('ADÓP');
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'stage', selected_option: { value: 'ado' } });
    expect(told(bot)).toHaveLength(2);
  });

  it('keeps what was chosen for the next time that one looks', async () => {
    const { bot, page } = await show([
      { type: 'static_select', action_id: 'stage', placeholder: plain('Stage'), options: stages },
      { type: 'users_select', action_id: 'lead', placeholder: plain('Lead'), initial_user: 'U0JONAS' },
    ]);
    expect(await combobox(page, 'Lead').inputValue()).toBe('Jonas Weber');
    await combobox(page, 'Stage').press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ selected_option: { value: 'sel' } });
    await page.reload();
    await expect.poll(() => combobox(page, 'Stage').inputValue()).toBe('Selection');
  });

  it('chooses people and conversations', async () => {
    const { bot, page } = await show([
      { type: 'users_select', action_id: 'lead', placeholder: plain('Lead') },
      { type: 'channels_select', action_id: 'post', placeholder: plain('Post to') },
      {
        type: 'conversations_select',
        action_id: 'where',
        placeholder: plain('Where'),
        filter: { include: ['private'] },
      },
    ]);
    await combobox(page, 'Lead').press('ArrowDown');
    expect((await page.getByRole('option').allInnerTexts())[0]).toContain('Priya Nair (you)');
    await page.keyboard.type('garcia');
    await page.keyboard.press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'users_select', action_id: 'lead', selected_user: 'U0ELENA' });
    await combobox(page, 'Post to').press('ArrowDown');
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['#cs-daily']);
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'post', selected_channel: 'C0DAILY' });
    await combobox(page, 'Where').press('ArrowDown');
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'where', selected_conversation: 'C0LEADS' });
  });

  it('chooses several, up to a limit, and tells the bot once the menu is closed', async () => {
    const { bot, page } = await show([
      {
        type: 'multi_static_select',
        action_id: 'stages',
        placeholder: plain('Stages'),
        options: stages,
        max_selected_items: 2,
      },
    ]);
    const menu = combobox(page, 'Stages');
    await menu.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ado');
    await page.keyboard.press('Enter');
    await see(page.getByText('You can choose at most 2'));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(told(bot)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(lastOf(bot)).toMatchObject({ selected_options: [{ value: 'sel' }, { value: 'ado' }] });
    await menu.press('Backspace');
    await expect.poll(lastOf(bot)).toMatchObject({ selected_options: [{ value: 'sel' }] });
    await page.getByRole('button', { name: 'Remove Selection' }).press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'stages', selected_options: [] });
    expect(told(bot)).toHaveLength(3);
  });

  it('asks the bot for options while one types', async () => {
    const { bot, page } = await show([
      {
        type: 'external_select',
        action_id: 'account',
        placeholder: plain('Account'),
        min_query_length: 2,
      },
    ]);
    bot.answerWith((payload) => {
      if (payload['type'] !== 'block_suggestion') return undefined;
      if (payload['value'] === 'boom') return 500;
      const found =
        payload['value'] === 'acme' ? [option('a1', 'Acme Robotics'), option('a2', 'Acme Foods')] : [];
      return { options: found };
    });
    const account = combobox(page, 'Account');
    await account.press('ArrowDown');
    await see(page.getByText('Type at least 2 characters'));
    await page.keyboard.type('acme');
    await see(page.getByRole('option', { name: 'Acme Foods' }));
    const asked = bot.arrived.filter(({ type }) => type === 'block_suggestion');
    expect(asked.map(({ value }) => value)).toEqual(['acme']);
    await account.fill('zzz');
    await see(page.getByText('Nothing found for “zzz”'));
    await account.fill('boom');
    await see(page.getByText('The options could not be loaded'));
    await account.fill('acme');
    await see(page.getByRole('option', { name: 'Acme Foods' }));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'external_select', selected_option: { value: 'a2' } });
    expect(await account.inputValue()).toBe('Acme Foods');
  });

  it('takes dates and times as they are typed', async () => {
    const { bot, page } = await show([
      { type: 'datepicker', action_id: 'due', placeholder: plain('Due') },
      { type: 'timepicker', action_id: 'at', placeholder: plain('At') },
      { type: 'datetimepicker', action_id: 'moment' },
    ]);
    await page.getByLabel('Due').focus();
    await page.keyboard.type('11112026');
    await page.keyboard.press('Enter');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'datepicker', action_id: 'due', selected_date: '2026-11-11' });
    await page.getByLabel('At', { exact: true }).fill('09:45');
    await page.keyboard.press('Tab');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'timepicker', action_id: 'at', selected_time: '09:45' });
    await page.getByLabel('datetimepicker').focus();
    // Month and day alike: which comes first depends on the machine.
    await page.keyboard.type('11112026');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('0945A');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ action_id: 'moment', selected_date_time: Date.parse('2026-11-11T08:45:00Z') / 1000 });
    await page.getByLabel('Due').fill('');
    await page.keyboard.press('Enter');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'due', selected_date: null });
  });

  it('ticks checkboxes and radio buttons', async () => {
    const { bot, page } = await show([
      { type: 'checkboxes', action_id: 'done', options: stages, initial_options: stages.slice(0, 1) },
      { type: 'radio_buttons', action_id: 'kind', options: [option('y', 'Yes'), option('n', 'No')] },
    ]);
    await page.getByRole('checkbox', { name: 'Adoption' }).press('Space');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ action_id: 'done', selected_options: [{ value: 'sel' }, { value: 'ado' }] });
    await page.getByRole('checkbox', { name: 'Selection' }).press('Space');
    await expect.poll(lastOf(bot)).toMatchObject({ action_id: 'done', selected_options: [{ value: 'ado' }] });
    await page.getByRole('radio', { name: 'Yes' }).press('Space');
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(lastOf(bot))
      .toMatchObject({ type: 'radio_buttons', action_id: 'kind', selected_option: { value: 'n' } });
  });

  it('keeps its menus on the screen of a telephone', async () => {
    const menu = { type: 'users_select', action_id: 'lead', placeholder: plain('Lead') };
    const { page } = await show([menu], { width: 390, theme: 'dark' });
    await combobox(page, 'Lead').tap();
    const list = await page.getByRole('listbox').boundingBox();
    expect(list?.x).toBeGreaterThanOrEqual(0);
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(390);
    expect((await page.getByRole('option').first().boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });
});
