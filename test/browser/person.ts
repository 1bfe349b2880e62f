/** What people do on the page, in the words of who does it. */
import type { Locator, Page } from 'playwright-core';
import { see, seeGone } from './chromium.ts';

/** Where one writes in the open channel. */
export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Message / });
}

/** Types a message or a command into the open channel, and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** The newest message of Milepost that shows this text. */
export function answer(page: Page, text: string | RegExp): Locator {
  return page
    .getByRole('article', { name: /^Milepost/ })
    .filter({ hasText: text })
    .last();
}

/** Types a command, and gives the answer once it is there. */
export async function ask(page: Page, command: string, expected: string | RegExp): Promise<Locator> {
  await say(page, command);
  await see(answer(page, expected));
  return answer(page, expected);
}

/** The list of the morning in the open channel. */
export function morningList(page: Page): Locator {
  return answer(page, 'need an EBR');
}

/** Opens the three-dots menu that stands behind a button, and picks from it. */
export async function pickBehind(button: Locator, choice: string): Promise<void> {
  await button.locator('xpath=following::button[starts-with(@aria-label, "More actions: ")][1]').click();
  await button.page().getByRole('menuitem', { name: choice, exact: true }).click();
}

/** A modal with this title, once it has its content. */
export async function modal(page: Page, title: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: title });
  await see(dialog.getByRole('button', { name: 'Cancel' }).or(dialog.getByRole('button', { name: 'Close' })));
  return dialog;
}

/** Sends a modal that will be accepted. */
export async function submit(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await seeGone(dialog);
}

/** Opens a channel from the sidebar. */
export async function goTo(page: Page, channel: string): Promise<void> {
  await channelEntry(page, channel).click();
  await see(page.getByRole('heading', { level: 1, name: channel }));
}

/** A channel's line in the sidebar; its name says what is unread. */
export function channelEntry(page: Page, channel: string | RegExp): Locator {
  return page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: channel });
}

/** Acts as another person from now on. */
export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Acting as / }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await see(page.getByRole('button', { name: `Acting as ${name}` }));
}

/** Moves the sandbox's clock by the choice of its menu, and waits until it has arrived. */
export async function moveClock(page: Page, choice: RegExp): Promise<void> {
  await page.getByRole('button', { name: /sandbox’s clock/ }).click();
  await page
    .getByRole('dialog', { name: 'Move the clock forward' })
    .getByRole('button', { name: choice })
    .click();
  await see(page.getByRole('status').getByText(/^It is /));
}

/** Asks for a date in the clock's menu. */
export async function goToDate(page: Page, date: string): Promise<void> {
  await page.getByRole('button', { name: /sandbox’s clock/ }).click();
  const menu = page.getByRole('dialog', { name: 'Move the clock forward' });
  await menu.getByLabel('Forward to a date').fill(date);
  await menu.getByRole('button', { name: 'Go there' }).click();
}

/** Types into a field of a form that is kept as a draft, and waits until the bot was told, as a person is slow enough to. */
export async function typeKept(field: Locator, text: string): Promise<void> {
  // An earlier press may be on its way: it is this text that must have been told.
  const told = field
    .page()
    .waitForResponse(
      (response) =>
        response.url().endsWith('/press') && response.request().postData()?.includes(text) === true,
    );
  await field.fill(text);
  await told;
}

/** Picks one choice of a menu in a modal; `field` is how its label begins. */
export async function choose(
  dialog: Locator,
  field: string | RegExp,
  choice: string | RegExp,
): Promise<void> {
  await dialog.getByLabel(field).click();
  await dialog.page().getByRole('option', { name: choice, exact: true }).click();
}
