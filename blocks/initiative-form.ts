/** The form of an initiative, and what is read of it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { asTyped } from '#src/base/text.ts';
import {
  changedFields,
  EXAMPLES,
  INITIATIVE_KINDS,
  MAX,
  USUAL_WEEKS,
  type Initiative,
  type InitiativeField,
  type InitiativeFields,
  type InitiativeKind,
} from '#src/initiatives/domain.ts';
import { KIND_WORDS, STATE_WORDS } from '#src/initiatives/words.ts';
import type { ProgramMilestone } from '#src/program/domain.ts';
import * as z from 'zod';
import { modal, section } from './build.ts';
import { choiceField, input, numberField, textField, userField } from './form-fields.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { milestoneField } from './milestone-search.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

export const LISTS = ['open', 'closed'] as const;
/** Those that are open, or those that are kept or ended. */
export type InitiativeListKind = (typeof LISTS)[number];

export const initiativeMetadata = z.object({
  id: z.string().max(64),
  /** The version that the form shows; 0: a new one. */
  version: z.number().int().min(0),
  /** The list that is made anew afterwards: which one, and its page; 0: none is. */
  list: z.enum(LISTS),
  page: z.number().int().min(0),
});
export type InitiativeMetadata = z.infer<typeof initiativeMetadata>;

/** What the form holds; the owner as their Slack id. */
export type InitiativeValues = Omit<InitiativeFields, 'kind' | 'ownerId'> & {
  kind: InitiativeKind | null;
  ownerSlackId: string | null;
};

export interface InitiativeForm extends InitiativeMetadata {
  values: Partial<InitiativeValues>;
  /** That of the values; null: none is chosen, or the program has lost it. */
  milestone: ProgramMilestone | null;
  conflict?: InitiativeConflict;
}

/** Somebody else saved it while the form was open. */
export interface InitiativeConflict {
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  mine: InitiativeFields;
  theirs: Initiative;
  theirMilestone: string;
  theirOwner: string;
}

const LABELS: Record<InitiativeField, string> = {
  name: 'Name',
  kind: 'What is it?',
  improves: 'How does it improve the customer’s experience?',
  milestoneId: 'Which milestone should it help?',
  ownerId: 'Who answers for it?',
  everyWeeks: 'Ask again after how many weeks?',
};

export function initiativeForm(form: InitiativeForm): ModalView {
  const { id, version, list, page, values, milestone, conflict } = form;
  const metadata: InitiativeMetadata = { id, version, list, page };
  const kinds = INITIATIVE_KINDS.map((kind) => ({ text: KIND_WORDS[kind], value: kind }));
  const text = { asTyped: true } as const;
  return modal({
    callbackId: ids.initiativeForm,
    title: initiativeFormTitle(version),
    submit: conflict === undefined ? 'Save' : 'Save mine over it',
    metadata,
    blocks: [
      ...(conflict === undefined ? [] : conflictBlocks(conflict)),
      input(
        'name',
        LABELS.name,
        textField({
          ...text,
          initial: values.name ?? null,
          max: MAX.name,
          placeholder: 'Weekly review of new leads',
        }),
      ),
      input('kind', LABELS.kind, choiceField(kinds, { initial: values.kind ?? null })),
      input(
        'improves',
        LABELS.improves,
        textField({ ...text, multiline: true, initial: values.improves ?? null, max: MAX.improves }),
        { hint: `In a sentence, such as: ${EXAMPLES[values.kind ?? 'service']}` },
      ),
      milestoneField('milestoneId', LABELS.milestoneId, values.milestoneId ?? null, milestone, {
        optional: true,
        hint: 'When you are asked again: its conversion of who came to it before the start, and of who came since.',
      }),
      input('ownerId', LABELS.ownerId, userField({ initial: values.ownerSlackId ?? null }), {
        hint: 'They are asked again, by a direct message.',
      }),
      input(
        'everyWeeks',
        LABELS.everyWeeks,
        numberField({ initial: values.everyWeeks ?? USUAL_WEEKS, min: 1 }),
      ),
    ],
  });
}

export function initiativeFormTitle(version: number): string {
  return version === 0 ? 'New initiative' : 'Edit the initiative';
}

function conflictBlocks(conflict: InitiativeConflict): KnownBlock[] {
  const { savedBy, savedAt, mine, theirs, theirMilestone, theirOwner } = conflict;
  const words: Record<InitiativeField, string> = {
    name: theirs.name,
    kind: KIND_WORDS[theirs.kind],
    improves: theirs.improves,
    milestoneId: theirMilestone,
    ownerId: theirOwner,
    everyWeeks: String(theirs.everyWeeks),
  };
  const now = theirs.state === 'open' ? mrkdwn`` : mrkdwn` It is ${STATE_WORDS[theirs.state]}, and stays so.`;
  return [
    section(
      mrkdwn`⚠️ ${savedBy} saved this initiative ${savedAt}, while you were editing it.${now} What you typed stands below; saving puts it in the place of theirs. Theirs differs here:`,
    ),
    ...changedFields(theirs, mine).flatMap((field) => textBlocks(LABELS[field], words[field])),
  ];
}

const text = z
  .string()
  .nullish()
  .transform((typed) => asTyped(typed ?? ''));

/** What was entered; what is wrong with it the service says. The owner as their Slack id. */
export const initiativeValues = z.object({
  name: text,
  kind: z.enum(INITIATIVE_KINDS, { error: 'Choose what it is: a feature, a service or a meeting.' }),
  improves: text,
  milestoneId: z
    .string()
    .nullish()
    .transform((chosen) => chosen ?? null),
  ownerId: z.string({ error: 'Choose who answers for it.' }),
  everyWeeks: z
    .string()
    .nullish()
    .transform((typed) => (typed === null || typed === undefined ? Number.NaN : Number(typed))),
});
