/** The forms of an executive business review: booking it, and holding it with its plan. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Attendees, Ebr, PlanDraft, PlanItem, PlanProblem } from '#src/ebrs/domain.ts';
import { MAX_SPOKEN } from '#src/touchpoints/domain.ts';
import { actions, button, context, header, modal, option, section } from './build.ts';
import { choiceField, dateField, FIELD, input, textField, userField } from './form-fields.ts';
import { day } from './format.ts';
import { reviewGaps, type ShownGaps } from './gap-list.ts';
import { goalsLine, type ShownGoals } from './goal-line.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { contactsField } from './touchpoint-form.ts';

export interface EbrForm {
  accountId: string;
  accountName: string;
  today: BusinessDate;
  booked: Ebr | null;
  /** Whether it is opened from the person's own list of today, which is then made anew. */
  fromToday: boolean;
  last: { ebr: Ebr; plan: PlanItem[] } | null;
  /** The active goals: a review starts from them. */
  goals: ShownGoals;
  /** The success gaps that are open. */
  gaps: ShownGaps;
}

export const bookFields = { on: 'on', people: 'people', customers: 'customers' } as const;
export const holdFields = {
  heldOn: 'held_on',
  there: 'there',
  decisionMaker: 'decision_maker',
  note: 'note',
} as const;

/** Who was probably there, by what the booking says. */
export interface ExpectedThere {
  contacts: readonly { id: string; name: string }[];
  decisionMaker: boolean | null;
}

/** A plan takes so many items; a longer one is not kept. */
export const MAX_PLAN_ITEMS = 5;

const WHO = [
  { text: 'Us', value: 'us' },
  { text: 'The customer', value: 'customer' },
];

/**
 * @param attendees who is expected: people of ours by their Slack ids, and the names of the customer's
 */
export function bookForm(form: EbrForm, { people, customers }: Attendees): ModalView {
  const { booked } = form;
  return modal({
    callbackId: ids.ebrBookForm,
    title: booked === null ? 'Book the EBR' : 'Move the EBR',
    submit: booked === null ? 'Book' : 'Move',
    ...(booked === null ? {} : { close: 'Close' }),
    metadata: { accountId: form.accountId, fromToday: form.fromToday },
    blocks: [
      ...reviewHead(form),
      input(bookFields.on, 'Date', dateField({ initial: booked?.bookedOn ?? null })),
      input(bookFields.people, 'Who of us', peopleField(people), { optional: true }),
      input(
        bookFields.customers,
        'Who from the customer',
        textField({ initial: customers.join(', '), max: 500 }),
        {
          optional: true,
          hint: 'Names, with commas between them. The decision maker should be there.',
        },
      ),
      ...(booked === null ? [] : [actions(cancelButton(form))]),
    ],
  });
}

/**
 * @param items how many plan items the form has room for
 * @param expected who of the customer is filled in
 */
export function holdForm(form: EbrForm, items: number, expected: ExpectedThere): ModalView {
  const numbers = Array.from({ length: items }, (_, index) => index);
  const metadata = { accountId: form.accountId, items, fromToday: form.fromToday };
  const more =
    items < MAX_PLAN_ITEMS
      ? [
          actions(
            button('Add an item', ids.ebrAddItem, {
              value: JSON.stringify({ ...metadata, items: items + 1 }),
            }),
          ),
        ]
      : [context(mrkdwn`A plan has at most ${MAX_PLAN_ITEMS} items: fewer are kept more often.`)];
  return modal({
    callbackId: ids.ebrHoldForm,
    title: 'Hold the EBR',
    submit: 'Save',
    metadata,
    blocks: [
      ...reviewHead(form),
      ...bookedLine(form),
      ...lastPlan(form),
      input(holdFields.heldOn, 'Held on', dateField({ initial: form.today })),
      input(holdFields.there, 'Who of the customer was there', thereField(expected), {
        optional: true,
        hint: 'They count as spoken with on that day.',
      }),
      input(
        holdFields.decisionMaker,
        'Was a decision maker there?',
        choiceField(YES_NO, { initial: yesOrNo(expected.decisionMaker) }),
        { optional: true, hint: 'Left empty: not known, unless one is named above.' },
      ),
      input(holdFields.note, 'What was said', textField({ multiline: true }), {
        optional: true,
        hint: 'In the customer’s own words, where you can.',
      }),
      header('The plan'),
      ...numbers.flatMap((index) => planItemFields(index)),
      ...more,
    ],
  });
}

const YES_NO = [
  { text: 'Yes', value: 'yes' },
  { text: 'No', value: 'no' },
];

function yesOrNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no';
}

