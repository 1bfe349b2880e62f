/** The form in which fit is assessed, page by page, with what it reads: builder and parser side by side. */
import { asTyped } from '#src/base/text.ts';
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import {
  answerTo,
  MAX_COST,
  MAX_EVIDENCE,
  MAX_EXTENSION,
  MAX_REASON,
  POTENTIALS,
  type Answer as FitAnswer,
  type Characteristic,
  type GivenAnswer,
  type PotentialKind,
  type ReadinessQuestion,
} from '#src/fit/domain.ts';
import type { ExtensionEntry, ExtensionField, FitDraft, FitEntry, FitPage } from '#src/fit/flow.ts';
import { KIND_WORDS, LEVEL_WORDS, POTENTIAL_WORDS, shareWords, VERDICT_SIGNS } from '#src/fit/words.ts';
import { actions, button, context, header, modal, section, type Choice } from './build.ts';
import { choiceField, dateField, input, numberField, textField } from './form-fields.ts';
import { ids } from './ids.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

/** Where in the flow a form stands: a page by its number, or one of the questions between and after them. */
export const fitPlace = z.object({
  accountId: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/),
  /** The draft that it writes into. */
  flow: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/),
  at: z.union([z.number().int().min(0).max(1000), z.enum(['offer', 'gates', 'limit', 'meanwhile'])]),
  /** The newest assessment that the person has been shown. */
  seen: z.string().max(64).nullable(),
});
export type FitPlace = z.infer<typeof fitPlace>;

/** What every view of the flow shows and carries. */
export interface FitFormBase {
  accountName: string;
  place: FitPlace;
}

/** What a field's block id holds: which it is, and of which question. */
const fieldNames = {
  answer: (key: string) => `answer:${key}`,
  evidence: (key: string) => `evidence:${key}`,
  level: (kind: PotentialKind) => `level:${kind}`,
  reason: (kind: PotentialKind) => `reason:${kind}`,
} as const;

export const extensionFields = { text: 'extension', until: 'until', cost: 'cost' } as const;

const ANSWER_CHOICES: Choice[] = [
  { text: 'Yes', value: 'yes' },
  { text: 'No', value: 'no' },
  { text: 'Unknown', value: 'unknown' },
];

const NOT_JUDGED = 'none';
const LEVEL_CHOICES: Choice[] = [
  { text: 'Not judged', value: NOT_JUDGED },
  ...LEVEL_WORDS.map((word, level) => ({ text: `${level} · ${word}`, value: String(level) })),
];

const STEPS: Record<FitPage['step'], { title: string; says: Mrkdwn }> = {
  gates: { title: 'Fit: the gates', says: mrkdwn`the gates, *technical* and *functional*` },
  others: { title: 'Fit: the other kinds', says: mrkdwn`the other kinds of fit` },
  readiness: { title: 'Fit: readiness', says: mrkdwn`readiness, and what may come of it` },
};

/** One page: each question with its answer and its evidence. */
export function pageForm(form: FitFormBase, page: FitPage, of: number, draft: FitDraft): ModalView {
  const { title, says } = STEPS[page.step];
  const part = page.of === 1 ? mrkdwn`` : mrkdwn` (${page.number} of ${page.of})`;
  return modal({
    ...common(form, title),
    submit: page.isLast ? 'Finish' : 'Next',
    blocks: [
      section(mrkdwn`*${form.accountName}* · page ${page.index + 1} of ${of}: ${says}${part}`),
      ...(page.index === 0 ? [context(UNKNOWN_IS_FINE)] : []),
      ...page.groups.flatMap(({ kind, questions }) => [
        header(`${KIND_WORDS[kind].name}: ${KIND_WORDS[kind].means}`),
        ...questions.flatMap((question) => questionFields(question, numberOf(page, question), draft)),
      ]),
      ...(page.hasPotentials ? potentialFields(draft) : []),
      ...(page.index === 0 ? [] : [actions(backButton({ ...form.place, at: page.index - 1 }))]),
    ],
  });
}

const UNKNOWN_IS_FINE = mrkdwn`Unknown is an answer: what nobody knows yet is asked for later. What you enter is kept as a draft.`;

/** A stretch: what is accepted, and its limit. */
export function limitForm(
  form: FitFormBase,
  draft: FitDraft,
  share: { yes: number; known: number; bar: number },
  last: number,
): ModalView {
  const { text, until, cost } = draft.extension;
  const known = Number(cost);
  return modal({
    ...common(form, 'Fit: the stretch'),
    submit: 'Save: stretch',
    blocks: [
      section(
        mrkdwn`*${form.accountName}* is a ${VERDICT_SIGNS.stretch} *stretch*: no must fails, but too little of what should be there is: ${shareWords(share, share.bar)}.`,
      ),
      input(
        extensionFields.text,
        'What do we accept to do beyond what we do for others?',
        textField({
          initial: text,
          asTyped: true,
          multiline: true,
          max: MAX_EXTENSION,
          actionId: ids.fitField,
        }),
        { dispatch: true, hint: 'Such as: we build their SSO connector, and train their team twice' },
      ),
      input(
        extensionFields.until,
        'Until when',
        dateField({ initial: until === '' ? null : until, actionId: ids.fitField }),
        { dispatch: true, hint: 'After this day the lead is asked to assess the fit again' },
      ),
      input(
        extensionFields.cost,
        'What may it cost at most',
        numberField({
          initial: cost === '' || !Number.isFinite(known) || Math.abs(known) > MAX_COST ? null : known,
          min: 0,
          decimals: true,
          actionId: ids.fitField,
        }),
        {
          dispatch: true,
          optional: true,
          hint: 'In the currency of the account. A note for people: Milepost does not add up what was spent.',
        },
      ),
      actions(backButton({ ...form.place, at: last })),
    ],
  });
}

