/** Goal Cards in Slack: `/account goal`, the global shortcut, one card in full, its history, and what is pressed. */
import { say, type Answer } from '#blocks/build.ts';
import { goalList, oldCard, wholeCard } from '#blocks/goal-card.ts';
import { bothMetadata, conflictMetadata } from '#blocks/goal-conflict.ts';
import { goalPickForm } from '#blocks/goal-draft.ts';
import { contactOption, goalFormMetadata } from '#blocks/goal-form.ts';
import { goalHistory } from '#blocks/goal-history.ts';
import { STATE_WORDS } from '#blocks/goal-words.ts';
import { ids } from '#blocks/ids.ts';
import { dateToken, mrkdwn, truncate } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { searchContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { supportOf } from '../feedback/slack-support.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm, readForm } from '../slack/forms.ts';
import { GOAL_MOVES, type GoalCard, type GoalMove } from './domain.ts';
import {
  answerNotYet,
  countCards,
  findCard,
  findVersion,
  listCards,
  listVersions,
  moveGoal,
} from './service.ts';
import {
  addAlternative,
  closeForm,
  continueDraft,
  GONE,
  keepTyped,
  openEdit,
  openGoalForm,
  startAnew,
  startView,
} from './slack-form.ts';
import { namesFor, peopleBy, whoSaved } from './slack-names.ts';
import { openBoth, saveForm, saveSettled } from './slack-save.ts';

const CARDS_PER_PAGE = 6;
const VERSIONS_PER_PAGE = 15;
const CONTACTS_OFFERED = 50;

const formMetadata = jsonOf(goalFormMetadata);
const moveValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(GOAL_MOVES), idValue]));
const versionValue = jsonOf(z.object({ cardId: idValue, version: z.number().int().min(1) }));

export function registerGoals(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'goal',
    does: 'Its Goal Cards: what these people must achieve; the first one is written at once',
    suffix: /\s*page:\d{1,4}$/,
    right: 'goal.see',
    shareable: true,
    run: (call, account, text) => showGoals(call, account, Number(text.replace('page:', '')) || 1),
  });
  registerReading(edge);
  registerMoves(edge, work);
  registerForm(edge, work);
}

function registerReading(edge: Edge): void {
  const see = { right: 'goal.see', value: idValue } as const;
  edge.action(ids.goalOpen, { ...see, run: openCard });
  edge.action(ids.goalHistory, {
    ...see,
    run: (call, cardId) => call.openModal('History of the goal', () => historyView(call, cardId)),
  });
  edge.action(ids.goalOlder, {
    right: 'goal.see',
    value: versionValue,
    run: async (call, { cardId, version }) => call.updateModal(await historyView(call, cardId, version)),
  });
  edge.action(ids.goalVersion, {
    right: 'goal.see',
    value: versionValue,
    run: (call, { cardId, version }) =>
      call.openModal(`Version ${version}`, () => versionView(call, cardId, version)),
  });
}

function registerMoves(edge: Edge, work: WorkDeps): void {
  edge.action(ids.goalMove, {
    right: 'goal.edit',
    value: moveValue,
    run: (call, [move, cardId]) => makeMove(call, work, cardId, move),
  });
  const answer = { right: 'goal.edit', value: idValue } as const;
  edge.action(ids.goalConfirm, { ...answer, run: (call, cardId) => confirm(call, work, cardId) });
  edge.action(ids.goalNotYet, { ...answer, run: (call, cardId) => notYet(call, work, cardId) });
}

