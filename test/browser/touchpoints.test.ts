/** What people tell of their customers, on the sandbox's page: who was spoken with, and what only they know. */
import { expect, it } from 'vitest';
import { MONDAY, startMilepost } from './milepost.ts';
import { answer, ask, choose, composer, goTo, modal, say, submit } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYAN';

inBrowser('what people tell of a customer', (browser) => {
  it('is written down in a form, counts on the card, and is undone', async () => {
    const { url } = await startMilepost(MONDAY);
    const page = await browser.open(url, { as: PRIYA });
    await see(composer(page));
    await say(page, '/account spoke acme robotics');
    const form = await modal(page, 'Log a conversation');
    await form.getByRole('button', { name: 'Log', exact: true }).click();
    await see(form.getByText('Choose with whom you spoke, write a new name, or choose a persona alone.'));
    await form.getByLabel('Somebody new').fill('Ingrid Solheim the Younger');
    await choose(form, 'Persona', 'User');
    await form.getByLabel('When').fill('2026-11-20');
    await form.getByLabel('Note').fill('“We stopped buying lists.”');
    await submit(form, 'Log');
    const said = answer(page, 'Written down for Acme Robotics');
    await see(said.getByText(/spoken with Ingrid Solheim the Younger \(user\) on Fri 20 Nov/));
    await ask(page, '/account acme robotics', /user 3\sdays\sago/);
    await answer(page, 'Written down for Acme Robotics').getByRole('button', { name: 'Undo' }).click();
    await see(answer(page, 'Taken back: the conversation no longer counts.'));
  });

  it('is asked of the lead once a week, and answered by a press', async () => {
    const { url } = await startMilepost(MONDAY);
    const page = await browser.open(url, { as: PRIYA });
    await see(composer(page));
    await goTo(page, 'Milepost');
    const message = answer(page, 'that only you can answer');
    await see(message);
    const first = message.getByRole('button', { name: /^4 mostly/ }).first();
    await first.click();
    await see(message.getByText(/You said 4, mostly/));
    expect(await message.getByText('it can be changed for a minute').count()).toBe(1);
    await message
      .getByRole('button', { name: /^2 hardly/ })
      .first()
      .click();
    await see(message.getByText(/You said 2, hardly/));
    await seeGone(message.getByText(/You said 4, mostly/));
  });
});
