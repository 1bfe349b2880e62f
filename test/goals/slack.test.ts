/** Goal Cards as people work with them in Slack: written, left half-way and resumed, listed, moved, asked about. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { askReached } from '#src/goals/ask-service.ts';
import { moveGoal, saveGoal } from '#src/goals/service.ts';
import { TODAY } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startGoalDay, type GoalDay } from './goal-day.ts';
import { documentWith } from './make-goal.ts';

onEachDatabase('Goal Cards', (use) => {
  let day: GoalDay;
  beforeAll(async () => {
    day = await startGoalDay(use());
  });
  afterAll(() => day.stop());

  const outcome = 'Sales works leads that come from our own site';

  describe('the first card of an account', () => {
    it('opens its form at once, with what is known filled in and an example of the program', async () => {
      await day.goal(day.lena, 'acme');
      const view = await day.form(day.lena);
      expect(view).toShow(
        'New Goal Card',
        'IDENTITY',
        'CONTEXT',
        'CUSTOMER DESIRED OUTCOME',
        'ALTERNATIVES',
        'Ada Acme',
        'Finds answers alone',
        'Such as: “Strangers raised their hand”',
      );
      expect(JSON.stringify(view.blocks)).toContain('"initial_options"');
      expect(await day.lena.options(view, 'goal.contacts', 'ADA')).toMatchObject([{ value: 'ada' }]);
      expect(await day.lena.options(view, 'goal.contacts', 'nobody')).toEqual([]);
    });

    it('says on the field what is wrong, and what would be accepted', async () => {
      const view = await day.form(day.lena);
      const send = async (values: Record<string, string>) => (await day.lena.submit(view, values)).errors;
      expect(await send({ requiredOutcome: 'Use the dashboard every day' })).toEqual({
        requiredOutcome: 'This names a use of the product. What will be different for them when they do it?',
      });
      expect(await send({ requiredOutcome: outcome, deadline: '2026-11-22', target: '50' })).toEqual({
        deadline: 'Choose today or a later day.',
        kpi: 'Choose the KPI that these figures are of.',
      });
      expect(await send({ deadline: '2027-01-31', kpi: 'other' })).toEqual({
        kpiOther: 'Write the name of the KPI.',
      });
      expect(await send({ kpiOther: 'leads_per_month', baseline: '50' })).toEqual({
        target: 'The target must differ from the baseline: what changes?',
      });
      await day.lena.press(view, 'goal.add_person');
      await day.lena.waitForView((shown) => shown.plain().includes('Somebody new'));
      expect(await send({ baseline: '20', newTitle: 'Head of sales' })).toEqual({
        newName: 'Write the name of the new contact, or leave all of their fields empty.',
      });
      expect(await send({ newName: 'ada acme' })).toEqual({
        newName: '“Ada Acme” is a contact already: choose them above, or add what tells the two apart.',
      });
      expect(await send({ newName: 'Bob', alternative_note_0: 'too dear' })).toEqual({
        alternative_name_0: 'Name the alternative, such as “a spreadsheet”.',
      });
    });

    it('takes more alternatives, without losing what was typed, and is saved as a draft', async () => {
      let view = await day.form(day.lena);
      for (let rows = 2; rows <= 5; rows += 1) {
        await day.lena.press(view, 'goal.add_alternative');
        view = await day.lena.waitForView((shown) => shown.plain().includes(`${rows}. Another way`));
      }
      expect(view).toShow('A card has at most 5 alternatives');
      expect((await day.lena.submit(view, { alternative_rating_3: '2' })).errors).toEqual({
        alternative_name_0: 'Name the alternative, such as “a spreadsheet”.',
        alternative_name_3: 'Name the alternative, such as “a spreadsheet”.',
      });
      await day.lena.fill(view, { alternative_name_0: 'An agency', alternative_name_3: 'Doing <nothing>' });
      await day.lena.submit(view, {
        by: '2027-02-12',
        milestoneId: 'milestone:first-leads',
        gains: ['money', 'knowledge'],
      });
      await day.settle();
      expect(day.said(day.lena)).toShow(
        `The Goal Card ${outcome} of Acme Robotics is saved as a draft`,
        'Open',
        'Activate',
      );
      const [card] = await day.cards('A-1');
      expect(JSON.parse(card!.document)).toMatchObject({
        requiredOutcome: outcome,
        measure: { kpi: 'leads_per_month', baseline: 20, target: 50, by: '2027-02-12' },
        gains: ['knowledge', 'money'],
        alternatives: [
          { name: 'An agency', note: 'too dear' },
          { name: 'Doing <nothing>', rating: 2 },
        ],
      });
      expect(await day.drafts()).toEqual([]);
    });

    it('is then listed, with its measure, its milestone and its people', async () => {
      await day.pressSaid(day.lena, 'goal.move');
      expect(day.said(day.lena)).toShow(`The goal ${outcome} of Acme Robotics is 🎯 active.`, 'All goals');
      expect(await day.ask(day.lena, '/account goal acme')).toShow(
        'Acme Robotics · 1 Goal Card',
        `${outcome} · 🎯 active`,
        'leads_per_month 20 → 50 by 12 Feb 2027 · at “First leads”',
        'v2 by @lena · for Ada Acme (decision maker), Bob (Head of sales)',
        'New Goal Card',
      );
      expect(await day.ask(day.priya, '/account goal acme')).toShow(
        'Achieved',
        'Missed',
        'Retire',
        'Share here',
      );
    });

    it('is opened in full', async () => {
      await day.lena.press(day.said(day.lena), 'goal.open');
      const view = await day.titled(day.lena, 'Goal Card');
      expect(view).toShow(
        'What they gain\nKnowledge, Money',
        'Doing <nothing> · 2 of 5',
        'An agency · not rated · too dear',
      );
      expect(view).not.toShow('Opportunity');
      await day.lena.close(view);
    });
  });

  describe('a form that is closed early', () => {
    it('is kept as a draft while it is typed into, and offered again', async () => {
      await day.goal(day.lena, 'bluebird');
      const view = await day.form(day.lena);
      await day.type(day.lena, view, 'requiredOutcome', 'Our board sees');
      await day.type(day.lena, view, 'requiredOutcome', 'Our board sees where customers come from');
      expect(JSON.parse((await day.drafts())[0]!.fields)).toMatchObject({
        requiredOutcome: 'Our board sees where customers come from',
      });
      await day.lena.fill(view, { place: 'In Rome' });
      await day.lena.close(view);
      await day.settle();
      expect(day.said(day.lena)).toShow(
        'What you wrote about Bluebird GmbH is not saved: it is kept as your draft',
      );
      await day.pressSaid(day.lena, 'goal.add');
      const offer = await day.titled(day.lena, 'New Goal Card');
      expect(offer).toShow(
        'you began this',
        'Our board sees where customers come from',
        'Continue',
        'Start anew',
      );
      await day.lena.press(offer, 'goal.continue');
      expect(await day.form(day.lena)).toShow('Our board sees where customers come from', 'In Rome');
    });

    it('is not offered to somebody else', async () => {
      await day.goal(day.priya, 'bluebird');
      const view = await day.form(day.priya);
      expect(view).not.toShow('Our board sees');
      await day.priya.close(view);
      await day.settle();
      expect(await day.drafts()).toHaveLength(1);
    });

    it('is forgotten when it is saved', async () => {
      await day.lena.submit(await day.form(day.lena));
      await day.settle();
      expect(await day.drafts()).toEqual([]);
      expect(await day.cards('B-1')).toMatchObject([
        { name: 'Our board sees where customers come from', version: 1 },
      ]);
    });

    it('leaves no draft when nothing was changed, and none when it is started anew', async () => {
      await day.pressSaid(day.lena, 'verb.run:0');
      await day.pressSaid(day.lena, 'goal.add');
      await day.lena.close(await day.form(day.lena));
      await day.settle();
      expect(await day.drafts()).toEqual([]);
      await day.pressSaid(day.lena, 'goal.edit');
      const view = await day.form(day.lena);
      await day.type(day.lena, view, 'place', 'In Paris');
      await day.lena.close(view);
      await day.settle();
      await day.goal(day.lena, 'bluebird');
      await day.settle();
      await day.pressSaid(day.lena, 'goal.edit');
      const offer = await day.titled(day.lena, 'Edit the Goal Card');
      expect(offer).toShow('you began this');
      await day.lena.press(offer, 'goal.anew');
      const anew = await day.form(day.lena);
      expect(anew).not.toShow('In Paris');
      expect(anew).toShow('In Rome');
      expect(await day.drafts()).toEqual([]);
      await day.lena.close(anew);
    });
  });

  describe('many cards, and many versions', () => {
    it('are listed by pages', async () => {
      for (let number = 1; number <= 8; number += 1) {
        await saveGoal(
          day.deps,
          day.workspaceId,
          {
            cardId: `card-${number}`,
            accountId: day.accounts['F-1']!,
            version: 0,
            document: documentWith({ name: `Goal ${number}` }),
            newContact: null,
          },
          { program: null, press: { personId: 'nobody', today: TODAY }, after: async () => {} },
        );
      }
      const first = await day.ask(day.lena, '/account goal futura');
      expect(first).toShow(
        'Futura · 8 Goal Cards',
        'Goal 8',
        'Goal 3',
        'v1 by somebody',
        '💡 opportunity',
        'More ▶',
      );
      expect(first).not.toShow('Goal 2');
      await day.lena.press(first, 'verb.replace:1');
      await day.settle();
      expect(day.said(day.lena)).toShow('Goal 2', 'Goal 1', '◀ Earlier');
      await day.pressSaid(day.lena, 'goal.move:1', 'retire:card-1:2');
      expect(day.said(day.lena)).toShow('Goal 1 · 💤 retired', '◀ Earlier');
      expect(day.said(day.lena)).not.toShow('Goal 3');
      expect(await day.ask(day.lena, '/account goal futura page:9')).toShow('Futura has no more Goal Cards');
    });

    it('are told page by page', async () => {
      for (let number = 1; number <= 9; number += 1) {
        for (const move of ['retire', 'reopen'] as const) {
          const who = { personId: 'nobody', today: TODAY };
          await moveGoal(day.deps, day.workspaceId, 'card-8', move, who, async () => {});
        }
      }
      const list = await day.ask(day.lena, '/account goal futura');
      await day.lena.press(list, 'goal.open', { value: 'card-8' });
      await day.lena.press(await day.titled(day.lena, 'Goal Card'), 'goal.history');
      const newest = await day.titled(day.lena, 'History of the goal');
      expect(newest).toShow('v19', '💤 retired → 🎯 active', 'v5', 'Older');
      expect(newest).not.toShow('v4');
      await day.lena.press(newest, 'goal.older');
      expect(await day.lena.waitForView((view) => view.plain().includes('v4'))).toShow(
        'v1',
        'wrote the card',
      );
      await day.lena.close(day.lena.view()!, { all: true });
    });
  });

  describe('in a card', () => {
    it('a press changes it in place, and says so to whoever was slower', async () => {
      await day.goal(day.priya, 'bluebird');
      await day.settle();
      await day.pressSaid(day.priya, 'goal.open');
      const view = await day.titled(day.priya, 'Goal Card');
      await day.goal(day.lena, 'bluebird');
      await day.settle();
      await day.pressSaid(day.lena, 'goal.move:1', `retire:${(await day.cards('B-1'))[0]!.id}:1`);
      expect(day.said(day.lena)).toShow('💤 retired on Mon 23 Nov', 'Reopen');
      await day.priya.press(view, 'goal.move:0');
      await day.settle();
      expect(day.priya.view()!).toShow('is 💤 retired already: @lena has seen to it');
      await day.priya.close(day.priya.view()!);
      expect(day.priya.view()!).toShow('💤 retired on Mon 23 Nov');
      await day.priya.close(day.priya.view()!);
    });
  });

  describe('the shortcut', () => {
    it('asks for the account and goes on', async () => {
      await day.lena.shortcut('goal.new');
      const pick = await day.form(day.lena);
      expect(pick).toShow('New Goal Card', 'Account');
      const next = await day.lena.submit(pick, { account: 'Globex' });
      expect(next.view!).toShow('Globex', 'IDENTITY');
      await day.lena.fill(next.view!, { requiredOutcome: 'The team goes home at five and is proud of it' });
      const saved = await day.lena.submit(next.view!);
      // Nobody knows from where it was run: the modal itself says what became of it.
      expect(saved.view!).toShow('is saved as a draft');
      await day.lena.press(saved.view!, 'goal.open');
      expect(await day.titled(day.lena, 'Goal Card')).toShow(
        'Opportunity: bingo',
        'How do you achieve this today, if at all?',
      );
    });
  });

  describe('a viewer', () => {
    it('reads the cards and presses nothing', async () => {
      const list = await day.ask(day.marco, '/account goal acme');
      expect(list).toShow(outcome, 'Open');
      expect(list).not.toShow('Edit');
      expect(await day.ask(day.marco, '/account goal initech')).toShow(
        'Initech has no Goal Card yet. Whoever has the role csm writes one with /account goal I-1',
      );
      await day.marco.shortcut('goal.new');
      expect(await day.marco.waitForView()).toShow('This needs the role csm');
    });
  });

  describe('elsewhere', () => {
    it('the active goals stand on the account’s card and in the forms of its reviews', async () => {
      const line = `🎯 Goal: ${outcome} (leads_per_month 20 → 50 by 12 Feb 2027)`;
      expect(await day.ask(day.lena, '/account show acme')).toShow(line);
      await day.press(day.lena, day.list(), 'Acme', 'ebr.book');
      const view = await day.form(day.lena);
      expect(view).toShow(line);
      await day.lena.close(view);
      expect(await day.ask(day.lena, '/account history acme')).toShow(
        '@lena activated the goal',
        '@lena added the goal',
        'added a contact “Bob”',
      );
    });
  });

  describe('a goal whose target is reached', () => {
    it('is asked about in a direct message to the lead, who answers by one press', async () => {
      await use()
        .db.insertInto('kpi_value')
        .values({
          workspace_id: day.workspaceId,
          account_id: day.accounts['A-1']!,
          kpi: 'leads_per_month',
          day: TODAY,
          key: 'k1',
          value: 52,
        })
        .execute();
      await askReached(day.deps, day.workspaceId, TODAY);
      // A press wakes the sender, as the job does.
      await day.press(day.lena, day.list(), 'Bluebird', 'cta.claim');
      const asked = await day.sandbox
        .directMessages('U0PRIYA')
        .waitFor((message) => message.plain().includes('Is the goal'));
      expect(asked).toShow(
        '🎯 Acme Robotics reached 52 leads_per_month on Mon 23 Nov (target 50)',
        'Yes, achieved',
        'Not yet',
      );
      expect(await day.ask(day.priya, '/account show acme')).toShow('achieved? leads_per_month reached 52');
      await day.priya.press(asked, 'goal.confirm');
      await day.settle();
      expect(day.sandbox.directMessages('U0PRIYA').latest()).toShow('is achieved.');
      expect(await day.cards('A-1')).toMatchObject([{ state: 'achieved', closed_on: TODAY }]);
      expect(await day.ask(day.priya, '/account show acme')).not.toShow('leads_per_month reached 52');
    });

    it('is asked about when its CTA is done: not yet, and then achieved', async () => {
      const card = (await day.cards('A-1'))[0]!;
      const { db } = use();
      const again = async () => {
        await db.updateTable('goal_card').set({ asked_on: null }).where('id', '=', card.id).execute();
        await askReached(day.deps, day.workspaceId, TODAY);
        const shown = await day.ask(day.priya, '/account show acme');
        await day.priya.press(shown, 'cta.done_here', { value: await openQuestion() });
        return day.titled(day.priya, 'Is the goal achieved?');
      };
      const openQuestion = async () => {
        const query = db.selectFrom('cta').select('id').where('type', '=', 'goal_confirm');
        return (await query.where('state', '=', 'open').executeTakeFirstOrThrow()).id;
      };
      const press = { personId: 'nobody', today: TODAY };
      await moveGoal(day.deps, day.workspaceId, card.id, 'reopen', press, async () => {});

      const first = await again();
      expect(first).toShow('leads_per_month reached 52', 'The aim: leads_per_month 20 → 50');
      await day.priya.submit(first, { answer: 'not_yet' });
      await day.settle();
      expect(day.said(day.priya)).toShow('stays active');
      expect(await day.cards('A-1')).toMatchObject([{ state: 'active' }]);
      expect(await day.ask(day.priya, '/account show acme')).not.toShow('leads_per_month reached 52');

      await day.priya.submit(await again(), { answer: 'achieved' });
      await day.settle();
      expect(day.said(day.priya)).toShow('is achieved');
      expect(await day.cards('A-1')).toMatchObject([{ state: 'achieved', closed_on: TODAY }]);
    });
  });
});
