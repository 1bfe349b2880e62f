/** Who was spoken with, as people write it down in Slack, see it and take it back; and who was at a review. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { findRun, startByHand } from '#src/plays/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { logSpoken } from '#src/touchpoints/service.ts';
import type { Spoken } from '#src/touchpoints/domain.ts';
import { TODAY } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startGoalDay, type GoalDay } from '../goals/goal-day.ts';
import { NOW } from '../slack/harness.ts';

onEachDatabase('a conversation', (use) => {
  let day: GoalDay;
  beforeAll(async () => {
    day = await startGoalDay(use());
  });
  afterAll(() => day.stop());

  const spoke = async (who = day.lena, account = 'acme') => {
    await who.command('/account', `spoke ${account}`);
    return day.form(who);
  };
  const kept = (account = 'A-1') =>
    use()
      .db.selectFrom('touchpoint')
      .select(['persona', 'contact_id', 'day', 'kind', 'note', 'logged_by'])
      .where('account_id', '=', day.accounts[account]!)
      .orderBy('day')
      .orderBy('persona')
      .execute();
  const contacts = () =>
    use()
      .db.selectFrom('contact')
      .select(['id', 'name', 'persona'])
      .where('account_id', '=', day.accounts['A-1']!)
      .orderBy('name')
      .execute();

  it('is not known at first, and the card says so', async () => {
    expect(await day.ask(day.marco, '/account show acme')).toShow(
      'Last spoken: decision maker never · influencer never · user never',
    );
    expect((await day.ask(day.priya, '/account show acme')).plain()).toContain('Spoke');
  });

  it('is for those to write down who work accounts', async () => {
    expect(await day.ask(day.marco, '/account spoke acme')).toShow('csm');
    expect(await kept()).toEqual([]);
  });

  it('says on the field what is missing', async () => {
    const view = await spoke();
    expect(view).toShow('Log a conversation', 'Acme Robotics', 'Last spoken: decision maker never', TODAY);
    expect((await day.lena.submit(view, {})).errors).toEqual({
      contacts: 'Choose with whom you spoke, write a new name, or choose a persona alone.',
    });
    expect((await day.lena.submit(view, { newName: 'Eve', day: '2026-11-24' })).errors).toEqual({
      day: 'Choose today or an earlier day.',
      persona: 'Choose the persona of “Eve”.',
    });
    await day.lena.close(view);
  });

  it('is written down for each one who was there; a new name becomes a contact', async () => {
    const view = await spoke();
    expect(await day.lena.options(view, 'touchpoint.contact', 'ad')).toMatchObject([{ value: 'ada' }]);
    const sent = await day.lena.submit(view, {
      contacts: ['ada'],
      newName: 'Eve <!channel>',
      persona: 'user',
      day: '2026-11-20',
      kind: 'meeting',
      note: 'They want *more*',
    });
    expect(sent.action).toBe('close');
    await day.settle();
    expect(day.said(day.lena)).toShow(
      'Written down for Acme Robotics: spoken with Ada Acme (decision maker), Eve <!channel> (user) on Fri 20 Nov.',
      'Undo',
    );
    const people = await contacts();
    expect(people.map(({ name, persona }) => [name, persona])).toEqual([
      ['Ada Acme', 'decision_maker'],
      ['Eve <!channel>', 'user'],
    ]);
    expect(await kept()).toMatchObject([
      { persona: 'decision_maker', contact_id: 'ada', day: '2026-11-20', kind: 'meeting' },
      { persona: 'user', contact_id: people[1]!.id, day: '2026-11-20', note: 'They want *more*' },
    ]);
    expect(await day.ask(day.marco, '/account show acme')).toShow(
      'Last spoken: decision maker 3 days ago · influencer never · user 3 days ago',
    );
    expect(await day.ask(day.marco, '/account history acme')).toShow(
      '@lena wrote down a conversation with “Ada Acme (decision maker), Eve <!channel> (user)” (Fri 20 Nov): They want ∗more∗',
      '@lena added a contact “Eve <!channel>”',
    );
  });

  it('is undone for a minute, with the contact that it added', async () => {
    await day.pressSaid(day.lena, 'touchpoint.undo');
    expect(await kept()).toEqual([]);
    expect((await contacts()).map(({ name }) => name)).toEqual(['Ada Acme']);
    expect(await day.ask(day.marco, '/account history acme')).toShow(
      '@lena took back a conversation with “Ada Acme (decision maker), Eve <!channel> (user)” (Fri 20 Nov)',
      '@lena deleted a contact “Eve <!channel>”',
    );
  });

  it('leaves a contact that anything else names by then', async () => {
    await day.lena.submit(await spoke(), { newName: 'Mia', persona: 'user' });
    await day.settle();
    const mia = (await contacts()).find(({ name }) => name === 'Mia')!.id;
    await use()
      .db.insertInto('survey_answer')
      .values({
        workspace_id: day.workspaceId,
        id: 'of-mia',
        account_id: day.accounts['A-1']!,
        survey: 'NPS',
        persona: 'user',
        contact_id: mia,
        value: 9,
        day: TODAY,
        answered_by: 'customer',
        answered_at: TODAY,
      })
      .execute();
    await day.pressSaid(day.lena, 'touchpoint.undo');
    expect(await kept()).toEqual([]);
    expect((await contacts()).map(({ name }) => name)).toEqual(['Ada Acme', 'Mia']);
  });

  it('is taken back later among all of them', async () => {
    await day.lena.submit(await spoke(), { persona: 'influencer' });
    await day.settle();
    expect(day.said(day.lena)).toShow('spoken with an influencer today.');
    day.setNow(new Date(NOW.getTime() + 61_000));
    await day.pressSaid(day.lena, 'touchpoint.undo');
    expect(day.said(day.lena)).toShow('It can be undone for a minute only.');
    expect(await kept()).toHaveLength(1);
    await day.pressSaid(day.lena, 'touchpoint.list');
    const list = await day.titled(day.lena, 'Conversations');
    expect(list).toShow('Mon 23 Nov · Call with an influencer · @lena');
    await day.lena.press(list, 'touchpoint.take_back');
    expect(await day.lena.waitForView((view) => view.plain().includes('Nobody has written down'))).toShow(
      'Nobody has written down a conversation yet.',
    );
    expect(await kept()).toEqual([]);
    await day.lena.close(day.lena.view()!, { all: true });
    day.setNow(NOW);
  });

  it('tells a contact’s persona, so that it is not asked again', async () => {
    await use()
      .db.insertInto('contact')
      .values({
        workspace_id: day.workspaceId,
        id: 'cy',
        account_id: day.accounts['A-1']!,
        key: 'cy',
        name: 'Cy',
        qualifiers: '[]',
      })
      .execute();
    const view = await spoke();
    expect((await day.lena.submit(view, { contacts: ['cy'] })).errors).toEqual({
      persona: '“Cy” has no persona yet: choose it here.',
    });
    expect((await day.lena.submit(view, { contacts: ['cy'], persona: 'influencer' })).action).toBe('close');
    await day.settle();
    expect((await contacts()).find(({ id }) => id === 'cy')).toMatchObject({ persona: 'influencer' });
    expect(await kept()).toMatchObject([{ persona: 'influencer', contact_id: 'cy' }]);
    await day.pressSaid(day.lena, 'touchpoint.undo');
    expect((await contacts()).find(({ id }) => id === 'cy')).toMatchObject({ persona: null });
  });

  it('that an import says is tomorrow’s is not the last one yet', async () => {
    const tomorrow = {
      workspace_id: day.workspaceId,
      id: 'tomorrow',
      account_id: day.accounts['B-1']!,
      persona: 'user' as const,
      day: '2026-11-24',
      kind: 'call' as const,
      logged_by: 'cli',
      logged_at: '',
    };
    await use().db.insertInto('touchpoint').values(tomorrow).execute();
    expect(await day.ask(day.marco, '/account show bluebird')).toShow(
      'Last spoken: decision maker never · influencer never · user never',
    );
    expect((await day.ask(day.marco, '/account who bluebird')).plain()).not.toContain('tomorrow');
    await use().db.deleteFrom('touchpoint').where('id', '=', 'tomorrow').execute();
  });

  it('is found among many, a page at a time', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => ({
      workspace_id: day.workspaceId,
      id: `many-${String(index).padStart(2, '0')}`,
      account_id: day.accounts['G-1']!,
      persona: 'user' as const,
      day: `2026-10-${String(index + 1).padStart(2, '0')}`,
      kind: 'message' as const,
      note: index === 0 ? 'The very *first*' : null,
      logged_by: 'cli',
      logged_at: '',
    }));
    await use().db.insertInto('touchpoint').values(rows).execute();
    await day.lena.press(await spoke(day.lena, 'globex'), 'touchpoint.list');
    const first = await day.titled(day.lena, 'Conversations');
    expect(first).toShow('Sun 25 Oct · Message with a user', 'Earlier ▶');
    expect(first.plain()).not.toContain('Mon 5 Oct');
    await day.lena.press(first, 'touchpoint.turn:1');
    const second = await day.lena.waitForView((view) => view.plain().includes('Thu 1 Oct'));
    expect(second).toShow('Mon 5 Oct', 'The very ∗first∗', '◀ Later');
    expect(second.plain()).not.toContain('Earlier ▶');
    await day.lena.close(second, { all: true });
  });

  describe('that is sent twice', () => {
    const said: Spoken = {
      contactIds: ['ada'],
      newName: 'Zed',
      persona: 'user',
      day: TODAY,
      kind: 'call',
      note: null,
    };
    const send = (spoken: Spoken, formId = 'form-1') =>
      logSpoken(
        day.deps,
        day.workspaceId,
        { formId, accountId: day.accounts['A-1']!, spoken },
        { personId: 'p', today: TODAY },
        async () => {},
      );

    it('counts once, at once or one after the other', async () => {
      const both = await Promise.all([send(said), send(said)]);
      expect(both).toMatchObject([{ ok: true }, { ok: true }]);
      await send(said);
      expect(await kept()).toHaveLength(2);
      expect((await contacts()).filter(({ name }) => name === 'Zed')).toHaveLength(1);
      const logged = await use()
        .db.selectFrom('audit')
        .select('action')
        .where('subject_id', '=', 'form-1')
        .execute();
      expect(logged).toEqual([{ action: 'touchpoint.log' }]);
    });

    it('says what was corrected in between', async () => {
      await send({ ...said, newName: null, persona: null, note: 'It was only Ada' });
      expect(await kept()).toMatchObject([{ contact_id: 'ada', note: 'It was only Ada' }]);
      expect((await contacts()).filter(({ name }) => name === 'Zed')).toEqual([]);
    });

    it('is refused for another account’s contact', async () => {
      const refused = await send({ ...said, contactIds: ['ada', 'nobody'] }, 'form-2');
      expect(refused).toMatchObject({ problem: 'invalid', fields: { contacts: expect.any(String) } });
      expect(await kept()).toHaveLength(1);
    });
  });

  it('ends at once what waited for it in plays, says so, and what stays where it is undone', async () => {
    const applied = (await createProgramSource().load(use().db, day.workspaceId))!;
    const press = { personId: 'p', today: TODAY };
    const accountId = day.accounts['G-1']!;
    const start = async (id: string) => {
      const play = applied.program.plays.find((known) => known.id === id)!;
      const started = await startByHand(day.deps, day.workspaceId, applied, { play, accountId }, press);
      if (!started.ok) throw new Error(started.problem);
      return started.run.id;
    };
    const state = async (id: string) => {
      const run = (await findRun(use().db, day.workspaceId, id))!;
      return [run.state, ...run.steps.map((step) => `${step.state} ${step.reason ?? ''}`.trim())];
    };
    const waiting = await start('reach-the-decision-maker');
    const other = await start('hear-the-users');
    await day.lena.submit(await spoke(day.lena, 'globex'), { persona: 'decision_maker' });
    await day.settle();
    expect(day.said(day.lena)).toShow('3 steps of plays that waited for it are done.');
    const seen = 'done done by itself: somebody spoke with a decision maker on 23 Nov';
    expect(await state(waiting)).toEqual(['done', seen, seen, seen]);
    expect(await state(other)).toEqual(['open', 'open', 'open']);
    await day.pressSaid(day.lena, 'touchpoint.undo');
    expect(day.said(day.lena)).toShow('Taken back', '3 steps of plays that it ended stay done.');
  });

  describe('at a review', () => {
    const hold = async (account: string, values: Record<string, string | string[]>) => {
      const plan = { what_0: 'Call', owner_0: 'us', due_on_0: '2026-11-30' };
      return day.lena.submit(await day.form(day.lena), { ...plan, ...values, held_on: '2026-11-19' });
    };

    it('is filled in from the booking, and asks whether a decision maker was there', async () => {
      await day.press(day.lena, day.list(), 'Acme', 'ebr.book');
      await day.lena.submit(await day.form(day.lena), { on: '2026-11-27', customers: 'ada  ACME' });
      await day.settle();
      await day.press(day.lena, day.list(), 'Acme', 'ebr.hold');
      const view = await day.form(day.lena);
      expect(view).toShow('Who of the customer was there', 'Ada Acme', 'Was a decision maker there?', 'Yes');
      expect(await day.lena.options(view, 'ebr.contact', 'mi')).toMatchObject([{ text: { text: 'Mia' } }]);
      expect((await hold('Acme', { decision_maker: 'no' })).errors).toEqual({
        decision_maker: 'A decision maker is named above: choose Yes, or take them out there.',
      });
      expect((await hold('Acme', { decision_maker: 'yes' })).action).toBe('close');
      await day.settle();
      const ebr = await use()
        .db.selectFrom('ebr')
        .select(['decision_maker_there', 'attendees'])
        .where('account_id', '=', day.accounts['A-1']!)
        .executeTakeFirstOrThrow();
      expect(ebr.decision_maker_there).toBe(1);
      expect(JSON.parse(ebr.attendees)).toMatchObject({ customers: ['Ada Acme'] });
      expect(await kept()).toMatchObject([
        { contact_id: 'ada', day: '2026-11-19', kind: 'meeting' },
        { contact_id: 'ada', day: TODAY, note: 'It was only Ada' },
      ]);
    });

    it('says no more that a decision maker was there once that conversation is taken back', async () => {
      const reviews = () =>
        use()
          .db.selectFrom('ebr')
          .select(['id', 'decision_maker_there'])
          .where('account_id', '=', day.accounts['A-1']!)
          .execute();
      const [review] = await reviews();
      const { id } = await use()
        .db.selectFrom('touchpoint')
        .select('id')
        .where('key', '=', `ebr|${review!.id}|ada`)
        .executeTakeFirstOrThrow();
      const takeBack = async () => {
        await day.lena.press(await spoke(), 'touchpoint.list');
        const list = await day.titled(day.lena, 'Conversations');
        await day.lena.press(list, 'touchpoint.take_back', { value: `${id}:1` });
        await day.settle();
        const shown = day.lena.view()!;
        await day.lena.close(shown, { all: true });
        return shown;
      };
      const change = (key: string | null) =>
        use().db.updateTable('ebr').set({ key }).where('id', '=', review!.id).execute();
      await change('crm|1');
      expect(await takeBack()).toShow('It came with an imported EBR');
      expect(await reviews()).toEqual([{ id: review!.id, decision_maker_there: 1 }]);
      await change(null);
      await takeBack();
      expect(await kept()).toMatchObject([{ note: 'It was only Ada' }]);
      expect(await reviews()).toEqual([{ id: review!.id, decision_maker_there: null }]);
    });

    it('counts as a decision maker of no name where nobody is named, and as nothing where nobody says so', async () => {
      await day.press(day.lena, day.list(), 'Bluebird', 'cta.menu', 'Already held');
      expect((await hold('Bluebird', { decision_maker: 'yes' })).action).toBe('close');
      await day.settle();
      expect(await kept('B-1')).toMatchObject([{ persona: 'decision_maker', contact_id: null }]);
      await day.press(day.lena, day.list(), 'Evil', 'cta.menu', 'Already held');
      expect((await hold('Evil', {})).action).toBe('close');
      await day.settle();
      expect(await kept('E-1')).toEqual([]);
    });
  });
});
