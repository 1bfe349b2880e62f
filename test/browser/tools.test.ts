/** The sandbox's tools: the inspector, and the clock that a person moves. */
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { manifest } from '../sandbox/bot.ts';
import { startMilepost } from './milepost.ts';
import { ask, goToDate, morningList, moveClock } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

inBrowser('the tools of the sandbox page', (browser) => {
  const open = async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: 'U0PRIYAN' });
    await see(morningList(page));
    return { page, url };
  };

  it('shows what passed before and what passes now, with its time, its request and its answer', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Inspector' }).click();
    const list = page.getByRole('listbox', { name: /^Requests and answers/ });
    await see(list.getByRole('option', { name: /^bot → Slack chat\.postMessage 200 [\d.]+ ms/ }));
    await ask(page, '/account show acme-robotics', 'Acme Robotics · Standard');
    const command = list.getByRole('option', { name: /^Slack → bot \/account 200/ });
    await command.click();
    const details = page.getByRole('region', { name: 'Details of /account' });
    await see(details.getByText('"show acme-robotics"'), details.getByText('Slack → bot · 200 ·'));
    await page.keyboard.press('ArrowDown');
    await see(page.getByRole('region', { name: /^Details of (response_url|chat\.postEphemeral)/ }));
    expect(await command.getAttribute('aria-selected')).toBe('false');
  });

  it('finds by text, by direction, and problems alone', async () => {
    const { page, url } = await open();
    await page.getByRole('button', { name: 'Inspector' }).click();
    const list = page.getByRole('listbox', { name: /^Requests and answers/ });
    await see(list);
    await page.getByLabel('Problems only').check();
    await see(page.getByText('Nothing that passed fits the filter.'));
    await limitNext(url, 'chat.update');
    await page.getByRole('button', { name: 'Claim: Acme Robotics' }).click();
    await list.getByRole('option', { name: /chat\.update problem: ratelimited/ }).click();
    await see(page.getByRole('group', { name: 'What is wrong with it' }).getByText('ratelimited'));
    await see(page.getByRole('button', { name: 'Undo: Acme Robotics' }));
    await ask(page, '/account show acme-robotics', 'Acme Robotics · Standard');
    expect(await list.getByRole('option').count()).toBe(1);
    await page.getByLabel('Problems only').uncheck();
    await page.getByLabel('Direction').selectOption('Slack → bot');
    await seeGone(list.getByRole('option', { name: /^bot → Slack/ }));
    await page.getByLabel('Filter by text').fill('nowhere');
    await see(page.getByText('Nothing that passed fits the filter.'));
    await page.getByLabel('Filter by text').fill('ACME-robotics');
    await see(list.getByRole('option', { name: /\/account/ }));
    expect(await list.getByRole('option').count()).toBe(1);
  });

  it('waits while it is paused, and forgets when it is cleared', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Inspector' }).click();
    const list = page.getByRole('listbox', { name: /^Requests and answers/ });
    await see(list);
    const before = await list.getByRole('option').count();
    await page.getByRole('button', { name: 'Pause' }).click();
    await ask(page, '/account show acme-robotics', 'Acme Robotics · Standard');
    await see(page.getByRole('button', { name: /^Paused, \d+ new$/ }));
    expect(await list.getByRole('option').count()).toBe(before);
    await page.getByRole('button', { name: /^Paused/ }).click();
    await see(list.getByRole('option', { name: /\/account/ }));
    await page.getByRole('button', { name: 'Clear' }).click();
    await see(page.getByText('Nothing has passed between Slack and the bot yet.'));
    // Shown again, the list is loaded anew: what was cleared stays away.
    const toggle = page.getByRole('button', { name: 'Inspector', exact: true });
    await toggle.click();
    const loaded = page.waitForResponse(/page\/exchanges/);
    await toggle.click();
    await loaded;
    await page.getByRole('textbox', { name: /^Message/ }).fill('/cs help');
    await page.keyboard.press('Enter');
    await see(list.getByRole('option', { name: /\/cs/ }));
    expect(await list.getByRole('option', { name: /\/account/ }).count()).toBe(0);
  });

  it('moves the clock to tomorrow and to a date, and says what came', async () => {
    const { page } = await open();
    await see(page.getByRole('button', { name: /Mon 23 Nov 2026, 09:12 · Sao Paulo/ }));
    await moveClock(page, /Forward 1 day.*Tue 24 Nov, 09:12/);
    await see(page.getByText(/^It is Tue 24 Nov 2026, 09:12\. [1-9]\d* messages? arrived\.$/));
    await see(page.getByRole('article').filter({ hasText: /need an EBR.*Tue 24 Nov/s }));

    await page.getByRole('button', { name: /sandbox’s clock/ }).click();
    const menu = page.getByRole('dialog', { name: 'Move the clock forward' });
    const date = menu.getByLabel('Forward to a date');
    expect(await date.getAttribute('min')).toBe('2026-11-25');
    await date.fill('2026-11-26');
    await page.keyboard.press('Enter');
    await see(page.getByText(/^It is Thu 26 Nov 2026, 09:12\. [1-9]\d* messages? arrived\.$/));
    await see(page.getByRole('button', { name: /Thu 26 Nov 2026, 09:12/ }));
  });

  it('shows how far a long move is, refuses another one meanwhile, and stops when told', async () => {
    const { page, url } = await open();
    const late = await browser.open(url, { as: 'U0TOMASH' });
    await see(morningList(late));
    await hearNothingOfTheClock(late);
    await late.reload();
    await see(morningList(late));
    await goToDate(page, '2027-09-20');
    const clock = page.getByRole('button', { name: /sandbox’s clock/ });
    await see(clock.filter({ hasText: /day \d+ of 301/ }), clock.locator('progress'));
    await clock.click();
    const menu = page.getByRole('dialog', { name: 'Move the clock forward' });
    await see(menu.getByRole('progressbar', { name: 'Moving to Mon 20 Sep 2027' }));

    await goToDate(late, '2026-12-01');
    const refusal = 'on its way to Mon 20 Sep 2027, 09:12 (Sao Paulo)';
    await see(late.getByRole('alert').getByText(refusal));
    await seeGone(late.getByRole('dialog', { name: 'Move the clock forward' }));

    await page.getByRole('button', { name: 'Stop the clock' }).click();
    await see(page.getByRole('status').getByText(/^Stopped on the way\. It is .* arrived\.$/));
    await seeGone(page.getByRole('button', { name: 'Stop the clock' }), menu);
    expect(await clock.textContent()).not.toContain('20 Sep 2027');
  });

  it('says in its own words that time only goes forward', async () => {
    const { page } = await open();
    await goToDate(page, '2026-11-20');
    const menu = page.getByRole('dialog', { name: 'Move the clock forward' });
    await see(menu.getByRole('alert').getByText(/^Time only goes forward\. To begin again: stop Milepost/));
    await see(menu.getByLabel('Forward to a date').and(page.locator(':focus')));
    await menu.getByLabel('Forward to a date').fill('2028-11-20');
    await seeGone(menu.getByText('Time only goes forward.'));
    await page.keyboard.press('Enter');
    await see(menu.getByRole('alert').getByText('At most a year at once: go to Wed 24 Nov 2027 or earlier'));
  });

  it('tells the time of the program and, where it is another one, of the person', async () => {
    const { page, url } = await open();
    const clock = page.getByRole('button', { name: /09:12 · Sao Paulo · 13:12 for Priya/ });
    await clock.click();
    const menu = page.getByRole('dialog', { name: 'Move the clock forward' });
    await see(
      menu.getByText('09:12 for the program: Brasilia Standard Time (Sao Paulo)'),
      menu.getByText('13:12 for Priya: Central European Time (Berlin)'),
    );
    const tomas = await browser.open(url, { as: 'U0TOMASH' });
    await see(tomas.getByRole('button', { name: /09:12 · Sao Paulo$/ }));
  });

  it('gives the inspector’s list all the room of a telephone, and goes away for the channels', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: 'U0PRIYAN', width: 390 });
    await page.getByRole('button', { name: 'Inspector' }).click();
    await see(page.getByText(/, of everybody: the last 500/));
    const list = page.getByRole('listbox', { name: /^Requests and answers/ });
    await see(list);
    expect(await page.getByText('Choose a line').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    await seeGone(list);
    await see(page.getByRole('navigation', { name: 'Channels' }));
  });

  it('says that a clock cannot be moved where nothing moves it', async () => {
    const sandbox = await startSandbox({ manifest });
    onTestFinished(() => sandbox.stop());
    const page = await browser.open(sandbox.url);
    await see(page.getByText('fixed clock'));
    expect(await page.getByRole('button', { name: /sandbox’s clock/ }).count()).toBe(0);
  });
});

/** As a page is in the moment before it hears that somebody else moves the clock. */
async function hearNothingOfTheClock(page: Page): Promise<void> {
  await page.routeWebSocket('**/sandbox/page/live*', (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (!String(message).startsWith('{"kind":"clock"')) socket.send(message);
    });
  });
}

/** The next call of a method is refused as one too many for a second. */
async function limitNext(url: string, method: string): Promise<void> {
  const body = JSON.stringify({ method, fault: { kind: 'rate-limited', retryAfter: 1 } });
  const headers = { 'content-type': 'application/json' };
  const planned = await fetch(`${url}/sandbox/faults/next`, { method: 'POST', headers, body });
  expect(planned.status).toBe(200);
}
