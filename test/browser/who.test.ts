/** Whom to go to, and who stands in while somebody is away, on the sandbox's page. */
import { it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, modal, say, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const PRIYA = 'U0PRIYAN';

inBrowser('whom to go to on the sandbox page', (browser) => {
  it('is asked of an account and of the portfolio, and told while somebody is away', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    const card = await ask(page, '/account who Kumasi', /Whom to go to for Kumasi Logistics/);
    await see(card.getByText('Decision makers'), card.getByText('Users'));
    await card.getByRole('button', { name: 'Spoke: Kumasi Logistics' }).click();
    const form = await modal(page, 'Log a conversation');
    await form.getByLabel('Persona').click();
    await page.getByRole('option', { name: 'Influencer' }).click();
    await submit(form, 'Log');
    const again = await ask(page, '/account who Kumasi', /on time: last spoken today/);
    await see(again.getByText('Influencers'));

    await ask(page, '/cs cadence', /cadences are missed on/);
    await ask(page, '/cs owners', /accounts have one head or none/);

    await say(page, '/cs away until Friday');
    const away = answer(page, 'You are away until Fri 27 Nov');
    await see(away);
    await away.getByRole('button', { name: 'Hand the open CTAs over to the partners' }).click();
    const moved = answer(page, /handed over: /);
    await see(moved);
    await moved.getByRole('button', { name: 'Undo' }).click();
    await see(answer(page, /Taken back: /));
    const shown = await ask(page, '/account show Pixel', /Pixel Bäckerei · /);
    await see(shown.getByText(/away until Fri 27 Nov/));
    await say(page, '/cs back');
    await see(answer(page, 'You are back: new CTAs come to you again.'));
  });
});
