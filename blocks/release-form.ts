/** The form of a release, and what is read of it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { asTyped } from '#src/base/text.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { ProgramMilestone } from '#src/program/domain.ts';
import {
  changedFields,
  MAX,
  type Release,
  type ReleaseField,
  type ReleaseFields,
} from '#src/releases/domain.ts';
import * as z from 'zod';
import { modal, section } from './build.ts';
import { dateField, input, numberField, textField } from './form-fields.ts';
import { day } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { milestoneField } from './milestone-search.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

export const releaseMetadata = z.object({
  id: z.string().max(64),
  /** The version that the form shows; 0: a new release. */
  version: z.number().int().min(0),
  /** The list that is made anew afterwards: which one, and its page; 0: none is. */
  list: z.enum(['current', 'retired']),
  page: z.number().int().min(0),
});
export type ReleaseMetadata = z.infer<typeof releaseMetadata>;

export interface ReleaseForm extends ReleaseMetadata {
  values: Partial<ReleaseFields>;
  /** That of the values; null: none is chosen, or the program has lost it. */
  milestone: ProgramMilestone | null;
  conflict?: ReleaseConflict;
}

/** Somebody else saved it while the form was open. */
export interface ReleaseConflict {
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  theirs: Release;
  theirMilestone: string;
  today: BusinessDate;
}

const LABELS: Record<ReleaseField, string> = {
  name: 'Name',
  day: 'When did customers get it?',
  changed: 'What changed?',
  milestoneId: 'Which milestone should it help?',
  expected: 'By how many points?',
};

export function releaseForm({
  id,
  version,
  list,
  page,
  values,
  milestone,
  conflict,
}: ReleaseForm): ModalView {
  const metadata: ReleaseMetadata = { id, version, list, page };
  return modal({
    callbackId: ids.releaseForm,
    title: releaseFormTitle(version),
    submit: conflict === undefined ? 'Save' : 'Save mine over it',
    metadata,
    blocks: [
      ...(conflict === undefined
        ? [section(mrkdwn`What do you expect of it for customers? The list tells what came of that.`)]
        : conflictBlocks(conflict, values)),
      input(
        'name',
        LABELS.name,
        textField({ asTyped: true, initial: values.name ?? null, max: MAX.name, placeholder: '2026.11' }),
      ),
      input('day', LABELS.day, dateField({ initial: values.day ?? null })),
      input(
        'changed',
        LABELS.changed,
        textField({
          asTyped: true,
          multiline: true,
          initial: values.changed ?? null,
          max: MAX.changed,
          placeholder: 'Pages can be built from a template',
        }),
      ),
      milestoneField('milestoneId', LABELS.milestoneId, values.milestoneId ?? null, milestone, {}),
      input('expected', LABELS.expected, numberField({ initial: values.expected ?? null, min: 1 }), {
        hint: 'Of those who begin to work on the milestone, how many more of 100 should reach it within its usual days? Such as 5 for 40 % to 45 %.',
      }),
    ],
  });
}

export function releaseFormTitle(version: number): string {
  return version === 0 ? 'New release' : 'Edit the release';
}

function conflictBlocks(conflict: ReleaseConflict, mine: Partial<ReleaseFields>): KnownBlock[] {
  const { savedBy, savedAt, theirs, theirMilestone, today } = conflict;
  const words: Record<ReleaseField, string> = {
    name: theirs.name,
    day: day(theirs.day, today),
    changed: theirs.changed,
    milestoneId: theirMilestone,
    expected: String(theirs.expected),
  };
  const retired = theirs.retiredAt === null ? mrkdwn`` : mrkdwn` It is retired now, and stays so.`;
  return [
    section(
      mrkdwn`⚠️ ${savedBy} saved this release ${savedAt}, while you were editing it.${retired} What you typed stands below; saving puts it in the place of theirs. Theirs differs here:`,
    ),
    ...changedFields(theirs, { ...theirs, ...mine }).flatMap((field) =>
      textBlocks(LABELS[field], words[field]),
    ),
  ];
}

const text = z
  .string()
  .nullish()
  .transform((typed) => asTyped(typed ?? ''));

/** What was entered; what is wrong with it the service says. */
export const releaseValues = z.object({
  name: text,
  day: text,
  changed: text,
  milestoneId: text,
  expected: z
    .string()
    .nullish()
    .transform((typed) => (typed === null || typed === undefined ? Number.NaN : Number(typed))),
});
