/**
 * `npm run screenshots`: the pictures of the README, from the sample portfolio on a Monday. The same code draws the
 * same pictures: clock, zone, window and sample are fixed, and nothing on the page moves.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { MONDAY, runSandbox } from './milepost.ts';
import { actAs, answer, ask, goTo, modal, morningList } from './person.ts';
import { addressOf, contextOptions, findChromium, launch, see } from './chromium.ts';

const FOLDER = join(import.meta.dirname, '../../docs');
const THEMES = ['light', 'dark'] as const;
const WIDTH = 1100;
/** High enough to show a card whole. */
const TALL = 1060;
/** Wide enough for a thread beside its message. */
const WIDE = 1400;

/** What each picture shows, from a page that has the morning's list. */
const pictures: Record<string, (page: Page) => Promise<void>> = {
  'morning-list': (page) => see(morningList(page)),
  account: async (page) => {
    await page.setViewportSize({ width: WIDTH, height: TALL });
    await ask(page, '/account show acme-robotics', 'Acme Robotics · Standard');
  },
  health: async (page) => {
    await page.setViewportSize({ width: WIDTH, height: TALL });
    await ask(page, '/account health acme-robotics', 'Our own judgement');
  },
  scenario: async (page) => {
    await ask(page, '/cs scenario First call within the day', /First call within the day/);
  },
  modal: async (page) => {
    await page.getByRole('button', { name: 'Book EBR: Acme Robotics' }).click();
    const form = await modal(page, 'Book the EBR');
    await form.getByLabel('Date').fill('2026-11-26');
    await form.getByLabel('Date').blur();
  },
  digest: async (page) => {
    await page.setViewportSize({ width: WIDE, height: TALL });
    await actAs(page, 'Grace Adeyemi');
    await goTo(page, 'leadership');
    const digest = answer(page, 'Customers this week');
    await digest.getByRole('button', { name: /repl/ }).click();
    // The first one stands in the channel, the other one begins the thread.
    await page.getByText('Customers this week').first().scrollIntoViewIfNeeded();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const funnel = thread.getByRole('img', { name: /^Success funnel/ });
    // It is loaded when somebody comes near it.
    await funnel.evaluate(async (shown) => {
      const picture = shown as unknown as { scrollIntoView(how: object): void; decode(): Promise<void> };
      picture.scrollIntoView({ block: 'end' });
      await picture.decode();
      picture.scrollIntoView({ block: 'center' });
    });
  },
};

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('there is no Chromium on this machine: set CHROMIUM_PATH');
await mkdir(FOLDER, { recursive: true });
const browser = await launch(executablePath);
try {
  for (const theme of THEMES) await takeAll(browser, theme);
} finally {
  await browser.close();
}

async function takeAll(browser: Browser, theme: (typeof THEMES)[number]): Promise<void> {
  for (const [name, show] of Object.entries(pictures)) {
    const milepost = await runSandbox({ now: MONDAY });
    const context = await browser.newContext({
      ...contextOptions({ theme, width: WIDTH, height: 720 }),
      deviceScaleFactor: 1.25,
    });
    const page = await context.newPage();
    await page.goto(addressOf(milepost.url, { as: 'U0PRIYAN' }));
    await see(morningList(page));
    await show(page);
    const path = join(FOLDER, `${name}${theme === 'dark' ? '-dark' : ''}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    console.log(`${path}: ${Math.round((await stat(path)).size / 1024)} kB`);
    await context.close();
    await milepost.stop();
  }
}
