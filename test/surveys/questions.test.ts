/** What only our people know: who is asked what, once a week, and how they answer by a press. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { explainHealth } from '#src/health/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { CHOICES, type Choice } from '#src/surveys/domain.ts';
import { createQuestionsEndJob, createQuestionsJob } from '#src/surveys/jobs.ts';
import { answerQuestion, askQuestions, endChanges } from '#src/surveys/question-service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { TODAY, startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { NOW } from '../slack/harness.ts';

/** The button of a choice. */
const actionOf = (choice: string) => `question.answer:${CHOICES.indexOf(choice as Choice)}`;

const MINUTE_LATER = new Date(NOW.getTime() + 61_000);

onEachDatabase('questions to our people', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    // The program was there before this week.
    await use()
      .db.updateTable('program_version')
      .set({ applied_at: '2026-11-01T00:00:00.000Z' })
      .where('workspace_id', '=', day.workspaceId)
      .execute();
  });
  afterAll(() => day.stop());

  const applied = async () => (await createProgramSource().load(use().db, day.workspaceId))!;
  const ask = async (date = TODAY) => {
    const people = await askQuestions(day.deps, day.workspaceId, await applied(), date);
    await day.settle();
    return people;
  };
  /** Without what the morning tells them of their own CTAs. */
  const dm = (who: Person): MessageView[] =>
    day.sandbox
      .directMessages(who.id)
      .messages()
      .filter((message) => !message.plain().includes('/cs morning me off'));
  const questions = () =>
    use()
      .db.selectFrom('question')
      .innerJoin('account', 'account.id', 'question.account_id')
      .innerJoin('person', 'person.id', 'question.person_id')
      .select([
        'question.id',
        'account.name',
        'metric_id as metric',
        'person.slack_user_id as who',
        'state',
        'value',
        'quiet_until',
        'asked_on',
      ])
      .where('question.workspace_id', '=', day.workspaceId)
      .orderBy('asked_on')
      .orderBy('who')
      .orderBy('position')
      .execute();
  const answers = () =>
    use()
      .db.selectFrom('survey_answer')
      .select(['survey', 'persona', 'value', 'answered_by', 'day'])
      .where('workspace_id', '=', day.workspaceId)
      .orderBy('survey')
      .execute();
  const idOf = async (slackUserId: string) =>
    (
      await use()
        .db.selectFrom('person')
        .select('id')
        .where('slack_user_id', '=', slackUserId)
        .where('workspace_id', '=', day.workspaceId)
        .executeTakeFirstOrThrow()
    ).id;
  const pressAnswer = async (who: Person, questionId: string, choice: string) => {
    const message = dm(who).findLast(({ blocks }) =>
      JSON.stringify(blocks).includes(`${questionId}:${choice}`),
    )!;
    await who.press(message, actionOf(choice), { value: `${questionId}:${choice}` });
    await day.settle();
  };

  it('are not asked in the week in which the program was made', async () => {
    const at = (applied_at: string) =>
      use()
        .db.updateTable('program_version')
        .set({ applied_at })
        .where('workspace_id', '=', day.workspaceId)
        .execute();
    await at('2026-11-24T09:00:00.000Z');
    expect(await ask('2026-11-25')).toBe(0);
    await at('2026-11-01T00:00:00.000Z');
  });

  it('are asked of the lead in one message, the most valuable account first', async () => {
    expect(await ask()).toBe(2);
    expect((await questions()).map(({ who, name, metric }) => [who, name, metric])).toEqual([
      ['U0LENA', 'Bluebird GmbH', 'user-work'],
      ['U0LENA', 'Bluebird GmbH', 'decision-maker-value'],
      ['U0LENA', 'Bluebird GmbH', 'influencer-support'],
      ['U0PRIYA', 'Acme Robotics', 'user-work'],
      ['U0PRIYA', 'Acme Robotics', 'decision-maker-value'],
      ['U0PRIYA', 'Acme Robotics', 'influencer-support'],
      ['U0PRIYA', 'Globex', 'user-work'],
      ['U0PRIYA', 'Globex', 'decision-maker-value'],
      ['U0PRIYA', 'Globex', 'influencer-support'],
    ]);
    const [message, ...others] = dm(day.priya);
    expect(others).toEqual([]);
    expect(message!).toShow(
      '6 questions about 2 accounts of yours that only you can answer',
      'Acme Robotics',
      'Do the users do their work with the product, and gladly?',
      '1 not at all',
      '5 certainly',
      'Don’t know',
      'Ask me in two weeks',
    );
    expect(dm(day.lena)[0]!).toShow('3 questions about Bluebird GmbH that only you can answer');
  });

  it('are asked once a week, whoever looks', async () => {
    const both = await Promise.all([ask(), ask('2026-11-24')]);
    expect(both).toEqual([0, 0]);
    expect(dm(day.priya)).toHaveLength(1);
  });

  it('are answered by a press, which the message shows, and once by a double one', async () => {
    const question = (await questions()).find(({ who }) => who === 'U0LENA');
    await pressAnswer(day.lena, question!.id, '4');
    expect(dm(day.lena)[0]!).toShow(
      '✅ Do the users do their work',
      'You said 4, mostly · it can be changed for a minute',
    );
    await pressAnswer(day.lena, question!.id, '4');
    const priya = await idOf('U0PRIYA');
    const lena = await idOf('U0LENA');
    expect(await answers()).toEqual([
      { survey: 'user-work', persona: 'user', value: 4, answered_by: lena, day: TODAY },
    ]);
    const press = { personId: lena, today: TODAY };
    await Promise.all([1, 2].map(() => answerQuestion(day.deps, day.workspaceId, question!.id, '4', press)));
    const audit = await use()
      .db.selectFrom('audit')
      .select('actor')
      .where('subject_id', '=', question!.id)
      .execute();
    expect(audit).toEqual([{ actor: lena }]);
    expect(
      await answerQuestion(day.deps, day.workspaceId, question!.id, '1', { personId: priya, today: TODAY }),
    ).toEqual({ ok: false, problem: 'asked-of-another' });
  });

  it('count at once, as what one of ours says', async () => {
    const { program } = await applied();
    const health = () => explainHealth(use(), day.workspaceId, program, day.accounts['B-1']!, TODAY);
    const valueOf = async () =>
      (await health())?.personas
        .flatMap(({ metrics }) => metrics)
        .find(({ metric }) => metric.id === 'user-work')?.value;
    expect(await valueOf()).toEqual({ value: 4, day: TODAY });
    // The customer's own answer to a survey that happens to be called so says nothing of what we think.
    await use()
      .db.insertInto('survey_answer')
      .values({
        workspace_id: day.workspaceId,
        id: 'theirs',
        account_id: day.accounts['B-1']!,
        survey: 'user-work',
        persona: 'user',
        value: 1,
        day: TODAY,
        answered_by: 'customer',
        answered_at: `${TODAY}T23:00:00.000Z`,
      })
      .execute();
    expect(await valueOf()).toEqual({ value: 4, day: TODAY });
    await use().db.deleteFrom('survey_answer').where('id', '=', 'theirs').execute();
  });

  it('can be answered otherwise for a minute, and not after it', async () => {
    const question = (await questions()).find(({ who }) => who === 'U0LENA');
    await pressAnswer(day.lena, question!.id, '2');
    expect(await answers()).toMatchObject([{ value: 2 }]);
    await pressAnswer(day.lena, question!.id, 'unknown');
    expect(await answers()).toEqual([]);
    expect(dm(day.lena)[0]!).toShow('You said that you do not know; it is asked again in 4 weeks');
    await pressAnswer(day.lena, question!.id, '5');
    day.setNow(MINUTE_LATER);
    await day.lena.press(dm(day.lena)[0]!, actionOf('1'), { value: `${question!.id}:1` });
    await day.settle();
    expect(day.lena.ephemerals().at(-1)!).toShow('can be changed by a press for a minute only');
    expect(await answers()).toMatchObject([{ value: 5 }]);
    expect(await endChanges(day.deps)).toBe(1);
    expect(await endChanges(day.deps)).toBe(0);
    await createQuestionsEndJob({ ...day.deps, kick: () => {} }).run(MINUTE_LATER);
    await day.settle();
    expect(dm(day.lena)[0]!).toShow('✅ Do the users do their work', 'You said 5, certainly');
    expect(JSON.stringify(dm(day.lena)[0]!.blocks)).not.toContain(question!.id);
    day.setNow(NOW);
  });

  it('are put off for two weeks', async () => {
    const own = (await questions()).filter(({ who }) => who === 'U0LENA');
    await pressAnswer(day.lena, own[1]!.id, 'later');
    expect(dm(day.lena)[0]!).toShow('⚪ Does the decision maker', 'You said to be asked again in 2 weeks');
    expect((await questions()).find(({ id }) => id === own[1]!.id)).toMatchObject({
      state: 'later',
      quiet_until: '2026-12-06',
    });
  });

  it('are asked again the next week where they were not answered, and the old ones are taken back', async () => {
    const asked = await questions();
    expect(await ask('2026-12-01')).toBe(2);
    const again = (await questions()).filter(({ asked_on }) => asked_on === '2026-12-01');
    expect(again.map(({ who, name, metric }) => [who, name, metric])).toEqual([
      ['U0LENA', 'Bluebird GmbH', 'influencer-support'],
      ...asked.filter(({ who }) => who === 'U0PRIYA').map(({ who, name, metric }) => [who, name, metric]),
    ]);
    expect(dm(day.priya)[0]!).toShow('Asked again since, in a newer message.');
    const old = asked.find(({ who }) => who === 'U0PRIYA')!;
    const press = { personId: await idOf('U0PRIYA'), today: '2026-12-01' };
    expect(await answerQuestion(day.deps, day.workspaceId, old.id, '3', press)).toEqual({
      ok: false,
      problem: 'asked-again',
    });
    // Asked on a Tuesday, nobody is asked again on the Monday after it.
    expect(await ask('2026-12-07')).toBe(0);
    expect(await ask('2026-12-08')).toBe(2);
    const third = (await questions()).filter(({ asked_on }) => asked_on === '2026-12-08');
    expect(third.filter(({ who }) => who === 'U0LENA').map(({ metric }) => metric)).toEqual([
      'decision-maker-value',
      'influencer-support',
    ]);
  });

  it('go to the partner while the lead is away, and to nobody who is', async () => {
    const { db } = use();
    const marco = await idOf('U0MARCO');
    await db
      .updateTable('person')
      .set({ away_until: '2026-12-18' })
      .where('id', '=', await idOf('U0LENA'))
      .execute();
    await db
      .updateTable('person')
      .set({ away_until: '2026-12-18' })
      .where('id', '=', await idOf('U0PRIYA'))
      .execute();
    await db
      .updateTable('account')
      .set({ partner_id: marco })
      .where('id', '=', day.accounts['B-1']!)
      .execute();
    expect(await ask('2026-12-15')).toBe(1);
    const now = (await questions()).filter(({ asked_on }) => asked_on === '2026-12-15');
    expect([...new Set(now.map(({ who, name }) => `${who} ${name}`))]).toEqual(['U0MARCO Bluebird GmbH']);
  });

  describe('of many accounts', () => {
    it('are of the five most valuable ones, and of none that churned or is not sold', async () => {
      const { db } = use();
      const leadId = await idOf('U0MARCO');
      const rows = ['Churned', 'Selection', null, null, null, null, null, null].map((stage, index) => ({
        workspace_id: day.workspaceId,
        id: `many-${index}`,
        key: `many-${index}`,
        name: `Many ${index}`,
        name_key: `many ${index}`,
        lead_id: leadId,
        started_on: '2026-01-01',
        stage,
        arr: 1000 - index,
        created_at: '',
        updated_at: '',
      }));
      await db.insertInto('account').values(rows).execute();
      expect(await ask('2026-12-22')).toBe(3);
      const of = (await questions()).filter(
        ({ asked_on, who }) => asked_on === '2026-12-22' && who === 'U0MARCO',
      );
      expect([...new Set(of.map(({ name }) => name))]).toEqual(
        [2, 3, 4, 5, 6].map((index) => `Many ${index}`),
      );
      expect(of).toHaveLength(15);
    });
  });

  it('are asked by a job, in the hours of work', async () => {
    const deps = { ...day.deps, programs: createProgramSource(), kick: () => {} };
    const asked = async () => (await questions()).filter(({ asked_on }) => asked_on > '2026-12-22').length;
    const run = async (at: string) => {
      day.setNow(new Date(at));
      const job = createQuestionsJob(deps, async () => [{ workspaceId: day.workspaceId }]);
      await job.run(new Date(at));
    };
    await run('2026-12-29T06:30:00Z');
    expect(await asked()).toBe(0);
    await run('2026-12-29T09:00:00Z');
    expect(await asked()).toBeGreaterThan(0);
    const first = await asked();
    await run('2026-12-29T09:00:00Z');
    expect(await asked()).toBe(first);
  });
});
