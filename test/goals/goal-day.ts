/** A CS team's day in which Goal Cards are worked with. */
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import type { TestDatabase } from '../support/database.ts';

export interface GoalDay extends CsDay {
  /** The form that is open, when it is loaded. */
  form(who: Person): Promise<ViewHandle>;
  /** The modal of this title, when it is loaded. */
  titled(who: Person, title: string): Promise<ViewHandle>;
  /** What the person was told last. */
  said(who: Person): ReturnType<Person['ephemerals']>[number];
  /** Types `/account goal ACCOUNT`, and waits for all that follows. */
  goal(who: Person, account: string): Promise<void>;
  /** Types a text into a field of the form, as Slack tells of it at once. */
  type(who: Person, view: ViewHandle, field: string, value: string): Promise<void>;
  /** Presses a button of what the person was told last. */
  pressSaid(who: Person, actionId: string, value?: string): Promise<void>;
  cards(
    account: string,
  ): Promise<
    { id: string; name: string; document: string; state: string; version: number; closed_on: string | null }[]
  >;
  drafts(): Promise<{ fields: string }[]>;
}

export async function startGoalDay(database: TestDatabase): Promise<GoalDay> {
  const day = await startDay(database);
  const { db } = database;
  const said = (who: Person) => who.ephemerals().at(-1)!;
  return {
    ...day,
    said,
    form: (who) => who.waitForView((view) => view.submit !== undefined),
    titled: (who, title) =>
      who.waitForView((view) => view.title === title && !view.plain().includes('One moment')),
    async goal(who, account) {
      await who.command('/account', `goal ${account}`);
      await day.settle();
    },
    async type(who, view, field, value) {
      await who.press(view, 'goal.field', { blockId: field, value });
      await day.settle();
    },
    async pressSaid(who, actionId, value) {
      await who.press(said(who), actionId, value === undefined ? {} : { value });
      await day.settle();
    },
    cards: (account) =>
      db
        .selectFrom('goal_card')
        .select(['id', 'name', 'document', 'state', 'version', 'closed_on'])
        .where('account_id', '=', day.accounts[account]!)
        .orderBy('id')
        .execute(),
    drafts: () => db.selectFrom('goal_draft').select('fields').execute(),
  };
}