function thereField({ contacts }: ExpectedThere) {
  const chosen = contacts.slice(0, MAX_SPOKEN).map(({ id, name }) => option({ text: name, value: id }));
  return { ...contactsField(ids.ebrContact), ...(chosen.length === 0 ? {} : { initial_options: chosen }) };
}

/** The names of a plan item's fields. */
export function planFieldNames(item: number): Record<'what' | 'owner' | 'dueOn' | 'person', string> {
  return { what: `what_${item}`, owner: `owner_${item}`, dueOn: `due_on_${item}`, person: `person_${item}` };
}

/** Reads the plan's fields as drafts. */
export function readDrafts(values: Record<string, string | string[] | null>, items: number): PlanDraft[] {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  };
  return Array.from({ length: items }, (_, item) => {
    const names = planFieldNames(item);
    const owner = text(names.owner);
    return {
      what: text(names.what),
      owner: owner === 'us' || owner === 'customer' ? owner : null,
      ownerId: text(names.person),
      dueOn: text(names.dueOn),
    };
  });
}

/** The problems of a plan, each on its field. */
export function planErrors(problems: readonly PlanProblem[]): Record<string, string> {
  return Object.fromEntries(
    problems.map(({ item, field, problem }) => [planFieldNames(item)[field], problem]),
  );
}

function planItemFields(item: number): KnownBlock[] {
  const names = planFieldNames(item);
  // Slack cannot know that a started item must be finished: all but the first item’s text is optional to it.
  const optional = item > 0;
  const number = item + 1;
  return [
    input(names.what, `${number}. What will be done`, textField({ max: 300 }), {
      optional,
      ...(item === 0 ? { hint: 'Such as: publish two landing pages with a form' } : {}),
    }),
    input(names.owner, `${number}. By whom`, choiceField(WHO, { initial: item === 0 ? null : 'customer' }), {
      optional,
    }),
    input(names.dueOn, `${number}. By when`, dateField(), { optional }),
    input(names.person, `${number}. Who of us sees to it`, userField(), {
      optional: true,
      hint: 'Left empty: the lead.',
    }),
  ];
}

/** The account, its last review, and the goals from which this one starts. */
function reviewHead({ accountName, last, goals, gaps, today }: EbrForm): KnownBlock[] {
  const line = goalsLine(goals, today);
  return [
    section(mrkdwn`*${accountName}* · ${lastReview(last, today)}`),
    ...(line === null ? [] : [section(line)]),
    ...reviewGaps(gaps, today),
  ];
}

/** That a review is booked, and what becomes of that booking. */
function bookedLine({ booked, today }: EbrForm): KnownBlock[] {
  if (booked === null || booked.bookedOn === null) return [];
  const on = day(booked.bookedOn, today);
  return [
    section(
      mrkdwn`📅 One is booked for ${on}. Saving this makes it the one that was held, whichever day you choose: nothing stays booked.`,
    ),
  ];
}

function lastReview(last: EbrForm['last'], today: BusinessDate): string {
  const heldOn = last?.ebr.heldOn ?? null;
  return heldOn === null ? 'no EBR yet' : `last EBR ${day(heldOn, today)}`;
}

/** The plan of the last review: what was kept and what was broken. */
function lastPlan({ last, today }: EbrForm): KnownBlock[] {
  if (last === null || last.plan.length === 0) return [];
  const lines = last.plan.map((item) => planItemLine(item, today));
  return [section(join([mrkdwn`*The last plan*`, ...lines], '\n'))];
}

/**
 * One plan item with its state, such as `✅ kept · Publish two pages (customer, due Tue 24 Nov)`.
 * @param longest so many characters of what will be done are shown
 */
export function planItemLine(item: PlanItem, today: BusinessDate, longest = 200): Mrkdwn {
  const who = item.owner === 'us' ? 'us' : 'customer';
  const state =
    item.state === 'kept'
      ? '✅ kept'
      : item.state === 'broken'
        ? '❌ broken'
        : item.dueOn < today
          ? '⏰ late'
          : '⏳ open';
  return mrkdwn`${state} · ${truncate(item.what, longest)} (${who}, due ${day(item.dueOn, today)})`;
}

function cancelButton({ accountId, accountName }: EbrForm) {
  return button('Cancel the booking', ids.ebrCancel, {
    value: accountId,
    style: 'danger',
    confirm: {
      title: 'Cancel the booking?',
      text: `The EBR with ${truncate(accountName, 100)} is no longer booked. Nobody is told outside Milepost.`,
      confirm: 'Cancel it',
      deny: 'Keep it',
      danger: true,
    },
  });
}

function peopleField(initial: readonly string[]) {
  return {
    type: 'multi_users_select' as const,
    action_id: FIELD,
    ...(initial.length === 0 ? {} : { initial_users: [...initial] }),
  };
}
