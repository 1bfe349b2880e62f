/** What customers say, on the sandbox's page: kept from a message, with their consent, as evidence on a card. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { MONDAY, startMilepost } from './milepost.ts';
import { answer, ask, choose, modal, say, submit } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYAN';
const CARD = 'Integrators write to us before the next fair';
const SAID = 'Acme Robotics on the phone: “We stopped buying lists, and I got my Fridays back.”';

inBrowser('customer feedback on the sandbox page', (browser) => {
  it('is kept from a message: told what is missing, left, resumed, and shown wherever it is evidence', async () => {
    const { url } = await startMilepost(MONDAY);
    const page = await browser.open(url, { as: PRIYA });
    await say(page, SAID);
    await openShortcut(page);
    const form = await modal(page, 'Customer feedback');
    expect(await form.getByLabel('What they said').inputValue()).toBe(SAID);
    expect(await form.getByRole('combobox', { name: 'Account' }).inputValue()).toBe('Acme Robotics');

    await choose(form, 'Consent to be quoted', 'Granted');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(
      form.getByText('Choose the contact above, or write the name of who said it.'),
      form.getByText('Until when may it be quoted? Choose the last day.'),
    );
    await form.getByLabel('Or somebody else').fill('Ingrid’s deputy');
    await form.getByLabel('Granted until').fill('2026-11-22');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText('Choose today or a later day: a consent that is over allows nothing.'));
    await page.keyboard.press('Escape');
    await seeGone(form);
    await see(answer(page, 'What you filled in is not saved: it is kept as your draft.'));

    await openShortcut(page);
    await see(form.getByText(/You began this .*: here it is\./));
    expect(await form.getByLabel('Or somebody else').inputValue()).toBe('Ingrid’s deputy');
    await form.getByLabel('What they said').fill('“We stopped buying lists, …”');
    await form.getByLabel('Granted until').fill('2027-02-12');
    await choose(form, 'Evidence for', new RegExp(`^${CARD}`));
    await page.keyboard.press('Escape');
    await submit(form, 'Save');
    await see(
      answer(page, /The feedback of Ingrid’s deputy about Acme Robotics is saved\. .*until 12\sFeb\s2027/),
    );

    await openShortcut(page);
    await see(form.getByText('@priya saved this message'));
    await form.getByRole('button', { name: 'Cancel' }).click();
    const list = await ask(page, '/account feedback Acme Robotics', /pieces of feedback/);
    await see(
      list.getByText('“We stopped buying lists, …”'),
      list.getByText(/Ingrid’s deputy · .* · .*may be quoted until 12\sFeb\s2027/),
      list.getByText(`Evidence for ${CARD}`),
    );

    const cards = await ask(page, '/account goal Acme Robotics', /Goal Cards/);
    await cards.getByRole('button', { name: `Open ${CARD}` }).click();
    const card = await modal(page, 'Goal Card');
    await see(card.getByText('What customers said about it'));
    await card.getByRole('button', { name: 'Open the feedback of Ingrid’s deputy' }).click();
    const whole = await modal(page, 'Customer feedback');
    await whole.getByRole('button', { name: 'Delete the feedback of Ingrid’s deputy' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await see(page.getByRole('dialog').getByText('The feedback of Ingrid’s deputy is deleted.'));
  });
});

/** The shortcut on what was just said. */
async function openShortcut(page: Page): Promise<void> {
  const message = page.getByRole('article').filter({ hasText: SAID }).last();
  await message.hover();
  await message.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Save as customer feedback/ }).click();
  await see(page.getByRole('dialog', { name: 'Customer feedback' }).getByLabel('What they said'));
}
