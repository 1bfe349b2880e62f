/** `/account why` and `/cs rules`: the list explained, for one account and in all. */
import { afterAll, beforeAll, it } from 'vitest';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('the why', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  it('of a listed account names each rule with the actual values', async () => {
    expect(await day.ask(day.marco, '/account why acme')).toShow(
      'Acme Robotics is on today’s list, by 2 rules.',
      'Same milestone for more than 3 months — yes\n✓ At the same milestone for more than 3 months — yes: same milestone since 21 Aug (94 days).\n✓ No EBR since the milestone began — yes: no EBR since then, nor before.',
      'By version 1 of the program.',
    );
  });

  it('of one that is not listed says from when on it would be', async () => {
    expect(await day.ask(day.lena, '/account why globex')).toShow(
      'Globex is not on today’s list. It would be from Thu 3 Dec on, if nothing changes.',
      'No review in the last 3 months — no. It would be on Thu 3 Dec (in 10 days).\n✗ No EBR in the last 3 months — not yet: last EBR on 2 Sep.',
      'Same milestone for more than 3 months — no. It would be on Tue 15 Dec (in 22 days).',
      'Quiet for a month — off\n✓ No signal for more than 30 days — yes: no signal since 14 Sep (70 days).',
      '✗ Stuck — not yet: slow: 70 days, usually 60. It would hold on Mon 14 Dec.',
    );
  });

  it.for([
    ['initech', 'Initech is not on today’s list: it has no start date.'],
    ['futura', 'Futura is not on today’s list: it starts on Thu 24 Dec.'],
  ] as const)('of %s says why no rule can look at it', async ([account, text]) => {
    expect(await day.ask(day.lena, `/account why ${account}`)).toShow(text, 'Edit account');
  });

  it('of one that somebody took off the list says who, why and until when', async () => {
    await day.press(day.lena, day.list(), 'Bluebird', 'cta.menu', 'Snooze');
    await day.lena.submit(await day.lena.waitForView((view) => view.submit !== undefined), {
      until: '2026-12-01',
      reason: 'Sponsor on leave',
    });
    await day.settle();
    expect(await day.ask(day.priya, '/account why bluebird')).toShow(
      'Bluebird GmbH is not on today’s list: snoozed until Tue 1 Dec (“Sponsor on leave”).',
      'Same milestone for more than 3 months — yes',
    );
    await day.press(day.lena, day.list(), 'Evil', 'cta.menu', 'Dismiss');
    await day.lena.submit(await day.lena.waitForView((view) => view.submit !== undefined), {
      reason: 'Merged',
    });
    await day.settle();
    expect(await day.ask(day.priya, '/account why "Evil"')).toShow(
      'is not on today’s list: dismissed on Mon 23 Nov (“Merged”); its rules are quiet until 21 Feb 2027.',
    );
  });

  it('of the list names every rule, on or off, with what it does and where it is posted', async () => {
    expect(await day.ask(day.marco, '/cs rules')).toShow(
      'How the list is made · Inbound growth, version 1',
      'Same milestone for more than 3 months — on, lists 3 accounts today, 1 CTA under way (the others: snoozed, quiet after a closed one, or another rule’s)\nLists an account when at the same milestone for more than 3 months, and no EBR since the milestone began.\nThen: a CTA of high priority for the lead, due in 5 business days; quiet for 90 days after it is closed.',
      'Stuck on the way to the second milestone — off',
      'Posted to #cs-daily at 08:30 (Europe/Berlin), Mon, Tue, Wed, Thu, Fri; whoever has something',
    );
  });
});
