/** What is told of the actions of the leadership's meeting: in its thread how one stands, to its owner that it is due. */
import type { ActionsBlockElement, KnownBlock } from '@slack/types';
import { firstState, type LeadershipAction } from '#src/actions/domain.ts';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import type { Person } from '#src/people/domain.ts';
import type { ActionPlace } from './action-form.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { firstLines } from './digest-lines.ts';
import { away, count, day, figure } from './format.ts';
import { ids } from './ids.ts';
import { personName } from './people.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ToldAction {
  action: LeadershipAction;
  /** Its owner, who made it, and who closed it, by id. */
  people: ReadonlyMap<string, Pick<Person, 'name' | 'slackUserId'>>;
  today: BusinessDate;
}

/** In the thread: what it is, and how it stands. */
export function actionTold({ action, people, today }: ToldAction): Answer {
  const { kind, what, createdBy } = action;
  const label = kind === 'decision' ? mrkdwn`⚖️ *Decision*` : mrkdwn`📌 *Action*`;
  const by = nameIn(people, createdBy);
  return {
    text: mrkdwn`${kind === 'decision' ? 'Decision' : 'Action'}: ${inQuotes(truncate(what, 150))}`,
    blocks: [
      section(mrkdwn`${join([label, ...standing({ action, people, today })], ' · ')}\n${inQuotes(what)}`),
      context(
        mrkdwn`Written down by ${by}. The next digest begins with how it stands; \`/cs digest actions\` lists them all.`,
      ),
      actions(...actionButtons(action, 'thread', 1)),
    ],
  };
}

/** Who does it by when, or what became of it. */
export function standing({ action, people, today }: ToldAction): Mrkdwn[] {
  const { state, ownerId, dueOn, closedBy, closedOn } = action;
  const owner = ownerId === null ? [] : [nameIn(people, ownerId)];
  const closed =
    closedBy === null || closedOn === null
      ? []
      : [mrkdwn`${CLOSED_WORDS[state]} by ${nameIn(people, closedBy)} on ${day(closedOn, today)}`];
  switch (state) {
    case 'open': {
      if (dueOn === null) return owner;
      const late = dueOn < today ? mrkdwn`⏰ was due ${day(dueOn, today)}` : mrkdwn`due ${day(dueOn, today)}`;
      return [...owner, mrkdwn`${late} (${away(dueOn, today)})`];
    }
    case 'done':
    case 'dropped':
    case 'decided':
      return [...owner, ...closed];
  }
}

const CLOSED_WORDS: Record<LeadershipAction['state'], string> = {
  open: 'open',
  done: '✅ done',
  dropped: '✖️ dropped',
  decided: 'decided',
};

function nameIn(people: ToldAction['people'], id: string): Mrkdwn {
  const person = people.get(id);
  return person === undefined ? mrkdwn`somebody` : personName(person);
}

/** What may be done with it. @param page the page of the list in which it is pressed */
export function actionButtons(
  { id, kind, what, state }: LeadershipAction,
  place: ActionPlace,
  page: number,
): ActionsBlockElement[] {
  const press = (text: string, actionId: string, style?: 'primary') =>
    button(text, actionId, {
      value: `${id}:${place}:${page}`,
      label: `${text}: ${what}`,
      ...(style === undefined ? {} : { style }),
    });
  if (state !== firstState(kind)) return [press('Open again', ids.actionReopen)];
  return [
    ...(state === 'open' ? [press('Done', ids.actionDone, 'primary')] : []),
    press('Edit', ids.actionEdit),
    press(kind === 'decision' ? 'Take back' : 'Drop', ids.actionDrop),
  ];
}

const REMINDED_OF = 10;

/** What somebody said they would do, and that is due by a day: their next working day. */
export function actionReminder(
  due: readonly { what: string; dueOn: BusinessDate }[],
  today: BusinessDate,
  by: BusinessDate,
): Answer {
  const late = due.filter(({ dueOn }) => dueOn < today).length;
  const parts = [
    ...(due.length > late
      ? [`${figure(due.length - late)} due by ${by === addDays(today, 1) ? 'tomorrow' : day(by, today)}`]
      : []),
    ...(late > 0 ? [`${figure(late)} overdue`] : []),
  ];
  const text = mrkdwn`Your ${due.length === 1 ? 'action' : 'actions'} from the leadership meeting: ${parts.join(', ')}`;
  const lines = firstLines(due, due.length, REMINDED_OF).map(({ what, dueOn }) => {
    const when = dueOn < today ? mrkdwn`⏰ was due ${day(dueOn, today)}` : mrkdwn`${away(dueOn, today)}`;
    return mrkdwn`• ${inQuotes(truncate(what, 200))} · ${when}`;
  });
  const hidden = due.length - lines.length;
  const more: KnownBlock[] = hidden > 0 ? [context(mrkdwn`and ${count(hidden, 'more', 'more')}`)] : [];
  return {
    text,
    blocks: [
      section(mrkdwn`📌 *${text}*`),
      section(join(lines, '\n')),
      ...more,
      actions(verbButton('Open my actions', { command: '/cs', verb: 'digest', rest: 'actions' })),
    ],
  };
}
