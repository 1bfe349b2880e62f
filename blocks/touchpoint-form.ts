/** The form that writes down who was spoken with. */
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import {
  MAX_SPOKEN,
  MAX_SPOKEN_NOTE,
  SPOKEN_PERSONAS,
  TOUCHPOINT_KINDS,
  type LastSpoken,
  type Spoken,
} from '#src/touchpoints/domain.ts';
import { KIND_NAMES, PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { actions, button, modal, section } from './build.ts';
import { choiceField, dateField, input, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { mrkdwn } from './text.ts';
import { spokenLine } from './touchpoint-words.ts';

export const spokenMetadata = z.object({ accountId: z.string().max(64), formId: z.string().max(64) });
export type SpokenMetadata = z.infer<typeof spokenMetadata>;

export interface SpokenFormView extends SpokenMetadata {
  accountName: string;
  last: LastSpoken;
  today: BusinessDate;
}

const MAX_NAME = 150;

export function spokenForm({ accountId, formId, accountName, last, today }: SpokenFormView): ModalView {
  return modal({
    callbackId: ids.touchpointForm,
    title: 'Log a conversation',
    submit: 'Log',
    metadata: { accountId, formId },
    blocks: [
      section(mrkdwn`*${accountName}*\n${spokenLine(last, today)}`),
      input('contacts', 'With whom', contactsField(ids.touchpointContact), {
        optional: true,
        hint: 'Type a part of a name. Nobody there? Write them down below, or choose a persona alone.',
      }),
      input('newName', 'Somebody new', textField({ max: MAX_NAME }), {
        optional: true,
        hint: 'Their name. They become a contact of the account.',
      }),
      input('persona', 'Persona', choiceField(PERSONAS), {
        optional: true,
        hint: 'Of the new one, of a contact without a persona, or of nobody in particular.',
      }),
      input('day', 'When', dateField({ initial: today })),
      input('kind', 'How', choiceField(KINDS, { initial: 'call' })),
      input('note', 'Note', textField({ multiline: true, max: MAX_SPOKEN_NOTE }), {
        optional: true,
        hint: 'What was said, in their own words where you can.',
      }),
      actions(button('All conversations', ids.touchpointList, { value: accountId })),
    ],
  });
}

const PERSONAS = SPOKEN_PERSONAS.map((persona) => ({
  text: capital(PERSONA_NAMES[persona]),
  value: persona,
}));
const KINDS = TOUCHPOINT_KINDS.map((kind) => ({ text: KIND_NAMES[kind], value: kind }));

/** A menu of several contacts of an account, which are asked for while a person types. */
export function contactsField(actionId: string) {
  return {
    type: 'multi_external_select' as const,
    action_id: actionId,
    min_query_length: 0,
    max_selected_items: MAX_SPOKEN,
  };
}

const text = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null));

/** What the form says. */
export const spokenValues = z.object({
  contacts: z
    .union([z.array(z.string().max(64)), z.string()])
    .nullish()
    .transform((value) => (Array.isArray(value) ? value : [])),
  newName: text,
  persona: z.enum(SPOKEN_PERSONAS).nullish(),
  day: z.string({ error: 'Choose the day.' }).refine(isBusinessDate, 'Choose the day.'),
  kind: z.enum(TOUCHPOINT_KINDS, { error: 'Choose how you spoke.' }),
  note: text,
});

export function spokenOf({ contacts, persona, ...values }: z.infer<typeof spokenValues>): Spoken {
  return { ...values, contactIds: contacts, persona: persona ?? null };
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
