/** `/account answers`: what customers and our people answered; and the questions to our people. */
import {
  answerList,
  correctForm,
  correctMetadata,
  correctValues,
  type ShownAnswer,
} from '#blocks/answer-list.ts';
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { notTaken, questionMessage } from '#blocks/question-message.ts';
import { mrkdwn } from '#blocks/text.ts';
import { withTyped } from '#blocks/typed-kept.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findContacts } from '../accounts/contact-service.ts';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { HEALTH_PERSONAS, type HealthPersona, type Metric } from '../health/domain.ts';
import type { WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, pageValue, parseForm } from '../slack/forms.ts';
import { readPage } from '../slack/typed-text.ts';
import { CHOICES, isOurs, type Answer as SurveyAnswer, type Choice, type Correction } from './domain.ts';
import { answerQuestion, listOfMessages } from './question-service.ts';
import {
  correctAnswer,
  countAnswers,
  findAnswer,
  listAnswers,
  mayCorrect,
  takeOutAnswer,
  type Corrector,
} from './service.ts';
import { valueWords } from './words.ts';

const PER_PAGE = 10;
const GONE = mrkdwn`This answer is no longer there.`;
const NOT_YOURS = mrkdwn`This is the view of somebody else of us: they can correct it, or a leader.`;

/** A place in the list: which page, and of which persona. */
interface Place {
  page: number;
  persona: HealthPersona | null;
}

const metadata = jsonOf(correctMetadata);
const questionValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, z.enum(CHOICES)]));
const answerValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([idValue, pageValue, z.enum(['all', ...HEALTH_PERSONAS])]));

export function registerSurveys(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'answers',
    does: 'What its people answered to surveys, and our own view of them; a wrong answer is corrected here',
    without: {
      right: 'survey.correct',
      does: 'What its people answered to surveys, and our own view of them',
    },
    right: 'survey.see',
    suffix: /\s*(?:(?:decision_maker|influencer|user|account) )?page:\d{1,4}$/,
    shareable: true,
    run: (call, account, text) => showAnswers(call, account, placeOf(text)),
  });
  edge.action(ids.surveyCorrect, {
    right: 'survey.correct',
    value: answerValue,
    run: (call, [id, page, persona]) =>
      openCorrection(call, id, { page, persona: persona === 'all' ? null : persona }),
  });
  edge.submit(ids.surveyCorrectForm, {
    right: 'survey.correct',
    metadata,
    parse: (values) => parseForm(correctValues, values),
    run: correct,
  });
  edge.action(ids.surveyTakeOut, { right: 'survey.correct', value: idValue, run: takeOut });
  edge.action(ids.questionAnswer, {
    right: 'survey.answer',
    value: questionValue,
    run: (call, [questionId, choice]) => answer(call, work, questionId, choice),
  });
}

function placeOf(text: string): Place {
  const { typed, page } = readPage(text);
  return { page, persona: HEALTH_PERSONAS.find((persona) => persona === typed) ?? null };
}

async function showAnswers(
  call: Call,
  account: Pick<Account, 'id' | 'key' | 'name'>,
  { page, persona }: Place,
): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listAnswers(db, call.workspaceId, account.id, {
    persona,
    ...pageRange(page, PER_PAGE),
  });
  const { shown, hasMore } = shownOf(found, PER_PAGE);
  return answerList({
    account,
    answers: await shownAnswers(call, account.id, shown),
    counts: await countAnswers(db, call.workspaceId, account.id),
    persona,
    page,
    hasMore,
    canCorrect: call.may('survey.correct'),
    today: await call.today(),
  });
}

/** The answers with the names behind what they hold. */
async function shownAnswers(
  call: Call,
  accountId: string,
  answers: readonly SurveyAnswer[],
): Promise<ShownAnswer[]> {
  const { db } = call.deps.database;
  const applied = await call.program();
  const contacts = await findContacts(
    db,
    call.workspaceId,
    accountId,
    answers.flatMap(({ contactId }) => contactId ?? []),
  );
  const people = await findPeople(
    db,
    call.workspaceId,
    answers.filter(isOurs).map(({ answeredBy }) => answeredBy),
  );
  const corrector = await correctorOf(call);
  return answers.map((one) => {
    const person = people.find(({ id }) => id === one.answeredBy);
    return {
      ...one,
      title: titleOf(one, applied?.program.scorecard.metrics ?? []),
      contactName: contacts.find(({ id }) => id === one.contactId)?.name ?? null,
      by: isOurs(one) ? (person === undefined ? mrkdwn`somebody` : personName(person)) : null,
      mayCorrect: mayCorrect(one, corrector),
    };
  });
}

