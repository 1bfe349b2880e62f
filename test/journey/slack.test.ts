/** `/account journey`: what each task still needs, ticked and taken back in its place. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('the journey of an account', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const said = () => day.lena.ephemerals().at(-1)!;

  it('shows what was reached, and what the current milestone still needs', async () => {
    expect(await day.ask(day.lena, '/account journey globex')).toShow(
      'Globex · Inbound methodology · 1 of 2 milestones reached',
      '✅ 1. First leads   reached Mon 14 Sep',
      '▶️ 2. Qualified pipeline   working on it since Mon 14 Sep: 70 days, usual 60',
      '▫️ Kickoff held (us): not ticked yet\nTick',
    );
    expect(await day.ask(day.lena, '/account journey acme')).toShow(
      '▶️ 1. First leads   working on it since Fri 21 Aug: 94 days, usual 45',
      'Install the tracking code (customer): 0 of 1',
      '◻️ 2. Qualified pipeline   later · usually 60 days',
    );
  });

  it('follows a tick at once, in the same message, and takes it back', async () => {
    const journey = await day.ask(day.lena, '/account journey globex');
    const shown = day.lena.ephemerals().length;
    await day.lena.press(journey, 'task.tick:0');
    await day.settle();
    expect(day.lena.ephemerals()).toHaveLength(shown);
    expect(said()).toShow(
      '2 of 2 milestones reached',
      '✅ 2. Qualified pipeline   reached Mon 23 Nov',
      'Kickoff held (us): done Mon 23 Nov\nTake back',
    );
    const ticked = said();
    expect(await day.ask(day.lena, '/account show globex')).toShow(
      'Finished “Inbound methodology” on Mon 23 Nov',
    );
    expect(await day.ask(day.lena, '/account history globex')).toShow('@lena ticked the task “Kickoff held”');
    await day.lena.press(ticked, 'task.untick:0');
    await day.settle();
    const taken = day.lena.ephemerals().find(({ ts }) => ts === ticked.ts)!;
    expect(taken).toShow('1 of 2 milestones reached', 'not ticked yet\nTick');
  });

  it('has no ticks for a viewer, and refuses theirs', async () => {
    expect(await day.ask(day.marco, '/account journey globex')).not.toShow('Tick');
    const journey = await day.ask(day.lena, '/account journey globex');
    await day.lena.press(journey, 'verb.share');
    const shared = await day.sandbox
      .channel('cs-daily')
      .waitFor((message) => message.plain().includes('Shared by @lena'));
    await day.marco.press(shared, 'task.tick:0');
    await day.settle();
    expect(day.marco.ephemerals().at(-1)!).toShow('This needs the role csm');
  });

  it.for([
    ['initech', 'Initech has no place on a journey: it has no start date.'],
    ['futura', 'Futura has no place on a journey: it starts on Thu 24 Dec.'],
  ] as const)('says of %s why it has no place', async ([account, text]) => {
    expect(await day.ask(day.lena, `/account journey ${account}`)).toShow(text, 'Edit account');
    expect(await day.ask(day.marco, `/account journey ${account}`)).not.toShow('Edit account');
  });

  describe('an account that is written down or changed', () => {
    it('has its place at once', async () => {
      await day.lena.command('/account', 'new Zenith');
      const form = await day.lena.waitForView((view) => view.submit !== undefined);
      await day.lena.submit(form, { segment: 'standard', startedOn: '2026-11-01' });
      await day.settle();
      expect(await day.ask(day.lena, '/account show zenith')).toShow('22 days at “First leads”');
      await day.lena.command('/account', 'edit zenith');
      const edit = await day.lena.waitForView((view) => view.submit !== undefined);
      await day.lena.submit(edit, { startedOn: '2026-10-01' });
      await day.settle();
      expect(await day.ask(day.lena, '/account show zenith')).toShow('53 days at “First leads”');
    });

    it('that starts later has its place on that day', async () => {
      expect(await day.ask(day.lena, '/account show futura')).toShow('Not started');
      day.setNow(new Date('2026-12-24T09:00:00Z'));
      await day.morning('2026-12-24');
      expect(await day.ask(day.lena, '/account show futura')).toShow('0 days at “First leads”');
    });
  });
});
