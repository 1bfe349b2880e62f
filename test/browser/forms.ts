/** Modals for tests: words for their blocks, a page on which one is open, and what the bot is told at last. */
import type { Locator, Page } from 'playwright-core';
import { startBareBot } from './bare-bot.ts';
import type { BareBot } from './bare-bot.ts';
import { see } from './support.ts';
import type { Browsing } from './support.ts';

type Json = Record<string, unknown>;

export const plain = (text: string) => ({ type: 'plain_text', text });
export const option = (value: string, text: string) => ({ text: plain(text), value });
export const stages = [
  option('sel', 'Selection'),
  option('imp', 'Implementation'),
  option('ado', 'Adoption'),
];
export const input = (block_id: string, label: string, element: Json, more: Json = {}): Json => ({
  type: 'input',
  block_id,
  label: plain(label),
  element: { action_id: 'field', ...element },
  ...more,
});
export const text = (block_id: string, label: string, more: Json = {}): Json =>
  input(block_id, label, { type: 'plain_text_input', ...more });
export const optional = { optional: true };
export const button = (action_id: string, label: string): Json => ({
  type: 'actions',
  block_id: `row-${action_id}`,
  elements: [{ type: 'button', action_id, text: plain(label) }],
});
export const modal = (title: string, blocks: Json[], more: Json = {}): Json => ({
  type: 'modal',
  callback_id: 'form',
  title: plain(title),
  submit: plain('Book'),
  close: plain('Cancel'),
  blocks,
  ...more,
});

export const submissions = (bot: BareBot): Json[] =>
  bot.arrived.filter(({ type }) => type === 'view_submission');

/** What the last submission said, by block id: the one value of each field. */
export function sent(bot: BareBot): Json {
  const view = submissions(bot).at(-1)?.['view'] as { state: { values: Record<string, Json> } } | undefined;
  const blocks = Object.entries(view?.state.values ?? {});
  return Object.fromEntries(
    blocks.map(([blockId, actions]) => {
      const { type: _type, ...value } = Object.values(actions)[0] as Json;
      return [blockId, Object.values(value)[0]];
    }),
  );
}

export const field = (dialog: Locator, name: string): Locator => dialog.getByLabel(name);
/** Waits until it has the focus. */
export const seeFocus = (thing: Locator): Promise<void> => see(thing.and(thing.page().locator(':focus')));

type Answer = Json | number | undefined;

export interface OpenModal {
  bot: BareBot;
  page: Page;
  dialog: Locator;
}

/** A page on which a button has opened a modal; `answer` is what the bot says to all that comes after. */
export async function openModal(
  browser: Browsing,
  view: Json,
  answer: (payload: Json, bot: BareBot) => Answer | Promise<Answer> = () => undefined,
): Promise<OpenModal> {
  const bot = await startBareBot();
  bot.answerWith(async (payload) => {
    const [action] = (payload['actions'] ?? []) as Json[];
    if (action?.['action_id'] !== 'open') return answer(payload, bot);
    await bot.call('views.open', { trigger_id: payload['trigger_id'], view });
    return undefined;
  });
  await bot.call('chat.postMessage', { channel: 'C0DAILY', text: 'Acme', blocks: [button('open', 'Open')] });
  const page = await browser.open(bot.url, { as: 'U0PRIYA', channel: 'C0DAILY' });
  await page.getByRole('button', { name: 'Open', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog');
  await see(dialog);
  return { bot, page, dialog };
}
