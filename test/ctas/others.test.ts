/** CTAs that are neither reviews nor plan items as people work them: on the list, in their own list, and on the card. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { insertCtas } from '#src/ctas/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

const TUESDAY = '2026-11-24';
const NINE = new Date(`${TUESDAY}T08:00:00Z`);

onEachDatabase('another CTA', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    const people = await use()
      .db.selectFrom('person')
      .select(['id', 'slack_user_id'])
      .where('workspace_id', '=', day.workspaceId)
      .execute();
    const person = (slackId: string) => people.find(({ slack_user_id }) => slack_user_id === slackId)!.id;
    const made = (
      [
        ['A-1', 'The moment for “Weekly digest”', 'U0PRIYA', '2026-11-25'],
        ['G-1', 'Ask <!here> about *growth*', 'U0PRIYA', '2026-11-23'],
        ['G-1', 'Surprise them', 'U0LENA', '2026-11-30'],
      ] as const
    ).map(([key, title, owner, dueOn]) => ({
      id: day.deps.makeId(),
      accountId: day.accounts[key]!,
      type: 'scenario_trigger',
      title,
      priority: 'normal',
      ownerId: person(owner),
      dueOn,
      openedOn: TUESDAY,
      planItemId: null,
    }));
    await use()
      .db.transaction()
      .execute((trx) => insertCtas(trx, day.workspaceId, made, NINE.toISOString()));
    day.setNow(NINE);
    await day.morning(TUESDAY);
  });
  afterAll(() => day.stop());

  const said = (who: Person) => who.ephemerals().at(-1)!;
  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const menu = (who: Person, title: string, option: string, shown = day.list()) =>
    day.press(who, shown, title, 'cta.menu', option);
  /** The line of a CTA in the channel. */
  const line = (title: string) =>
    day
      .list()
      .plain()
      .split('\n')
      .find((text) => text.includes(title));

  it('stands after the reviews under its owner, or in the line of the review of the same account', () => {
    expect(day.list()).toShow(
      '3 accounts need an EBR',
      ' · 3 other CTAs',
      'also: The moment for “Weekly digest”, due Wed 25 Nov',
      '@lena · 1 other CTA\n🆕 Globex   Surprise them · due Mon 30 Nov',
      '@priya · 1 other CTA\n🆕 Globex   Ask <!here> about ∗growth∗ · due Mon 23 Nov · late',
    );
  });

  it('is claimed, done and taken back in its line, for all to see', async () => {
    await menu(day.lena, 'Surprise', 'Claim');
    expect(line('Surprise')).toContain('✋ claimed by @lena');
    await menu(day.lena, 'Surprise', 'Undo');
    expect(line('Surprise')).not.toContain('claimed');
    const shown = day.lena.ephemerals().length;
    await menu(day.lena, 'Surprise', 'Done');
    expect(line('Surprise')).toContain('✅ done by @lena');
    expect(day.lena.ephemerals()).toHaveLength(shown);
    await menu(day.lena, 'Surprise', 'Undo');
    expect(line('Surprise')).toContain('due Mon 30 Nov');
    expect(day.sandbox.channel('cs-daily').messages()).toHaveLength(2);
  });

  it('says what came of it once it is done', async () => {
    await menu(day.lena, 'Surprise', 'Done');
    await menu(day.lena, 'Surprise', 'Say what came of it');
    const view = await form(day.lena);
    expect((await day.lena.submit(view, { outcome: ' ' })).errors).toEqual({
      outcome: 'Say in a few words what came of it.',
    });
    expect((await day.lena.submit(view, { outcome: 'They <!here> *laughed*' })).action).toBe('close');
    await day.settle();
    expect(line('Surprise')).toContain('✅ done by @lena: “They <!here> ∗laughed∗”');
    expect(said(day.lena)).toShow('Noted what came of “Surprise them” for Globex.', 'Undo');
    await day.lena.press(said(day.lena), 'cta.undo_here');
    await day.settle();
    expect(said(day.lena)).toShow('Taken back: “Surprise them” for Globex is as it was before.');
    expect(await day.ask(day.lena, '/account history globex')).toShow(
      'said what came of the CTA “Surprise them”: They <!here> ∗laughed∗',
    );
  });

  it('is snoozed and dismissed by the forms of a review', async () => {
    await menu(day.priya, 'growth', 'Snooze');
    await day.priya.submit(await form(day.priya), { until: '2026-12-01', reason: 'Budget is decided then' });
    await day.settle();
    expect(line('growth')).toContain('💤 snoozed until Tue 1 Dec: “Budget is decided then”');
    expect(said(day.priya)).toShow('“Ask <!here> about ∗growth∗” for Globex is snoozed until Tue 1 Dec.');
    await day.press(day.priya, day.list(), 'growth', 'cta.undo');
    await menu(day.priya, 'growth', 'Dismiss');
    await day.priya.submit(await form(day.priya), { reason: 'They shrink' });
    await day.settle();
    expect(line('growth')).toContain('dismissed by @priya: “They shrink”');
    await day.press(day.priya, day.list(), 'growth', 'cta.undo');
    expect(line('growth')).toContain('late');
  });

  it('is refused to a viewer, and to whom comes late', async () => {
    await menu(day.marco, 'growth', 'Done');
    expect(said(day.marco)).toShow('This needs the role csm; yours is viewer.');
    const list = day.list();
    await Promise.all([day.priya, day.lena].map((who) => menu(who, 'growth', 'Done', list)));
    const winner = line('growth')!.includes('done by @priya') ? 'priya' : 'lena';
    expect(said(winner === 'priya' ? day.lena : day.priya)).toShow(
      `“Ask <!here> about ∗growth∗” for Globex is off the list already: done by @${winner}.`,
    );
    // Another one would be asked first.
    await menu(day[winner], 'growth', 'Undo');
  });

  it('is what /account why says of an account that needs no EBR', async () => {
    expect(await day.ask(day.lena, '/account why globex')).toShow(
      'Globex is on today’s list for another CTA (“Ask <!here> about ∗growth∗”), and needs no EBR.',
    );
  });

  describe('in a person’s own list', () => {
    it('is there first, of both kinds, and shows what is pressed', async () => {
      const own = await day.ask(day.priya, '/cs today');
      const at = (text: string) => own.plain().indexOf(text);
      expect(at('Acme')).toBeLessThan(at('growth'));
      expect(at('growth')).toBeLessThan(at('Bluebird'));
      await menu(day.priya, 'growth', 'Done', own);
      const again = () => day.priya.ephemerals().find(({ ts }) => ts === own.ts)!;
      expect(again()).toShow('✅ done by @priya');
      await menu(day.priya, 'growth', 'Undo', again());
      expect(again()).toShow('due Mon 23 Nov · late');
    });
  });

  it('of everybody is reached by “Open all”, and is only looked at by a viewer', async () => {
    await day.marco.press(day.list(), 'verb.run:1');
    await day.settle();
    expect(said(day.marco)).toShow('growth', 'The moment for “Weekly digest”', 'Open');
    expect(JSON.stringify(said(day.marco).blocks)).not.toMatch(/"(cta|ebr)\./);
  });

  describe('on the card of its account', () => {
    it('is done by a button; the card is made anew, the lists too, and it can be undone', async () => {
      const card = await day.ask(day.priya, '/account acme');
      expect(card).toShow('3 CTAs under way', 'Hold EBR', 'Done');
      await day.press(day.priya, card, 'The moment', 'cta.done_here');
      expect(day.priya.ephemerals().find(({ ts }) => ts === card.ts)!).toShow('2 CTAs under way');
      expect(said(day.priya)).toShow(
        'Done: “The moment for ‘Weekly digest’” for Acme Robotics.',
        'Undo',
        'Say what came of it',
      );
      expect(day.list()).not.toShow('also:');
      await day.priya.press(said(day.priya), 'cta.undo_here');
      await day.settle();
      expect(day.list()).toShow('also: The moment for “Weekly digest”');
    });

    it('asks for the plan of a review', async () => {
      const card = await day.ask(day.priya, '/account acme');
      await day.press(day.priya, card, 'Same milestone', 'cta.done_here');
      expect(await form(day.priya)).toShow('Acme Robotics');
    });

    it('has no button for who may only look', async () => {
      const card = await day.ask(day.marco, '/account acme');
      expect(card).toShow('3 CTAs under way');
      expect(JSON.stringify(card.blocks)).not.toContain('cta.done_here');
    });
  });
});
