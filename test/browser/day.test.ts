/** A day of a CS team on the sandbox's page: the real bot, its sample portfolio, and people who click and type. */
import { expect, it } from 'vitest';
import { MONDAY, startMilepost } from './milepost.ts';
import { answer, ask, composer, modal, morningList, moveClock, pickBehind, say, submit } from './person.ts';
import { inBrowser, see, seeGone } from './support.ts';

const PRIYA = 'U0PRIYAN';
const GRACE = 'U0GRACEA';
const INES = 'U0INESDU';

inBrowser('a day on the sandbox page', (browser) => {
  const open = async (as = PRIYA) => {
    const { url } = await startMilepost(MONDAY);
    return browser.open(url, { as });
  };

  it('begins with the list of the morning', async () => {
    const page = await open();
    await see(page.getByRole('heading', { level: 1, name: 'cs-daily' }));
    const list = morningList(page);
    await see(
      list.getByText('12 accounts need an EBR'),
      list.getByText(/131\sdays at “First leads” \(usual 45\) · €48k/),
      list.getByRole('button', { name: 'Claim: Acme Robotics' }),
      list.getByText('@grace'),
    );
    expect(await list.getByRole('button', { name: /^Book EBR: / }).count()).toBe(11);
    expect(await page.title()).toContain('Milepost sandbox · #cs-daily');
  });

  it('lets a CSM claim an account, and take it back', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Claim: Acme Robotics' }).click();
    const undo = page.getByRole('button', { name: 'Undo: Acme Robotics' });
    await see(undo);
    expect(await morningList(page).getByText('claimed by @priya').count()).toBe(1);
    await undo.click();
    await see(page.getByRole('button', { name: 'Claim: Acme Robotics' }));
    await seeGone(page.getByText('claimed by @priya'));
  });

  it('snoozes with a date and a reason', async () => {
    const page = await open();
    await pickBehind(page.getByRole('button', { name: 'Book EBR: Acme Robotics' }), 'Snooze');
    const form = await modal(page, 'Snooze');
    await see(form.getByText('Acme Robotics'));
    await form.getByLabel('Until').fill('2026-11-27');
    await form.getByLabel('Why').fill('Their sponsor is back on Friday');
    await submit(form, 'Snooze');
    await see(
      morningList(page).getByText(/snoozed until Fri 27 Nov: “Their sponsor is back on Friday”/),
      page.getByRole('button', { name: 'Undo: Acme Robotics' }),
    );
  });

  it('dismisses with a reason', async () => {
    const page = await open();
    await pickBehind(page.getByRole('button', { name: 'Book EBR: Acme Robotics' }), 'Dismiss');
    const form = await modal(page, 'Dismiss');
    await form.getByLabel('Why').fill('Merged with its parent');
    await submit(form, 'Dismiss');
    await see(morningList(page).getByText(/dismissed by @priya: “Merged with its parent”/));
  });

  it('shows an error on its field, keeps what was typed, and books once it is mended', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Book EBR: Acme Robotics' }).click();
    const form = await modal(page, 'Book the EBR');
    const date = form.getByLabel('Date');
    await date.fill('2026-11-20');
    await form.getByLabel('Who from the customer').fill('Ingrid Solheim, Rafael Pinto');
    await form.getByRole('button', { name: 'Book', exact: true }).click();
    await see(form.getByText('Choose today or a later day.'));
    expect(await date.getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByLabel('Who from the customer').inputValue()).toBe('Ingrid Solheim, Rafael Pinto');
    await date.fill('2026-11-26');
    await submit(form, 'Book');
    await see(morningList(page).getByText('booked for Thu 26 Nov by @priya').nth(1));
  });

  it('finds an account whose name is misspelt, typed with completion', async () => {
    const page = await open();
    const field = composer(page);
    await field.pressSequentially('/acc');
    await see(page.getByRole('option', { name: /^\/account/ }));
    await field.press('Tab');
    await field.pressSequentially('sh');
    await see(page.getByRole('option', { name: /^show/ }));
    await field.press('Tab');
    expect(await field.inputValue()).toBe('/account show ');
    await field.pressSequentially('acme robotiks');
    await field.press('Enter');
    await see(answer(page, 'I know no account “acme robotiks”'));
    expect(await field.inputValue()).toBe('');
    await answer(page, 'Did you mean').getByRole('button', { name: 'Acme Robotics', exact: true }).click();
    const card = answer(page, 'Lead @priya');
    await see(card.getByText('Only visible to you'), card.getByText(/131\sdays at “First leads”/));
  });

  it('ticks a task by hand, and takes it back', async () => {
    const page = await open();
    const journey = await ask(page, '/account journey Kumasi Logistics', '2 of 4 milestones reached');
    const task = 'Show the return on inbound to whoever signs the budget';
    await see(journey.getByText(new RegExp(`${task} .*: not ticked yet`)));
    await journey.getByRole('button', { name: `Tick: ${task}` }).click();
    await see(page.getByText(new RegExp(`${task} .*: done Mon 23 Nov`)));
    await page.getByRole('button', { name: `Take back: ${task}` }).click();
    await see(page.getByText(new RegExp(`${task} .*: not ticked yet`)));
  });

  it('holds a review with a plan', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Hold EBR: Bluebird Optik GmbH' }).click();
    const form = await modal(page, 'Hold the EBR');
    await form.getByLabel('What was said').fill('“We stopped buying lists.”');
    await form.getByLabel('1. What will be done').fill('Publish two landing pages with a form');
    await form.getByLabel('1. By whom').click();
    await page.getByRole('option', { name: 'The customer' }).click();
    await form.getByLabel('1. By when').fill('2026-12-04');
    await submit(form, 'Save');
    await see(morningList(page).getByText(/EBR held, said by @priya/));
    const card = await ask(page, '/account show Bluebird', /Bluebird Optik GmbH · /);
    await see(
      card.getByText(/Last EBR Mon 23 Nov/),
      card.getByText(/Publish two landing pages with a form · due Fri 4 Dec/),
    );
  });

  it('imports a file of accounts', async () => {
    const page = await open(GRACE);
    await say(page, '/cs import');
    const form = await modal(page, 'Import');
    const content =
      'key,name,segment,started_on\nvela,Vela Marine,standard,2026-06-01\nrigel,Rigel Foods,solo,\n';
    await form
      .locator('input[type=file]')
      .setInputFiles({ name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await see(form.getByText('accounts.csv'));
    await submit(form, 'Import');
    await see(answer(page, 'Imported 2 rows').getByText(/accounts.csv \(account\): 2 new/));
    await ask(page, '/account show vela', /Vela Marine · Standard/);
  });

  it('goes on a week later: new lists, a snooze that ended, a milestone that became stuck', async () => {
    const page = await open();
    await ask(page, '/account show Łódź Tram Tours', /Slow · 64\sdays at “First leads”/);
    await pickBehind(page.getByRole('button', { name: 'Book EBR: Acme Robotics' }), 'Snooze');
    const form = await modal(page, 'Snooze');
    await form.getByLabel('Until').fill('2026-11-27');
    await form.getByLabel('Why').fill('Their sponsor is away');
    await submit(form, 'Snooze');
    await see(page.getByText(/snoozed until Fri 27 Nov/));

    await moveClock(page, /Forward 1 week/);
    await see(page.getByRole('status').getByText(/^It is Mon 30 Nov 2026.* messages arrived\.$/));
    const tuesday = page.getByRole('article').filter({ hasText: /need an EBR.*Tue 24 Nov/s });
    const monday = page.getByRole('article').filter({ hasText: /need an EBR.*Mon 30 Nov/s });
    await see(tuesday, monday.getByRole('button', { name: 'Claim: Acme Robotics' }));
    expect(await tuesday.getByRole('button', { name: 'Claim: Acme Robotics' }).count()).toBe(0);
    await ask(page, '/account show Łódź Tram Tours', /Stuck · 71\sdays at “First leads”/);
  });

  it('tells a viewer who may claim', async () => {
    const page = await open(INES);
    await page.getByRole('button', { name: 'Claim: Acme Robotics' }).click();
    const refusal = answer(page, 'This needs the role csm');
    await see(refusal.getByText('Only visible to you'));
    expect(await morningList(page).getByText('claimed by @ines').count()).toBe(0);
    await ask(page, '/cs import', 'This needs the role leader; yours is viewer.');
  });
});