/** What was asked, in the words of the program; its name where no metric knows it any more. */
function titleOf(answer: SurveyAnswer, metrics: readonly Metric[]): string {
  const { survey, persona } = answer;
  for (const { id, name, source, persona: asked } of metrics) {
    if (isOurs(answer)) {
      if (source.kind === 'judgement' && id === survey) return source.question;
    } else if (source.kind === 'survey' && source.survey === survey && asked === persona) return name;
  }
  return survey;
}

async function correctorOf(call: Call): Promise<Corrector> {
  return {
    personId: call.person.id,
    today: await call.today(),
    mayCorrectOthers: call.may('survey.correct_others'),
  };
}

function openCorrection(call: Call, id: string, list: Place): Promise<void> {
  return call.openModal('Correct the answer', async () => {
    const found = await findAnswer(call.deps.database.db, call.workspaceId, id);
    if (found === null) return answerView(say(GONE));
    return formView(call, found, list);
  });
}

async function formView(
  call: Call,
  found: SurveyAnswer,
  list: Place,
  conflict?: { typed: Correction; said: ReturnType<typeof mrkdwn> },
): Promise<ModalView> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, found.accountId);
  const [shown] = await shownAnswers(call, found.accountId, [found]);
  const typed = call.view?.typed ?? [];
  if (account === null || shown === undefined) return withTyped(answerView(say(GONE)), typed);
  if (!shown.mayCorrect) return withTyped(answerView(say(NOT_YOURS)), typed);
  return correctForm({
    accountName: account.name,
    answer: shown,
    list,
    today: await call.today(),
    ...(conflict === undefined ? {} : { typed: conflict.typed, conflict: conflict.said }),
  });
}

async function correct(
  call: Call,
  correction: Correction,
  { answerId, version, page, persona }: z.infer<typeof correctMetadata>,
): Promise<Submitted> {
  const place = { page, persona };
  const read = { id: answerId, version };
  const result = await correctAnswer(call.deps, call.workspaceId, read, correction, await correctorOf(call));
  if (result.ok) {
    await renewList(call, result.answer.accountId, place);
    return { kind: 'close', answer: say(mrkdwn`Corrected: it is *${valueWords(result.answer)}* now.`) };
  }
  if (result.problem === 'invalid') return { kind: 'errors', errors: result.fields };
  if (result.problem === 'changed-meanwhile') {
    const said = mrkdwn`⚠️ Somebody else has corrected it meanwhile: it is *${valueWords(result.theirs)}* now. What you typed still stands below.`;
    return { kind: 'update', view: await formView(call, result.theirs, place, { typed: correction, said }) };
  }
  return { kind: 'unsaved', answer: say(result.problem === 'not-found' ? GONE : NOT_YOURS) };
}

async function takeOut(call: Call, id: string): Promise<void> {
  const result = await takeOutAnswer(call.deps, call.workspaceId, id, await correctorOf(call));
  const said = result.ok
    ? say(mrkdwn`Taken out: this answer no longer counts. The history keeps it.`)
    : say(result.problem === 'not-found' ? GONE : NOT_YOURS);
  const read = metadata.safeParse(call.view?.metadata ?? '');
  await call.updateModal(answerView(said));
  if (result.ok && read.success) await renewList(call, result.answer.accountId, read.data);
}

/** Makes the list anew from which the form was opened. */
async function renewList(call: Call, accountId: string, place: Place): Promise<void> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account !== null) await call.replace(await showAnswers(call, account, place));
}

/** The answer of the one who was asked; the message shows it. */
async function answer(call: Call, work: WorkDeps, questionId: string, choice: Choice): Promise<void> {
  const { deps, workspaceId } = call;
  const press = { personId: call.person.id, today: await call.today() };
  const result = await answerQuestion(deps, workspaceId, questionId, choice, press);
  if (!result.ok) return call.answer(say(notTaken(result.problem)));
  work.kick();
  if (result.isShown) return;
  // The outbox has forgotten the message: it is shown where it was pressed.
  const shown = await listOfMessages(deps.database.db, workspaceId, [result.question.outboxId]);
  await call.replace(questionMessage(shown, deps.now().toISOString()));
}
