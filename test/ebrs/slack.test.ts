/** Booking and holding a review from the list, and following up its plan, as people do it in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('an EBR from the list', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const said = (who: Person) => who.ephemerals().at(-1)!;
  const lastReview = () =>
    use()
      .db.selectFrom('ebr')
      .selectAll()
      .where('account_id', '=', day.accounts['A-1']!)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();

  describe('is booked', () => {
    it('by a form that knows who would come, with an error on a day that has passed', async () => {
      await day.press(day.lena, day.list(), 'Acme', 'ebr.book');
      const view = await form(day.lena);
      expect(view).toShow('Book the EBR', 'Acme Robotics · no EBR yet', 'Ada Acme');
      expect((await day.lena.submit(view, { on: '2026-11-22' })).errors).toEqual({
        on: 'Choose today or a later day.',
      });
      expect(
        (await day.lena.submit(view, { on: '2026-11-26', people: ['U0LENA', day.sandbox.botUserId] })).errors,
      ).toEqual({
        people: 'Choose members of this workspace, not guests or apps.',
      });
      await day.lena.submit(view, {
        on: '2026-11-26',
        people: ['U0LENA', 'U0PRIYA'],
        customers: 'Ada Acme, Bob',
      });
      await day.settle();
      expect(day.list()).toShow('📅 booked for Thu 26 Nov by @lena\nHold EBR');
      expect(said(day.lena)).toShow('The EBR with Acme Robotics is booked for Thu 26 Nov.');
      expect(JSON.parse((await lastReview()).attendees)).toMatchObject({ customers: ['Ada Acme', 'Bob'] });
    });

    it('and moved from the menu, by a form that knows the booking', async () => {
      await day.press(day.priya, day.list(), 'Acme', 'cta.menu', 'Move or cancel');
      const view = await form(day.priya);
      expect(view).toShow('Move the EBR', '2026-11-26', 'Ada Acme, Bob', 'Cancel the booking', 'Move');
      expect(JSON.stringify(view.blocks)).toContain('"initial_users":["U0LENA","U0PRIYA"]');
      await day.priya.submit(view, { on: '2026-11-27' });
      await day.settle();
      expect(day.list()).toShow('📅 booked for Fri 27 Nov by @lena');
    });

    it('and cancelled in that form', async () => {
      await day.press(day.lena, day.list(), 'Bluebird', 'ebr.book');
      await day.lena.submit(await form(day.lena), { on: '2026-11-30' });
      await day.settle();
      expect(day.list()).toShow('📅 booked for Mon 30 Nov by @lena');
      await day.press(day.lena, day.list(), 'Bluebird', 'cta.menu', 'Move or cancel');
      await day.lena.press(await form(day.lena), 'ebr.cancel');
      await day.settle();
      expect(day.lena.view()!).toShow('The EBR with Bluebird GmbH is no longer booked.');
      await day.lena.close(day.lena.view()!);
      expect(day.list()).not.toShow('Mon 30 Nov');
      expect(day.list()).toShow('✋ claimed by @lena\nBook EBR');
    });
  });

  describe('is held', () => {
    it('with a plan, item by item, and what was typed stays when one is added', async () => {
      await day.press(day.lena, day.list(), 'Acme', 'ebr.hold');
      let view = await form(day.lena);
      expect(view).toShow('Hold the EBR', '2026-11-23', 'The plan', '1. What will be done');
      expect(view).toShow('📅 One is booked for Fri 27 Nov.', 'nothing stays booked');
      await day.lena.fill(view, {
        note: 'They want *more* leads',
        what_0: 'Publish two pages',
        owner_0: 'customer',
      });
      await day.lena.press(view, 'ebr.add_item');
      view = await day.lena.waitForView((shown) => shown.plain().includes('2. What will be done'));
      expect((await day.lena.submit(view, { due_on_0: '2026-11-22' })).errors).toEqual({
        due_on_0: 'Choose a day on or after the review.',
      });
      expect((await day.lena.submit(view, { due_on_0: '2026-11-25', held_on: '2026-11-24' })).errors).toEqual(
        {
          held_on: 'Choose today or an earlier day.',
        },
      );
      expect((await day.lena.submit(view, { held_on: '2026-11-23', what_1: 'Train sales' })).errors).toEqual({
        due_on_1: 'Choose the day by which it is done.',
      });
      const kept = await day.lena.submit(view, {
        due_on_1: '2026-11-24',
        owner_1: 'us',
        person_1: 'U0PRIYA',
      });
      expect(kept.action).toBe('close');
      await day.settle();
      expect(said(day.lena)).toShow(
        'The EBR with Acme Robotics is saved, with a plan of 2 items. Each comes up on the list on its day.',
      );
      expect(day.list()).toShow('Acme Robotics · ✅ EBR held, said by @lena');
      expect(await lastReview()).toMatchObject({ state: 'held', note: 'They want *more* leads' });
    });

    it('once: a second form for the same day says so', async () => {
      await day.press(day.lena, day.list(), 'Evil', 'ebr.book');
      await day.lena.submit(await form(day.lena), { on: '2026-11-23' });
      await day.settle();
      const plan = { what_0: 'Call', owner_0: 'us', due_on_0: '2026-11-30' };
      await day.press(day.lena, day.list(), 'Evil', 'ebr.hold');
      const first = await form(day.lena);
      await day.press(day.priya, day.list(), 'Evil', 'ebr.hold');
      const second = await form(day.priya);
      expect((await day.lena.submit(first, plan)).action).toBe('close');
      expect((await day.priya.submit(second, plan)).errors).toEqual({
        held_on: 'The EBR of this day is saved already, with its plan. Choose another day.',
      });
      await day.priya.close(day.priya.view()!);
    });

    it('shows at most five items, and says why', async () => {
      await day.press(day.lena, day.list(), 'Bluebird', 'cta.menu', 'Already held');
      for (let items = 2; items <= 5; items += 1) {
        await day.lena.press(
          day.lena.view()!.submit === undefined ? await form(day.lena) : day.lena.view()!,
          'ebr.add_item',
        );
        await day.lena.waitForView((shown) => shown.plain().includes(`${items}. What will be done`));
      }
      expect(day.lena.view()!).toShow('A plan has at most 5 items');
      await day.lena.close(day.lena.view()!);
    });
  });

  describe('is read back', () => {
    it('with who was there, what was said and its plan, from the card too', async () => {
      const card = await day.ask(day.marco, '/account show acme');
      expect(card.plain()).toContain('Reviews');
      const read = await day.ask(day.marco, '/account reviews acme');
      expect(read).toShow(
        'The EBRs with Acme Robotics',
        'Held Mon 23 Nov · with @lena, @priya, Ada Acme, Bob',
        'They want ∗more∗ leads',
        'Plan · 2 open',
        '⏳ open · Train sales (us, due Tue 24 Nov)',
        '⏳ open · Publish two pages (customer, due Wed 25 Nov)',
      );
    });

    it('in the history with its plan', async () => {
      expect(await day.ask(day.lena, '/account history acme')).toShow(
        'held the EBR (Mon 23 Nov), with the plan',
        '• Publish two pages (customer, due Wed 25 Nov)',
        '• Train sales (us, due Tue 24 Nov)',
      );
    });

    it('a page at a time, one that is booked first, and a long text whole in a modal', async () => {
      const { db } = use();
      const row = await lastReview();
      const long = `${'Words & more words. '.repeat(300)}The very end`;
      for (const [id, heldOn] of [
        ['old-1', '2026-01-05'],
        ['old-2', '2026-02-05'],
        ['old-3', '2026-03-05'],
        ['old-4', '2026-04-05'],
      ]) {
        await db
          .insertInto('ebr')
          .values({ ...row, id: id!, key: null, held_on: heldOn!, note: id === 'old-4' ? long : null })
          .execute();
      }
      const booked = { id: 'to-come', key: null, state: 'booked' as const, held_on: null };
      await db
        .insertInto('ebr')
        .values({ ...row, ...booked, booked_on: '2026-12-01', note: null })
        .execute();
      const first = await day.ask(day.lena, '/account reviews acme');
      expect(first).toShow('📅 Booked for Tue 1 Dec', 'Held Mon 23 Nov', 'Held Sun 5 Apr', 'Older');
      expect(first.plain().indexOf('Booked')).toBeLessThan(first.plain().indexOf('Held'));
      expect(first).not.toShow('5 Jan', 'The very end');
      await day.lena.press(first, 'ebr.read');
      const whole = await day.lena.waitForView((view) => view.plain().includes('The very end'));
      expect(whole).toShow('What was said', 'Sun 5 Apr', 'Words & more words.');
      await day.lena.close(whole);
      await day.lena.press(first, 'verb.replace:0');
      await day.settle();
      const second = said(day.lena);
      expect(second).toShow('Held Mon 5 Jan', 'No plan was written down.');
      expect(second).not.toShow('Older', 'Booked');
      await db.deleteFrom('ebr').where('id', 'like', 'old-%').execute();
      await db.deleteFrom('ebr').where('id', '=', 'to-come').execute();
    });

    it('and says so where there is none', async () => {
      expect(await day.ask(day.lena, '/account reviews initech')).toShow('Initech had no EBR yet');
    });
  });

  describe('its plan', () => {
    it('comes up on its day, and is kept or broken in the list', async () => {
      day.setNow(new Date('2026-11-25T09:00:00Z'));
      await day.morning('2026-11-25');
      expect(day.list()).toShow(
        '2 plan items are due',
        'Acme Robotics   Publish two pages · due Wed 25 Nov',
        'Acme Robotics   Train sales · due Tue 24 Nov · late',
      );
      await day.press(day.lena, day.list(), 'Publish two pages', 'cta.menu', 'Kept');
      await day.press(day.priya, day.list(), 'Train sales', 'cta.menu', 'Broken');
      expect(day.list()).toShow(
        'Publish two pages · due Wed 25 Nov · kept, said by @lena',
        'Train sales · due Tue 24 Nov · broken, said by @priya',
      );
    });

    it('is shown when the next review is held', async () => {
      // A review is asked for again when three months have passed; its form knows how the last plan went.
      day.setNow(new Date('2027-03-01T09:00:00Z'));
      await day.morning('2027-03-01');
      await day.press(day.lena, day.list(), 'Acme', 'ebr.book');
      await day.lena.submit(await form(day.lena), { on: '2027-03-01' });
      await day.settle();
      await day.press(day.lena, day.list(), 'Acme', 'ebr.hold');
      expect(await form(day.lena)).toShow(
        'Acme Robotics · last EBR 23 Nov 2026',
        'The last plan',
        '✅ kept · Publish two pages (customer, due 25 Nov 2026)',
        '❌ broken · Train sales (us, due 24 Nov 2026)',
      );
      await day.lena.close(day.lena.view()!);
    });
  });

  it('is not for viewers, whatever form they send', async () => {
    await day.press(day.marco, day.list(), 'Acme', 'ebr.hold');
    expect(said(day.marco)).toShow('This needs the role csm; yours is viewer');
    expect(day.marco.views()).toEqual([]);
  });
});
