/** Whether customers fit: assessed, stopped at a gate, left and gone on with, and read by those who sell and lead. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, choose, modal, say, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const PRIYA = 'U0PRIYAN';
const INES = 'U0INESDU';
const GATE = 'The product does what their Required Outcome needs, as it is today';

inBrowser('fit on the sandbox page', (browser) => {
  const open = async (as = PRIYA, width = 1280) => {
    const { url } = await startMilepost();
    return browser.open(url, { as, width });
  };
  const next = async (page: Page, from: string, to: string, button = 'Next') => {
    await (await modal(page, from)).getByRole('button', { name: button, exact: true }).click();
    return modal(page, to);
  };

  it('is assessed gates first, stops at one that fails, and goes on where it was left', async () => {
    const page = await open();
    await say(page, '/account fit São Bento Móveis');
    const gates = await modal(page, 'Fit: the gates');
    await choose(gates, `4. ${GATE} (must)`, 'No');
    await gates.getByLabel('4. How do we know?').fill('They sell offline, we do not');
    const failed = await next(page, 'Fit: the gates', 'Fit: a gate failed');
    await see(failed.getByText(`${GATE} (must): They sell offline, we do not`));
    await failed.getByRole('button', { name: 'Cancel' }).click();
    await answer(page, 'is kept as a draft').getByRole('button', { name: 'Continue' }).click();

    const offer = await modal(page, 'Continue assessing?');
    await see(offer.getByText(/1\sof\s23\squestions\shave an answer/));
    await offer.getByRole('button', { name: 'Continue' }).click();
    const again = await modal(page, 'Fit: the gates');
    expect(await again.getByLabel('4. How do we know?').inputValue()).toBe('They sell offline, we do not');
    await next(page, 'Fit: the gates', 'Fit: a gate failed');
    const others = await next(page, 'Fit: a gate failed', 'Fit: the other kinds', 'Continue anyway');
    await choose(others, '1. They can pay for the product', 'No');
    await choose(others, '2. Somebody of theirs has the hours', 'No');
    await choose(others, '3. They have the energy', 'Yes');
    const last = await next(page, 'Fit: the other kinds', 'Fit: readiness');
    await choose(last, '1. They have a problem to solve', 'Yes');
    await choose(last, 'Success: reaching', '2 · medium');
    await last.getByRole('button', { name: 'Finish' }).click();
    await see(last.getByText('Say why, in a sentence, or choose “Not judged”.'));
    await last.getByLabel('Why? · Success').fill('Their shop is new, and busy');
    await submit(last, 'Finish');
    const card = answer(page, '🔴 Bad fit');
    await see(
      card.getByText(/Differs from the ideal customer\s·\s3/),
      card.getByText(/Success\s2\sof\s3\s\(medium\): Their shop is new, and busy/),
      card.getByText(/and\s\d+\smore/),
    );

    await card.getByRole('button', { name: 'Assess' }).click();
    await choose(await modal(page, 'Fit: the gates'), `4. ${GATE} (must)`, 'Yes');
    for (const [at, gate] of ['Their systems', 'The systems', 'The product meets'].entries())
      await choose(await modal(page, 'Fit: the gates'), `${at + 1}. ${gate}`, 'Yes');
    await choose(await modal(page, 'Fit: the gates'), '5. Their volumes', 'Yes');
    await next(page, 'Fit: the gates', 'Fit: the other kinds');
    await next(page, 'Fit: the other kinds', 'Fit: readiness');
    const limit = await next(page, 'Fit: readiness', 'Fit: the stretch', 'Finish');
    await see(limit.getByText(/1\sof\s3\sknown, 33\s% \(bar: 60\s%\)/));
    await limit.getByLabel('What do we accept').fill('We train their new colleague twice');
    await limit.getByLabel('Until when').fill('2026-11-20');
    await limit.getByRole('button', { name: 'Save: stretch' }).click();
    await see(limit.getByText('Choose today or a later day.'));
    await limit.getByLabel('Until when').fill('2027-03-12');
    await limit.getByLabel('What may it cost at most').fill('12000');
    await submit(limit, 'Save: stretch');
    const stretch = answer(page, '🟡 Stretch until 12 Mar 2027');
    await see(stretch.getByText('We train their new colleague twice'));
    await stretch.getByRole('button', { name: 'History' }).click();
    const history = answer(page, 'How the fit of São Bento Móveis was assessed');
    await see(history.getByText(/🟡 Stretch until/), history.getByText(/🔴 Bad fit/));
  });

  it('shows the ideal customer and the fit of each source of sale, on a telephone too', async () => {
    const page = await open(INES, 390);
    const profile = await ask(page, '/cs profile', 'Our ideal customer');
    await see(profile.getByText('Technical gate'), profile.getByText('From their side'));
    const sources = await ask(page, '/cs fit', 'Fit by who sold the customers');
    await see(sources.getByText(/Bad fit\s3\sof\s6 \(50\s%/));
    await sources.getByRole('button', { name: 'Accounts sold by Devon Clarke' }).click();
    const sold = answer(page, /Devon Clarke\s·\s7\scustomers/);
    await see(sold.getByRole('button', { name: /^Open / }));
    const unknown = await ask(page, '/account fit São Bento Móveis', 'was never assessed');
    expect(await unknown.getByRole('button', { name: 'Assess' }).count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
