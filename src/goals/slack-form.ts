/** The form of a Goal Card: opened, offered with its draft, and kept as a draft while it is typed into. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { draftOffer } from '#blocks/goal-draft.ts';
import { goalForm, SMALLEST, type GoalFormMetadata, type GoalFormSize } from '#blocks/goal-form.ts';
import { readGoal, valuesOf, type GoalValues } from '#blocks/goal-values.ts';
import { ids } from '#blocks/ids.ts';
import { dateToken, mrkdwn, quoted, truncate } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findContacts, searchContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { journeyOfSegment, milestonesOf, type Program } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { readForm, type FormValues } from '../slack/forms.ts';
import { changedParts, MAX, type GoalCard, type GoalDocument, type GoalProblems } from './domain.ts';
import { dropDraft, findDraft, keepDraft, type GoalDraft } from './draft-service.ts';
import { exampleFor, findCard, findVersion } from './service.ts';

export const GONE = mrkdwn`This Goal Card or its account is no longer there. \`/account list\` shows the accounts.`;
const ACCOUNT_GONE = say(mrkdwn`This account is no longer there. \`/account list\` shows those that are.`);

/** Opens the form of a new card, or of a known one; what the person began and did not save is offered first. */
export function openGoalForm(call: Call, accountId: string, cardId: string | null): Promise<void> {
  return call.openModal(cardId === null ? 'New Goal Card' : 'Edit the Goal Card', () =>
    startView(call, accountId, cardId),
  );
}

/** The same for a known card, whose account is found. */
export async function openEdit(call: Call, cardId: string): Promise<void> {
  return call.openModal('Edit the Goal Card', async () => {
    const card = await findCard(call.deps.database.db, call.workspaceId, cardId);
    return card === null ? answerView(say(GONE)) : startView(call, card.accountId, cardId);
  });
}

/** The form, or the offer of the draft. */
export async function startView(call: Call, accountId: string, cardId: string | null): Promise<ModalView> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  const card = cardId === null ? null : await findCard(db, call.workspaceId, cardId);
  if (account === null) return answerView(ACCOUNT_GONE);
  if (cardId !== null && card === null) return answerView(say(GONE));
  const draft = await findDraft(db, call.workspaceId, draftKey(call, accountId, cardId));
  if (draft === null) return freshForm(call, account, card);
  const { requiredOutcome } = readGoal(draft.fields).document;
  return draftOffer({
    accountId,
    cardId: draft.formCardId,
    version: draft.baseVersion,
    accountName: account.name,
    savedAt: dateToken(new Date(draft.savedAt)),
    outcome: requiredOutcome === '' ? null : quoted(truncate(requiredOutcome, 300)),
    isOld: card !== null && card.version !== draft.baseVersion,
  });
}

/** Goes on with the draft that was offered. */
export async function continueDraft(call: Call, metadata: GoalFormMetadata): Promise<void> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, metadata.accountId);
  if (account === null) return call.updateModal(answerView(ACCOUNT_GONE));
  const draft = await findDraft(db, call.workspaceId, keyOf(call, metadata));
  if (draft === null) return call.updateModal(await startView(call, account.id, knownCardId(metadata)));
  const form = { cardId: draft.formCardId, version: draft.baseVersion };
  await call.updateModal(await formView(call, account, form, draft.fields));
}

/** Forgets the draft that was offered, and shows the form as if there had been none. */
export async function startAnew(call: Call, metadata: GoalFormMetadata): Promise<void> {
  await dropDraft(call.deps, call.workspaceId, keyOf(call, metadata));
  await call.updateModal(await startView(call, metadata.accountId, knownCardId(metadata)));
}

/** Shows one more row for an alternative, or fields for somebody new; what is typed stays. */
export async function showMore(call: Call, metadata: GoalFormMetadata): Promise<void> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, metadata.accountId);
  if (account === null || call.view === null) return call.updateModal(answerView(ACCOUNT_GONE));
  await call.updateModal(await formView(call, account, metadata, readForm(call.view.values), metadata));
}

/** Keeps what the form holds as the person's draft. */
export async function keepTyped(call: Call, metadata: GoalFormMetadata, fields: FormValues): Promise<void> {
  await keepDraft(call.deps, call.workspaceId, {
    ...keyOf(call, metadata),
    baseVersion: metadata.version,
    formCardId: metadata.cardId,
    fields,
  });
}

