/** One action or decision of the leadership's meeting: its form, what its thread tells of it, and the reminder. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import { asTyped } from '#src/base/text.ts';
import {
  ACTION_KINDS,
  firstState,
  MAX_WHAT,
  type ActionFields,
  type ActionKind,
  type LeadershipAction,
} from '#src/digest/actions.ts';
import type { Person } from '#src/people/domain.ts';
import * as z from 'zod';
import {
  actions,
  button,
  choiceField,
  context,
  dateField,
  input,
  modal,
  section,
  textField,
  userField,
  type Answer,
} from './build.ts';
import { away, count, day, figure } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { personName } from './people.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Where an action is pressed: in a list, or in the thread. */
export const ACTION_PLACES = ['thread', 'open', 'closed'] as const;
export type ActionPlace = (typeof ACTION_PLACES)[number];

export const actionMetadata = z.object({
  id: z.string().min(1).max(64),
  /** The version that the form shows; 0: a new one. */
  version: z.number().int().min(0),
  /** Of a new one: the message that it is made of. */
  message: z
    .object({
      channelId: z.string().max(32),
      ts: z.string().max(32),
      /** The first message of its thread. */
      threadTs: z.string().max(32).nullable(),
    })
    .nullable(),
  place: z.enum(ACTION_PLACES),
  /** The page of the list that is made anew afterwards. */
  page: z.number().int().min(1),
});
export type ActionMetadata = z.infer<typeof actionMetadata>;

/** What the form holds; the owner as their Slack id. */
export type ActionValues = Omit<ActionFields, 'ownerId'> & { ownerSlackId: string | null };

export interface ActionForm extends ActionMetadata {
  values: ActionValues;
  /** What is said above the form. */
  notice: Mrkdwn | null;
  /** Somebody else made or saved it while the form was open: theirs, where it differs. */
  differences?: readonly { label: string; theirs: string }[];
}

const KIND_CHOICES: { text: string; value: ActionKind; description: string }[] = [
  { value: 'action', text: 'Action', description: 'Somebody does it by a day; the next digest says whether' },
  { value: 'decision', text: 'Decision', description: 'It is decided; nobody has to do anything for it' },
];

export function actionFormTitle(version: number): string {
  return version === 0 ? 'Make it an action' : 'Change the action';
}

export function actionForm(form: ActionForm): ModalView {
  const { id, version, message, place, page, values, notice, differences = [] } = form;
  const metadata: ActionMetadata = { id, version, message, place, page };
  return modal({
    callbackId: ids.actionForm,
    title: actionFormTitle(version),
    submit: differences.length === 0 ? 'Save' : 'Save mine over it',
    metadata,
    blocks: [
      ...(notice === null ? [] : [section(notice)]),
      ...differences.flatMap(({ label, theirs }) => textBlocks(`Theirs: ${label}`, theirs)),
      input(
        'what',
        'What',
        textField({
          asTyped: true,
          multiline: true,
          initial: values.what,
          max: MAX_WHAT,
          placeholder: 'Call the three customers that renew before they see the value',
        }),
      ),
      input('kind', 'What is it?', choiceField(KIND_CHOICES, { initial: values.kind })),
      input('ownerId', 'Who does it?', userField({ initial: values.ownerSlackId }), {
        optional: true,
        hint: 'One person. They are reminded on the day before.',
      }),
      input('dueOn', 'By when?', dateField({ initial: values.dueOn }), {
        optional: true,
        hint: 'Such as the day of the next meeting. A decision needs neither person nor day.',
      }),
    ],
  });
}

/** What was entered; what is wrong with it the service says. The owner as their Slack id. */
export const actionValues = z
  .object({
    what: z
      .string()
      .nullish()
      .transform((typed) => asTyped(typed ?? '')),
    kind: z.enum(ACTION_KINDS, { error: 'Choose what it is: an action or a decision.' }),
    ownerId: z.string().nullish(),
    dueOn: z
      .string()
      .refine((text) => isBusinessDate(text), 'Choose a day.')
      .nullish(),
  })
  .transform(({ what, kind, ownerId, dueOn }): ActionValues => ({
    what,
    kind,
    ownerSlackId: ownerId ?? null,
    dueOn: dueOn ?? null,
  }));

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

/** What somebody said they would do, and that is due by tomorrow. */
export function actionReminder(
  due: readonly { what: string; dueOn: BusinessDate }[],
  today: BusinessDate,
): Answer {
  const late = due.filter(({ dueOn }) => dueOn < today).length;
  const parts = [
    ...(due.length > late ? [`${figure(due.length - late)} due by tomorrow`] : []),
    ...(late > 0 ? [`${figure(late)} overdue`] : []),
  ];
  const text = mrkdwn`Your ${due.length === 1 ? 'action' : 'actions'} from the leadership meeting: ${parts.join(', ')}`;
  const lines = due.slice(0, REMINDED_OF).map(({ what, dueOn }) => {
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
