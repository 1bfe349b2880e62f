/** Those who lead on the sandbox's page: the funnel and its accounts, releases, initiatives, and a digest that is posted. */
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, choose, goTo, modal, say, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const GRACE = 'U0GRACEA';
/** A day after the digest: noon in the zone of the sample's program. */
const TUESDAY = '2026-11-24T15:00:00Z';

inBrowser('the funnel on the sandbox page', (browser) => {
  it('leads to its accounts, to what is ahead, and to the fit of who came', async () => {
    const { url } = await startMilepost(TUESDAY);
    const page = await browser.open(url, { as: GRACE });
    const funnel = await ask(page, '/cs funnel', 'The bottleneck is “Qualified pipeline”');
    await funnel.getByRole('button', { name: /^The \d+ accounts that began on First leads$/ }).click();
    const accounts = answer(page, 'First leads: all that began on it');
    const opens = accounts.getByRole('button', { name: /^Open / });
    await see(opens);
    const firstPage = await labelsOf(opens);
    expect(firstPage).toHaveLength(8);
    await accounts.getByRole('button', { name: 'More ▶' }).click();
    await see(accounts.getByRole('button', { name: '◀ Earlier' }));
    const secondPage = await labelsOf(opens);
    expect(secondPage.filter((label) => firstPage.includes(label))).toEqual([]);
    await accounts.getByRole('button', { name: '◀ Earlier' }).click();
    await expect.poll(() => labelsOf(opens)).toEqual(firstPage);
    await accounts.getByRole('button', { name: 'Funnel', exact: true }).click();
    await seeNone(page.getByRole('article').filter({ hasText: 'First leads: all that began on it' }));

    await ask(page, '/cs funnel forecast', /All milestones[^]*How good was it\?/);
    await ask(page, '/cs funnel by fit', /Success funnel by fit[^]*Good fit: 48\s%/);

    const all = await ask(page, '/cs funnel', 'Free trials are no customers yet');
    await all.getByRole('button', { name: 'Trials', exact: true }).click();
    const trials = answer(page, 'Trials: Free trial');
    await see(
      trials.getByText(/First answer from a stranger.*most telling.*10 reached it, 7 of them bought/),
    );
    await trials
      .getByRole('button', { name: 'The 7 accounts that bought after First answer from a stranger' })
      .click();
    await see(answer(page, /Corvo Bikes[^]*bought on[^]*5\sdays\slater/));

    await writeRelease(page);
    const releases = await ask(page, '/cs releases', '4 releases and what came of each');
    expect(await releases.innerText()).toMatch(
      /Quick replies[^]*Too early to tell[^]*Conversion rose[^]*An association, not a cause[^]*Moved nothing that can be told/,
    );

    await writeInitiative(page);
    await ask(page, '/cs initiatives', /2\sopen\sinitiatives[^]*an answer is due since[^]*Office hour/);

    await ask(page, '/cs digest preview', 'The preview comes as a direct message');
    const confirm = await ask(page, '/cs digest now', 'The digest of Tue 24 Nov goes to #leadership');
    await confirm.getByRole('button', { name: 'Post it', exact: true }).click();
    await page
      .getByRole('alertdialog', { name: 'Post the digest?' })
      .getByRole('button', { name: 'Post it', exact: true })
      .dblclick();
    await see(answer(page, 'The digest is on its way to #leadership'));
    await see(
      (await ask(page, '/cs digest now', 'Today’s digest is posted already')).getByRole('link', {
        name: 'open it',
      }),
    );

    await goTo(page, 'Milepost');
    await see(answer(page, 'Customers this week · Tue 24 Nov'));
    await goTo(page, 'leadership');
    const posted = page.getByRole('article').filter({ hasText: 'Customers this week · Tue 24 Nov' });
    await see(posted);
    expect(await posted.count()).toBe(1);
    await posted.getByRole('button', { name: /repl/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    for (const name of [/^Success funnel/, /^Reached “Qualified pipeline”/, /^Health this week/]) {
      const picture = thread.getByRole('img', { name });
      // It is loaded when somebody comes near it.
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => widthOf(picture)).toBeGreaterThan(600);
    }
    await see(thread.getByText('Agenda'));
  });
});

/** A release whose expectation is no figure at first. */
async function writeRelease(page: Page): Promise<void> {
  await say(page, '/cs release Quick replies today');
  const form = await modal(page, 'New release');
  await form.getByLabel('What changed?').fill('A first answer to a lead is written for the salesperson.');
  await choose(form, 'Which milestone should it help?', /^Qualified pipeline/);
  await form.getByLabel('By how many points?').fill('400');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await see(form.getByText('Write whole points from 1 to 100, such as 5 for 40 % to 45 %.'));
  await form.getByLabel('By how many points?').fill('8');
  await submit(form, 'Save');
  await see(answer(page, 'The release Quick replies is written down.'));
}

/** An initiative that does not say at first what customers have of it. */
async function writeInitiative(page: Page): Promise<void> {
  await say(page, '/cs initiative Office hour');
  const form = await modal(page, 'New initiative');
  await choose(form, 'What is it?', 'Meeting');
  const question = form.getByLabel('How does it improve the customer’s experience?');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await see(form.getByText(/fill|required/i).first());
  await question.fill('More calls');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await see(form.getByText(/Say in a sentence what gets better for customers/));
  await question.fill('Whoever is stuck gets an answer from our product expert on the same day.');
  await submit(form, 'Save');
  await see(answer(page, 'The initiative Office hour is written down.'));
}

async function seeNone(things: Locator): Promise<void> {
  await expect.poll(() => things.count()).toBe(0);
}

function labelsOf(buttons: Locator): Promise<string[]> {
  return buttons.evaluateAll((shown) => shown.map((button) => button.getAttribute('aria-label') ?? ''));
}

function widthOf(image: Locator): Promise<number> {
  return image.first().evaluate((shown) => (shown as unknown as { naturalWidth: number }).naturalWidth);
}
