/** The form in which the question of an initiative is answered. */
import { say } from '#blocks/build.ts';
import {
  answerForm,
  closedMeanwhile,
  type AnswerConflict,
  type AnswerForm,
  type AnswerMetadata,
  type answerValues,
} from '#blocks/initiative-answer.ts';
import type { InitiativeListKind } from '#blocks/initiative-form.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { mayAnswer, MAX, type Initiative, type InitiativeAnswer } from './domain.ts';
import { figuresShown, showFigures } from './figures-service.ts';
import { answerInitiative, findInitiative } from './service.ts';
import { GONE } from './slack-form.ts';
import { STATE_WORDS, VERDICT_WORDS } from './words.ts';

const TITLE = 'Did it improve?';
const NOT_YOURS = mrkdwn`Only who answers for it, or a leader, can say whether it helped.`;

export interface AnswerPlace {
  id: string;
  list: InitiativeListKind;
  /** 0: it was pressed in no list. */
  page: number;
}

export function openAnswer(call: Call, { id, list, page }: AnswerPlace): Promise<void> {
  return call.openModal(TITLE, async () => {
    const initiative = await findInitiative(call.deps.database.db, call.workspaceId, id);
    if (initiative === null) return answerView(say(GONE));
    if (!mayAnswer(initiative, call.person.id, call.may('initiative.lead')))
      return answerView(say(NOT_YOURS));
    const { name, state, askOn, version } = initiative;
    if (state !== 'open')
      return answerView(
        say(mrkdwn`*${truncate(name, 150)}* is ${STATE_WORDS[state]}: there is nothing to answer.`),
      );
    if (askOn === null || askOn > (await call.today()))
      return answerView(
        say(mrkdwn`*${truncate(name, 150)}* is answered already. \`/cs initiatives\` shows it.`),
      );
    return formView(call, { initiativeId: id, version, list, page }, initiative);
  });
}

/** A new form, with the figures of today, as the list tells them, whenever it was asked. */
async function formView(
  call: Call,
  at: Omit<AnswerMetadata, 'id'>,
  initiative: Initiative,
  typed: Pick<AnswerForm, 'values' | 'conflict'> = {},
): Promise<ModalView> {
  const { deps, workspaceId } = call;
  const id = deps.makeId();
  const [applied, today] = [await call.program(), await call.today()];
  const figures = await showFigures(deps, workspaceId, applied, initiative, id, today);
  return answerForm({ ...at, id, initiative, figures, ...typed });
}

/** Takes the answer. @returns whether it was taken, too */
export async function submitAnswer(
  call: Call,
  values: z.infer<typeof answerValues>,
  metadata: AnswerMetadata,
): Promise<{ submitted: Submitted; isSaved: boolean }> {
  const press = {
    personId: call.person.id,
    today: await call.today(),
    isLeader: call.may('initiative.lead'),
  };
  const { id, initiativeId, version } = metadata;
  const initiative = await findInitiative(call.deps.database.db, call.workspaceId, initiativeId);
  if (initiative === null)
    return { submitted: { kind: 'update', view: typedKept(TITLE, GONE, values.answer) }, isSaved: false };
  const { deps, workspaceId } = call;
  const figures = await figuresShown(deps, workspaceId, await call.program(), initiative, id, press.today);
  const edit = { id, initiativeId, version, ...values, figures };
  const result = await answerInitiative(deps, workspaceId, edit, press);
  if (result.ok) return { submitted: told(result.initiative, result.answer), isSaved: true };
  const submitted = await refused(call, result, values, metadata);
  return { submitted, isSaved: false };
}

function told({ name, everyWeeks }: Initiative, { verdict }: InitiativeAnswer): Submitted {
  const then = {
    improved: mrkdwn`It is kept.`,
    not_yet: mrkdwn`It is asked about again in ${everyWeeks === 1 ? 'a week' : `${everyWeeks} weeks`}.`,
    did_not: mrkdwn`A leader decides whether it ends.`,
  }[verdict];
  const text = mrkdwn`*${truncate(name, 150)}*: ${VERDICT_WORDS[verdict].toLowerCase()}. ${then}`;
  return { kind: 'close', all: true, answer: say(text) };
}

async function refused(
  call: Call,
  result: Exclude<Awaited<ReturnType<typeof answerInitiative>>, { ok: true }>,
  values: z.infer<typeof answerValues>,
  metadata: AnswerMetadata,
): Promise<Submitted> {
  switch (result.problem) {
    case 'answer-missing':
      return { kind: 'errors', errors: { answer: 'Write what you saw, such as: two customers said so.' } };
    case 'answer-too-long':
      return { kind: 'errors', errors: { answer: `This has at most ${MAX.answer} characters.` } };
    case 'not-found':
      return { kind: 'update', view: typedKept(TITLE, GONE, values.answer) };
    case 'not-yours':
      return { kind: 'update', view: typedKept(TITLE, NOT_YOURS, values.answer) };
    case 'changed-meanwhile': {
      const { theirs, last } = result;
      const conflict: AnswerConflict = {
        ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
        last,
      };
      // Another answer, which may stand beside the one that this form has sent already.
      const view =
        theirs.state === 'open'
          ? await formView(call, { ...metadata, version: theirs.version }, theirs, { values, conflict })
          : closedMeanwhile(theirs, conflict, values.answer);
      return { kind: 'update', view };
    }
  }
}
