/** Goal Cards in Slack: `/account goal`, the global shortcut, one card in full, its history, and what is pressed. */
import type { Answer } from '#blocks/build.ts';
import { bothMetadata, conflictMetadata } from '#blocks/goal-conflict.ts';
import { goalPickForm } from '#blocks/goal-draft.ts';
import { goalFormMetadata } from '#blocks/goal-form.ts';
import { contactOption } from '#blocks/goal-people.ts';
import { ids } from '#blocks/ids.ts';
import * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { searchContacts } from '../accounts/contact-service.ts';
import type { WorkDeps } from '../morning/press.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm, readForm } from '../slack/forms.ts';
import { PAGE_SUFFIX, readPage } from '../slack/typed-text.ts';
import { countCards } from './service.ts';
import {
  closeForm,
  continueDraft,
  keepTyped,
  openEdit,
  openGoalForm,
  showMore,
  startAnew,
  startView,
} from './slack-form.ts';
import { registerMoves } from './slack-moves.ts';
import { registerQuestion } from './slack-question.ts';
import { closeSettling, openBoth, saveForm, saveSettled } from './slack-save.ts';
import { cardView, historyView, listView, versionView } from './slack-views.ts';

const CONTACTS_OFFERED = 50;

const formMetadata = jsonOf(goalFormMetadata);
const versionValue = jsonOf(z.object({ cardId: idValue, version: z.number().int().min(1) }));

export function registerGoals(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'goal',
    does: 'Its Goal Cards: what these people must achieve; the first one is written at once',
    without: { right: 'goal.edit', does: 'Its Goal Cards: what these people must achieve' },
    suffix: PAGE_SUFFIX,
    right: 'goal.see',
    shareable: true,
    run: (call, account, text) => showGoals(call, account, readPage(text).page),
  });
  registerReading(edge);
  registerMoves(edge, work);
  registerQuestion(edge, work);
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

function registerForm(edge: Edge, work: WorkDeps): void {
  const edit = { right: 'goal.edit' } as const;
  edge.action(ids.goalAdd, { ...edit, value: idValue, run: (call, id) => openGoalForm(call, id, null) });
  edge.action(ids.goalEdit, { ...edit, value: idValue, run: openEdit });
  edge.action(ids.goalContinue, { ...edit, value: formMetadata, run: continueDraft });
  edge.action(ids.goalAnew, { ...edit, value: formMetadata, run: startAnew });
  for (const id of [ids.goalAddAlternative, ids.goalAddPerson])
    edge.action(id, { ...edit, value: formMetadata, run: showMore });
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
  edge.closed(ids.goalConflictForm, {
    ...edit,
    metadata: jsonOf(conflictMetadata),
    run: (call, _values, metadata) => closeSettling(call, metadata),
  });
  edge.action(ids.goalReadBoth, { ...edit, value: jsonOf(bothMetadata), run: openBoth });
  const pick = (call: Call) => call.openModal('New Goal Card', async () => goalPickForm());
  edge.shortcut(ids.goalNew, { ...edit, run: pick });
  edge.action(ids.goalPick, { ...edit, value: z.unknown(), run: pick });
  edge.submit(ids.goalPickForm, {
    ...edit,
    metadata: z.unknown(),
    parse: (values) => parseForm(z.object({ account: z.string({ error: 'Choose the account.' }) }), values),
    run: async (call, { account }) => ({ kind: 'update', view: await startView(call, account, null) }),
  });
}

/** The account's cards; without any, the form of the first one opens at once for whoever may write it. */
async function showGoals(call: Call, account: Account, page: number): Promise<Answer | void> {
  const count = await countCards(call.deps.database.db, call.workspaceId, account.id);
  if (count === 0 && call.may('goal.edit')) return openGoalForm(call, account.id, null);
  return listView(call, account, page);
}

function openCard(call: Call, cardId: string): Promise<void> {
  return call.openModal('Goal Card', () => cardView(call, cardId));
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
