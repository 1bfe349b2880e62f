/** `/cs initiative` and `/cs initiatives`: what is done for customers, and whether it improved their experience. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { answerMetadata, answerValues } from '#blocks/initiative-answer.ts';
import {
  initiativeMetadata,
  initiativeValues,
  LISTS,
  type InitiativeListKind,
} from '#blocks/initiative-form.ts';
import {
  initiativeInFull,
  initiativeList,
  type PressedInitiative,
  type ToldInitiative,
} from '#blocks/initiative-list.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { nearestWord } from '../base/nearest.ts';
import type { WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import {
  mayAnswer,
  type Initiative,
  type InitiativeAnswer,
  type InitiativeMove,
  type InitiativeState,
} from './domain.ts';
import { readFigures } from './figures-service.ts';
import {
  countInitiatives,
  findInitiative,
  findInitiativeNamed,
  findLastAnswers,
  listAnswers,
  listInitiatives,
  moveInitiative,
} from './service.ts';
import { openAnswer, submitAnswer } from './slack-answer.ts';
import { GONE, openEdit, openNew, submitForm } from './slack-form.ts';

const PER_PAGE = 6;
const ANSWERS_SHOWN = 30;
const STATES: Record<InitiativeListKind, readonly InitiativeState[]> = {
  open: ['open'],
  closed: ['kept', 'ended'],
};

interface Place {
  list: InitiativeListKind;
  /** 0: it was pressed in no list. */
  page: number;
}

/** `INITIATIVE ID:LIST:PAGE` */
const placedValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(
    z.tuple([
      idValue,
      z.enum(LISTS),
      z
        .string()
        .regex(/^\d{1,5}$/)
        .transform(Number),
    ]),
  )
  .transform(([id, list, page]) => ({ id, list, page }));

export function registerInitiatives(edge: Edge, work: WorkDeps): void {
  edge.verb({
    command: '/cs',
    verb: 'initiative',
    usage: '[NAME]',
    does: 'Write down a feature, service or meeting, with how it improves the customer’s experience',
    example: '',
    right: 'initiative.work',
    run: writeDown,
  });
  edge.verb({
    command: '/cs',
    verb: 'initiatives',
    usage: '[closed]',
    does: 'Initiatives, with how they improve the customer’s experience, and the figures then and now',
    example: '',
    right: 'initiative.see',
    shareable: true,
    run: showTyped,
  });
  edge.action(ids.initiativeOpen, {
    right: 'initiative.see',
    value: placedValue,
    run: (call, { id }) => call.openModal('Initiative', () => wholeView(call, id)),
  });
  registerForms(edge, work);
  for (const [id, move] of [
    [ids.initiativeEnd, 'end'],
    [ids.initiativeReopen, 'reopen'],
    [ids.initiativeAskAgain, 'ask_again'],
  ] as const)
    edge.action(id, {
      right: 'initiative.lead',
      value: placedValue,
      run: async (call, at) => {
        await press(call, at.id, move, at);
        work.kick();
      },
    });
}

function registerForms(edge: Edge, work: WorkDeps): void {
  const right = 'initiative.work';
  edge.action(ids.initiativeNew, { right, value: z.unknown(), run: (call) => openNew(call, '', 1) });
  edge.action(ids.initiativeEdit, { right, value: placedValue, run: openEdit });
  edge.submit(ids.initiativeForm, {
    right,
    metadata: jsonOf(initiativeMetadata),
    parse: (values) => parseForm(initiativeValues, values),
    run: async (call, values, at) => {
      const { submitted, saved } = await submitForm(call, values, at);
      if (saved !== null) {
        work.kick();
        await renewList(call, at);
      }
      return submitted;
    },
  });
  edge.action(ids.initiativeAnswer, { right: 'initiative.answer', value: placedValue, run: openAnswer });
  edge.submit(ids.initiativeAnswerForm, {
    right: 'initiative.answer',
    metadata: jsonOf(answerMetadata),
    parse: (values) => parseForm(answerValues, values),
    run: async (call, values, at) => {
      const { submitted, isSaved } = await submitAnswer(call, values, at);
      if (isSaved) {
        work.kick();
        await renewList(call, at);
      }
      return submitted;
    },
  });
}

async function writeDown(call: Call, rest: string): Promise<void> {
  const known = rest === '' ? null : await findInitiativeNamed(call.deps.database.db, call.workspaceId, rest);
  return known?.state === 'open'
    ? openEdit(call, { id: known.id, list: 'open', page: 0 })
    : openNew(call, rest, 0);
}

