/** Two people edited one Goal Card: the second one reads both texts, part by part, and says which one is kept. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { GOAL_PARTS, type GoalDocument, type GoalPart } from '#src/goals/domain.ts';
import { actions, button, context, header, modal, option, section } from './build.ts';
import { input } from './form-fields.ts';
import { textBlocks } from './goal-card.ts';
import type { GoalValues } from './goal-values.ts';
import { PART_WORDS, partText, type GoalNames } from './goal-words.ts';
import { ids, numbered } from './ids.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

export const conflictMetadata = z.object({
  accountId: z.string().max(64),
  cardId: z.string().max(64),
  /** The version of theirs that is shown. */
  version: z.number().int().min(1),
});
export type ConflictMetadata = z.infer<typeof conflictMetadata>;

/** A part of which a text is to be read in full. */
export const bothMetadata = conflictMetadata.extend({ part: z.enum(GOAL_PARTS) });

export interface GoalConflict extends ConflictMetadata {
  accountName: string;
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  mine: GoalDocument;
  theirs: GoalDocument;
  /** Somebody new who was written down in mine. */
  newContact: string | null;
  /** The parts that differ, each with whose text is the likelier one. */
  parts: readonly { part: GoalPart; keep: Keep }[];
  names: GoalNames;
}

export type Keep = 'mine' | 'theirs';

const SHOWN = 400;

export function conflictForm(conflict: GoalConflict): ModalView {
  const { accountId, cardId, version, newContact } = conflict;
  const metadata: ConflictMetadata = { accountId, cardId, version };
  return modal({
    callbackId: ids.goalConflictForm,
    title: 'Saved meanwhile',
    submit: 'Save',
    metadata,
    tellsClosing: true,
    blocks: [
      section(
        mrkdwn`*${conflict.accountName}* · ${conflict.savedBy} saved this card ${conflict.savedAt}, while you were editing it. Choose part by part what is kept. Yours stays your draft until you save.`,
      ),
      ...conflict.parts.flatMap(({ part, keep }, place) => partBlocks(conflict, metadata, part, keep, place)),
      ...(newContact === null
        ? []
        : [context(mrkdwn`${newContact}, whom you wrote down, becomes a contact.`)]),
    ],
  });
}

/** The name of a part's choice in the form. */
export function keepField(part: GoalPart): string {
  return `keep_${part}`;
}

/** The parts of which the other text is kept. */
export function partsToTake(values: GoalValues): GoalPart[] {
  return GOAL_PARTS.filter((part) => values[keepField(part)] === 'theirs');
}

function partBlocks(
  { mine, theirs, names, savedBy }: GoalConflict,
  metadata: ConflictMetadata,
  part: GoalPart,
  keep: Keep,
  place: number,
): KnownBlock[] {
  const [my, their] = [partText(mine, part, names), partText(theirs, part, names)];
  const isCut = my.length > SHOWN || their.length > SHOWN;
  const choices = [
    { text: 'Keep mine', value: 'mine' },
    { text: 'Take theirs', value: 'theirs' },
  ];
  const initial = choices.find(({ value }) => value === keep);
  return [
    header(PART_WORDS[part]),
    section(mrkdwn`${savedBy}: ${shown(their)}\nYou: ${shown(my)}`),
    ...(isCut
      ? [
          actions(
            button('Read both in full', numbered(ids.goalReadBoth, place), {
              value: JSON.stringify({ ...metadata, part }),
            }),
          ),
        ]
      : []),
    input(keepField(part), `${PART_WORDS[part]}: what is kept`, {
      type: 'radio_buttons',
      action_id: 'field',
      options: choices.map(option),
      ...(initial === undefined ? {} : { initial_option: option(initial) }),
    }),
  ];
}

function shown(text: string): Mrkdwn {
  return text === '' ? mrkdwn`nothing` : mrkdwn`“${truncate(text, SHOWN)}”`;
}

/** Both texts of one part, in full. */
export function bothInFull(
  { mine, theirs, names }: Pick<GoalConflict, 'mine' | 'theirs' | 'names'>,
  part: GoalPart,
): ModalView {
  return modal({
    title: 'Both in full',
    blocks: [
      header(PART_WORDS[part]),
      ...textBlocks('Theirs', partText(theirs, part, names) || 'nothing'),
      ...textBlocks('Yours', partText(mine, part, names) || 'nothing'),
    ],
  });
}
