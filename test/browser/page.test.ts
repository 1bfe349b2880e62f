/** The page itself: who one is, where, what is unread, by keyboard alone, on a telephone, in another theme. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { actAs, ask, channelEntry, composer, goTo, morningList, say } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYAN';
const TOMAS = 'U0TOMASH';

inBrowser('the sandbox page', (browser) => {
  it('opens at the address that the terminal shows, as a CSM who looks at the list', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url);
    await see(morningList(page).getByText('12 accounts need an EBR'));
    await see(page.getByRole('button', { name: 'Acting as Priya Nair, CSM' }));
    expect(page.url()).toContain('as=U0PRIYAN');
    expect(page.url()).toContain('#C0CSDAILY');
  });

  it('shows another person what they may see, and keeps it when it is loaded again', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    await ask(page, '/account show acme-robotics', 'Acme Robotics · Standard');
    await seeGone(channelEntry(page, 'leadership'));
    await actAs(page, 'Grace Adeyemi');
    await see(morningList(page), channelEntry(page, 'leadership'));
    await seeGone(page.getByText('Acme Robotics · Standard'));
    await goTo(page, 'leadership');
    await page.reload();
    await see(
      page.getByRole('heading', { level: 1, name: 'leadership' }),
      page.getByRole('button', { name: 'Acting as Grace Adeyemi, Head of CS' }),
    );
    await page.goBack();
    await see(page.getByRole('heading', { level: 1, name: 'cs-daily' }));
  });

  it('counts what somebody else said as unread until it is seen', async () => {
    const { url } = await startMilepost();
    const priya = await browser.open(url, { as: PRIYA });
    const tomas = await browser.open(url, { as: TOMAS, channel: 'C0ALLHANDS' });
    await say(tomas, 'Good morning from São Paulo');
    await see(tomas.getByRole('article').getByText('Good morning from São Paulo'));
    await see(channelEntry(priya, /^all-hands ?, 1 unread/));
    await say(tomas, 'and a question for @priya');
    await see(channelEntry(priya, /^all-hands ?, 2 unread, 1 for you/));
    expect(await priya.title()).toMatch(/^\(\d+\) /);
    expect(await channelEntry(tomas, 'all-hands').textContent()).not.toContain('unread');
    await goTo(priya, 'all-hands');
    await see(priya.getByText('Good morning from São Paulo'), priya.getByText('New', { exact: true }));
    await seeGone(channelEntry(priya, /^all-hands ?, 2 unread, 1 for you/));
    await priya.reload();
    await see(priya.getByText('Good morning from São Paulo'));
    expect(await channelEntry(priya, 'all-hands').textContent()).not.toContain('unread');
  });

  it('is worked by keyboard alone: to the channel, to the list, claim, and back to writing', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA, channel: 'C0GENERAL' });
    await see(page.getByRole('heading', { level: 1, name: 'general' }));
    await page.keyboard.press('Control+k');
    await page.keyboard.type('cs-d');
    await see(page.getByRole('option', { name: '#cs-daily' }));
    await page.keyboard.press('Enter');
    await see(morningList(page));
    await tabTo(page, 'Claim: Acme Robotics');
    await page.keyboard.press('Enter');
    await see(page.getByRole('button', { name: 'Undo: Acme Robotics' }));
    await tabTo(page, 'Message #cs-daily');
    await page.keyboard.type('/account show acme-robotics');
    await page.keyboard.press('Enter');
    await see(page.getByText('Acme Robotics · Standard'));
  });

  it('fits a telephone: the channels are a drawer, and a claim is a tap', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA, width: 390 });
    await see(morningList(page));
    expect(await overhang(page)).toBe(0);
    await page.getByRole('button', { name: 'Claim: Acme Robotics' }).tap();
    await see(page.getByRole('button', { name: 'Undo: Acme Robotics' }));
    await page.getByRole('button', { name: 'Channels', exact: true }).tap();
    await channelEntry(page, 'all-hands').tap();
    await see(page.getByRole('heading', { level: 1, name: 'all-hands' }));
    await seeGone(channelEntry(page, 'all-hands'));
    await page.getByRole('button', { name: 'Inspector' }).tap();
    await see(page.getByRole('listbox', { name: /^Requests and answers/ }));
    expect(await overhang(page)).toBe(0);
  });

  it('is never wider than its window', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    await ask(page, '/account journey Kumasi Logistics', '2 of 4 milestones reached');
    for (const width of [320, 390, 700, 701, 768, 1000, 1001, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await overhang(page), `at ${width} pixels`).toBe(0);
    }
  });

  it('keeps the theme that was chosen', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    await see(morningList(page));
    const light = await backgroundOf(page);
    await page.getByRole('button', { name: /^Theme: / }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await see(page.getByRole('button', { name: 'Theme: Dark' }));
    const dark = await backgroundOf(page);
    expect(dark).not.toBe(light);
    await page.reload();
    await see(morningList(page));
    expect(await backgroundOf(page)).toBe(dark);
  });

  it('says why a command does not work, and keeps what was typed', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: PRIYA });
    await say(page, '/accuont show acme');
    await see(page.getByRole('alert').getByText(/\/accuont is no command here/));
    expect(await composer(page).inputValue()).toBe('/accuont show acme');
  });
});

/** Presses Tab until this control has the focus, as somebody without a mouse does; past the last one comes the first. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = 'document.activeElement.ariaLabel ?? document.activeElement.textContent';
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(focused)) === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** How many pixels the page is wider than the screen. */
function overhang(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor');
}
