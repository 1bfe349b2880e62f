/** The form in which a message becomes customer feedback, or feedback is changed. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { isBusinessDate } from '#src/base/business-date.ts';
import { CONSENTS, MAX, type EvidenceRef } from '#src/feedback/domain.ts';
import { context, divider, modal, option, section, type Choice } from './build.ts';
import { CONSENT_WORDS } from './feedback-words.ts';
import { choiceField, dateField, input, searchField, textField, type InputOptions } from './form-fields.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { limits } from './limits.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** Which form it is: ids alone. */
export const feedbackFormMetadata = z.object({
  /** The message, or the saved feedback: by it the draft is found. */
  subject: z.string().min(1).max(100),
  id: z.string().min(1).max(64),
  /** The version that was read; 0: new feedback. */
  version: z.number().int().min(0),
});
export type FeedbackFormMetadata = z.infer<typeof feedbackFormMetadata>;

/** What a form holds, by the field’s name. */
export type FeedbackValues = Record<string, string | string[] | null>;

export const feedbackFields = {
  text: 'text',
  account: 'account',
  contact: 'contact',
  author: 'author',
  saidOn: 'said_on',
  consent: 'consent',
  consentUntil: 'consent_until',
  evidence: 'evidence',
} as const;

/** One field in which the saved feedback differs from what the person sent. */
export interface Difference {
  label: string;
  theirs: string;
  /** What the person sent, where it can not stand in the form any more. */
  yours?: string;
}

export interface FeedbackForm extends FeedbackFormMetadata {
  values: FeedbackValues;
  /** What was said, as far as it is kept: the text may only become shorter. */
  original: string;
  /** Where it was said: `#cs-daily · Open the message`. */
  source: Mrkdwn | null;
  /** The choices that `values` names. */
  account: Choice | null;
  contact: Choice | null;
  evidence: readonly Choice[];
  /** What is said above the form: who saved it already, or what was begun. */
  notice: Mrkdwn | null;
  /** Somebody has changed it meanwhile: what they saved where it differs. */
  differences: readonly Difference[];
}

const names = feedbackFields;

export function feedbackForm(form: FeedbackForm): ModalView {
  const { subject, id, version, values, notice, source } = form;
  return modal({
    callbackId: ids.feedbackForm,
    title: 'Customer feedback',
    submit: 'Save',
    metadata: { subject, id, version } satisfies FeedbackFormMetadata,
    tellsClosing: true,
    blocks: [
      ...(notice === null ? [] : [section(notice)]),
      ...differences(form),
      ...words(form),
      ...(source === null ? [] : [context(source)]),
      field(names.account, 'Account', searchField(ids.feedbackAccount, { initial: form.account }), {
        optional: false,
      }),
      field(
        names.contact,
        'Who said it',
        searchField(ids.feedbackContact, { initial: form.contact, minLength: 0 }),
        { hint: 'A contact of the account. Choose the account first.' },
      ),
      field(
        names.author,
        'Or somebody else',
        textField({ actionId, asTyped: true, initial: textOf(values[names.author]), max: MAX.author }),
        { hint: 'Their name, where they are no contact of the account' },
      ),
      field(names.saidOn, 'When', dateField({ actionId, initial: dateOf(values[names.saidOn]) }), {
        optional: false,
      }),
      field(
        names.consent,
        'Consent to be quoted',
        choiceField(
          CONSENTS.map((value) => ({ text: CONSENT_WORDS[value], value })),
          { actionId, initial: textOf(values[names.consent]) || 'not_asked' },
        ),
        { optional: false, hint: 'Without a consent that lasts, their words never leave the team.' },
      ),
      field(
        names.consentUntil,
        'Granted until',
        dateField({ actionId, initial: dateOf(values[names.consentUntil]) }),
        { hint: 'The last day on which they may be quoted' },
      ),
      field(names.evidence, 'Evidence for', evidenceField(form.evidence), {
        hint: 'Goal Cards and success gaps of the account that this supports',
      }),
      context(mrkdwn`What you fill in is kept until you save.`),
    ],
  });
}

/** The words: in a field where they fit into one, else in full above a field for a shorter form. */
function words({ original, values }: FeedbackForm): KnownBlock[] {
  const fits = original.length <= limits.inputText;
  const given = textOf(values[names.text]);
  // Cut to the field, it would be saved cut.
  const initial = given.length > limits.inputText ? '' : given || (fits ? original : '');
  const element = textField({ actionId, asTyped: true, initial, max: limits.inputText, multiline: true });
  if (fits) {
    return [
      field(names.text, 'What they said', element, {
        optional: false,
        hint: 'As it was said. You may leave words out, with … in their place.',
      }),
    ];
  }
  return [
    ...textBlocks('What they said', original),
    field(names.text, 'Only this of it', element, {
      hint: 'Left empty, all of it is kept. Copy the words that matter, with … where some are left out.',
    }),
  ];
}

function differences({ differences: all }: FeedbackForm): KnownBlock[] {
  if (all.length === 0) return [];
  return [
    // What is too long for a field stands in full below.
    ...all.flatMap(({ label, theirs, yours }) => [
      ...textBlocks(`Theirs: ${label}`, truncate(theirs, limits.inputText) || 'nothing'),
      ...(yours === undefined ? [] : textBlocks(`Yours: ${label}`, truncate(yours, limits.inputText))),
    ]),
    context(mrkdwn`Below stands yours. *Save* puts it in the place of theirs; *Cancel* leaves theirs.`),
    divider(),
  ];
}

const actionId = ids.feedbackField;

function field(
  name: string,
  label: string,
  element: Parameters<typeof input>[2],
  options: InputOptions = {},
): KnownBlock {
  return input(name, label, element, { optional: true, dispatch: true, ...options });
}

function evidenceField(chosen: readonly Choice[]) {
  return {
    type: 'multi_external_select' as const,
    action_id: ids.feedbackEvidence,
    min_query_length: 0,
    max_selected_items: MAX.evidence,
    ...(chosen.length === 0 ? {} : { initial_options: chosen.slice(0, MAX.evidence).map(option) }),
  };
}

/** A card or a gap as a choice of the form. */
export function evidenceOption({
  subject,
  id,
  title,
  state,
}: EvidenceRef & { title: string; state: string }): Choice {
  const kind = subject === 'goal' ? 'Goal' : 'Gap';
  return {
    text: truncate(title, limits.optionText),
    value: `${subject}:${id}`,
    description: `${kind}, ${state}`,
  };
}

/** The card or gap of a choice; null: it is none. */
export function readEvidence(value: string): EvidenceRef | null {
  const [, subject, id] = /^(goal|gap):([0-9A-Za-z_-]{1,64})$/.exec(value) ?? [];
  return (subject === 'goal' || subject === 'gap') && id !== undefined ? { subject, id } : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function dateOf(value: unknown): string | null {
  const text = textOf(value);
  return isBusinessDate(text) ? text : null;
}
