/** The form in which the question of an initiative is answered, and what is read of it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { asTyped } from '#src/base/text.ts';
import {
  MAX,
  VERDICTS,
  type AnswerFigures,
  type Initiative,
  type InitiativeAnswer,
  type Verdict,
} from '#src/initiatives/domain.ts';
import { STATE_WORDS, VERDICT_WORDS } from '#src/initiatives/words.ts';
import * as z from 'zod';
import { context, modal, section } from './build.ts';
import { choiceField, input, textField } from './form-fields.ts';
import { count } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { LISTS } from './initiative-form.ts';
import { figuresLines } from './initiative-figures.ts';
import { mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';

export const answerMetadata = z.object({
  /** The answer's own id, so that the same form sent twice writes one. */
  id: z.string().max(64),
  initiativeId: z.string().max(64),
  /** The version of the initiative that was read. */
  version: z.number().int().min(1),
  list: z.enum(LISTS),
  page: z.number().int().min(0),
});
export type AnswerMetadata = z.infer<typeof answerMetadata>;

export interface AnswerForm extends AnswerMetadata {
  initiative: Initiative;
  figures: AnswerFigures;
  values?: { verdict: Verdict; answer: string };
  conflict?: AnswerConflict;
}

/** Somebody else changed or answered it while the form was open. */
export interface AnswerConflict {
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  /** The newest answer; null: there is none. */
  last: InitiativeAnswer | null;
}

const NAME_SHOWN = 100;

const VERDICT_MEANS: Record<Verdict, string> = {
  improved: 'It is kept, and not asked about again.',
  not_yet: 'It is asked about again.',
  did_not: 'A leader decides whether it ends.',
};

export function answerForm(form: AnswerForm): ModalView {
  const { id, initiativeId, version, list, page, initiative, figures, values, conflict } = form;
  const metadata: AnswerMetadata = { id, initiativeId, version, list, page };
  const choices = VERDICTS.map((verdict) => ({
    text: VERDICT_WORDS[verdict],
    value: verdict,
    description: VERDICT_MEANS[verdict],
  }));
  const lines = figuresLines(figures);
  return modal({
    callbackId: ids.initiativeAnswerForm,
    title: 'Did it improve?',
    submit: conflict === undefined ? 'Answer' : 'Answer anew',
    metadata,
    blocks: [
      ...(conflict === undefined ? [] : conflictBlocks(conflict)),
      section(mrkdwn`*${truncate(initiative.name, NAME_SHOWN)}* was to improve:`),
      section(quoted(truncate(initiative.improves, MAX.improves / 2))),
      ...(lines.length === 0 ? [] : [context(...lines)]),
      input(
        'verdict',
        'Did it improve the customer’s experience?',
        choiceField(choices, { initial: values?.verdict ?? null }),
      ),
      input(
        'answer',
        'How do you know?',
        textField({
          asTyped: true,
          multiline: true,
          initial: values?.answer ?? null,
          max: MAX.answer,
          placeholder: 'Three customers began without a call; two say that they no longer wait for us',
        }),
        { hint: `Not yet: you are asked again in ${count(initiative.everyWeeks, 'week')}.` },
      ),
    ],
  });
}

function conflictBlocks({ savedBy, savedAt, last }: AnswerConflict): KnownBlock[] {
  const head = section(
    mrkdwn`⚠️ ${savedBy} changed it ${savedAt}, while you were answering. What you typed stands below and can still be sent.`,
  );
  return last === null ? [head] : [head, ...lastBlocks(last)];
}

function lastBlocks({ verdict, answer }: InitiativeAnswer): KnownBlock[] {
  return textBlocks(`Their answer: ${VERDICT_WORDS[verdict]}`, answer);
}

/** Told where it was closed while somebody answered: what they typed is not lost. */
export function closedMeanwhile(
  initiative: Initiative,
  { savedBy, savedAt, last }: AnswerConflict,
  typed: string,
): ModalView {
  return modal({
    title: 'Did it improve?',
    blocks: [
      section(
        mrkdwn`*${truncate(initiative.name, NAME_SHOWN)}* is ${STATE_WORDS[initiative.state]} since ${savedBy} saw to it ${savedAt}. Your answer is not saved; copy it from here, or have a leader open it again: \`/cs initiatives closed\``,
      ),
      ...(last === null ? [] : lastBlocks(last)),
      ...textBlocks('What you typed', typed),
    ],
  });
}

/** What was entered. */
export const answerValues = z.object({
  verdict: z.enum(VERDICTS, { error: 'Choose one of the three.' }),
  answer: z
    .string()
    .nullish()
    .transform((typed) => asTyped(typed ?? '')),
});
