/** Two people edit one Goal Card: the second one is told and shown both texts, and nothing is lost. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { saveGoal } from '#src/goals/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { TODAY } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startGoalDay, type GoalDay } from './goal-day.ts';
import { documentWith } from './make-goal.ts';

onEachDatabase('two people at one Goal Card', (use) => {
  let day: GoalDay;
  beforeAll(async () => {
    day = await startGoalDay(use());
    const document = documentWith({ place: 'In Rome' });
    const edit = { cardId: 'card', accountId: day.accounts['B-1']!, version: 0, document, newContact: null };
    const press = { personId: 'nobody', today: TODAY };
    await saveGoal(day.deps, day.workspaceId, edit, { program: null, press, after: async () => {} });
  });
  afterAll(() => day.stop());

  const open = async (who: Person): Promise<ViewHandle> => {
    await day.goal(who, 'bluebird');
    await day.pressSaid(who, 'goal.edit');
    return day.form(who);
  };
  /** The form with fields for somebody new. */
  const openWithPerson = async (who: Person) => {
    await who.press(await open(who), 'goal.add_person');
    return who.waitForView((view) => view.plain().includes('Somebody new: name'));
  };

  describe('a card that two people edit', () => {
    it('is shown to the second one with both texts, part by part, and nothing is lost', async () => {
      const [lenas, priyas] = [await open(day.lena), await openWithPerson(day.priya)];
      await day.lena.submit(lenas, {
        place: 'In Berlin',
        timing: 'after the fair',
        background: 'Long. '.repeat(400),
      });
      await day.settle();
      const result = await day.priya.submit(priyas, {
        place: 'In Madrid',
        responsibilities: 'Marketing',
        newName: 'Carla',
      });
      const view = result.view!;
      expect(view).toShow(
        'Saved meanwhile',
        '@lena saved this card',
        '@lena: “In Berlin”\nYou: “In Madrid”',
        '@lena: nothing\nYou: “Marketing”',
        '@lena: “after the fair”\nYou: nothing',
        'Carla',
      );
      const kept = (await day.drafts())[0]!;
      expect(JSON.parse(kept.fields)).toMatchObject({ place: 'In Madrid', newName: 'Carla' });
      await day.priya.press(view, 'goal.read_both:0');
      const full = await day.titled(day.priya, 'Both in full');
      expect(full).toShow('Theirs', 'Yours', 'nothing');
      await day.priya.close(full);
    });

    it('can be left unsettled: the draft is offered, and says that the card was saved since', async () => {
      await day.priya.close(day.priya.view()!, { all: true });
      await day.settle();
      await day.goal(day.priya, 'bluebird');
      await day.settle();
      await day.pressSaid(day.priya, 'goal.edit');
      const offer = await day.titled(day.priya, 'Edit the Goal Card');
      expect(offer).toShow('The card was saved by somebody since');
      await day.priya.press(offer, 'goal.continue');
      const view = await day.form(day.priya);
      expect(view).toShow('In Madrid', 'Marketing', 'Carla');
      expect((await day.priya.submit(view)).view!).toShow('Saved meanwhile');
    });

    it('is told again when it was saved once more, then keeps what was chosen of each', async () => {
      const lenas = await open(day.lena);
      await day.lena.submit(lenas, { place: 'In Vienna' });
      await day.settle();
      const again = await day.priya.submit(day.priya.view()!, { keep_place: 'theirs' });
      expect(again.view!).toShow('@lena: “In Vienna”');
      // What only one of the two has touched is chosen already.
      const result = await day.priya.submit(again.view!, { keep_place: 'theirs' });
      expect(result.action).toBe('clear');
      await day.settle();
      const [card] = await day.cards('B-1');
      const document = JSON.parse(card!.document);
      expect(document).toMatchObject({
        place: 'In Vienna',
        timing: 'after the fair',
        responsibilities: 'Marketing',
      });
      expect(document.background).toBe('Long. '.repeat(400).trim());
      expect(document.contacts).toHaveLength(1);
      expect(card!.version).toBe(4);
      expect(await day.drafts()).toEqual([]);
    });

    it('has a history: who changed what, when, and each version in full', async () => {
      await day.goal(day.priya, 'bluebird');
      await day.settle();
      await day.pressSaid(day.priya, 'goal.open');
      await day.priya.press(await day.titled(day.priya, 'Goal Card'), 'goal.history');
      const history = await day.titled(day.priya, 'History of the goal');
      expect(history).toShow(
        'v4',
        '@priya',
        'Place: “In Berlin” → “In Vienna”',
        'People: nothing → “Carla”',
        'wrote the card',
      );
      await day.priya.press(history, 'goal.version:2');
      expect(await day.titled(day.priya, 'Version 2')).toShow(
        'In Berlin',
        'Long. Long.',
        'v2 · saved by @lena',
      );
      await day.priya.close(day.priya.view()!, { all: true });
    });
  });

  describe('a draft with somebody new whom the other one wrote down meanwhile', () => {
    it('shows the form again, with the error on its field', async () => {
      const [lenas, priyas] = [await openWithPerson(day.lena), await openWithPerson(day.priya)];
      await day.lena.submit(lenas, { newName: 'Dora' });
      await day.settle();
      const both = await day.priya.submit(priyas, { newName: 'Dora', place: 'In Rome' });
      const again = await day.priya.submit(both.view!);
      expect(again.view!).toShow('Edit the Goal Card', 'In Rome', 'Dora');
      expect((await day.priya.submit(again.view!)).errors).toEqual({
        newName: '“Dora” is a contact already: choose them above, or add what tells the two apart.',
      });
      expect((await day.priya.submit(again.view!, { newName: '' })).action).toBe('clear');
      await day.settle();
      expect(await day.drafts()).toEqual([]);
    });
  });
});
