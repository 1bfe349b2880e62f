/** The forms of a success gap: written down or edited, and dropped. Builders and parsers side by side. */
import { asTyped } from '#src/base/text.ts';
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { BRIDGE_KINDS, MAX_LINK, MAX_TEXT, type GapField, type GapFields } from '#src/gaps/domain.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import { context, modal, section, type Choice } from './build.ts';
import { choiceField, dateField, input, searchField, textField, userField } from './form-fields.ts';
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

export const FIELD_WORDS: Record<GapField, string> = {
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

const dispatching = { actionId: ids.gapField, asTyped: true };

export function gapForm(form: GapForm): ModalView {
  const { accountId, gapId, version, page, values } = form;
  const metadata: GapMetadata = { accountId, gapId, version, page };
  const kinds = BRIDGE_KINDS.map((kind) => ({ text: KIND_WORDS[kind], value: kind }));
  return modal({
    callbackId: ids.gapForm,
    title: gapFormTitle(version),
    submit: 'Save',
    metadata,
    tellsClosing: true,
    blocks: [
      section(
        mrkdwn`*${form.accountName}* · what lies between the finished product and the outcome that they need?`,
      ),
      ...conflictBlocks(form.conflict),
      field('what', long(values.what, 'Nobody there can build a landing page')),
      field('bridgeKind', choiceField(kinds, { ...dispatching, initial: values.bridgeKind ?? null })),
      field('bridge', long(values.bridge, 'Two hours with our designer, on their own page'), {}),
      field(
        'link',
        textField({
          ...dispatching,
          initial: values.link ?? null,
          max: MAX_LINK,
          placeholder: 'https://example.com/course',
        }),
        {},
      ),
      field('owner', choiceField(OWNERS, { ...dispatching, initial: values.owner ?? 'us' })),
      field('ownerId', userField({ ...dispatching, initial: form.ownerSlackId }), {
        hint: 'Does it, or asks the customer for it. Left empty: the lead.',
      }),
      field('dueOn', dateField({ ...dispatching, initial: values.dueOn ?? null }), {}),
      ...linkFields(form),
      context(mrkdwn`What you type is kept as your draft until you save.`),
    ],
  });
}

/** The form’s title, and that of the offer of its draft. */
export function gapFormTitle(version: number): string {
  return version === 0 ? 'New success gap' : 'Edit the gap';
}

/** What the gap belongs to: a Goal Card, and of a product change a requirement. */
function linkFields({ cards, requirement, values }: GapForm): KnownBlock[] {
  const card = choiceField(cards, { ...dispatching, initial: values.cardId ?? null });
  return [
    cards.length === 0
      ? context(mrkdwn`This account has no draft or active Goal Card to link it to.`)
      : field('cardId', card, { hint: 'The goal in whose way it stands' }),
    // What it finds is kept with the next change of another field.
    input(
      'requirementId',
      `${FIELD_WORDS.requirementId} (of a product change)`,
      searchField(ids.gapRequirement, {
        initial: requirement,
        minLength: 0,
        placeholder: 'Type words of a requirement',
      }),
      { optional: true },
    ),
  ];
}

/** @param optional given: the field may be left empty */
function field(
  name: GapField,
  element: Parameters<typeof input>[2],
  optional?: { hint?: string },
): KnownBlock {
  const options = optional === undefined ? {} : { ...optional, optional: true };
  return input(name, FIELD_WORDS[name], element, { ...options, dispatch: true });
}

function long(initial: string | null | undefined, placeholder: string) {
  return textField({ ...dispatching, initial: initial ?? null, multiline: true, max: MAX_TEXT, placeholder });
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

/** The same, as far as it was entered. */
const draftValues = gapValues.extend({
  bridgeKind: z.enum(BRIDGE_KINDS).optional().catch(undefined),
  owner: z.enum(['us', 'customer']).catch('us'),
});

type Entered = Record<string, string | string[] | null>;

/** The fields of a form with these values, as they are before anything is typed. */
export function gapEntries(values: GapForm['values'], ownerSlackId: string | null): Entered {
  return { ...values, owner: values.owner ?? 'us', ownerId: ownerSlackId };
}

/** What a draft holds, for the form to go on with. */
export function gapOfDraft(entered: Entered): Pick<GapForm, 'values' | 'ownerSlackId'> {
  const { ownerId, ...values } = draftValues.parse(entered);
  return { values, ownerSlackId: ownerId };
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
