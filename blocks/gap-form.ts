/** The forms of a success gap: written down or edited, and dropped. Builders and parsers side by side. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { BRIDGE_KINDS, MAX_LINK, MAX_TEXT, type GapField, type GapFields } from '#src/gaps/domain.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import {
  choiceField,
  context,
  dateField,
  input,
  modal,
  searchField,
  section,
  textField,
  userField,
  type Choice,
} from './build.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

export const gapMetadata = z.object({
  accountId: z.string().max(64),
  gapId: z.string().max(64),
  /** The version that the form shows; 0: it is a new gap. */
  version: z.number().int().min(0),
  /** The page of the list that is made anew afterwards; 0: none is. */
  page: z.number().int().min(0),
});
export type GapMetadata = z.infer<typeof gapMetadata>;

export interface GapForm extends GapMetadata {
  accountName: string;
  /** What the fields begin with; the person as their Slack id. */
  values: Partial<Omit<GapFields, 'ownerId'>>;
  ownerSlackId: string | null;
  /** The account's Goal Cards that may be linked, the linked one among them. */
  cards: readonly Choice[];
  /** The linked requirement. */
  requirement: Choice | null;
  conflict?: GapConflict;
}

/** What somebody else saved while the form was open. */
export interface GapConflict {
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  /** Its state, where that is no longer open. */
  state: string | null;
  /** The fields that differ from what stands in the form, with their text in words. */
  theirs: readonly { field: GapField; text: string }[];
}

const FIELD_WORDS: Record<GapField, string> = {
  what: 'What is missing',
  bridgeKind: 'Bridged by',
  bridge: 'The bridge',
  link: 'Link',
  owner: 'Who does it',
  ownerId: 'Who of us',
  dueOn: 'By when',
  cardId: 'Goal Card',
  requirementId: 'Requirement',
};

const OWNERS = [
  { text: 'Us', value: 'us' },
  { text: 'The customer', value: 'customer' },
];

export function gapForm(form: GapForm): ModalView {
  const { accountId, gapId, version, page, values } = form;
  const metadata: GapMetadata = { accountId, gapId, version, page };
  const kinds = BRIDGE_KINDS.map((kind) => ({ text: KIND_WORDS[kind], value: kind }));
  return modal({
    callbackId: ids.gapForm,
    title: version === 0 ? 'New success gap' : 'Edit the gap',
    submit: 'Save',
    metadata,
    blocks: [
      section(
        mrkdwn`*${form.accountName}* · what lies between the finished product and the outcome that they need?`,
      ),
      ...conflictBlocks(form.conflict),
      input(
        'what',
        FIELD_WORDS.what,
        textField({
          initial: values.what ?? null,
          asTyped: true,
          multiline: true,
          max: MAX_TEXT,
          placeholder: 'Nobody there can build a landing page',
        }),
      ),
      input('bridgeKind', FIELD_WORDS.bridgeKind, choiceField(kinds, { initial: values.bridgeKind ?? null })),
      input(
        'bridge',
        FIELD_WORDS.bridge,
        textField({
          initial: values.bridge ?? null,
          asTyped: true,
          multiline: true,
          max: MAX_TEXT,
          placeholder: 'Two hours with our designer, on their own page',
        }),
        { optional: true },
      ),
      input(
        'link',
        FIELD_WORDS.link,
        textField({
          initial: values.link ?? null,
          asTyped: true,
          max: MAX_LINK,
          placeholder: 'https://example.com/course',
        }),
        { optional: true },
      ),
      input('owner', FIELD_WORDS.owner, choiceField(OWNERS, { initial: values.owner ?? 'us' })),
      input('ownerId', FIELD_WORDS.ownerId, userField({ initial: form.ownerSlackId }), {
        optional: true,
        hint: 'Does it, or asks the customer for it. Left empty: the lead.',
      }),
      input('dueOn', FIELD_WORDS.dueOn, dateField({ initial: values.dueOn ?? null }), { optional: true }),
      ...(form.cards.length === 0
        ? [context(mrkdwn`There is no Goal Card of this account to link it to yet.`)]
        : [
            input('cardId', FIELD_WORDS.cardId, choiceField(form.cards, { initial: values.cardId ?? null }), {
              optional: true,
              hint: 'The goal in whose way it stands',
            }),
          ]),
      input(
        'requirementId',
        `${FIELD_WORDS.requirementId} (of a product change)`,
        searchField(ids.gapRequirement, {
          initial: form.requirement,
          minLength: 0,
          placeholder: 'Type words of a requirement',
        }),
        { optional: true },
      ),
    ],
  });
}

function conflictBlocks(conflict: GapConflict | undefined): KnownBlock[] {
  if (conflict === undefined) return [];
  const { savedBy, savedAt, state, theirs } = conflict;
  const now = state === null ? mrkdwn`` : mrkdwn` It is ${state} now, and stays so.`;
  return [
    section(
      mrkdwn`⚠️ ${savedBy} saved this gap ${savedAt}, while you were editing it.${now} What you typed stands below; saving puts it in the place of theirs. Theirs differs here:`,
    ),
    ...theirs.flatMap(({ field, text }) => textBlocks(FIELD_WORDS[field], text === '' ? 'nothing' : text)),
  ];
}

const optionalText = z
  .string()
  .nullish()
  .transform((text) => asTyped(text ?? '') || null);

/** What was entered; the person as their Slack id. What is wrong with it the service says. */
export const gapValues = z.object({
  what: z
    .string()
    .nullish()
    .transform((text) => asTyped(text ?? '')),
  bridgeKind: z.enum(BRIDGE_KINDS, { error: 'Choose what would bridge it.' }),
  bridge: optionalText,
  link: optionalText,
  owner: z.enum(['us', 'customer'], { error: 'Choose who does it: us or the customer.' }),
  ownerId: optionalText,
  dueOn: optionalText,
  cardId: optionalText,
  requirementId: optionalText,
});
export type GapValues = z.infer<typeof gapValues>;

/** Text as it was typed, but for its ends and for what no database can hold. */
function asTyped(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').trim();
}

export const gapDropMetadata = gapMetadata.pick({ gapId: true, page: true });

/** The form that asks why a gap is not bridged. */
export function gapDropForm(gapId: string, page: number, accountName: string, what: string): ModalView {
  return modal({
    callbackId: ids.gapDropForm,
    title: 'Drop the gap',
    submit: 'Drop',
    metadata: { gapId, page },
    blocks: [
      section(mrkdwn`*${accountName}* · ${truncate(what, 300)}`),
      input(
        'reason',
        'Why it is not bridged',
        textField({ multiline: true, max: MAX_TEXT, placeholder: 'They have hired somebody who can' }),
        { hint: 'It can be opened again.' },
      ),
    ],
  });
}

export const gapDropValues = z.object({
  reason: z.string({ error: 'Write why it is dropped.' }).transform(asTyped),
});
