/** How a customer is doing, on the sandbox's page: the card, one's own judgement, and a question in a channel. */
import { expect, it } from 'vitest';
import { MONDAY, startMilepost } from './milepost.ts';
import { answer, ask, choose, composer, modal, say, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const PRIYA = 'U0PRIYAN';

inBrowser('how a customer is doing', (browser) => {
  it('is asked by a command and by name, judged beside the score, and drawn', async () => {
    const { url } = await startMilepost(MONDAY);
    const page = await browser.open(url, { as: PRIYA });
    await see(composer(page));
    const card = await ask(page, '/account health acme robotics', 'Our own judgement');
    await see(
      card.getByText(/ of 100/).first(),
      card.getByText(/low confidence: /),
      card.getByText(/the score says 🟡 Yellow/),
    );
    await card.getByRole('button', { name: 'Judge Acme Robotics' }).click();
    const form = await modal(page, 'My judgement');
    await choose(form, 'How do you see it?', '🔴 Red');
    await form.getByLabel('Why?').fill('Their sponsor leaves in March.');
    await submit(form, 'Save');
    await see(answer(page, 'You judge Acme Robotics').getByText('🔴 Red'));

    await say(page, '@milepost how is Acme Robotics doing?');
    const asked = page.getByRole('article').filter({ hasText: 'how is Acme Robotics doing?' });
    await asked.getByRole('button', { name: /^1 reply/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await see(thread.getByText('Their sponsor leaves in March.'));
    const picture = thread.getByRole('img', { name: /^Health of Acme Robotics over the last 90 days/ });
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(800);
  });
});
