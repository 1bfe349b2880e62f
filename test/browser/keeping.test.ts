/** What the page keeps, of whom, and what it does where the browser or the sandbox does not let it. */
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox } from '#src/sandbox/sandbox.ts';
import { startBareBot } from './bare-bot.ts';
import { actAs, composer } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYA';

/** A sandbox in which nobody answers, with somebody who left. */
async function startQuiet(): Promise<Sandbox> {
  const sandbox = await startSandbox({
    manifest: { features: { bot_user: { display_name: 'Tester' } } },
    botUrl: 'http://127.0.0.1:1/slack/events',
    users: [
      { id: PRIYA, name: 'priya', real_name: 'Priya Nair' },
      { id: 'U0JONAS', name: 'jonas', real_name: 'Jonas Weber' },
      { id: 'U0LEFT', name: 'lena', real_name: 'Lena Left', deleted: true },
    ],
    channels: [{ id: 'C0DAILY', name: 'cs-daily' }],
  });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

inBrowser('what is kept', (browser) => {
  it('tells nobody what another person was told', async () => {
    const sandbox = await startQuiet();
    const page = await browser.open(sandbox.url, { as: 'U0NOBODY' });
    const notice = page.getByRole('alert').getByText('Nobody here has the id U0NOBODY.');
    await see(notice, page.getByRole('button', { name: 'Acting as Priya Nair' }));
    await actAs(page, 'Jonas Weber');
    await seeGone(notice);
  });

  it('offers nobody who left', async () => {
    const sandbox = await startQuiet();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(composer(page));
    await page.getByRole('button', { name: /^Acting as / }).click();
    await see(page.getByRole('menuitemradio', { name: 'Jonas Weber' }));
    expect(await page.getByRole('menuitemradio').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Channel or person' }).fill('lena');
    await see(page.getByText('Nothing is called “lena”.'));
  });

  it('leaves a dismissed message away in a new tab, of the one who dismissed it', async () => {
    const bot = await startBareBot();
    const page = await browser.open(bot.url, { as: PRIYA });
    await see(composer(page));
    for (const user of [PRIYA, 'U0JONAS'])
      await bot.call('chat.postEphemeral', { channel: 'C0DAILY', user, text: 'for your eyes' });
    const whisper = page.getByText('for your eyes');
    await see(whisper);
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await seeGone(whisper);
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await see(tab.getByText('Nothing was said here yet'));
    expect(await tab.getByText('for your eyes').count()).toBe(0);
    await actAs(tab, 'Jonas Weber');
    await see(tab.getByText('for your eyes'));
  });

  it('works where the browser keeps nothing', async () => {
    const bot = await startBareBot();
    const page = await browser.open(bot.url, { as: PRIYA });
    await page.addInitScript(`
      Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('denied', 'SecurityError'); },
      });
    `);
    await page.reload();
    await see(composer(page));
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await see(page.locator('html[data-theme=dark]'));
    await bot.call('chat.postEphemeral', { channel: 'C0DAILY', user: PRIYA, text: 'for your eyes' });
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await seeGone(page.getByText('for your eyes'));
  });

  it('begins once the sandbox answers', async () => {
    const sandbox = await startQuiet();
    const page = await browser.open(sandbox.url, { as: PRIYA });
    await see(composer(page));
    let isDown = true;
    await page.route('**/sandbox/people', (route) =>
      isDown ? route.fulfill({ status: 204 }) : route.continue(),
    );
    await page.reload();
    const banner = page.getByText('The sandbox does not answer. Trying again…');
    await see(banner);
    isDown = false;
    await seeGone(banner);
    await see(composer(page));
  });
});
