/** A form whose first sending was saved, though the person was not told so, and who sends it again. */
import { afterAll, beforeAll, it } from 'vitest';
import { saveGoal } from '#src/goals/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import { TODAY } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { startGoalDay, type GoalDay } from './goal-day.ts';
import { documentWith } from './make-goal.ts';

const OUTCOME = 'Sales works leads that come from our own site';

onEachDatabase('the form of a new Goal Card, sent again', (use) => {
  let day: GoalDay;
  beforeAll(async () => {
    day = await startGoalDay(use());
  });
  afterAll(() => day.stop());

  /** Saves what the form would have saved, without that the form knows of it. */
  const sendUnnoticed = async (view: ViewHandle) => {
    const { accountId, cardId } = JSON.parse(view.private_metadata) as { accountId: string; cardId: string };
    const document = documentWith({ name: '', requiredOutcome: OUTCOME });
    const edit = { cardId, accountId, version: 0, document, newContact: null };
    const priya = use().db.selectFrom('person').select('id').where('slack_user_id', '=', 'U0PRIYA');
    const press = { personId: (await priya.executeTakeFirstOrThrow()).id, today: TODAY };
    await saveGoal(day.deps, day.workspaceId, edit, { program: null, press, after: async () => {} });
  };

  it('shows what was saved and what is sent now, and saves what is chosen', async () => {
    await day.goal(day.priya, 'bluebird');
    const view = await day.form(day.priya);
    await sendUnnoticed(view);
    const both = await day.priya.submit(view, { requiredOutcome: OUTCOME, place: 'In Rome' });
    expect(both.view!).toShow('Saved meanwhile', 'Place', 'In Rome');
    expect((await day.priya.submit(both.view!)).action).toBe('clear');
    await day.settle();
    const cards = await day.cards('B-1');
    expect(cards).toHaveLength(1);
    expect(JSON.parse(cards[0]!.document)).toMatchObject({ place: 'In Rome', requiredOutcome: OUTCOME });
    expect(cards[0]!.version).toBe(2);
    expect(await day.drafts()).toEqual([]);
  });
});
