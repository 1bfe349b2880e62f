/** The form of an action or a decision of the leadership's meeting. */
import type { ModalView } from '@slack/types';
import { ACTION_KINDS, MAX_WHAT, type ActionFields, type ActionKind } from '#src/actions/domain.ts';
import { isBusinessDate } from '#src/base/business-date.ts';
import { asTyped } from '#src/base/text.ts';
import * as z from 'zod';
import { modal, section } from './build.ts';
import { choiceField, dateField, input, textField, userField } from './form-fields.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import type { Mrkdwn } from './text.ts';

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
        hint: 'One person. They are reminded on the working day before.',
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