/** Keeps the draft of a form that is closed early; a form in which nothing was changed leaves none. */
export async function closeForm(call: Call, metadata: GoalFormMetadata, values: FormValues): Promise<void> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, metadata.accountId);
  if (account === null || Object.keys(values).length === 0) return;
  const base = await findVersion(db, call.workspaceId, metadata.cardId, metadata.version);
  const start = await startValues(call, account, base?.document ?? null);
  const draft = await findDraft(db, call.workspaceId, keyOf(call, metadata));
  const fields = withDraft(values, draft, start);
  if (saysTheSame(fields, start)) return dropDraft(call.deps, call.workspaceId, keyOf(call, metadata));
  await keepTyped(call, metadata, fields);
  await call.answer(keptAnswer(account, metadata));
}

/** Says that a draft is kept, with the way back to it. */
export function keptAnswer(account: Account, form: { cardId: string; version: number }): Answer {
  const text = mrkdwn`What you wrote about *${account.name}* is not saved: it is kept as your draft.`;
  const cardId = knownCardId(form);
  const back =
    cardId === null
      ? button('Continue', ids.goalAdd, { value: account.id })
      : button('Continue', ids.goalEdit, { value: cardId });
  return { text, blocks: [section(text), actions(back)] };
}

/** What was sent while it was typed counts where the closed form says nothing else than what it began with. */
function withDraft(values: FormValues, draft: GoalDraft | null, start: GoalValues): FormValues {
  if (draft === null) return values;
  const said = (value: FormValues[string] | undefined) =>
    JSON.stringify(value?.length === 0 ? null : (value ?? null));
  const isEntered = (name: string) => said(values[name]) !== said(start[name]);
  const entered = Object.keys(values).filter(isEntered);
  return { ...draft.fields, ...Object.fromEntries(entered.map((name) => [name, values[name] ?? null])) };
}

function saysTheSame(values: FormValues, start: GoalValues): boolean {
  const [a, b] = [readGoal(values), readGoal(start)];
  return changedParts(a.document, b.document).length === 0 && a.newContact === null && noProblems(a.problems);
}

/** Whether nothing is wrong. */
export function noProblems(problems: GoalProblems): boolean {
  return Object.keys(problems).length === 0;
}

async function freshForm(call: Call, account: Account, card: GoalCard | null): Promise<ModalView> {
  const metadata = {
    accountId: account.id,
    cardId: card?.id ?? call.deps.makeId(),
    version: card?.version ?? 0,
  };
  return formView(call, account, metadata, await startValues(call, account, card));
}

/** The form with these values. */
export async function formView(
  call: Call,
  account: Account,
  { cardId, version }: { cardId: string; version: number },
  values: GoalValues,
  size: GoalFormSize = SMALLEST,
): Promise<ModalView> {
  const { db } = call.deps.database;
  const program = (await call.program())?.program ?? null;
  const chosen = readGoal(values).document.contacts.slice(0, MAX.contacts);
  return goalForm({
    accountId: account.id,
    accountName: account.name,
    cardId,
    version,
    values,
    size: { rows: size.rows, somebody: size.somebody },
    contacts: await findContacts(db, call.workspaceId, account.id, chosen),
    kpis: kpisOf(program, account),
    milestones: milestonesOf(journeysFor(program, account).slice(0, 1)),
    example: await exampleFor(db, call.workspaceId, program, account),
  });
}

/** What the form begins with: the card, or for a new one what is known of the account. */
async function startValues(call: Call, account: Account, document: GoalDocument | null): Promise<GoalValues> {
  if (document !== null) return valuesOf(document);
  const contacts = await searchContacts(
    call.deps.database.db,
    call.workspaceId,
    account.id,
    '',
    MAX.contacts,
  );
  const program = (await call.program())?.program ?? null;
  const segment = program?.segments.find(({ id }) => id === account.segment);
  return {
    contacts: contacts.filter(({ persona }) => persona === 'decision_maker').map(({ id }) => id),
    experience: segment?.experience ?? null,
  };
}

/** The KPIs that the program measures: those of the account's own journey first. */
function kpisOf(program: Program | null, account: Account): string[] {
  const kpis = journeysFor(program, account).flatMap(({ phases }) =>
    phases.flatMap(({ milestone }) =>
      milestone.tasks.flatMap(({ condition }) => (condition.kind === 'kpi' ? [condition.kpi] : [])),
    ),
  );
  return [...new Set(kpis)];
}

function journeysFor(program: Program | null, account: Account) {
  if (program === null) return [];
  const own = journeyOfSegment(program, account.segment);
  return own === undefined
    ? program.journeys
    : [own, ...program.journeys.filter((journey) => journey !== own)];
}

function draftKey(call: Call, accountId: string, cardId: string | null) {
  return { personId: call.person.id, accountId, cardId };
}

function knownCardId({ cardId, version }: { cardId: string; version: number }): string | null {
  return version === 0 ? null : cardId;
}

/** Whose draft of which card a form is. */
export function keyOf(call: Call, metadata: { accountId: string; cardId: string; version: number }) {
  return draftKey(call, metadata.accountId, knownCardId(metadata));
}
