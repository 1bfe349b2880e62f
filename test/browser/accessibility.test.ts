/**
 * What axe-core has against the page: nothing serious, on each surface, in both themes, on a screen and a telephone.
 * Both themes on both: `LOOKS=all npx vitest run test/browser/accessibility.test.ts`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { ask, composer, modal, morningList, pickBehind } from './person.ts';
import { inBrowser, see } from './support.ts';

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 390 },
] as const;
const SHOWN = process.env['LOOKS'] === 'all' ? LOOKS : LOOKS.slice(0, 2);

inBrowser('the sandbox page for everybody', (browser) => {
  it.each(SHOWN)(
    'has no serious finding: $theme, $width pixels',
    async (look) => {
      const { url } = await startMilepost();
      const page = await browser.open(url, { as: 'U0PRIYAN', ...look });
      await page.evaluate(await readFile(AXE, 'utf8'));
      const found: string[] = [];
      for (const [surface, show] of Object.entries(surfaces)) {
        await show(page);
        found.push(...(await serious(page)).map((finding) => `${surface}: ${finding}`));
      }
      expect(found).toEqual([]);
    },
    90_000,
  );
});

/** Each surface is shown from the one before it. */
const surfaces: Record<string, (page: Page) => Promise<void>> = {
  'the list': (page) => see(morningList(page)),
  'an answer and suggestions': async (page) => {
    await ask(page, '/account journey Kumasi Logistics', '2 of 4 milestones reached');
    await composer(page).fill('/');
    await see(page.getByRole('listbox', { name: 'Suggestions' }));
  },
  'a menu of a row': async (page) => {
    await composer(page).fill('');
    await page
      .getByRole('button', { name: 'Book EBR: Acme Robotics' })
      .locator('xpath=following::button[starts-with(@aria-label, "More actions: ")][1]')
      .click();
    await see(page.getByRole('menuitem', { name: 'Snooze' }));
  },
  'a modal with an error': async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Book EBR: Acme Robotics' }).click();
    const form = await modal(page, 'Book the EBR');
    await form.getByLabel('Date').fill('2026-11-20');
    await form.getByRole('button', { name: 'Book', exact: true }).click();
    await see(form.getByText('Choose today or a later day.'));
  },
  'a modal with an open select': async (page) => {
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await pickBehind(page.getByRole('button', { name: 'Book EBR: Acme Robotics' }), 'Already held');
    const form = await modal(page, 'Hold the EBR');
    await form.getByLabel('1. By whom').click();
    await see(page.getByRole('option', { name: 'The customer' }));
  },
  'the time machine': async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /sandbox’s clock/ }).click();
    await see(page.getByRole('dialog', { name: 'Move the clock forward' }));
  },
  'whom to act as': async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Acting as / }).click();
    await see(page.getByRole('menuitemradio', { name: 'Grace Adeyemi' }));
  },
  'the quick switcher': async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await see(page.getByRole('combobox', { name: 'Channel or person' }));
  },
  'the inspector': async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Inspector', exact: true }).click();
    await page
      .getByRole('option', { name: /chat\.postMessage/ })
      .first()
      .click();
    await see(page.getByRole('region', { name: 'Details of chat.postMessage' }));
  },
};

/** What axe finds that keeps people out: the rule, what it says, and where. */
async function serious(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}, at ${nodes.map(({ target }) => target.join(' ')).join(' and ')}`,
    );
}
