/** What was answered about an account, as people read it in Slack and correct it. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { correctAnswer } from '#src/surveys/service.ts';
import { TODAY } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startGoalDay, type GoalDay } from '../goals/goal-day.ts';

onEachDatabase('answers', (use) => {
  let day: GoalDay;
  let lena = '';
  beforeAll(async () => {
    day = await startGoalDay(use());
    lena = (
      await use()
        .db.selectFrom('person')
        .select('id')
        .where('slack_user_id', '=', 'U0LENA')
        .executeTakeFirstOrThrow()
    ).id;
  });
  afterAll(() => day.stop());

  const add = (id: string, more: Record<string, unknown> = {}) =>
    use()
      .db.insertInto('survey_answer')
      .values({
        workspace_id: day.workspaceId,
        id,
        account_id: day.accounts['A-1']!,
        survey: 'NPS',
        persona: 'decision_maker',
        contact_id: 'ada',
        value: 9,
        day: '2026-11-12',
        note: 'Would tell *friends*',
        key: `survey:nps.csv|${id}`,
        answered_by: 'customer',
        answered_at: '2026-11-12',
        ...more,
      })
      .execute();
  const find = (id: string) =>
    use()
      .db.selectFrom('survey_answer')
      .select(['value', 'day', 'persona', 'note', 'version'])
      .where('id', '=', id)
      .executeTakeFirst();
  const correct = (who = day.lena) => day.titled(who, 'Correct the answer');

  it('are none at first', async () => {
    expect(await day.ask(day.marco, '/account answers acme')).toShow(
      'Acme Robotics: nobody has answered anything yet.',
    );
  });

  it('are shown with their source, the newest first, what ours think apart', async () => {
    await add('n1');
    await add('u1', {
      survey: 'CSAT',
      persona: 'user',
      contact_id: null,
      value: 4.5,
      day: '2026-11-20',
      note: null,
      key: 'api|x',
    });
    await add('q1', {
      survey: 'user-work',
      persona: 'user',
      contact_id: null,
      value: 2,
      day: '2026-11-21',
      note: null,
      key: null,
      answered_by: lena,
    });
    const list = await day.ask(day.marco, '/account answers acme');
    expect(list).toShow(
      'Acme Robotics · 3 answers, the newest first',
      'Do the users do their work with the product, and gladly? 2, hardly',
      'user · our view, by @lena · Sat 21 Nov',
      'CSAT 4.5',
      'user · the customer, told by the product · Fri 20 Nov',
      'NPS 9',
      'decision maker · Ada Acme, imported · Thu 12 Nov',
      'Would tell ∗friends∗',
      'decision maker (1)',
      'user (2)',
    );
    expect(list.plain()).not.toContain('Correct');
    expect(await day.ask(day.marco, '/account answers acme user page:1')).toShow('2 answers of users');
    expect(await day.ask(day.marco, '/account answers "Acme Robotics" decision_maker page:2')).toShow(
      'There are no earlier answers.',
    );
  });

  it('are paged', async () => {
    for (let index = 0; index < 9; index += 1)
      await add(`p${index}`, { day: '2026-10-01', persona: 'influencer' });
    const first = await day.ask(day.lena, '/account answers acme');
    expect(first).toShow('12 answers', 'Earlier ▶');
    await day.lena.press(first, 'verb.replace:1');
    await day.settle();
    expect(day.said(day.lena)).toShow('◀ Later');
    expect(day.said(day.lena).plain()).not.toContain('Earlier ▶');
    await use().db.deleteFrom('survey_answer').where('persona', '=', 'influencer').execute();
  });

  describe('a wrong one', () => {
    it('is corrected with a reason, and the list shows it', async () => {
      await day.ask(day.lena, '/account answers acme decision_maker page:1');
      await day.pressSaid(day.lena, 'survey.correct');
      const view = await correct();
      expect(view).toShow('Acme Robotics · NPS', 'Ada Acme, imported', 'Would tell *friends*');
      const later = { value: '6', day: '2026-11-24', reason: 'It was a 6 upside down' };
      expect((await day.lena.submit(view, later)).errors).toEqual({ day: 'Choose today or an earlier day.' });
      const sent = await day.lena.submit(view, { day: '2026-11-13' });
      expect(sent.action).toBe('close');
      await day.settle();
      expect(await find('n1')).toMatchObject({ value: 6, day: '2026-11-13', version: 2 });
      expect(await day.ask(day.marco, '/account answers acme')).toShow(
        'decision maker · Ada Acme, imported · Fri 13 Nov · corrected',
      );
      expect(await day.ask(day.marco, '/account history acme')).toShow(
        '@lena corrected an answer to “NPS”: It was a 6 upside down',
      );
    });

    it('of somebody else of ours is theirs, or a leader’s', async () => {
      const answer = { id: 'q1', version: 1 };
      const correction = { value: 3, day: TODAY, persona: 'user' as const, note: null, reason: 'x' };
      const by = (personId: string, mayCorrectOthers: boolean) =>
        correctAnswer(day.deps, day.workspaceId, answer, correction, {
          personId,
          today: TODAY,
          mayCorrectOthers,
        });
      expect(await by('priya', false)).toEqual({ ok: false, problem: 'of-somebody-else' });
      expect(await by('priya', true)).toMatchObject({ ok: true, answer: { value: 3, version: 2 } });
    });

    it('is not corrected twice at once: the second one sees the first', async () => {
      await day.ask(day.lena, '/account answers acme decision_maker page:1');
      await day.pressSaid(day.lena, 'survey.correct');
      const mine = await correct();
      await use()
        .db.updateTable('survey_answer')
        .set({ value: 7, version: 3 })
        .where('id', '=', 'n1')
        .execute();
      await day.lena.submit(mine, { value: '5', reason: 'I saw it' });
      expect(await day.lena.waitForView((view) => view.plain().includes('meanwhile'))).toShow(
        'Somebody else has corrected it meanwhile: it is 7 now.',
        'I saw it',
      );
      await day.lena.submit(await correct(), {});
      await day.settle();
      expect(await find('n1')).toMatchObject({ value: 5, version: 4 });
    });

    it('that somebody takes out meanwhile leaves what was typed to whoever corrects it', async () => {
      await add('gone', { persona: 'decision_maker', day: TODAY });
      await day.ask(day.lena, '/account answers acme decision_maker page:0');
      await day.lena.press(day.said(day.lena), 'survey.correct', { value: 'gone:1:decision_maker' });
      const view = await correct();
      await use().db.deleteFrom('survey_answer').where('id', '=', 'gone').execute();
      const sent = await day.lena.submit(view, { value: '6', note: 'It was a *6*', reason: 'Upside down' });
      expect(sent.view!).toShow('copy it from here', 'It was a ∗6∗', 'Upside down');
      await day.lena.close(day.lena.view()!);
    });

    it('is taken out where it was never given', async () => {
      await day.ask(day.lena, '/account answers acme decision_maker page:1');
      await day.pressSaid(day.lena, 'survey.correct');
      await day.lena.press(await correct(), 'survey.take_out');
      await day.settle();
      expect(await find('n1')).toBeUndefined();
      expect(day.lena.view()!).toShow('Taken out: this answer no longer counts.');
      await day.lena.close(day.lena.view()!);
      expect(await day.ask(day.marco, '/account history acme')).toShow('@lena took out an answer to “NPS”');
    });
  });
});
