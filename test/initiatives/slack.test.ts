/** Initiatives as people work with them in Slack: written down, asked about by direct message, answered, ended. */
import { afterAll, beforeAll, it } from 'vitest';
import { EXAMPLES, type InitiativeFigures } from '#src/initiatives/domain.ts';
import { createInitiativesJob } from '#src/initiatives/jobs.ts';
import { answerInitiative, saveInitiative } from '#src/initiatives/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { createHands } from '../support/day-hands.ts';
import { expect } from '../support/matchers.ts';

/** Six weeks after Monday, by day in Berlin, and before people come to work. */
const DUE = new Date('2027-01-04T10:00:00Z');
const TOO_EARLY = new Date('2027-01-04T05:00:00Z');

onEachDatabase('initiatives in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const { said, form, type, press } = createHands(() => day);
  const dm = (who: Person): MessageView[] =>
    day.sandbox
      .directMessages(who.id)
      .messages()
      .filter((message) => /improve|said|says|answer/.test(message.plain()));
  const runJob = async (now: Date) => {
    day.setNow(now);
    const job = createInitiativesJob(
      { ...day.deps, programs: createProgramSource(), kick: () => {} },
      async () => [{ workspaceId: day.workspaceId }],
    );
    await job.run(now);
    await day.settle();
  };
  const row = (name: string) =>
    use()
      .db.selectFrom('initiative')
      .selectAll()
      .where('workspace_id', '=', day.workspaceId)
      .where('name', '=', name)
      .executeTakeFirstOrThrow();

  it('are none at first: who may write one reads how, and the others who may', async () => {
    expect(await day.ask(day.lena, '/cs initiatives')).toShow(
      'No initiative is open',
      'Write one down with /cs initiative',
      'New initiative',
    );
    expect(await day.ask(day.marco, '/cs initiatives')).toShow('Whoever has the role csm');
    expect(await day.ask(day.marco, '/cs initiative')).toShow('This needs the role csm');
    expect(await day.ask(day.lena, '/cs initiatives closd')).toShow(
      'I do not know the list “closd”. Did you mean closed? There are open and closed. Try /cs initiatives closed',
    );
    expect(await day.ask(day.lena, '/cs initiatives closed')).toShow('No initiative is closed yet.');
  });

  it('cannot be saved without how they improve the customer’s experience', async () => {
    await type(day.lena, 'initiative Review of <!here> *leads*');
    const view = await form(day.lena);
    expect(view).toShow(
      'New initiative',
      'How does it improve the customer’s experience?',
      'Who answers for it?',
    );
    const sent = { kind: 'meeting', milestoneId: 'First leads', improves: 'Saves time' };
    expect((await day.lena.submit(view, sent)).errors).toEqual({
      improves: `Say in a sentence what gets better for customers, such as: “${EXAMPLES.meeting}”. If nothing does, it need not be done.`,
    });
    const bot = day.sandbox.botUserId;
    const right = { improves: 'Leads are *answered* within one day' };
    expect((await day.lena.submit(view, { ...right, ownerId: bot })).errors).toEqual({
      ownerId: 'Choose a member of this workspace, not a guest or an app.',
    });
    expect((await day.lena.submit(view, { ownerId: 'U0MARCO' })).errors).toEqual({});
    await day.settle();
    expect(said(day.lena)).toShow(
      'The initiative Review of <!here> ∗leads∗ is written down. Whether it helped is asked on 4 Jan 2027.',
    );
    expect(await day.ask(day.lena, '/cs initiatives')).toShow(
      '1 open initiative',
      'Review of <!here> ∗leads∗ · meeting · @marco · since Mon 23 Nov (today)',
      'improves: Leads are ∗answered∗ within one day',
      'asked about in 42 days (4 Jan 2027)',
      '“First leads” reached by 45 days: 0 % (0–79) of 1 (few) that came to it before the start → nobody came since',
    );
  });

  it('that somebody saved meanwhile show both texts to who saves second, who loses nothing', async () => {
    await press(day.lena, await day.ask(day.lena, '/cs initiatives'), 'initiative.edit');
    const view = await form(day.lena);
    const known = await row('Review of <!here> *leads*');
    const fields = {
      name: 'Review of leads',
      kind: 'service' as const,
      improves: 'Their own words, four of them',
      milestoneId: null,
      ownerId: known.owner_id,
      everyWeeks: 6,
    };
    const edit = { id: known.id, version: known.version, fields };
    const by = { personId: known.created_by, today: TODAY };
    expect(await saveInitiative(day.deps, day.workspaceId, edit, [], by)).toMatchObject({ ok: true });
    const second = await day.lena.submit(view, { improves: 'My own words are here' });
    expect(second.action).toBe('update');
    expect(second.view!).toShow(
      '@lena saved this initiative',
      'What is it?\nService',
      'Their own words, four of them',
      'Which milestone should it help?\nnone',
      'My own words are here',
    );
    expect((await day.lena.submit(second.view!, { name: 'Review of leads' })).errors).toEqual({});
    await day.settle();
    const list = day.lena.ephemerals().find((message) => message.plain().includes('My own words'))!;
    expect(list).toShow('Review of leads · meeting · @marco');
  });

  it('are asked about again in the hours of work, by a direct message with the figures', async () => {
    await runJob(TOO_EARLY);
    expect(dm(day.marco)).toHaveLength(0);
    // Whoever answers before they are asked sees today's figures, too.
    await press(day.marco, await day.ask(day.marco, '/cs initiatives'), 'initiative.answer');
    const early = await form(day.marco);
    expect(early).toShow(
      '0 % (0–79) of 1 (few) that came to it before the start → not known before Thu 7 Jan, of 1 (few) that came since',
    );
    await day.marco.close(early);
    await runJob(DUE);
    await runJob(DUE);
    expect(dm(day.marco)).toHaveLength(1);
    expect(dm(day.marco)[0]!).toShow(
      'Does “Review of leads” improve the customer’s experience?',
      'Meeting, began 23 Nov 2026 (42 days ago). It was to improve:',
      'My own words are here',
      '“First leads” reached by 45 days: ',
      'Answer',
    );
    expect(await day.ask(day.priya, '/cs initiatives')).toShow('⏰ an answer is due since Mon 4 Jan');
  });

  it('are answered beside the figures of today, as the list tells them, however long ago they were asked', async () => {
    day.setNow(new Date('2027-06-01T10:00:00Z'));
    const list = await day.ask(day.marco, '/cs initiatives');
    expect(list).toShow('→ 0 % (0–79) of 1 (few) that came since');
    await press(day.marco, list, 'initiative.answer');
    const late = await form(day.marco);
    expect(late).toShow('→ 0 % (0–79) of 1 (few) that came since');
    await day.marco.close(late);
    day.setNow(DUE);
  });

  it('are answered by a form, and the message shows what was said', async () => {
    const [asked] = dm(day.marco);
    await press(day.marco, asked!, 'initiative.answer');
    const view = await form(day.marco);
    expect(view).toShow('Did it improve?', 'Review of leads was to improve:', 'How do you know?');
    expect((await day.marco.submit(view, { verdict: 'not_yet', answer: '  ' })).errors).toEqual({
      answer: 'Write what you saw, such as: two customers said so.',
    });
    // What the form sent before was saved, though nobody was told so.
    const metadata = JSON.parse(view.private_metadata) as {
      id: string;
      initiativeId: string;
      version: number;
    };
    const { asked_id: personId, asked_figures: figures } = await row('Review of leads');
    const first = { ...metadata, verdict: 'not_yet', answer: 'Two wait' } as const;
    const now = JSON.parse(figures!) as InitiativeFigures;
    const by = { personId: personId!, today: '2027-01-04', isLeader: false };
    const saved = { ...first, figures: { then: now, now } };
    expect(await answerInitiative(day.deps, day.workspaceId, saved, by)).toMatchObject({ ok: true });
    const anew = await day.marco.submit(view, { answer: 'Two of *three* wait' });
    expect(anew.view!).toShow('Their answer: Not yet', 'Two wait', 'Two of *three* wait');
    expect((await day.marco.submit(anew.view!, {})).errors).toEqual({});
    await day.settle();
    const kept = await use()
      .db.selectFrom('initiative_answer')
      .innerJoin('initiative_shown', 'initiative_shown.id', 'initiative_answer.id')
      .select(['initiative_answer.figures', 'initiative_shown.figures as shown'])
      .where('initiative_answer.workspace_id', '=', day.workspaceId)
      .where('initiative_answer.answer', '=', 'Two of *three* wait')
      .execute();
    expect(kept).toEqual([
      { figures: kept[0]?.shown, shown: expect.stringContaining('"date":"2027-01-04"') },
    ]);
    expect(dm(day.marco)).toHaveLength(1);
    expect(dm(day.marco)[0]!).toShow('Not yet, says @marco (Mon 4 Jan)', 'Two wait');
    expect(await day.ask(day.lena, '/cs initiatives')).toShow(
      'Not yet (Mon 4 Jan): Two of ∗three∗ wait',
      'asked about again in 42 days (Mon 15 Feb)',
    );
  });

  it('that did not improve anything wait for a leader, who ends them and takes it back', async () => {
    await runJob(new Date('2027-02-15T10:00:00Z'));
    const asked = dm(day.marco).at(-1)!;
    await press(day.marco, asked, 'initiative.answer');
    const view = await form(day.marco);
    await press(day.priya, await day.ask(day.priya, '/cs initiatives'), 'initiative.answer');
    await day.priya.submit(await form(day.priya), { verdict: 'did_not', answer: 'They wait as before' });
    await day.settle();
    const second = await day.marco.submit(view, { verdict: 'improved', answer: 'It did for me' });
    expect(second.view!).toShow(
      '@priya changed it',
      'Their answer: It did not',
      'They wait as before',
      'It did for me',
    );
    const list = await day.ask(day.priya, '/cs initiatives');
    expect(list).toShow(
      'It did not (Mon 15 Feb): They wait as before',
      'a leader decides',
      'Ask again',
      'End',
    );
    expect(await day.ask(day.lena, '/cs initiatives')).not.toShow('Ask again');
    await press(day.priya, list, 'initiative.end');
    expect(said(day.priya)).toShow('Review of leads is ended.', 'Undo', 'Closed (1)');
    const lost = await day.marco.submit(second.view!, {});
    expect(lost.view!).toShow(
      'Review of leads is ended since @priya saw to it',
      'Your answer is not saved',
      'What you typed',
      'It did for me',
    );
    await press(day.priya, said(day.priya), 'initiative.reopen');
    expect(said(day.priya)).toShow('Review of leads is open again.', 'a leader decides');
    await press(day.priya, said(day.priya), 'initiative.ask_again');
    expect(said(day.priya)).toShow('Review of leads goes on: it is asked about again in 6 weeks.');
  });

  it('are read in full with all that was answered', async () => {
    await press(day.lena, await day.ask(day.lena, '/cs initiatives'), 'initiative.open');
    const whole = await day.lena.waitForView((view) => view.plain().includes('It did not, Mon 15 Feb'));
    expect(whole).toShow(
      'How it improves the customer’s experience',
      'They wait as before',
      'said by @priya',
      'Not yet, Mon 4 Jan',
      'Two of ∗three∗ wait',
    );
  });

  it('show in the message what somebody else answered, and a known name opens its form', async () => {
    const late = dm(day.marco).at(-1)!;
    expect(late).toShow('It did not, says @priya');
    expect(JSON.stringify(late.blocks)).not.toContain('initiative.answer');
    await type(day.lena, 'initiative review of LEADS');
    expect(await form(day.lena)).toShow('Edit the initiative', 'My own words are here');
  });

  it('that change hands, are ended and opened again show it in the message that asked', async () => {
    const fields = {
      name: 'Office hours',
      kind: 'service' as const,
      improves: 'They have a person to ask',
      milestoneId: null,
      ownerId: (await row('Review of leads')).owner_id,
      everyWeeks: 1,
    };
    const edit = { id: 'office-hours', version: 0, fields };
    const by = { personId: fields.ownerId, today: '2027-02-15' };
    expect(await saveInitiative(day.deps, day.workspaceId, edit, [], by)).toMatchObject({ ok: true });
    await runJob(new Date('2027-02-22T10:00:00Z'));
    const asked = () => dm(day.marco).at(-1)!;
    expect(asked()).toShow('Does “Office hours” improve', 'Answer');
    await press(day.marco, asked(), 'initiative.answer');
    const view = await form(day.marco);
    // Renamed: the question is about what it is called now.
    const hand = async (values: Record<string, string>) => {
      await press(day.lena, await day.ask(day.lena, '/cs initiatives'), 'initiative.edit', 'ffice hours');
      expect((await day.lena.submit(await form(day.lena), values)).errors).toEqual({});
      await day.settle();
    };
    await hand({ name: 'Open office hours' });
    expect(asked()).toShow('Does “Open office hours” improve', 'Answer');
    await hand({ ownerId: 'U0LENA' });
    expect(asked()).toShow(
      '“Open office hours” was changed: @lena answers for it, and it is asked about anew.',
    );
    expect(JSON.stringify(asked().blocks)).not.toContain('initiative.answer');
    const { version } = await row('Open office hours');
    const typed = { verdict: 'improved', answer: 'Three came by' };
    const late = await day.marco.submit(view, typed);
    expect(late.view!).toShow('@lena changed it', 'Three came by');
    const refused = await day.marco.submit(late.view!, {});
    expect(refused.view!).toShow('Only who answers for it, or a leader', 'What you typed', 'Three came by');
    expect(await row('Open office hours')).toMatchObject({ version });

    await runJob(new Date('2027-02-23T10:00:00Z'));
    const anew = () => dm(day.lena).at(-1)!;
    expect(anew()).toShow('Does “Open office hours” improve', 'Answer');
    const list = await day.ask(day.priya, '/cs initiatives');
    await press(day.priya, list, 'initiative.end', 'Open office hours');
    expect(anew()).toShow('“Open office hours” is ended: there is nothing to answer.');
    await press(day.priya, said(day.priya), 'initiative.reopen');
    expect(anew()).toShow('Does “Open office hours” improve', 'Answer');
  });
});
