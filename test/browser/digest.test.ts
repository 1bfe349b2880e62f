/** The digest's people on the sandbox's page: asked on Friday, heard on Monday, decided in the thread, shared. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { actAs, answer, ask, choose, goTo, goToDate, modal, moveClock, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const GRACE = 'U0GRACEA';
/** Noon in the zone of the sample's program. */
const THURSDAY = '2026-11-19T15:00:00Z';
const SAID = 'Somebody should call the two that renew too early';

/** Before the digest's hour: the newest one is that of a week ago. */
const EARLY_MONDAY = '2026-11-23T11:40:00Z';

inBrowser('the digest on the sandbox page', (browser) => {
  it('is there to be read before the hour of the next one, which tells what came of its actions', async () => {
    const { url } = await startMilepost(EARLY_MONDAY);
    const page = await browser.open(url, { as: GRACE });
    await goTo(page, 'leadership');
    await see(
      answer(page, /Customers this week · Mon\s16\sNov[^]*What we said we would do[^]*1\sdone/),
      page.getByRole('article').getByRole('button', { name: /repl/ }),
    );
    await moveClock(page, /Forward 1 day/);
    await see(answer(page, /Customers this week · Mon\s23\sNov[^]*What we said we would do/));
    await see(answer(page, /Customers this week · Mon\s16\sNov/));
  });

  it('is commented on the working day before, decides in its thread, and is shared with the company', async () => {
    const { url } = await startMilepost(THURSDAY);
    const page = await browser.open(url, { as: GRACE });
    await ask(page, '/cs digest', /The next digest is posted in #leadership on Mon 23/);
    await answer(page, 'The next digest').getByRole('button', { name: 'Settings' }).click();
    const settings = await modal(page, 'Digest settings');
    await choose(settings, 'Decisions', /Aisha Rahman/);
    await submit(settings, 'Save');
    await see(
      answer(page, /5 of 5 sections have somebody who is asked on the working day before.*#all-hands/),
    );

    await moveClock(page, /Forward 1 day/);
    await goTo(page, 'Milepost');
    const asked = answer(page, /What do you say to the digest of Mon 23/);
    await see(asked, asked.getByText('One comment on customers first and customer success'));
    await asked.getByRole('button', { name: 'Comment: Customer success' }).click();
    const form = await modal(page, 'Comment on the digest');
    await form.getByLabel('Your comment').fill('Two people pair on the first milestone');
    await submit(form, 'Save');
    await see(answer(page, '@grace says:').getByText('Two people pair on the first milestone'));

    await goToDate(page, '2026-11-23');
    await goTo(page, 'leadership');
    const digest = answer(page, 'Customers this week · Mon 23');
    await see(
      digest.getByText('“Two people pair on the first milestone”'),
      digest.getByText('No word from @sam on product'),
      digest.getByText('Call the two customers whose renewal comes before their value'),
    );
    await digest.getByRole('button', { name: /repl/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('textbox').fill(SAID);
    await thread.getByRole('button', { name: 'Send', exact: true }).click();
    await openShortcut(page);
    const action = await modal(page, 'Make it an action');
    expect(await action.getByRole('textbox', { name: 'What' }).inputValue()).toBe(SAID);
    await choose(action, 'Who does it?', /Sam Kowalczyk/);
    await submit(action, 'Save');
    const told = thread.getByRole('article', { name: /^Milepost/ }).filter({ hasText: '📌 Action' });
    await see(told, told.getByText(`“${SAID}”`), told.getByText('@sam'));

    await actAs(page, 'Sam Kowalczyk');
    await told.getByRole('button', { name: `Done: ${SAID}` }).click();
    await see(told.getByText('✅ done by @sam'), told.getByRole('button', { name: `Open again: ${SAID}` }));

    await actAs(page, 'Grace Adeyemi');
    await thread.getByRole('button', { name: 'Share with the company' }).click();
    const share = await modal(page, 'Share with the company');
    await see(share.getByText('This is what the company reads:'), share.getByText(/^Left out: /));
    await share.getByLabel('What do you say to it?').fill('A good week for our customers.');
    await submit(share, 'Share');
    await see(thread.getByText('Shared with the company by @grace in'));
    await goTo(page, 'all-hands');
    const edition = answer(page, 'What our customers achieved');
    await see(edition.getByText('A good week for our customers.'), edition.getByText(/shared by @grace/));
    expect(await edition.innerText()).not.toMatch(/€|R\$|At risk|pair on the first milestone/);
  });
});

/** The shortcut on what was just said in the thread. */
async function openShortcut(page: Page): Promise<void> {
  const message = page
    .getByRole('complementary', { name: 'Thread' })
    .getByRole('article')
    .filter({ hasText: SAID })
    .last();
  await message.hover();
  await message.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Make it an action/ }).click();
}
