/** Feedback as people keep it in Slack: from a message, left half-way and resumed, changed by two, forgotten. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { saveGoal } from '#src/goals/service.ts';
import { documentWith } from '../goals/make-goal.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('customer feedback', (use) => {
  let day: CsDay;
  let message: MessageView;
  beforeAll(async () => {
    day = await startDay(use());
    message = day.lena.say(
      'cs-daily',
      'Ada of Acme Robotics: “Now our <!channel> board sees *where* customers come from” &amp; <@U0PRIYA> was there',
    );
    const goal = {
      cardId: 'c1',
      accountId: day.accounts['A-1']!,
      version: 0,
      document: documentWith(),
      newContact: null,
    };
    const saving = { program: null, press: { personId: 'priya', today: TODAY }, after: async () => {} };
    await saveGoal(day.deps, day.workspaceId, goal, saving);
  });
  afterAll(() => day.stop());

  const PLAIN =
    'Ada of Acme Robotics: “Now our @channel board sees *where* customers come from” & @Priya Nair was there';
  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit === 'Save');
  const titled = (who: Person, text: string) => who.waitForView((view) => view.plain().includes(text));
  const said = (who: Person) => who.ephemerals().at(-1)!;
  const rows = () => use().db.selectFrom('feedback').selectAll().orderBy('id').execute();
  const drafts = () => use().db.selectFrom('feedback_draft').selectAll().execute();
  const open = async (who: Person, on = message) => {
    await who.shortcut('feedback.save', on);
    return form(who);
  };

  describe('a message', () => {
    it('opens its form with the words, the day and the account that the text names', async () => {
      const view = await open(day.lena);
      expect(view).toShow('Customer feedback', 'Acme Robotics', 'Said in', 'Open the message', 'Not asked');
      expect(view).toShow(PLAIN);
      expect(await day.lena.options(view, 'feedback.contact', 'ad')).toMatchObject([{ value: 'ada' }]);
      expect(await day.lena.options(view, 'feedback.evidence', 'LEADS')).toMatchObject([
        { value: 'goal:c1' },
      ]);
      expect(await day.lena.options(view, 'feedback.account', 'globex')).toHaveLength(1);
    });

    it('says on the field what is wrong', async () => {
      const view = await form(day.lena);
      const send = async (values: Record<string, string>) => (await day.lena.submit(view, values)).errors;
      expect(await send({})).toEqual({
        author: 'Choose the contact above, or write the name of who said it.',
      });
      expect(await send({ author: 'Ada', consent: 'granted' })).toEqual({
        consent_until: 'Until when may it be quoted? Choose the last day.',
      });
      expect(await send({ consent_until: '2026-11-22' })).toEqual({
        consent_until: 'Choose today or a later day: a consent that is over allows nothing.',
      });
      expect(await send({ consent_until: '2027-01-31', text: 'They love us' })).toEqual({
        text: 'Keep their words: you may leave some out, with … in their place, and add none.',
      });
      expect(await rows()).toEqual([]);
    });

    it('is kept half-way when the form is closed, and gone on with', async () => {
      const view = await form(day.lena);
      await day.lena.press(view, 'feedback.field', { blockId: 'author', value: 'Ada Lovelace' });
      await day.settle();
      await day.lena.close(view);
      await day.settle();
      expect(said(day.lena)).toShow('is not saved: it is kept as your draft');
      expect(await drafts()).toHaveLength(1);
      const again = await open(day.lena);
      expect(again).toShow('You began this', 'Ada Lovelace', 'They love us');
      const other = await open(day.priya);
      expect(other).not.toShow('Ada Lovelace');
      await day.priya.close(other);
      await day.settle();
      expect(await drafts()).toHaveLength(1);
    });

    it('is saved, and told with its consent', async () => {
      const view = await form(day.lena);
      const text = '“Now our … board sees *where* customers come from”';
      const both = await day.lena.submit(view, { text, contact: 'ada', evidence: ['More leads'] });
      expect(both.errors).toEqual({
        author: 'Choose a contact above or write a name here, not both: one of them said it.',
      });
      const future = await day.lena.submit(view, { author: '', said_on: '2027-05-05' });
      expect(future.errors).toEqual({
        said_on: 'Choose today or an earlier day: nobody has said it yet.',
      });
      await day.lena.submit(view, { said_on: TODAY });
      await day.settle();
      expect(said(day.lena)).toShow(
        'The feedback of Ada Acme about Acme Robotics is saved. 🟢 may be quoted until 31 Jan 2027',
      );
      expect(await rows()).toMatchObject([
        {
          text,
          author: 'Ada Acme',
          contact_id: 'ada',
          consent: 'granted',
          consent_until: '2027-01-31',
          ts: message.ts,
        },
      ]);
      expect((await rows())[0]!.permalink).toContain('archives');
      expect(await drafts()).toEqual([]);
    });

    it('that is feedback already tells who saved it, and is changed', async () => {
      const view = await open(day.priya);
      expect(view).toShow('@lena saved this message', 'Ada Acme', 'More leads');
      await day.priya.close(view);
    });

    it('without words is refused', async () => {
      const empty = day.lena.say('cs-daily', '<>');
      await day.lena.shortcut('feedback.save', empty);
      expect(await titled(day.lena, 'There are no words')).toShow('no words in this message');
      await day.lena.close(day.lena.view()!);
    });

    it('is refused to whoever only reads', async () => {
      await day.marco.shortcut('feedback.save', message);
      await day.settle();
      expect(said(day.marco)).toShow('This needs the role csm');
    });

    it('may be longer than a field: all of it is kept, or a part', async () => {
      const long = day.lena.say('cs-daily', `Bluebird GmbH ${'said something worth keeping. '.repeat(150)}`);
      const view = await open(day.lena, long);
      expect(view).toShow('What they said', 'Only this of it', 'Bluebird GmbH');
      await day.lena.submit(view, { author: 'Bob' });
      await day.settle();
      expect((await rows()).at(-1)!.text.length).toBeGreaterThan(4_000);
    });
  });

  describe('two people', () => {
    it('who change one piece: the second is shown both, and loses nothing', async () => {
      await day.ask(day.lena, '/account feedback acme');
      await day.ask(day.priya, '/account feedback acme');
      await day.lena.press(said(day.lena), 'feedback.edit');
      const hers = await form(day.lena);
      await day.priya.press(said(day.priya), 'feedback.edit');
      const theirs = await form(day.priya);
      await day.priya.submit(theirs, { consent: 'refused', consent_until: null });
      await day.settle();
      expect(said(day.priya)).toShow('is changed. 🔴 must not be quoted: refused');
      await day.lena.submit(hers, { said_on: '2026-11-20' });
      const both = await titled(day.lena, 'after you opened it');
      expect(both).toShow(
        '@priya has saved this',
        'Theirs: consent',
        'must not be quoted: refused',
        'Below stands yours',
      );
      expect(await rows()).toMatchObject([{ consent: 'refused' }, {}]);
      await day.lena.submit(both, {});
      await day.settle();
      expect((await rows())[0]).toMatchObject({
        consent: 'granted',
        said_at: '2026-11-20T12:00:00.000Z',
        version: 3,
      });
    });
  });

  describe('the list', () => {
    it('shows what was said, who may be quoted, and for what it is evidence', async () => {
      const list = await day.ask(day.lena, '/account feedback acme');
      expect(list).toShow(
        'Acme Robotics · 1 piece of feedback',
        'where',
        'Ada Acme',
        '🟢 may be quoted until 31 Jan 2027',
        'Evidence for More leads',
        'Edit',
        'Delete',
      );
      expect(list).not.toShow('Share here');
      expect(await day.ask(day.marco, '/account feedback acme')).not.toShow('Delete');
      expect(await day.ask(day.lena, '/account feedback globex')).toShow(
        'has no feedback yet',
        'Save as customer feedback',
      );
    });

    it('says when a consent has run out', async () => {
      day.setNow(new Date('2027-02-01T09:00:00Z'));
      expect(await day.ask(day.lena, '/account feedback acme')).toShow(
        '🟡 consent expired on Sun 31 Jan: ask again',
      );
      day.setNow(new Date('2026-11-23T10:00:00Z'));
    });

    it('opens one piece in full', async () => {
      await day.ask(day.lena, '/account feedback acme');
      await day.lena.press(said(day.lena), 'feedback.open');
      const view = await titled(day.lena, 'What they said');
      expect(view).toShow('Ada Acme', 'Saved by @lena', 'changed by @lena', 'More leads');
      await day.lena.close(view);
    });

    it('stands on the account’s card and on the Goal Card', async () => {
      expect(await day.ask(day.lena, '/account show acme')).toShow('💬 1 piece of feedback, of');
      await day.ask(day.lena, '/account goal acme');
      await day.lena.press(said(day.lena), 'goal.open');
      const view = await titled(day.lena, 'What customers said about it');
      expect(view).toShow('Ada Acme', 'may be quoted');
      await day.lena.close(view);
    });

    it('turns its pages', async () => {
      for (let number = 0; number < 8; number += 1) {
        const view = await open(day.lena, day.lena.say('cs-daily', `Globex said ${number}`));
        await day.lena.submit(view, { author: 'Gil' });
        await day.settle();
      }
      const list = await day.ask(day.lena, '/account feedback globex');
      expect(list).toShow('8 pieces of feedback', 'Globex said 7', 'Older');
      expect(list).not.toShow('Globex said 1');
      await day.lena.press(list, 'verb.replace:1');
      await day.settle();
      expect(said(day.lena)).toShow('Globex said 1', 'Newer');
    });

    it('forgets one piece', async () => {
      await day.ask(day.lena, '/account feedback acme');
      await day.lena.press(said(day.lena), 'feedback.delete');
      await day.settle();
      expect(said(day.lena)).toShow('has no feedback yet');
      expect(await day.ask(day.lena, '/account history acme')).toShow('deleted the feedback of “Ada Acme”');
    });
  });
});
