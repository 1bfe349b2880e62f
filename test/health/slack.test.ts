/** How accounts are doing, as people read it in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { applyProgram, exportProgram } from '#src/program/service.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('health in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    await keep('A-1', 30, 7000, 'green', { 'journey-pace': 7000 });
    await keep('A-1', 7, 5000, 'yellow', { 'journey-pace': 5000 });
    await use()
      .db.insertInto('touchpoint')
      .values({
        workspace_id: day.workspaceId,
        id: 'tp1',
        account_id: day.accounts['A-1']!,
        persona: 'decision_maker',
        day: addDays(TODAY, -20),
        kind: 'call',
        logged_by: 'x',
        logged_at: '',
      })
      .execute();
    await day.morning(TODAY);
  });
  afterAll(() => day.stop());

  const said = (who: Person) => who.ephemerals().at(-1)!;
  const titled = (who: Person, title: string) =>
    who.waitForView((view) => view.title === title && !view.plain().includes('One moment'));

  async function keep(
    key: string,
    ago: number,
    score: number | null,
    band: 'red' | 'yellow' | 'green' | null,
    metrics: Record<string, number> = {},
    more: { movement?: number; moved_since?: string } = {},
  ) {
    await use()
      .db.insertInto('health_snapshot')
      .values({
        workspace_id: day.workspaceId,
        account_id: day.accounts[key]!,
        day: addDays(TODAY, -ago),
        program_version: 1,
        stage: 'Adoption',
        score,
        coverage: 3000,
        band,
        metrics: JSON.stringify(metrics),
        movement: null,
        moved_since: null,
        ...more,
      })
      .execute();
    await use()
      .db.insertInto('health_day')
      .values({ workspace_id: day.workspaceId, day: addDays(TODAY, -ago), program_version: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  describe('/account health', () => {
    it('says in one glance how an account is doing, what is known, and what to do', async () => {
      const shown = await day.ask(day.priya, '/account health acme');
      expect(shown).toShow(
        'Acme Robotics — 🟡 Yellow, 48 of 100 · low confidence: 30 % known',
        'Trend · 7 days: ▼ 2 points lower · 30 days: ▼ 22 points lower · 90 days: not known',
        '90 days, lowest 48, highest 70',
        'Decision maker 96 of 100 · 40 % known · counts 30 %',
        'Contact with the decision maker: 20 days ago → 96',
        'Decision maker at the last reviews: never measured',
        'Pace on the journey: 209 % of the usual days → 0',
        'Since Mon 16 Nov: −2 points',
        '−50: Pace on the journey got worse (50 → 0)',
        '+48: Contact with the decision maker is known again (nothing → 96)',
        'Our own judgement: nobody has said yet how they see it.',
        'CTAs under way',
        'Next: EBR: Same milestone for more than 3 months, due Mon 30 Nov',
        'Set my judgement',
        'Share here',
      );
      expect(shown.plain()).toContain('▆');
    });

    it('says for an account that has not started what is missing', async () => {
      expect(await day.ask(day.priya, '/account health initech')).toShow(
        'Initech has no health yet: it has no start date.',
      );
      expect(await day.ask(day.priya, '/account health futura')).toShow('it starts on Thu 24 Dec');
    });

    it('stands on the account’s card, with its button', async () => {
      expect(await day.ask(day.marco, '/account show acme')).toShow('Health: 🟡 Yellow, 48 of 100', 'Health');
    });

    it('has every metric in a modal', async () => {
      const shown = await day.ask(day.marco, '/account health acme');
      expect(shown.plain()).not.toContain('Set my judgement');
      await day.marco.press(shown, 'health.detail');
      const view = await titled(day.marco, 'Health');
      expect(view).toShow(
        'Contact with the decision maker · weighs 40 %',
        '20 days ago → 96 of 100',
        '0 points at 166, 100 at 14 · fresh for 90 days',
        'Since Mon 16 Nov',
      );
      await day.marco.close(view);
    });

    it('shows how our people see it beside the score', async () => {
      await day.lena.press(await day.ask(day.lena, '/account health acme'), 'health.judge');
      const view = await titled(day.lena, 'My judgement');
      expect(view).toShow('Acme Robotics scores 🟡 Yellow, 48 of 100', 'it does not change the score');
      expect((await day.lena.submit(view, { band: 'red', reason: '  ' })).errors).toEqual({
        reason: 'Write why.',
      });
      await day.lena.submit(await titled(day.lena, 'My judgement'), {
        band: 'red',
        reason: 'Their <!channel> sponsor *left*',
      });
      await day.settle();
      expect(said(day.lena)).toShow('You judge Acme Robotics 🔴 Red.');
      expect(await day.ask(day.priya, '/account health acme')).toShow(
        'Acme Robotics — 🟡 Yellow, 48 of 100',
        'Our own judgement: 🔴 Red, by @lena on Mon 23 Nov · the score says 🟡 Yellow',
        'Their <!channel> sponsor ∗left∗',
      );
      expect(await day.ask(day.priya, '/account history acme')).toShow(
        '@lena judged the account “Red”: Their <!channel> sponsor ∗left∗',
      );
      await day.priya.press(await day.ask(day.priya, '/account health acme'), 'health.judge');
      const second = await titled(day.priya, 'My judgement');
      expect(second).toShow('What was said before', '🔴 Red · @lena · Mon 23 Nov');
      await day.priya.close(second);
    });

    it('is shared with the channel by a press', async () => {
      await day.priya.press(await day.ask(day.priya, '/account health acme'), 'health.share');
      await day.settle();
      const posted = day.sandbox.channel('cs-daily').latest();
      expect(posted).toShow('Acme Robotics — 🟡 Yellow', 'Shared by @priya');
      expect(posted.plain()).not.toContain('Share here');
    });
  });

  describe('/cs health', () => {
    it('lists the worst drops first, with why', async () => {
      const shown = await day.ask(day.priya, '/cs health');
      expect(shown).toShow(
        'Health of all accounts · 4 accounts · as of Mon 23 Nov',
        '🔴 Red: 2',
        '🟡 Yellow: 2 · 1 got worse',
        '4 accounts with low confidence: under 60 % known',
        'The worst drops first',
        'Acme Robotics · 🟡 Yellow, 48 of 100 · 30 % known',
        '€48k · renews in 61 days · with @priya',
        '▼ 50 → 48 since Mon 16 Nov',
        '• −50: Pace on the journey got worse (50 → 0)',
        'Bluebird GmbH · 🔴 Red, 0 of 100 · 18 % known',
        'new, nothing to compare with',
      );
    });

    it('takes a segment and a band', async () => {
      const shown = await day.ask(day.priya, '/cs health standard red');
      expect(shown).toShow(
        'Health of the accounts of the segment Standard',
        '🔴 Red, the worst drops first',
        'Bluebird',
      );
      expect(shown.plain()).not.toContain('Acme Robotics ·');
      expect(await day.ask(day.priya, '/cs health green')).toShow('None.');
      expect(await day.ask(day.priya, '/cs health standrd')).toShow(
        'I know neither a segment nor a band “standrd”. Did you mean standard?',
        'Try /cs health standard',
      );
    });

    it('says that there is too little to tell who leaves', async () => {
      expect(await day.ask(day.priya, '/cs health calibration')).toShow(
        '0 accounts left in the last 12 months, 4 stayed; too few to tell a share of all.',
        'Too few to tell: at least 10 red and 10 green accounts are needed.',
      );
    });

    it('takes a segment that has the word of a band in its name', async () => {
      const { document } = (await exportProgram(use().db, day.workspaceId))!;
      const more = [
        '{ id: green-energy, name: Green energy, journey: inbound }',
        '{ id: red, name: Reds, journey: inbound }',
      ];
      const changed = document.replace(
        'segments:\n',
        `segments:\n${more.map((line) => `  - ${line}\n`).join('')}`,
      );
      expect(await applyProgram(day.deps, day.workspaceId, changed, 'cli')).toMatchObject({ ok: true });
      const none = 'There is no account of the segment Green energy that has a health.';
      for (const typed of ['Green energy', 'green-energy', 'Green  energy red', 'red green energy all'])
        expect(await day.ask(day.priya, `/cs health ${typed}`)).toShow(none);
      expect(await day.ask(day.priya, '/cs health reds')).toShow('There is no account of the segment Reds');
      expect(await day.ask(day.priya, '/cs health red')).toShow('🔴 Red, the worst drops first');
      expect(await day.ask(day.priya, '/cs health energy red')).toShow(
        'I know neither a segment nor a band “energy”.',
      );
    });
  });
});
