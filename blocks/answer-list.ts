/** What customers and our people answered about an account, a page at a time, and the form that corrects one. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import { HEALTH_PERSONAS, type HealthPersona } from '#src/health/domain.ts';
import {
  isOurs,
  MAX_ANSWER_NOTE,
  MAX_REASON,
  type Answer as SurveyAnswer,
  type Correction,
} from '#src/surveys/domain.ts';
import { CHOICE_WORDS, valueWords } from '#src/surveys/words.ts';
import { PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { choiceField, dateField, input, numberField, textField } from './form-fields.ts';
import { count, day } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface ShownAnswer extends SurveyAnswer {
  /** The survey's name, or the question as the program asks it. */
  title: string;
  contactName: string | null;
  /** Who of ours said it; null: the customer. */
  by: Mrkdwn | null;
  mayCorrect: boolean;
}

export interface AnswerPage {
  account: { id: string; key: string; name: string };
  answers: readonly ShownAnswer[];
  counts: ReadonlyMap<HealthPersona, number>;
  /** Null: of all. */
  persona: HealthPersona | null;
  /** From 1. */
  page: number;
  hasMore: boolean;
  canCorrect: boolean;
  today: BusinessDate;
}

const NOTE_SHOWN = 300;
const TITLE_SHOWN = 200;

