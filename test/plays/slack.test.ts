/** Plays as people work them in Slack: started, seen, done step by step, late, stopped, and counted. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Person } from '#src/sandbox/people.ts';
import { doPlays } from '#src/plays/daily-service.ts';
import { listLateSteps, startByHand } from '#src/plays/service.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { dayProgram, startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

const TUESDAY = '2026-11-24';
const FRIDAY = '2026-11-27';

onEachDatabase('plays', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const said = (who: Person) => who.ephemerals().at(-1)!;
  const form = (who: Person) => who.waitForView((view) => view.submit !== undefined);
  const titled = (who: Person, title: string) =>
    who.waitForView((view) => view.title === title && !view.plain().includes('One moment'));
  async function pressSaid(who: Person, actionId: string, index = 0): Promise<void> {
    const blocks = said(who).blocks as unknown as { block_id: string; elements?: { action_id?: string }[] }[];
    const found = blocks.filter(({ elements }) =>
      elements?.some((element) => element.action_id?.startsWith(actionId)),
    );
    await who.press(said(who), actionId, { blockId: found[index]!.block_id });
    await day.settle();
  }

  /** What a day does. */
  async function daily(date: string) {
    const applied = await createProgramSource().load(use().db, day.workspaceId);
    return doPlays(day.deps, day.workspaceId, applied!, date);
  }

  describe('of an account', () => {
    it('are none at first: anybody may see that, who works may start one', async () => {
      expect(await day.ask(day.marco, '/account play globex')).toShow(
        'Globex has had no play yet: a list of steps with who does them by when.',
      );
      expect(said(day.marco).plain()).not.toContain('Start a play');
      expect(await day.ask(day.marco, '/account play globex hear-the-users')).toShow(
        'This needs the role csm; yours is viewer.',
      );
      expect(await day.ask(day.priya, '/account play globex')).toShow('Start a play');
    });

    it('are chosen in a form that shows their steps and dates before they start', async () => {
      await pressSaid(day.priya, 'play.start');
      let view = await form(day.priya);
      expect(view).toShow('Start a play', 'Globex', 'Play');
      await day.priya.press(view, 'play.choose', { option: 'Reach the decision maker' });
      view = await day.priya.waitForView((shown) => shown.plain().includes('introduction'));
      expect(view).toShow(
        '1. Ask the champion for an introduction to the decision maker\n@priya · due Thu 26 Nov · ends by itself when somebody has spoken with a decision maker',
        '2. Write to the decision maker, as a leader to a leader, what their team has reached\n@priya · due Thu 3 Dec',
        '3. Speak with the decision maker about what they want to reach next\n@priya · due Mon 14 Dec',
        'Started today, one step after the other',
      );
      await day.priya.submit(view, { play: 'reach-the-decision-maker' });
      await day.settle();
      expect(said(day.priya)).toShow(
        'The play “Reach the decision maker” has started on Globex, with 3 steps. First: “Ask the champion for an introduction to the decision maker”, with @priya, due Thu 26 Nov.',
      );
    });

    it('run once at a time', async () => {
      await day.lena.command('/account', 'play globex reach the decision maker');
      const view = await form(day.lena);
      expect(view).toShow('It runs on this account already, since Mon 23 Nov');
      expect((await day.lena.submit(view, { play: 'reach-the-decision-maker' })).errors).toEqual({
        play: 'It runs on this account already, since Mon 23 Nov.',
      });
      await day.lena.close(view);
    });

    it('that nobody knows are answered with those that there are', async () => {
      expect(await day.ask(day.lena, '/account play globex hear-the-usrs')).toShow(
        'I know no play “hear-the-usrs”. Did you mean hear-the-users? There are reach-the-decision-maker, reach-the-influencers',
        'Try /account play G-1 hear-the-users',
      );
    });

    it('stand on its card, and in full with their cause', async () => {
      expect(await day.ask(day.marco, '/account show globex')).toShow(
        '▶ Play “Reach the decision maker”: 1 of 3, due Thu 26 Nov',
        'Ask the champion for an introduction to the decision maker (Reach the decision maker, 1 of 3) · due Thu 26 Nov',
      );
      expect(await day.ask(day.marco, '/account play globex')).toShow(
        'Globex · 1 play is running',
        'Reach the decision maker · ▶ step 1 of 3',
        'started Mon 23 Nov by @priya',
        '▶ 1. Ask the champion for an introduction to the decision maker · @priya · due Thu 26 Nov · ends by itself when somebody has spoken with a decision maker',
        '▫️ 2. Write to the decision maker, as a leader to a leader, what their team has reached · due Thu 3 Dec',
      );
      await pressSaid(day.marco, 'play.open');
      const view = await titled(day.marco, 'Play');
      expect(view).toShow('Globex · Reach the decision maker', '▫️ 3. Speak with');
      await day.marco.close(view);
    });
  });

  describe('step by step', () => {
    const line = (text: string) =>
      day
        .list()
        .plain()
        .split('\n')
        .find((shown) => shown.includes(text));

    it('stand on their owner’s list, and on everybody’s once they are late, first and with a line of their own', async () => {
      await use()
        .db.updateTable('account')
        .set({ partner_id: null })
        .where('id', '=', day.accounts['A-1']!)
        .execute();
      await day.priya.command('/account', 'play acme hear-the-users');
      await day.priya.submit(await form(day.priya), { play: 'hear-the-users' });
      await day.settle();
      day.setNow(new Date(`${TUESDAY}T08:00:00Z`));
      await day.morning(TUESDAY);
      expect(day.list()).toShow('also: Ask a user to show how they do their work with the product');
      expect(line('Ask the champion')).toBeUndefined();
      expect(await day.ask(day.priya, '/cs today')).toShow(
        'Ask the champion for an introduction to the decision maker (Reach the decision maker, 1 of 3) · due Thu 26 Nov',
      );
      day.setNow(new Date('2026-12-01T08:00:00Z'));
      await day.morning('2026-12-01');
      const shown = day.list().plain();
      expect(shown).not.toContain('also: Ask a user');
      expect(line('Ask the champion')).toContain('due Thu 26 Nov · late');
      expect(line('Ask a user')).toContain('due Mon 30 Nov · late');
      expect(shown.indexOf('Ask the champion')).toBeLessThan(shown.indexOf('Ask a user'));
      expect(await day.ask(day.marco, '/account show globex')).toShow('1 of 3, late, was due Thu 26 Nov');
    });

    it('are done and taken back there, and the next one opens', async () => {
      await day.press(day.priya, day.list(), 'Ask the champion', 'cta.menu', 'Done');
      expect(line('Ask the champion')).toContain('✅ done by @priya');
      expect(await day.ask(day.priya, '/cs today')).toShow('Write to the decision maker');
      await day.press(day.priya, day.list(), 'Ask the champion', 'cta.menu', 'Undo');
      expect(line('Ask the champion')).toContain('late');
      expect((await day.ask(day.priya, '/cs today')).plain()).not.toContain('Write to the decision maker');
      await day.press(day.priya, day.list(), 'Ask the champion', 'cta.menu', 'Dismiss');
      await day.priya.submit(await form(day.priya), { reason: 'There is *no* <champion>' });
      await day.settle();
      expect(await day.ask(day.lena, '/account play globex')).toShow(
        '⏭ 1. Ask the champion for an introduction to the decision maker · skipped Tue 1 Dec by @priya: There is ∗no∗ <champion>',
        '▶ 2. Write to the decision maker, as a leader to a leader, what their team has reached · @priya · due Thu 3 Dec',
      );
    });

    it('end by themselves when their signal is seen, and say so', async () => {
      await use()
        .db.insertInto('touchpoint')
        .values({
          workspace_id: day.workspaceId,
          id: 't1',
          account_id: day.accounts['G-1']!,
          persona: 'decision_maker',
          day: FRIDAY,
          kind: 'call',
          logged_by: 'x',
          logged_at: '',
        })
        .execute();
      await daily('2026-12-01');
      expect(await day.ask(day.lena, '/account play globex')).toShow(
        'Globex · no play is running, 1 ended',
        'Reach the decision maker · ✅ done Tue 1 Dec',
      );
      await pressSaid(day.lena, 'play.open');
      const view = await titled(day.lena, 'Play');
      expect(view).toShow(
        '✅ 2. Write to the decision maker, as a leader to a leader, what their team has reached · done by itself: somebody spoke with a decision maker on 27 Nov',
        '✅ 3. Speak with',
      );
      await day.lena.close(view);
      expect(await day.ask(day.lena, '/account history globex')).toShow(
        'Milepost finished the play “Reach the decision maker”',
        '@priya took back a step of the play “Reach the decision maker”',
      );
      await pressSaid(day.lena, 'verb.replace:0');
      expect(said(day.lena)).toShow('@priya started the play “Reach the decision maker”');
    });

    it('stop with a reason', async () => {
      expect(await day.ask(day.lena, '/account play acme')).toShow('Hear the users · ⏰ step 1 of 2, late');
      await pressSaid(day.lena, 'play.stop');
      const view = await form(day.lena);
      expect(view).toShow('Acme Robotics · Hear the users', 'goes off its owner’s list');
      expect((await day.lena.submit(view, { reason: ' ' })).errors).toEqual({
        reason: 'Say in a few words why it stops.',
      });
      await day.lena.submit(view, { reason: 'They <!here> *merge*' });
      await day.settle();
      expect(said(day.lena)).toShow('The play “Hear the users” is stopped: They <!here> ∗merge∗');
      expect(line('Ask a user')).toContain('✅ resolved: it is no longer needed');
      expect(await day.ask(day.marco, '/account play acme')).toShow(
        'Acme Robotics · no play is running, 1 ended',
        'Hear the users · ✖️ stopped Tue 1 Dec by @lena: They <!here> ∗merge∗',
      );
    });
  });

  describe('of all accounts', () => {
    beforeAll(async () => {
      await applyProgram(day.deps, day.workspaceId, dayProgram(1), 'cli');
    });

    it('are counted with what came of them', async () => {
      await day.lena.command('/account', 'play bluebird hear-the-users');
      await day.lena.submit(await form(day.lena), { play: 'hear-the-users' });
      await day.settle();
      expect(await day.ask(day.marco, '/cs plays')).toShow(
        '4 plays · 1 running',
        'Reach the decision maker (reach-the-decision-maker) · 3 steps\nnot running\n1 ended in 90 days: 1 done in time',
        'Hear the users (hear-the-users) · 2 steps\nrunning on 1 account\n1 ended in 90 days: 0 done in time, 1 stopped',
        'Where too little is known, at most 1 play a day starts for the accounts of each lead, the most valuable accounts first.',
      );
      expect(await day.ask(day.marco, '/cs plays hear-the-users')).toShow(
        'Where “Hear the users” runs',
        'Bluebird GmbH · 1 of 2: Ask a user to show how they do their work with the product · @lena · due',
      );
      expect(await day.ask(day.marco, '/cs plays nonsense')).toShow('I know no play “nonsense”');
      expect(await day.ask(day.marco, '/cs plays page:9')).toShow('There are no more plays.');
    });

    it('have their late steps on one list, what is late longest first', async () => {
      expect(await day.ask(day.marco, '/cs plays late')).toShow('No step of a play is late.');
      for (const [account, play, started] of [
        ['A-1', 'p-late', '2026-11-20'],
        ['G-1', 'p-later', '2026-11-10'],
      ] as const) {
        const step = { id: 'call', name: `Call <them> for ${play}`, owner: 'lead' as const };
        const steps = [{ ...step, dueInBusinessDays: 5, doneWhen: null }];
        const made = { id: play, name: `Play *${play}*`, enabled: true, steps };
        const applied = await createProgramSource().load(use().db, day.workspaceId);
        const wanted = { play: made, accountId: day.accounts[account]! };
        const press = { personId: 'x', today: started };
        expect((await startByHand(day.deps, day.workspaceId, applied!, wanted, press)).ok).toBe(true);
      }
      expect(await day.ask(day.marco, '/cs plays late')).toShow(
        '2 steps of plays are late · what is late longest comes first',
        'Globex · Call <them> for p-later (Play ∗p-later∗, 1 of 1) · @priya · ⏰ 14 days late, was due Tue 17 Nov',
        'Acme Robotics · Call <them> for p-late (Play ∗p-late∗, 1 of 1) · @priya · ⏰ 4 days late, was due Fri 27 Nov',
      );
      expect(await day.ask(day.marco, '/cs plays late page:2')).toShow('There are no more late steps.');
      expect(await day.ask(day.marco, '/cs plays')).toShow('2 late', 'See what is late');
      const rows = await listLateSteps(use().db, day.workspaceId, '2026-12-01', { limit: 1, offset: 1 });
      expect(rows).toMatchObject({ total: 2, steps: [{ accountKey: 'A-1', daysLate: 4 }] });
    });

    it('start for missing data, as many as the program says; the person sees how many wait', async () => {
      day.setNow(new Date('2026-12-02T08:00:00Z'));
      await day.morning('2026-12-02');
      expect(await day.ask(day.priya, '/cs plays')).toShow('more of yours wait.');
      expect(await day.ask(day.priya, '/account play acme')).toShow(
        'no fresh data for “Contact with the decision maker”',
      );
    });

    it('are found in the help', async () => {
      expect(await day.ask(day.marco, '/cs help')).toShow('/cs plays');
    });
  });
});
