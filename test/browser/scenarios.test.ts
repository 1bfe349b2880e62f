/** Scenarios that grow from Goal Cards, what people would pay for them, and what they ask to be built. */
import { expect, it } from 'vitest';
import { startMilepost } from './milepost.ts';
import { answer, ask, choose, goTo, modal, say, submit, typeKept } from './person.ts';
import { inBrowser, see } from './support.ts';

const PRIYA = 'U0PRIYAN';
const OFFER = 'An offer worth an address';
const CALL = 'First call within the day';

inBrowser('scenarios on the sandbox page', (browser) => {
  const open = async () => {
    const { url } = await startMilepost();
    return browser.open(url, { as: PRIYA });
  };

  it('grow in a form that says what is wrong, is left, offered again and saved', async () => {
    const page = await open();
    const list = await ask(page, '/cs scenario', 'Scenarios');
    await see(list.getByText(OFFER), list.getByText(CALL));
    await list.getByRole('button', { name: 'New scenario' }).click();
    const form = await modal(page, 'Grow a scenario');
    await form.getByLabel('Goal Card').fill('Integrators');
    await page.getByRole('option', { name: /Integrators write to us/ }).click();
    await form.getByLabel('Name').fill(OFFER.toUpperCase());
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText('This is a required field'));
    expect(await form.getByLabel('Events that enter').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Events that enter').fill('fair_booked');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText(`There is a scenario “${OFFER}” already: choose another name.`));
    await typeKept(form.getByLabel('Name'), 'A stand at the fair');
    await typeKept(form.getByLabel('1. What moves them on'), 'Checklist of the stand');
    await typeKept(form.getByLabel('1. Its event'), 'checklist_opened');
    await form.getByRole('button', { name: 'Add a facilitator' }).click();
    await typeKept(form.getByLabel('2. What moves them on'), 'Talk');
    await form.getByRole('button', { name: 'Cancel' }).click();
    const kept = answer(page, 'The scenario “A stand at the fair” is kept as your draft.');
    await kept.getByRole('button', { name: 'Continue' }).click();

    const offer = await modal(page, 'Grow a scenario');
    await see(offer.getByText('A stand at the fair'));
    await offer.getByRole('button', { name: 'Continue' }).click();
    const again = await modal(page, 'Grow a scenario');
    expect(await again.getByLabel('1. Its event').inputValue()).toBe('checklist_opened');
    await again.getByLabel('Goal Card').fill('Integrators');
    await page.getByRole('option', { name: /Integrators write to us/ }).click();
    expect(await again.getByLabel('2. What moves them on').inputValue()).toBe('Talk');
    await again.getByLabel('2. What moves them on').fill('');
    await again.getByRole('button', { name: 'Save' }).click();
    await see(again.getByText('Choose content or feature.'));
    await choose(again, '1. Content or feature', 'feature');
    await submit(again, 'Save');
    await answer(page, 'The scenario A stand at the fair is there.')
      .getByRole('button', { name: 'Open A stand at the fair' })
      .click();
    const funnel = answer(page, /Grew from “Integrators write to us before the next fair”/);
    await see(funnel.getByText(/Checklist of the stand/), funnel.getByText(/nobody was asked yet/));
    await funnel.getByRole('button', { name: 'Edit' }).click();
    const edit = await modal(page, 'Edit the scenario');
    await edit.getByLabel('1. Test two variants').fill('10');
    await submit(edit, 'Save');
    await see(answer(page, 'The scenario A stand at the fair is saved.'));
  });

  it('show their funnel with variants, and what people would pay', async () => {
    const page = await open();
    const funnel = await ask(page, `/cs scenario ${CALL}`, 'Grew from');
    await see(
      funnel.getByText(/Triggered \(lead_lost_to_competitor, salesperson_hired\)\s+16\saccounts/),
      funnel.getByText(/14\saccounts\s·\s88\s% of those before \(64\s% to 97\s%\)/),
      // Which account sees which variant hangs on its id, which is another one in each run.
      funnel.getByText(/A\s\d+\sof\s\d+.*B\s\d+\sof\s\d+.*too few to tell/s),
      funnel.getByText(/EUR: median €55, half of them €40 to €90 \(9\sanswers\)/),
    );
    await say(page, `/cs scenario price ${CALL}`);
    const form = await modal(page, 'What would they pay?');
    await form.getByLabel('Account').fill('Acme Rob');
    await page.getByRole('option', { name: /^Acme Robotics/ }).click();
    await form.getByLabel('Who was asked').fill('Ingrid Solheim');
    await form.getByLabel('How much').fill('75');
    await form.getByLabel('Currency').fill('euro');
    await form.getByLabel('When').fill('2026-11-24');
    await form.getByRole('button', { name: 'Keep' }).click();
    await see(form.getByText(/Three letters/).first());
    await form.getByLabel('Currency').fill('EUR');
    await form.getByRole('button', { name: 'Keep' }).click();
    await see(form.getByText('Choose today or an earlier day.'));
    await form.getByLabel('When').fill('2026-11-23');
    await submit(form, 'Keep');
    await ask(page, `/cs scenario ${CALL}`, /\(10\sanswers\)/);
    await ask(page, '/cs scenario First cal within the day', `Did you mean`);
  });

  it('ask for what must be built: written, moved on and back, shipped, exported', async () => {
    const page = await open();
    const funnel = await ask(page, `/cs scenario ${OFFER}`, 'Grew from');
    await funnel.getByRole('button', { name: 'Write a requirement' }).click();
    const form = await modal(page, 'Write a requirement');
    await form.getByLabel('Why').fill('They ask for it at every fair');
    await form.getByRole('button', { name: 'Save' }).click();
    await see(form.getByText('This is a required field'));
    await form.getByLabel('What must exist').fill('A form that counts on both sites');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await answer(page, 'is kept as your draft').getByRole('button', { name: 'Continue' }).click();
    const offer = await modal(page, 'Write a requirement');
    await offer.getByRole('button', { name: 'Continue' }).click();
    const again = await modal(page, 'Write a requirement');
    expect(await again.getByLabel('Why').inputValue()).toBe('They ask for it at every fair');
    await again.getByLabel('What must exist').fill('A form that counts on both sites');
    await submit(again, 'Save');
    await see(answer(page, '“A form that counts on both sites” is proposed.'));

    const list = await ask(page, '/cs requirements', /5\sopen requirements/);
    await see(list.getByText(/built\s·\s3\saccounts\s·/));
    await list.getByRole('button', { name: 'Accept: A form that counts on both sites' }).click();
    await answer(page, /is 📌 accepted now/)
      .getByRole('button', { name: /^Undo/ })
      .click();
    const back = answer(page, /is 💡 proposed again/);
    await back.getByRole('button', { name: 'Shipped: Templates of offers' }).click();
    const ship = await modal(page, 'Shipped');
    await ship.getByLabel('In which release').fill('2026.12');
    await submit(ship, 'Mark as shipped');
    await see(answer(page, /is 🚢 shipped in 2026\.12 now/).getByText(/^4\sopen requirements/));
    await ask(page, '/cs requirements export', /4\sopen requirements in requirements-2026-11-23\.md/);
    await goTo(page, 'Milepost');
    await see(page.getByText('requirements-2026-11-23.md'));
  });
});
