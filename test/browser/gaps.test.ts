/** What lies between the product and the outcome, what is with the customer, what they cost to win; CTAs of all types. */
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, choose, modal, say, submit } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYAN';

inBrowser('gaps and costs on the sandbox page', (browser) => {
  const open = async () => {
    const { url } = await startMilepost();
    return browser.open(url, { as: PRIYA });
  };

  it('writes down a gap, with errors on its fields, left and gone on with; bridges it, and takes that back', async () => {
    const page = await open();
    const none = await ask(page, '/account gap Kumasi Logistics', 'has no success gap yet');
    await none.getByRole('button', { name: 'Write down a gap' }).click();
    const form = await modal(page, 'New success gap');
    await form.getByLabel('What is missing').fill('Nobody there can build a page');
    await choose(form, 'Bridged by', 'Training');
    await form.getByLabel('Link').fill('example.com/course');
    await form.getByLabel('By when').fill('2026-11-20');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText(/A link begins with/), form.getByText('Choose today or a later day.'));
    await form.getByLabel('By when').fill('2026-12-04');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await answer(page, 'is kept as your draft').getByRole('button', { name: 'Continue' }).click();
    const offer = await modal(page, 'New success gap');
    await see(offer.getByText('Nobody there can build a page'));
    await offer.getByRole('button', { name: 'Continue' }).click();
    const again = await modal(page, 'New success gap');
    expect(await again.getByLabel('By when').inputValue()).toBe('2026-12-04');
    await again.getByLabel('Link').fill('https://example.com/course');
    await submit(again, 'Save');
    await see(answer(page, 'is written down.'));

    // The list takes the place of the note that a draft is kept.
    const list = answer(page, /Kumasi Logistics\s·\s(1|no)\sopen\sgap/);
    await list.getByRole('button', { name: /^Bridged: / }).click();
    await see(list.getByText(/bridged on Mon 23 Nov by/));
    await list.getByRole('button', { name: /^Open again: / }).click();
    await list.getByRole('button', { name: /^Drop: / }).click();
    const drop = await modal(page, 'Drop the gap');
    await drop.getByLabel('Why it is not bridged').fill('They hired somebody who can');
    await submit(drop, 'Drop');
    await see(list.getByText(/dropped on Mon 23 Nov by .*: They hired somebody who can/));
  });

  it('groups open gaps for the product team, drafts what the customer is asked for, finishes another CTA', async () => {
    const page = await open();
    const kinds = await ask(page, '/cs gaps', 'by what would bridge them');
    await kinds.getByRole('button', { name: 'Show gaps bridged by: Product change' }).click();
    const changes = answer(page, 'Open gaps · Product change');
    await changes
      .getByRole('button', { name: /^Open the gap of / })
      .first()
      .click();
    const whole = await modal(page, 'Success gap');
    await see(whole.getByText('What is missing'));
    await whole.getByRole('button', { name: 'Close', exact: true }).last().click();
    await seeGone(whole);

    const asks = await ask(page, '/account ask Bluebird', /3\sthings are with the customer, 2\slate/);
    await asks.getByRole('button', { name: /^Draft a message to / }).click();
    const message = await modal(page, 'Message to the customer');
    const text = await message.getByLabel('Message').inputValue();
    expect(text).toMatch(/^Hello Oskar Bakker,\n/);
    expect(text).toMatch(/• Send 4 nurturing e-mails within 6 weeks: .*\n[^]*Kind regards,\nPriya Nair$/);
    await message.getByLabel('Message').fill(`${text}\nPS: see you at the fair`);
    await submit(message, 'Done');

    const today = await ask(page, '/cs today', '@priya · other CTAs');
    // The plan item of the same account comes after it.
    const menu = today.getByRole('button', { name: 'More actions: Sakura Stationery' }).first();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Done', exact: true }).click();
    await see(today.getByText(/Surprise them: .* ✅ done by/));
    await menu.click();
    await page.getByRole('menuitem', { name: 'Undo', exact: true }).click();
    await see(today.getByText(/Surprise them: .* due /));
  });

  it('keeps what a customer cost to win, and says what segments cost', async () => {
    const page = await open();
    await say(page, '/account acquisition Kumasi Logistics');
    const card = answer(page, 'Kumasi Logistics · acquisition');
    const form = page.getByRole('dialog', { name: 'Acquisition cost' });
    await see(card.or(form));
    if (!(await form.isVisible())) await card.getByRole('button', { name: 'Edit' }).click();
    const costs = await modal(page, 'Acquisition cost');
    await costs.getByLabel('Acquisition spend').fill('1000');
    await costs.getByLabel('Onboarding cost').fill('500');
    await costs.getByLabel('Support cost').fill('500');
    await costs.getByLabel('Expected gross margin').fill('5000');
    await costs.getByLabel('Currency').fill('X');
    await costs.getByRole('button', { name: 'Save' }).click();
    await see(costs.locator('[aria-invalid=true]'));
    await costs.getByLabel('Currency').fill('USD');
    await submit(costs, 'Save');
    await see(answer(page, /acquisition efficiency 2\.5/));
    const cac = await ask(page, '/cs cac', 'Effective CAC by segment');
    await see(cac.getByText(/customers? bought/).first(), cac.getByText('Who refers most'));
    await ask(page, '/cs cac standrd', 'Did you mean standard?');
  });
});
