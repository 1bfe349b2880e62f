/** `/cs goals` as people type it: words, filters, pages, and what is said when nothing fits. */
import { afterAll, beforeAll, it, onTestFinished } from 'vitest';
import { saveFeedback } from '#src/feedback/service.ts';
import { moveGoal, saveGoal } from '#src/goals/service.ts';
import { documentWith } from '../goals/make-goal.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('/cs goals without any', (use) => {
  it('says how the first one is written, and begins it', async () => {
    const day = await startDay(use());
    onTestFinished(() => day.stop());
    const nothing = await day.ask(day.lena, '/cs goals');
    expect(nothing).toShow(
      'There are no Goal Cards and no feedback yet. /account goal',
      'writes the first card of',
    );
    await day.lena.press(nothing, 'goal.pick');
    const pick = await day.lena.waitForView((view) => view.submit !== undefined);
    expect(pick).toShow('New Goal Card', 'Account');
    expect(await day.ask(day.marco, '/cs goals')).not.toShow('New Goal Card');
  });
});

onEachDatabase('/cs goals', (use) => {
  let day: CsDay;
  const press = { personId: 'priya', today: TODAY };
  const after = async () => {};
  const write = async (
    id: string,
    account: string,
    name: string,
    requiredOutcome: string,
    milestoneId: string | null = null,
  ) => {
    const document = documentWith({
      name,
      requiredOutcome,
      milestoneId,
      alternatives: [{ name: 'An agency', rating: null, note: null }],
    });
    const edit = { cardId: id, accountId: day.accounts[account]!, version: 0, document, newContact: null };
    const result = await saveGoal(day.deps, day.workspaceId, edit, { program: null, press, after });
    if (!result.ok) throw new Error(JSON.stringify(result));
  };
  beforeAll(async () => {
    day = await startDay(use());
    await write(
      'c1',
      'A-1',
      'More *leads* <!channel>',
      'Sales works léads that come from our own site',
      'first-leads',
    );
    await write('c2', 'B-1', 'Less churn', 'Customers stay for longer than a year');
    await moveGoal(day.deps, day.workspaceId, 'c2', 'activate', press, after);
    await saveFeedback(
      day.deps,
      day.workspaceId,
      {
        id: 'f1',
        version: 0,
        message: null,
        fields: {
          accountId: day.accounts['A-1']!,
          text: 'Now we see where leads come from',
          author: 'Ada Acme',
          contactId: null,
          saidAt: '2026-11-20T09:00:00.000Z',
          consent: 'not_asked',
          consentUntil: null,
        },
        evidence: [],
      },
      { ...press, draftSubject: null },
    );
  });
  afterAll(() => day.stop());
  const ask = (text: string) => day.ask(day.marco, `/cs goals ${text}`.trim());

  it('finds cards and feedback by their words, with those in bold', async () => {
    const found = await ask('leads');
    expect(found).toShow(
      '2 goals and pieces of feedback for “leads”',
      'More ∗leads∗ <!channel>',
      'draft · Acme Robotics',
      'Ada Acme',
      'Now we see where leads come from',
      'Open',
    );
    const text = JSON.stringify(found.blocks);
    expect(text).toContain('*léads*');
    expect(text).toContain('where *leads* come');
    expect(text).toContain('*More ∗leads∗ &lt;!channel&gt;*');
    expect(found).not.toShow('Less churn', 'Share here');
    expect(await ask('"come from" ada')).toShow('1 goal or piece of feedback', 'Ada Acme');
    expect(await ask('agency churn')).toShow('Less churn', '🎯 active');
  });

  it('shows the newest without words', async () => {
    expect(await ask('')).toShow('The newest of 3 goals and pieces of feedback', 'Ada Acme', 'Less churn');
  });

  it('filters', async () => {
    expect(await ask('state:active')).toShow('1 goal or piece of feedback, the newest first', 'Less churn');
    expect(await ask('kind:feedback leads')).not.toShow('More');
    expect(await ask('account:bluebird')).not.toShow('Acme');
    expect(await ask('milestone:"first leads"')).toShow('More', 'Acme');
    expect(await ask('segment:standard state:draft,active')).toShow('2 goals');
    expect(await ask('lead:<@U0LENA|lena>')).toShow('Less churn');
    for (const typed of ['lead:@lena', 'lead: @lena', 'lead:lena', 'lead:Lena'])
      expect(await ask(typed), typed).toShow('Less churn');
    expect(await ask('lead:<@U0LENA> leads')).toShow('Nothing has “leads” in it', 'Without the filter');
    expect(await day.ask(day.lena, '/cs goals lead:me')).toShow('Less churn');
  });

  it('says what was understood and what works, where it is not', async () => {
    expect(await ask('state:activ')).toShow(
      'I know no state “activ”. Did you mean active?',
      '/cs goals state:active',
    );
    expect(await ask('stat:active')).toShow('I do not know the filter “stat:”. Did you mean state?');
    expect(await ask('state:draft foo:bar')).toShow(
      'I know no filter “foo:”; there are state:, segment:',
      '/cs goals "foo:bar"',
    );
    expect(await ask('segment:enterprise')).toShow('I know no segment “enterprise”', 'standard');
    expect(await ask('kind:cards')).toShow('There are goal, feedback');
    expect(await ask('milestone:nowhere')).toShow('first-leads', 'pipeline');
    expect(await ask('account:acmee')).toShow('Did you mean Acme Robotics', 'account:"A-1"');
    expect(await ask('account:zzzzzz')).toShow('I know no account “zzzzzz”');
    expect(await ask('lead:nobody')).toShow('nobody whom I know', 'lead:me');
    expect(await ask('lead:lenna')).toShow('nobody whom I know. Did you mean Lena');
    expect(await ask('🎯 …')).toShow('no letter and no digit');
    expect(await ask('x'.repeat(301))).toShow('too long to look for');
    expect(await ask('a '.repeat(25))).toShow('Up to 20 words');
    expect(await ask('nothing like it')).toShow(
      'Nothing has “nothing like it” in it. Try fewer words, or the beginning of a word.',
    );
  });

  it('opens what it found', async () => {
    const found = await ask('agency churn');
    await day.marco.press(found, 'goal.open');
    const view = await day.marco.waitForView((shown) => shown.plain().includes('ALTERNATIVES'));
    expect(view).toShow('Less churn', 'An agency');
    await day.marco.close(view);
  });

  it('turns its pages', async () => {
    for (let number = 1; number <= 12; number += 1)
      await write(`p${number}`, 'G-1', `Paged ${number}`, 'Globex counts pages');
    const first = await ask('counts pages kind:goal');
    expect(first).toShow('12 goals and pieces of feedback for “counts pages” · 1–10', 'More ▶');
    await day.marco.press(first, 'verb.replace:1');
    await day.settle();
    const second = day.marco.ephemerals().at(-1)!;
    expect(second).toShow('· 11–12', '◀ Earlier');
    expect(await ask('counts pages page:9')).toShow('There are no more than 12');
  });
});