async function showTyped(call: Call, rest: string): Promise<Answer> {
  const place: Place = { list: 'open', page: 1 };
  for (const word of rest.split(' ').filter((part) => part !== '')) {
    const page = /^page:([1-9]\d{0,4})$/.exec(word)?.[1];
    const list = LISTS.find((known) => known === word.toLowerCase());
    if (page !== undefined) place.page = Number(page);
    else if (list !== undefined) place.list = list;
    else return unknownList(word);
  }
  return showList(call, place);
}

function unknownList(word: string): Answer {
  const near = nearestWord(word, LISTS);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  return say(
    mrkdwn`I do not know the list “${saidBack(word)}”.${hint} There are open and closed. Try \`/cs initiatives ${near ?? 'closed'}\`; a new one is written down with \`/cs initiative NAME\``,
  );
}

async function renewList(call: Call, { list, page }: Place): Promise<void> {
  if (page > 0) await call.replace(await showList(call, { list, page }));
}

async function showList(call: Call, { list, page }: Place, pressed?: PressedInitiative): Promise<Answer> {
  const { db } = call.deps.database;
  const initiatives = await listInitiatives(db, call.workspaceId, STATES[list], {
    limit: PER_PAGE,
    offset: (page - 1) * PER_PAGE,
  });
  return initiativeList({
    kind: list,
    initiatives: await tell(call, initiatives),
    counts: await countInitiatives(db, call.workspaceId),
    page,
    perPage: PER_PAGE,
    today: await call.today(),
    canWork: call.may('initiative.work'),
    canLead: call.may('initiative.lead'),
    ...(pressed === undefined ? {} : { pressed }),
  });
}

/** What is told of each: the owner, the figures then and now, the last answer. */
async function tell(call: Call, initiatives: readonly Initiative[]): Promise<ToldInitiative[]> {
  const { deps, workspaceId } = call;
  const { db } = deps.database;
  const figures = await readFigures(
    deps,
    workspaceId,
    await call.program(),
    // Of a closed one those of now say nothing of it.
    initiatives.filter(({ state }) => state === 'open'),
    await call.today(),
  );
  const owners = await namesOf(
    call,
    initiatives.map(({ ownerId }) => ownerId),
  );
  const ids = initiatives.map(({ id }) => id);
  const answers = await findLastAnswers(db, workspaceId, ids);
  const isLeader = call.may('initiative.lead');
  return initiatives.map((initiative) => ({
    initiative,
    owner: owners.get(initiative.ownerId) ?? mrkdwn`nobody we know`,
    figures: figures.get(initiative.id) ?? null,
    last: answers.get(initiative.id) ?? null,
    mayAnswer: mayAnswer(initiative, call.person.id, isLeader),
  }));
}

async function namesOf(call: Call, personIds: readonly string[]): Promise<Map<string, Mrkdwn>> {
  const people = await findPeople(call.deps.database.db, call.workspaceId, personIds);
  return new Map(people.map((person) => [person.id, personName(person)]));
}

async function wholeView(call: Call, id: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const initiative = await findInitiative(db, call.workspaceId, id);
  if (initiative === null) return answerView(say(GONE));
  const [told] = await tell(call, [initiative]);
  if (told === undefined) throw new Error('one initiative is told of');
  const answers = await listAnswers(db, call.workspaceId, id, ANSWERS_SHOWN);
  const saved = await whoSaved(call, initiative.updatedBy, initiative.updatedAt);
  return initiativeInFull(told, await withNames(call, answers), saved, await call.today());
}

async function withNames(call: Call, answers: readonly InitiativeAnswer[]) {
  const names = await namesOf(
    call,
    answers.map(({ answeredBy }) => answeredBy),
  );
  return answers.map((answer) => ({ ...answer, by: names.get(answer.answeredBy) ?? mrkdwn`somebody` }));
}

async function press(call: Call, id: string, move: InitiativeMove, place: Place): Promise<void> {
  const by = { personId: call.person.id, today: await call.today() };
  const moved = await moveInitiative(call.deps, call.workspaceId, id, move, by);
  if (!moved.ok && moved.problem === 'not-found') return call.answer(say(GONE));
  const pressed: PressedInitiative = { initiative: moved.initiative, how: moved.ok ? move : 'faster' };
  await call.replace(await showList(call, { list: place.list, page: Math.max(1, place.page) }, pressed));
}