/** What stands in the fields of a page, for the questions that it has. */
export function readPage(page: FitPage, values: Record<string, string | string[] | null>): FitEntry {
  const answers = new Map<string, GivenAnswer>();
  for (const { questions } of page.groups) {
    for (const { key } of questions) {
      const answer = readAnswer(textAt(values, fieldNames.answer(key)));
      const evidence = textAt(values, fieldNames.evidence(key)) ?? '';
      if (answer !== null) answers.set(key, { answer, evidence });
    }
  }
  return page.hasPotentials ? { answers, potentials: readPotentialFields(values) } : { answers };
}

/** What stands in the fields of the stretch. */
export function readLimit(values: Record<string, string | string[] | null>): FitEntry {
  const extension: ExtensionEntry = {
    text: textAt(values, extensionFields.text) ?? '',
    until: textAt(values, extensionFields.until) ?? '',
    cost: textAt(values, extensionFields.cost) ?? '',
  };
  return { extension };
}

/** Half of a potential is missing: said on the field that is empty. */
export function potentialErrors(
  missing: readonly { kind: PotentialKind; field: 'level' | 'reason' }[],
): Record<string, string> {
  const says = {
    level: 'Choose how high it is, or take the reason away.',
    reason: 'Say why, in a sentence, or choose “Not judged”.',
  };
  return Object.fromEntries(missing.map(({ kind, field }) => [fieldNames[field](kind), says[field]]));
}

export function extensionErrors(problems: Partial<Record<ExtensionField, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [extensionFields[field as ExtensionField], problem]),
  );
}

/** What all views of the flow have in common. */
export function common({ place }: FitFormBase, title: string) {
  return { callbackId: ids.fitForm, title, metadata: place, tellsClosing: true };
}

/** A question's place on its page, from 1: its two fields are told from the others by it. */
function numberOf(page: FitPage, question: Characteristic | ReadinessQuestion): number {
  return page.groups.flatMap(({ questions }) => questions).indexOf(question) + 1;
}

function questionFields(
  question: Characteristic | ReadinessQuestion,
  number: number,
  draft: FitDraft,
): KnownBlock[] {
  const { key, name } = question;
  const must = 'level' in question && question.level === 'must' ? ' (must)' : '';
  const given = answerTo(draft.answers, question);
  return [
    input(
      fieldNames.answer(key),
      `${number}. ${name}${must}`,
      choiceField(ANSWER_CHOICES, { initial: given, actionId: ids.fitField }),
      { dispatch: true },
    ),
    input(
      fieldNames.evidence(key),
      `${number}. How do we know?`,
      textField({
        initial: draft.answers.get(key)?.evidence ?? '',
        asTyped: true,
        max: MAX_EVIDENCE,
        actionId: ids.fitField,
      }),
      { optional: true, dispatch: true },
    ),
  ];
}

function potentialFields(draft: FitDraft): KnownBlock[] {
  return [
    header('What may come of it'),
    ...POTENTIALS.flatMap((kind): KnownBlock[] => {
      const { name, means } = POTENTIAL_WORDS[kind];
      const { level, reason } = draft.potentials[kind];
      return [
        input(
          fieldNames.level(kind),
          `${name}: ${means}`,
          choiceField(LEVEL_CHOICES, { initial: level === '' ? NOT_JUDGED : level, actionId: ids.fitField }),
          { dispatch: true },
        ),
        input(
          fieldNames.reason(kind),
          `Why? · ${name}`,
          textField({ initial: reason, asTyped: true, max: MAX_REASON, actionId: ids.fitField }),
          { optional: true, dispatch: true },
        ),
      ];
    }),
  ];
}

export function backButton(place: FitPlace) {
  return button('◀ Back', ids.fitBack, { value: JSON.stringify(place) });
}

function readPotentialFields(values: Record<string, string | string[] | null>): FitDraft['potentials'] {
  const read = (kind: PotentialKind) => {
    const level = textAt(values, fieldNames.level(kind)) ?? '';
    return {
      level: level === NOT_JUDGED ? '' : level,
      reason: textAt(values, fieldNames.reason(kind)) ?? '',
    };
  };
  return { success: read('success'), ascension: read('ascension'), advocacy: read('advocacy') };
}

function readAnswer(text: string | null): FitAnswer | null {
  return text === 'yes' || text === 'no' || text === 'unknown' ? text : null;
}

/** As it is kept: as it was typed, but for its ends and for what no database can hold. */
function textAt(values: Record<string, string | string[] | null>, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : null;
  return typeof value === 'string' ? asTyped(value) : null;
}
