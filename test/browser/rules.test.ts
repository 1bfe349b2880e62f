/** A rule on the sandbox's page: written in fields, rehearsed before it is saved, muted and taken back. */
import { it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, modal, submit } from './person.ts';
import { inBrowser, see } from './support.ts';

const GRACE = 'U0GRACEA';

inBrowser('a rule on the sandbox page', (browser) => {
  it('is written, rehearsed, saved, muted and taken back', async () => {
    const { url } = await startMilepost();
    const page = await browser.open(url, { as: GRACE });
    const rules = await ask(page, '/cs rules', /How the list is made/);
    await rules.getByRole('button', { name: 'New rule' }).click();
    const form = await modal(page, 'New rule');
    await form.getByLabel('Name').fill('Quiet for two months');
    await form.getByLabel('Condition 1').click();
    await page.getByRole('option', { name: 'No signal for more than … days' }).click();
    await form.getByLabel('Value').fill('60');
    await form.getByRole('button', { name: 'What it would do' }).click();
    const rehearsal = await modal(page, 'What it would do');
    await see(rehearsal.getByText(/Today it would list/), rehearsal.getByText(/The last 12 months/));
    await rehearsal.getByRole('button', { name: 'Close', exact: true }).last().click();
    await submit(form, 'Save');
    await see(answer(page, /Quiet for two months is saved/));

    const list = await ask(page, '/cs rules', /Quiet for two months/);
    await list.getByRole('button', { name: 'Mute Quiet for two months' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Mute', exact: true }).click();
    const muted = answer(page, /Quiet for two months is muted/);
    await see(muted);
    await muted.getByRole('button', { name: 'Undo the change of the rule' }).click();
    await see(answer(page, /Taken back: the program is as it was/));
  });
});
