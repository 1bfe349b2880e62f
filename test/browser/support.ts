/**
 * Tests in a real browser: the machine's Chromium, driven by Playwright.
 *
 * ```ts
 * inBrowser('the page', (browser) => {
 *   it('greets', async () => {
 *     const milepost = await startMilepost();                  // ./milepost.ts: `npm start`; or a sandbox of your own
 *     const page = await browser.open(milepost.url, { as: 'U0PRIYAN', theme: 'dark', width: 390 });
 *     await see(page.getByRole('button', { name: 'Claim' }));  // waits until it is there to be seen
 *   });
 * });
 * ```
 *
 * Each opened page is a person's own: cookies, storage and cache are shared with no other. It closes with its test,
 * which fails if the page logged an error, threw one, or asked another host than its own for anything. Of a test that
 * fails, a picture of each of its pages is kept, and its path printed. Wait for what a person sees, never for a time;
 * find things by role and name.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import {
  addressOf,
  contextOptions,
  findChromium,
  launch,
  PATIENCE_MS,
  type PageOptions,
} from './chromium.ts';

export { see, seeGone, type PageOptions } from './chromium.ts';

export interface Browsing {
  /** Opens an address in a page of its own; see the head of this file for what it watches. */
  open(url: string, options?: PageOptions): Promise<Page>;
}

const PICTURES = join(tmpdir(), 'milepost-browser');

/**
 * A suite in a browser of its own: skipped on a machine that has no Chromium, except where `CI` is set.
 * @throws Error where `CI` is set and there is no Chromium
 */
export function inBrowser(title: string, suite: (browser: Browsing) => void): void {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    if (process.env['CI'] !== undefined) throw new Error('tests in CI need Chromium: set CHROMIUM_PATH');
    const reason = 'needs Chromium: install it, or set CHROMIUM_PATH';
    // The usual report names no skipped suite.
    console.log(`${title}: skipped, ${reason}`);
    describe.skip(`${title} (${reason})`, () => {
      suite(noBrowser);
    });
    return;
  }
  describe(`${title} in Chromium`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launch(executablePath);
    });
    afterAll(async () => browser?.close());
    suite({
      async open(url, options = {}) {
        if (browser === undefined)
          throw new Error('open pages in tests: the browser starts before the first');
        const context = await browser.newContext(contextOptions(options));
        return openWatched(context, addressOf(url, options));
      },
    });
  });
}

const noBrowser: Browsing = {
  open: () => Promise.reject(new Error('this machine has no Chromium')),
};

async function openWatched(context: BrowserContext, address: string): Promise<Page> {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const problems = watch(page, new URL(address).origin);
  onTestFinished(async ({ task }) => {
    const failed = task.result?.state === 'fail';
    if (failed) await keepPicture(page, task.name, problems);
    await context.close();
    if (!failed) expect(problems, 'what the page has against itself').toEqual([]);
  });
  await page.goto(address);
  return page;
}

/** Notes what no test may cause, for as long as the page is open. */
function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`threw ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // A deed that the sandbox refuses is answered 400, which Chromium logs and the page explains.
    const isRefusal = message.location().url.includes('/sandbox/') && / 400 /.test(message.text());
    if (message.type() === 'error' && !isRefusal) problems.push(`logged ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) problems.push(`asked ${url.href}`);
  });
  return problems;
}

async function keepPicture(page: Page, test: string, problems: readonly string[]): Promise<void> {
  if (page.isClosed()) return;
  await mkdir(PICTURES, { recursive: true });
  const name = `${test.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}-${process.pid}-${Date.now()}.png`;
  await page.screenshot({ path: join(PICTURES, name), fullPage: true });
  console.error([`the page as it was: ${join(PICTURES, name)}`, ...problems].join('\n'));
}
