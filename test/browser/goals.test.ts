/** Goal Cards on the sandbox's page: written, left half-way and resumed, edited by two at once, searched, and confirmed. */
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { MONDAY, startMilepost } from './milepost.ts';
import { answer, ask, choose, modal, morningList, say, submit } from './person.ts';
import { inBrowser, see, seeGone, type PageOptions } from './support.ts';

const PRIYA = 'U0PRIYAN';
const LINH = 'U0LINHTR';
/** An account of the sample that has no Goal Card; Priya is its lead. */
const ACCOUNT = 'Bluebird Optik GmbH';
const OUTCOME = 'Opticians call us first when they plan a new shop';

inBrowser('Goal Cards on the sandbox page', (browser) => {
  const open = async (options: PageOptions = {}): Promise<Page> => {
    const { url } = await startMilepost(MONDAY);
    return browser.open(url, { as: PRIYA, ...options });
  };

  it('writes one in its four parts: told what is wrong, left, resumed, activated, achieved', async () => {
    const page = await open();
    await say(page, `/account goal ${ACCOUNT}`);
    let form = await modal(page, 'New Goal Card');
    for (const part of ['IDENTITY', 'CONTEXT', 'CUSTOMER DESIRED OUTCOME', 'ALTERNATIVES'])
      await see(form.getByRole('heading', { name: part, exact: true }));

    const outcome = form.getByLabel('Required Outcome');
    await outcome.fill('Use the dashboard every day');
    await form.getByLabel('Place').fill('In the Monday meeting');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(
      form.getByText(/This names a use of the product\. What will be different for them when they do it\?/),
      form.getByText(/Such as: “.{20}/),
    );
    expect(await outcome.getAttribute('aria-invalid')).toBe('true');
    expect(await outcome.inputValue()).toBe('Use the dashboard every day');
    await outcome.fill(OUTCOME);
    await page.keyboard.press('Escape');
    await seeGone(form);

    const kept = answer(page, 'is not saved: it is kept as your draft');
    await kept.getByRole('button', { name: 'Continue' }).click();
    const offer = page.getByRole('dialog').filter({ hasText: 'you began this' });
    await see(offer.getByText(OUTCOME));
    await offer.getByRole('button', { name: 'Continue' }).click();
    await see(form.getByRole('heading', { name: 'IDENTITY' }));
    form = await modal(page, 'New Goal Card');
    expect(await form.getByLabel('Place').inputValue()).toBe('In the Monday meeting');

    await form.getByRole('button', { name: 'Add somebody new' }).click();
    await form.getByLabel('Somebody new: name').fill('Rosa Lindqvist');
    await choose(form, /^Measured by \(/, 'leads_per_month');
    await form.getByLabel('Baseline').fill('20');
    await form.getByLabel('Target').fill('50');
    await form.getByLabel('By when').fill('2027-02-12');
    await form.getByLabel('1. Another way').fill('An agency');
    await submit(form, 'Save');

    const saved = answer(page, 'is saved as a draft');
    await saved.getByRole('button', { name: 'Activate' }).click();
    const active = answer(page, /The goal .* is .* active/);
    await active.getByRole('button', { name: 'All goals' }).click();
    const list = answer(page, '1 Goal Card');
    await see(
      list.getByText(/leads_per_month 20 → 50 by 12\sFeb\s2027/),
      list.getByText(/for .*Rosa Lindqvist/),
    );
    await list.getByRole('button', { name: `Achieved: ${OUTCOME}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Achieved' }).click();
    await see(list.getByText(/achieved on Mon\s23\sNov/), list.getByRole('button', { name: /^Reopen/ }));
  });

  it('shows both texts to the second of two who edit one card, and loses nothing', async () => {
    const { url } = await startMilepost(MONDAY);
    const priya = await browser.open(url, { as: PRIYA });
    await writeCard(priya, ACCOUNT, OUTCOME);
    const linh = await browser.open(url, { as: LINH });
    const [mine, theirs] = [await edit(priya), await edit(linh)];

    await theirs.getByLabel('Required Outcome').fill('Opticians recommend us to each other');
    await theirs.getByLabel('Place').fill('At the fair in May');
    await submit(theirs, 'Save');
    await see(answer(linh, 'is saved, as version 2'));
    await mine.getByLabel('Required Outcome').fill('Chains of opticians sign with us');
    await mine.getByLabel('Background').fill('Came from retail');
    await mine.getByRole('button', { name: 'Save' }).click();

    let both = await modal(priya, 'Saved meanwhile');
    const seeBoth = () =>
      see(
        both.getByText('@linh saved this card'),
        both.getByText('“Opticians recommend us to each other”'),
        both.getByText('You: “Chains of opticians sign with us”'),
        both.getByText('“At the fair in May”'),
        both.getByText('You: “Came from retail”'),
      );
    await seeBoth();
    await both.getByRole('button', { name: 'Cancel' }).click();
    await seeGone(both);

    await answer(priya, 'kept as your draft').getByRole('button', { name: 'Continue' }).click();
    const offer = priya.getByRole('dialog', { name: 'Edit the Goal Card' });
    await see(offer.getByText('The card was saved by somebody since'));
    await offer.getByRole('button', { name: 'Continue' }).click();
    const again = await modal(priya, 'Edit the Goal Card');
    expect(await again.getByLabel('Background').inputValue()).toBe('Came from retail');
    await again.getByRole('button', { name: 'Save' }).click();
    both = await modal(priya, 'Saved meanwhile');
    await seeBoth();
    await both
      .getByRole('radiogroup', { name: 'Required Outcome: what is kept' })
      .getByLabel('Take theirs')
      .check();
    await submit(both, 'Save');

    await answer(priya, 'is saved, as version 3').getByRole('button', { name: /^Open/ }).click();
    const card = await modal(priya, 'Goal Card');
    await see(
      card.getByText('Opticians recommend us to each other').nth(1),
      card.getByText('Came from retail'),
      card.getByText('At the fair in May'),
    );
    await card.getByRole('button', { name: 'History' }).click();
    const history = await modal(priya, 'History of the goal');
    await see(history.getByText(/Background: nothing → “Came from retail”/), history.getByText(/v2.*@linh/));
  });

  it('is begun by the shortcut on a telephone, and found by its words', async () => {
    const page = await open({ theme: 'dark', width: 390 });
    await see(morningList(page));
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /^New Goal Card/ }).click();
    const pick = await modal(page, 'New Goal Card');
    await pick.getByLabel('Account').click();
    await page.keyboard.type('bluebird');
    await page.getByRole('option', { name: ACCOUNT }).click();
    await pick.getByRole('button', { name: 'Continue' }).click();
    const form = await modal(page, 'New Goal Card');
    await form.getByLabel('Required Outcome').fill(OUTCOME);
    await form.getByRole('button', { name: 'Save' }).click();
    await see(page.getByRole('dialog').getByText('is saved as a draft'));
    await page.getByRole('dialog').getByRole('button', { name: /^Open/ }).click();
    const card = await modal(page, 'Goal Card');
    await see(
      card.getByText('Opportunity: bingo.'),
      card.getByText('How do you achieve this today, if at all?'),
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Close all' }).click();
    await seeGone(page.getByRole('dialog'));

    const found = await ask(page, '/cs goals optician', /1\sgoal or piece of feedback for “optician”/);
    await see(found.getByText(OUTCOME), found.locator('strong, b').getByText('Opticians'));
    await see(await ask(page, '/cs goals optician state:achieved', 'Nothing has “optician” in it'));
    const newest = await ask(page, '/cs goals', /The newest of \d+\sgoals and pieces of feedback · 1–10/);
    await newest.getByRole('button', { name: 'More ▶' }).click();
    await see(answer(page, /The newest of \d+\s.* · 11–/).getByRole('button', { name: '◀ Earlier' }));
  });

  it('is confirmed from the CTA of the morning, once its KPI has reached the target', async () => {
    const page = await open({ as: LINH });
    const question = /Is the goal “.+” achieved\? leads_per_month reached \d+/;
    // In the channel it stands further down, in the thread: her own list has it.
    const own = await ask(page, '/cs today', question);
    await own.getByRole('button', { name: 'More actions: Acme Foods' }).click();
    await page.getByRole('menuitem', { name: 'Done', exact: true }).click();
    const form = await modal(page, 'Is the goal achieved?');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText('This is a required field'));
    await form.getByLabel('Achieved').check();
    await submit(form, 'Save');
    await see(answer(page, /The goal .* of Acme Foods is achieved/));
    await see(
      (await ask(page, '/account goal Acme Foods', /Goal Card/)).getByText(/achieved on Mon\s23\sNov/),
    );
  });
});

/** The first card of an account, with an outcome alone. */
async function writeCard(page: Page, account: string, outcome: string): Promise<void> {
  await say(page, `/account goal ${account}`);
  const form = await modal(page, 'New Goal Card');
  await form.getByLabel('Required Outcome').fill(outcome);
  await submit(form, 'Save');
  await see(answer(page, 'is saved as a draft'));
}

/** The form of the only card of the account. */
async function edit(page: Page): Promise<Locator> {
  const list = await ask(page, `/account goal ${ACCOUNT}`, '1 Goal Card');
  await list.getByRole('button', { name: /^Edit/ }).click();
  const form = await modal(page, 'Edit the Goal Card');
  await see(form.getByLabel('Required Outcome'));
  return form;
}