function registerForm(edge: Edge, work: WorkDeps): void {
  const edit = { right: 'goal.edit' } as const;
  edge.action(ids.goalAdd, { ...edit, value: idValue, run: (call, id) => openGoalForm(call, id, null) });
  edge.action(ids.goalEdit, { ...edit, value: idValue, run: openEdit });
  edge.action(ids.goalContinue, { ...edit, value: formMetadata, run: continueDraft });
  edge.action(ids.goalAnew, { ...edit, value: formMetadata, run: startAnew });
  edge.action(ids.goalAddAlternative, { ...edit, value: formMetadata, run: addAlternative });
  for (const id of [ids.goalField, ids.goalContacts])
    edge.action(id, { ...edit, value: z.unknown(), run: keepChange });
  edge.options(ids.goalContacts, { right: 'goal.see', run: offerContacts });
  edge.submit(ids.goalForm, {
    ...edit,
    metadata: formMetadata,
    parse: (values) => ({ ok: true, value: values }),
    run: (call, values, metadata) => saveForm(call, work, values, metadata),
  });
  edge.closed(ids.goalForm, {
    ...edit,
    metadata: formMetadata,
    run: (call, values, metadata) => closeForm(call, metadata, values),
  });
  edge.submit(ids.goalConflictForm, {
    ...edit,
    metadata: jsonOf(conflictMetadata),
    parse: (values) => ({ ok: true, value: values }),
    run: (call, values, metadata) => saveSettled(call, work, values, metadata),
  });
  edge.action(ids.goalReadBoth, { ...edit, value: jsonOf(bothMetadata), run: openBoth });
  edge.shortcut(ids.goalNew, {
    ...edit,
    run: (call) => call.openModal('New Goal Card', async () => goalPickForm()),
  });
  edge.submit(ids.goalPickForm, {
    ...edit,
    metadata: z.unknown(),
    parse: (values) => parseForm(z.object({ account: z.string({ error: 'Choose the account.' }) }), values),
    run: async (call, { account }) => ({ kind: 'update', view: await startView(call, account, null) }),
  });
}

/** The account's cards; without any, the form of the first one opens at once for whoever may write it. */
async function showGoals(call: Call, account: Account, page: number): Promise<Answer | void> {
  const { db } = call.deps.database;
  const count = await countCards(db, call.workspaceId, account.id);
  if (count === 0 && call.may('goal.edit')) return openGoalForm(call, account.id, null);
  const found = await listCards(db, call.workspaceId, account.id, {
    limit: CARDS_PER_PAGE + 1,
    offset: (page - 1) * CARDS_PER_PAGE,
  });
  const cards = found.slice(0, CARDS_PER_PAGE);
  return goalList({
    account,
    cards,
    count,
    page,
    hasMore: found.length > CARDS_PER_PAGE,
    names: await namesFor(call, account.id, cards),
    people: await peopleBy(
      call,
      cards.map(({ updatedBy }) => updatedBy),
    ),
    canEdit: call.may('goal.edit'),
  });
}

function openCard(call: Call, cardId: string): Promise<void> {
  return call.openModal('Goal Card', () => cardView(call, cardId));
}

