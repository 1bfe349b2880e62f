/**
 * `npm run bench:page`: how long somebody waits for the page. Nothing here passes or fails by time: read it.
 *
 * - From `npm start` to the first list on the page, in a browser that is open already; once with nothing compiled
 *   before, then as on every later start.
 * - From the Enter key to the answer of `/account show` on the screen, by the page's own clock.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { MONDAY, runSandbox, type RunningMilepost } from './milepost.ts';
import { composer, morningList } from './person.ts';
import { addressOf, contextOptions, findChromium, launch, see } from './chromium.ts';

const STARTS = 5;
const ANSWERS = 50;

interface Start {
  milepost: RunningMilepost;
  page: Page;
  /** Milliseconds from `npm start` to the address on the terminal, and to the list on the page. */
  printed: number;
  listed: number;
}

/** Runs in the page: from the key to the frame after the one in which the answer was put into the page. */
const AWAIT_ANSWER = `
  globalThis.answered = new Promise((resolve) => {
    let pressed;
    addEventListener('keydown', ({ timeStamp }) => { pressed = timeStamp; }, { capture: true, once: true });
    const observer = new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      if (!added.some(({ textContent }) => textContent.includes('Acme Robotics · Standard'))) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - pressed));
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  undefined;
`;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('there is no Chromium on this machine: set CHROMIUM_PATH');
const compiled = await mkdtemp(join(tmpdir(), 'milepost-bench-compiled-'));
const browser = await launch(executablePath);
try {
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`);
  const starts: { printed: number; listed: number }[] = [];
  for (let n = 0; n < STARTS; n += 1) {
    const started = await start(browser);
    starts.push({ printed: started.printed, listed: started.listed });
    if (n === STARTS - 1) report('Enter to the answer of /account show', await timeAnswers(started.page));
    await started.page.context().close();
    await started.milepost.stop();
  }
  const [first, ...later] = starts;
  console.log(
    `npm start, nothing compiled before: address ${shown(first!.printed)}, list ${shown(first!.listed)}`,
  );
  report(
    'npm start to the address',
    later.map(({ printed }) => printed),
  );
  report(
    'npm start to the first list on the page',
    later.map(({ listed }) => listed),
  );
} finally {
  await browser.close();
  await rm(compiled, { recursive: true, force: true });
}

async function start(browser: Browser): Promise<Start> {
  const context = await browser.newContext(contextOptions({}));
  const page = await context.newPage();
  const begun = performance.now();
  const milepost = await runSandbox({
    now: MONDAY,
    command: ['npm', 'start'],
    env: { NODE_COMPILE_CACHE: compiled },
  });
  const printed = performance.now() - begun;
  await page.goto(addressOf(milepost.url, { as: 'U0PRIYAN' }));
  await see(morningList(page));
  return { milepost, page, printed, listed: performance.now() - begun };
}

/** Milliseconds of each answer; the one before it is dismissed first. */
async function timeAnswers(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < ANSWERS; n += 1) {
    await composer(page).pressSequentially('/account show acme-robotics');
    await page.evaluate(AWAIT_ANSWER);
    await composer(page).press('Enter');
    times.push(await page.evaluate<number>('globalThis.answered'));
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  }
  return times;
}

function report(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => shown(sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN);
  console.log(`${what}: p50 ${at(0.5)}, p99 ${at(0.99)} (${times.length})`);
}

function shown(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