export function answerList(list: AnswerPage): Answer {
  const { account, answers, counts, persona, page } = list;
  const all = [...counts.values()].reduce((sum, some) => sum + some, 0);
  if (all === 0) return noAnswers(list);
  const total = persona === null ? count(all, 'answer') : aboutPersona(persona, counts);
  const text = mrkdwn`${account.name}: ${total}`;
  const head = section(mrkdwn`*${account.name}* · ${total}, the newest first`);
  const foot = [...turnPages(list), ...personaButtons(list)];
  const rows = answers.map((answer) => [answerRow(answer, list)]);
  const empty = page > 1 ? mrkdwn`There are no earlier answers.` : mrkdwn`Nobody has answered yet.`;
  const shown =
    rows.length === 0
      ? [section(empty)]
      : rowsWithin(limits.message, rows, {
          reserve: [head, ...foot],
          more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
        });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function noAnswers({ account }: AnswerPage): Answer {
  return {
    text: mrkdwn`${account.name}: no answers yet`,
    blocks: [
      section(
        mrkdwn`*${account.name}*: nobody has answered anything yet. Answers come from imported surveys, from the product, and from the questions that leads are asked once a week.`,
      ),
    ],
  };
}

function aboutPersona(persona: HealthPersona, counts: AnswerPage['counts']): string {
  return `${count(counts.get(persona) ?? 0, 'answer')} of ${PLURAL[persona]}`;
}

const PLURAL: Record<HealthPersona, string> = {
  decision_maker: 'decision makers',
  influencer: 'influencers',
  user: 'users',
  account: 'the account as a whole',
};

function answerRow(answer: ShownAnswer, { canCorrect, today, page, persona }: AnswerPage): KnownBlock {
  const { note, title, id, version } = answer;
  const corrected = version > 1 ? mrkdwn` · corrected` : mrkdwn``;
  const told = mrkdwn`*${truncate(title, TITLE_SHOWN)}* ${valueWords(answer)}\n${PERSONA_NAMES[answer.persona]} · ${whoSaid(answer)} · ${day(answer.day, today)}${corrected}`;
  const text = note === null ? told : mrkdwn`${told}\n${quoted(truncate(note, NOTE_SHOWN))}`;
  if (!canCorrect || !answer.mayCorrect) return section(text);
  const value = `${id}:${page}:${persona ?? 'all'}`;
  return section(text, button('Correct', ids.surveyCorrect, { value, label: `Correct: ${title}` }));
}

/** The source: who of ours, or which of the customer’s people and by which way. */
function whoSaid({ by, contactName, key }: ShownAnswer): Mrkdwn {
  if (by !== null) return mrkdwn`our view, by ${by}`;
  const way = key !== null && key.startsWith('api|') ? 'told by the product' : 'imported';
  return contactName === null ? mrkdwn`the customer, ${way}` : mrkdwn`${contactName}, ${way}`;
}

function turnPages({ account, persona, page, hasMore }: AnswerPage): KnownBlock[] {
  const turn = (label: string, to: number, number: number) => {
    const rest = accountRest(account, `${persona === null ? '' : `${persona} `}page:${to}`);
    return verbButton(label, { command: '/account', verb: 'answers', rest }, { number, replace: true });
  };
  return turnBlock({ page, hasMore }, turn, ['◀ Later', 'Earlier ▶']);
}

/** A button for each persona of whom there are answers, where there are several. */
function personaButtons({ account, persona, counts }: AnswerPage): KnownBlock[] {
  const known = HEALTH_PERSONAS.filter((one) => (counts.get(one) ?? 0) > 0);
  if (known.length < 2) return [];
  const choose = (label: string, wanted: HealthPersona | null, number: number) => {
    const rest = accountRest(account, `${wanted === null ? '' : `${wanted} `}page:1`);
    return verbButton(label, { command: '/account', verb: 'answers', rest }, { number, replace: true });
  };
  return [
    actions(
      ...(persona === null ? [] : [choose('All', null, 2)]),
      ...known
        .filter((one) => one !== persona)
        .map((one, index) => choose(`${PERSONA_NAMES[one]} (${counts.get(one)})`, one, index + 3)),
    ),
  ];
}

export const correctMetadata = z.object({
  answerId: z.string().max(64),
  version: z.number().int().min(1),
  /** The list from which it was opened. */
  page: z.number().int().min(1),
  persona: z.enum(HEALTH_PERSONAS).nullable(),
});
export type CorrectMetadata = z.infer<typeof correctMetadata>;

export interface CorrectForm {
  accountName: string;
  answer: ShownAnswer;
  list: Pick<CorrectMetadata, 'page' | 'persona'>;
  /** What was typed already, where somebody else was faster. */
  typed?: Correction;
  conflict?: Mrkdwn;
  today: BusinessDate;
}

export function correctForm(form: CorrectForm): ModalView {
  const { answer, typed, conflict } = form;
  const shown = typed ?? answer;
  const metadata: CorrectMetadata = { answerId: answer.id, version: answer.version, ...form.list };
  return modal({
    callbackId: ids.surveyCorrectForm,
    title: 'Correct the answer',
    submit: 'Correct',
    metadata,
    blocks: [
      section(
        mrkdwn`*${form.accountName}* · ${truncate(answer.title, TITLE_SHOWN)}\n${whoSaid(answer)} · ${day(answer.day, form.today)}`,
      ),
      ...(conflict === undefined ? [] : [section(conflict)]),
      input('value', 'Value', valueField(answer, shown.value)),
      input('day', 'Answered on', dateField({ initial: shown.day })),
      input('persona', 'Persona', choiceField(PERSONAS, { initial: shown.persona })),
      input(
        'note',
        'Note',
        textField({ multiline: true, max: MAX_ANSWER_NOTE, initial: shown.note, asTyped: true }),
        {
          optional: true,
        },
      ),
      input(
        'reason',
        'Why is it corrected?',
        textField({ max: MAX_REASON, initial: typed?.reason ?? null }),
        {
          hint: 'The history keeps it, with what was there before.',
        },
      ),
      context(mrkdwn`An import leaves a corrected answer as it is.`),
      actions(takeOutButton(answer)),
    ],
  });
}

function valueField(answer: ShownAnswer, value: number) {
  if (!isOurs(answer)) return numberField({ initial: value, decimals: true });
  const steps = (['1', '2', '3', '4', '5'] as const).map((step) => ({
    text: CHOICE_WORDS[step],
    value: step,
  }));
  return choiceField(steps, { initial: String(value) });
}

const PERSONAS = HEALTH_PERSONAS.map((persona) => ({ text: PERSONA_NAMES[persona], value: persona }));

function takeOutButton({ id }: ShownAnswer) {
  return button('It was never given', ids.surveyTakeOut, {
    value: id,
    style: 'danger',
    confirm: {
      title: 'Take it out?',
      text: 'The answer no longer counts. The history keeps what it was. An import that still has it brings it back.',
      confirm: 'Take it out',
      deny: 'Keep it',
      danger: true,
    },
  });
}

const words = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value.trim() : ''));

export const correctValues = z.object({
  value: z.string({ error: 'Write the value.' }).transform(Number),
  day: z.string({ error: 'Choose the day.' }).refine(isBusinessDate, 'Choose the day.'),
  persona: z.enum(HEALTH_PERSONAS, { error: 'Choose the persona.' }),
  note: words.transform((text) => (text === '' ? null : text)),
  reason: words,
});