async function cardView(call: Call, cardId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  if (card === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  return wholeCard({
    accountName: account?.name ?? '',
    card,
    names: await namesFor(call, card.accountId, [card]),
    ...(await whoSaved(call, card.updatedBy, card.updatedAt)),
    canEdit: call.may('goal.edit'),
    support: await supportOf(call, { subject: 'goal', id: card.id }),
  });
}

async function historyView(call: Call, cardId: string, before?: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  if (card === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  // One more than is shown: what a version changed is told by the one before it.
  const found = await listVersions(db, call.workspaceId, cardId, {
    limit: VERSIONS_PER_PAGE + 1,
    ...(before === undefined ? {} : { before }),
  });
  const shown = found.slice(0, VERSIONS_PER_PAGE);
  const people = await peopleBy(
    call,
    shown.map(({ savedBy }) => savedBy),
  );
  const changes = shown.map((version, index) => ({
    ...version,
    savedBy: people.get(version.savedBy) ?? mrkdwn`somebody`,
    savedAt: dateToken(new Date(version.savedAt)),
    before: found[index + 1] ?? null,
  }));
  const documents = found.map(({ document }) => document);
  return goalHistory({
    accountName: account?.name ?? '',
    cardId,
    cardName: card.name,
    changes,
    hasOlder: found.length > VERSIONS_PER_PAGE,
    names: await namesFor(call, card.accountId, documents),
  });
}

async function versionView(call: Call, cardId: string, version: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = await findCard(db, call.workspaceId, cardId);
  const found = await findVersion(db, call.workspaceId, cardId, version);
  if (card === null || found === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  return oldCard({
    accountName: account?.name ?? '',
    version,
    state: found.state,
    document: found.document,
    names: await namesFor(call, card.accountId, [found.document]),
    ...(await whoSaved(call, found.savedBy, found.savedAt)),
  });
}

/** Does it, and shows the effect where it was pressed: in the list, or in the card. */
async function makeMove(call: Call, work: WorkDeps, cardId: string, move: GoalMove): Promise<void> {
  const press = await pressOf(call);
  const result = await moveGoal(call.deps, call.workspaceId, cardId, move, press, press.after);
  work.kick();
  if (!result.ok && result.problem === 'card-not-found') return call.answer(say(GONE));
  if (!result.ok) await call.answer(await fasterAnswer(call, result.card));
  if (call.view !== null) return call.updateModal(await cardView(call, cardId));
  const { accountId } = result.card;
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  const list = account === null ? undefined : await showGoals(call, account, 1);
  if (list !== undefined) await call.replace(list);
}

/** The lead says that the goal is achieved, in the message that asked. */
async function confirm(call: Call, work: WorkDeps, cardId: string): Promise<void> {
  const press = await pressOf(call);
  const result = await moveGoal(call.deps, call.workspaceId, cardId, 'achieve', press, press.after);
  work.kick();
  if (result.ok) return call.replace(say(mrkdwn`✅ ${await titleOf(call, result.card)} is achieved.`));
  await call.replace(result.problem === 'card-not-found' ? say(GONE) : await fasterAnswer(call, result.card));
}

async function notYet(call: Call, work: WorkDeps, cardId: string): Promise<void> {
  const press = await pressOf(call);
  const result = await answerNotYet(call.deps, call.workspaceId, cardId, press, press.after);
  work.kick();
  if (result.ok) {
    const title = await titleOf(call, result.card);
    return call.replace(
      say(
        mrkdwn`${title} stays active. I ask again when its measure is changed and the new target is reached.`,
      ),
    );
  }
  await call.replace(result.problem === 'card-not-found' ? say(GONE) : await fasterAnswer(call, result.card));
}

async function titleOf(call: Call, card: GoalCard) {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, card.accountId);
  return mrkdwn`The goal *${truncate(card.name, 150)}* of *${account?.name ?? 'the account'}*`;
}

/** What somebody else has done with the card meanwhile. */
async function fasterAnswer(call: Call, card: GoalCard): Promise<Answer> {
  const { savedBy, savedAt } = await whoSaved(call, card.updatedBy, card.updatedAt);
  return say(
    mrkdwn`${await titleOf(call, card)} is ${STATE_WORDS[card.state]} already: ${savedBy} has seen to it ${savedAt}.`,
  );
}

/** A field was changed: the form as it stands is kept as the person's draft. */
async function keepChange(call: Call): Promise<void> {
  if (call.view === null) return;
  const metadata = formMetadata.safeParse(call.view.metadata);
  if (metadata.success) await keepTyped(call, metadata.data, readForm(call.view.values));
}

/** The contacts of the account that the form is about. */
async function offerContacts(call: Call, typed: string) {
  const metadata = formMetadata.safeParse(call.view?.metadata ?? '');
  if (!metadata.success) return [];
  const { accountId } = metadata.data;
  const { db } = call.deps.database;
  return (await searchContacts(db, call.workspaceId, accountId, typed, CONTACTS_OFFERED)).map(contactOption);
}
