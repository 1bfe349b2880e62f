/** The machine's Chromium, and how people wait for what it shows: for tests, and for the programs beside them. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Locator } from 'playwright-core';

export interface PageOptions {
  /** The Slack id of the person that one acts as; default: whom the page chooses. */
  as?: string;
  /** A channel's id or name to look at; default: the one that the page chooses. */
  channel?: string;
  /** Default: light. */
  theme?: 'light' | 'dark';
  /** In CSS pixels; default: 1280. Up to 700 it is a telephone, with touch. */
  width?: number;
  height?: number;
}

/** What a person can wait for: a page answers within a fraction of it. */
export const PATIENCE_MS = 15_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts Chromium, which looks up no other host than this machine. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Its sandbox refuses to run as root and in most containers, and the pages are our own.
    chromiumSandbox: false,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
}

/** Where this machine has Chromium: `CHROMIUM_PATH`, or the first of its usual names in `PATH`. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

/** Waits until a person can see it. */
export async function see(...things: Locator[]): Promise<void> {
  for (const thing of things) await thing.first().waitFor({ state: 'visible' });
}

/** Waits until it can be seen no more. */
export async function seeGone(...things: Locator[]): Promise<void> {
  for (const thing of things) await thing.first().waitFor({ state: 'hidden' });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page's address for a person and a channel. */
export function addressOf(url: string, { as, channel }: PageOptions): string {
  const address = new URL(url);
  if (as !== undefined) address.searchParams.set('as', as);
  if (channel !== undefined) address.hash = channel;
  return address.href;
}

/** How a context looks at pages: nothing in it depends on the machine. */
export function contextOptions({ theme = 'light', width = 1280, height }: PageOptions) {
  const isPhone = width <= 700;
  return {
    viewport: { width, height: height ?? (isPhone ? 844 : 900) },
    colorScheme: theme,
    hasTouch: isPhone,
    isMobile: isPhone,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce' as const,
  };
}
