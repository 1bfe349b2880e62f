/** A play from its start to its end on the sandbox's page: chosen, looked at, worked step by step, counted. */
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, modal, say, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const PRIYA = 'U0PRIYAN';

inBrowser('a play on the sandbox page', (browser) => {
  it('is chosen with its steps in view, done step by step, and stopped', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    await say(page, '/account play Kumasi Logistics hear the users');
    const form = await modal(page, 'Start a play');
    await see(form.getByText('Ask a user to show how they do their work with the product'));
    await form.getByLabel('Play', { exact: true }).click();
    await page.getByRole('option', { name: 'Review with the decision maker' }).click();
    await see(
      form.getByText('Ask the decision maker for a date on which they can join the next EBR'),
      form.getByText(/due Mon 30 Nov/),
    );
    await submit(form, 'Start');
    await see(answer(page, 'The play “Review with the decision maker” has started on Kumasi Logistics'));

    const card = await ask(page, '/account show Kumasi', /Kumasi Logistics · /);
    await see(card.getByText(/Play “Review with the decision maker”: 1 of 2, due Mon 30 Nov/));
    await card.getByRole('button', { name: /^Done: Ask the decision maker for a date/ }).click();
    await see(answer(page, /Done: “Ask the decision maker for a date/));

    const list = await ask(page, '/account play Kumasi', /step 2 of 2/);
    await list.getByRole('button', { name: 'Stop: Review with the decision maker' }).click();
    const stop = await modal(page, 'Stop the play');
    await stop.getByLabel('Why').fill('Their decision maker has left');
    await submit(stop, 'Stop');
    await see(answer(page, /stopped Mon 23 Nov by @priya: Their decision maker has left/));

    const plays = await ask(page, '/cs plays', /Review with the decision maker \(/);
    expect(await plays.getByText(/1 ended in 90 days: 0 done in time, 1 stopped/).count()).toBe(1);
  });
});
