/** Each figure of `/cs funnel` leads to its accounts. */
import { afterAll, beforeAll, it } from 'vitest';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { marcoOf } from './marco.ts';
import { customers, newcomers, PROGRAM, writeTeam } from './team.ts';

onEachDatabase('the accounts behind the funnel', (use) => {
  let team: Harness;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM });
    await writeTeam(use(), team.workspaceId, [...customers(), ...newcomers()]);
  });
  afterAll(() => team.stop());
  const { marco, ask, press } = marcoOf(() => team);

  it('leads from each figure to its accounts, page by page', async () => {
    const shown = await ask('funnel');
    const open = await press(shown, 'The 8 accounts still open at First leads');
    expect(open).toShow(
      'First leads: those still open',
      'Newcomer 6 · €3k',
      '10 days at it, since Fri 13 Nov · likely reached by',
      'Customer 22',
      'when it reaches it is not foreseeable',
    );
    expect(open).not.toShow('More');
    const began = await press(shown, 'The 20 accounts that began on Qualified pipeline');
    expect(began).toShow(
      'Qualified pipeline: all that began on it',
      'Customer 17 · €17k · renews in 26 days',
    );
    await press(began, 'More ▶');
    const next = marco().ephemerals().at(-1)!;
    expect(next).toShow('left on', 'after 40 days', 'reached it on', '◀ Earlier');
    expect(next).not.toShow('Customer 17');
    const finished = await press(shown, 'The 10 accounts that finished Inbound methodology');
    expect(finished).toShow(
      'Inbound methodology: all that finished it',
      'Customer 10 · €10k',
      'finished it on Thu 28 May, 179 days ago',
    );
  });

  it('leads from where they leave, the forecast, groups and trials to their accounts, too', async () => {
    const left = await press(
      await ask('funnel churn'),
      'The 3 accounts that left while at Qualified pipeline',
    );
    expect(left).toShow('Qualified pipeline: those that left while at it', 'Customer 18', 'left on');
    const open = await press(
      await ask('funnel forecast'),
      'The 8 accounts still open at First leads, with their likely dates',
    );
    expect(open).toShow('First leads: those still open', 'likely reached by');
    const fit = await ask('funnel by fit assisted');
    const good = await press(fit, 'The 4 accounts of Good fit that began on First leads');
    expect(good).toShow('First leads: all that began on it · Good fit · Assisted', 'Customer 01');
    expect(good).not.toShow('Customer 13');
    const sold = await ask('funnel by sold-by');
    const unsaid = await press(sold, 'The 6 accounts of Not said who sold them that began on First leads');
    expect(unsaid).toShow('Not said who sold them', 'Newcomer 6');
    expect(unsaid).not.toShow('Customer');
    const ben = await press(sold, 'The 12 accounts of ben that began on First leads');
    expect(ben).toShow('all that began on it · ben', 'Customer 24');
    await press(ben, 'More ▶');
    expect(marco().ephemerals().at(-1)!).toShow('all that began on it · ben', 'Customer 13', '◀ Earlier');
    const segment = await press(
      await ask('funnel by segment'),
      'The 8 accounts of Assisted that began on First leads',
    );
    expect(segment).toShow('· Assisted', 'Customer 22');
  });

  it('lists what began within some days, as it stood on the last of them', async () => {
    const shown = await ask('funnel at:first-leads from:2026-03-02..2026-03-20');
    expect(shown).toShow(
      'First leads: all that began on it · began Mon 2 Mar to Fri 20 Mar, as it stood then',
      'Customer 12',
      'began on Fri 13 Mar, open on Fri 20 Mar, 7 days later',
      'More ▶',
    );
    const reached = await ask('funnel at:first-leads:reached from:2026-03-02..2026-03-20');
    expect(reached).toShow('Customer 03', 'reached it on Wed 18 Mar, after 14 days');
    expect(reached).not.toShow('Customer 05');
    expect(await ask('funnel at:first-leads:open from:2030-01-01..2030-02-01')).toShow('no account');
  });
});
