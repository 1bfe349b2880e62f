/** The form of a success gap: opened, saved, and shown again where somebody else saved meanwhile. */
import { draftKept, draftOffer } from '#blocks/draft-offer.ts';
import {
  gapEntries,
  gapForm,
  gapFormTitle,
  gapOfDraft,
  type GapConflict,
  type GapForm,
  type GapMetadata,
  type GapValues,
} from '#blocks/gap-form.ts';
import { actions, button, say, section, type Choice } from '#blocks/build.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { dateToken, mrkdwn, truncate } from '#blocks/text.ts';
import { accountRest } from '#blocks/account-choice.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { dropDraft, findDraft, keepForm, type FormDraft } from '../drafts/service.ts';
import { isClosed } from '../goals/domain.ts';
import { listCards } from '../goals/service.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import type { FormValues } from '../slack/forms.ts';
import { chosenMember, NOT_A_MEMBER, slackIdOf } from '../slack/member.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { changedFields, type Gap, type GapField, type GapFields } from './domain.ts';
import { draftKey, findGap, findRequirements, saveGap } from './service.ts';
import { namesFor } from './slack-names.ts';
import { KIND_WORDS, STATE_WORDS } from './words.ts';

export const GONE = mrkdwn`This gap or its account is no longer there. \`/account list\` shows the accounts.`;
const CARDS_OFFERED = 99;

/** Opens the form of a new gap. */
export function openNew(call: Call, accountId: string): Promise<void> {
  return call.openModal(gapFormTitle(0), () => startView(call, newForm(call, accountId)));
}

/** Opens the form of a known gap. @param page the page of the list to make anew afterwards; 0: none */
export function openEdit(call: Call, gapId: string, page: number): Promise<void> {
  return call.openModal(gapFormTitle(1), async () => {
    const gap = await findGap(call.deps.database.db, call.workspaceId, gapId);
    if (gap === null) return answerView(say(GONE));
    return startView(call, { accountId: gap.accountId, gapId, version: gap.version, page });
  });
}

function newForm(call: Call, accountId: string): GapMetadata {
  return { accountId, gapId: call.deps.makeId(), version: 0, page: 1 };
}

/** The form; where the person began and did not save, the offer of the draft. */
async function startView(call: Call, metadata: GapMetadata): Promise<ModalView> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, metadata.accountId);
  if (account === null) return answerView(say(GONE));
  const draft = await draftOf(call, metadata);
  if (draft === null) return freshView(call, account, metadata);
  const { formId: gapId, baseVersion: version, fields, savedAt } = draft;
  return draftOffer({
    title: gapFormTitle(version),
    about: mrkdwn`*${account.name}*`,
    savedAt: dateToken(new Date(savedAt)),
    begun: gapOfDraft(fields).values.what ?? '',
    isOld: version !== metadata.version,
    goOn: ids.gapContinue,
    anew: ids.gapAnew,
    metadata: { ...metadata, gapId, version },
  });
}

/** The form as it is where there is no draft. */
async function freshView(call: Call, account: Account, metadata: GapMetadata): Promise<ModalView> {
  const { gap, ownerSlackId } = await startOf(call, metadata);
  return formView(call, account, metadata, gap ?? {}, ownerSlackId);
}

/** Goes on with the draft that was offered. */
export async function continueDraft(call: Call, metadata: GapMetadata): Promise<void> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, metadata.accountId);
  const draft = await draftOf(call, metadata);
  if (account === null || draft === null) return call.updateModal(await startAgain(call, metadata));
  const { values, ownerSlackId } = gapOfDraft(draft.fields);
  await call.updateModal(await formView(call, account, metadata, values, ownerSlackId));
}

/** Forgets the draft that was offered, and shows the form as if there had been none. */
export async function startAnew(call: Call, metadata: GapMetadata): Promise<void> {
  await dropDraft(call.deps, call.workspaceId, draftKey(call.person.id, metadata));
  await call.updateModal(await startAgain(call, metadata));
}

async function startAgain(call: Call, metadata: GapMetadata): Promise<ModalView> {
  if (metadata.version === 0) return startView(call, newForm(call, metadata.accountId));
  const gap = await findGap(call.deps.database.db, call.workspaceId, metadata.gapId);
  return gap === null ? answerView(say(GONE)) : startView(call, { ...metadata, version: gap.version });
}

/** Keeps what the form holds. @returns whether the person has a draft now */
export async function keepTyped(
  call: Call,
  values: FormValues,
  metadata: GapMetadata,
  isClosed: boolean,
): Promise<boolean> {
  const { gap, ownerSlackId } = await startOf(call, metadata);
  return keepForm(call.deps, call.workspaceId, draftKey(call.person.id, metadata), {
    formId: metadata.gapId,
    baseVersion: metadata.version,
    values,
    start: gapEntries(gap ?? {}, ownerSlackId),
    isClosed,
  });
}

/** The form was closed early: what was typed waits, and is offered again. */
export async function closeForm(call: Call, values: FormValues, metadata: GapMetadata): Promise<void> {
  if (!(await keepTyped(call, values, metadata, true))) return;
  const account = await findAccountById(call.deps.database.db, call.workspaceId, metadata.accountId);
  if (account === null) return;
  const { gapId, accountId, version, page } = metadata;
  const again =
    version === 0
      ? button('Continue', ids.gapAdd, { value: accountId })
      : button('Continue', ids.gapEdit, { value: `${gapId}:${page}` });
  await call.answer(draftKept(mrkdwn`What you wrote about a gap of *${account.name}*`, again));
}

function draftOf(call: Call, metadata: GapMetadata): Promise<FormDraft | null> {
  const { db } = call.deps.database;
  return findDraft(db, call.workspaceId, draftKey(call.person.id, metadata));
}

/** The gap as the form began with it. */
async function startOf(call: Call, { gapId, version }: GapMetadata) {
  const gap = version === 0 ? null : await findGap(call.deps.database.db, call.workspaceId, gapId);
  return { gap, ownerSlackId: await slackIdOf(call, gap?.ownerId ?? null) };
}

/** Saves the form. @returns what becomes of it, and the gap where it was saved */
export async function saveForm(
  call: Call,
  values: GapValues,
  metadata: GapMetadata,
): Promise<{ submitted: Submitted; saved: Gap | null }> {
  const { gapId, accountId, version } = metadata;
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  if (account === null) return { submitted: gone(), saved: null };
  const known = await findGap(db, call.workspaceId, gapId);
  const ownerId = await chosenMember(call, values.ownerId, known?.ownerId ?? null);
  if (ownerId === undefined)
    return { submitted: { kind: 'errors', errors: { ownerId: NOT_A_MEMBER } }, saved: null };
  const fields: GapFields = { ...values, ownerId };
  const press = { personId: call.person.id, today: await call.today() };
  const result = await saveGap(call.deps, call.workspaceId, { gapId, accountId, version, fields }, press);
  if (result.ok) return { submitted: saved(account, result.gap, version, result.changed), saved: result.gap };
  if (result.problem === 'invalid')
    return { submitted: { kind: 'errors', errors: result.fields }, saved: null };
  if (result.problem !== 'changed-meanwhile') return { submitted: gone(), saved: null };
  const view = await conflictView(call, account, metadata, { values, fields }, result.theirs);
  return { submitted: { kind: 'update', view }, saved: null };
}

function gone(): Submitted {
  return { kind: 'unsaved', all: true, answer: say(GONE) };
}

function saved(account: Account, gap: Gap, versionBefore: number, changed: readonly GapField[]): Submitted {
  const what = mrkdwn`The gap “${truncate(gap.what, 150)}” of *${account.name}*`;
  const text =
    versionBefore === 0
      ? mrkdwn`${what} is written down.`
      : changed.length === 0
        ? mrkdwn`${what} is as it was.`
        : mrkdwn`${what} is saved.`;
  const open = button('Open', ids.gapOpen, { value: `${gap.id}:0`, label: `Open ${gap.what}` });
  const all = verbButton('All gaps', { command: '/account', verb: 'gap', rest: accountRest(account) });
  return { kind: 'close', all: true, answer: { text, blocks: [section(text), actions(open, all)] } };
}

/** What the person typed stays in the form; what somebody else saved stands above it, field by field. */
async function conflictView(
  call: Call,
  account: Account,
  metadata: GapMetadata,
  mine: { values: GapValues; fields: GapFields },
  theirs: Gap,
): Promise<ModalView> {
  const names = await namesFor(call, account.id, [theirs]);
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [theirs.ownerId ?? '']);
  const words = (field: GapField): string => {
    const value = theirs[field];
    if (value === null) return '';
    if (field === 'bridgeKind') return KIND_WORDS[theirs.bridgeKind];
    if (field === 'owner') return theirs.owner === 'us' ? 'Us' : 'The customer';
    if (field === 'ownerId') return person?.name ?? 'somebody';
    if (field === 'dueOn') return day(value, names.today);
    if (field === 'cardId') return names.cards.get(value) ?? 'a Goal Card';
    if (field === 'requirementId') return names.requirements.get(value)?.what ?? 'a requirement';
    return value;
  };
  const conflict: GapConflict = {
    ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
    state: theirs.state === 'open' ? null : STATE_WORDS[theirs.state],
    theirs: changedFields(theirs, mine.fields).map((field) => ({ field, text: words(field) })),
  };
  const next = { ...metadata, version: theirs.version };
  return formView(call, account, next, mine.values, mine.values.ownerId, conflict);
}

async function formView(
  call: Call,
  account: Account,
  metadata: GapMetadata,
  values: GapForm['values'],
  ownerSlackId: string | null,
  conflict?: GapConflict,
): Promise<ModalView> {
  const { requirementId } = values;
  const found = await findRequirements(
    call.deps.database.db,
    call.workspaceId,
    requirementId === null || requirementId === undefined ? [] : [requirementId],
  );
  const [requirement] = [...found.values()];
  return gapForm({
    ...metadata,
    accountName: account.name,
    values,
    ownerSlackId,
    cards: await cardChoices(call, account.id, values.cardId ?? null),
    requirement:
      requirement === undefined
        ? null
        : { text: requirement.what, value: requirement.id, description: requirement.state },
    ...(conflict === undefined ? {} : { conflict }),
  });
}

/** The account's open Goal Cards, and the one that is linked, whatever its state. */
async function cardChoices(call: Call, accountId: string, linked: string | null): Promise<Choice[]> {
  const cards = await listCards(call.deps.database.db, call.workspaceId, accountId, { limit: CARDS_OFFERED });
  return cards
    .filter(({ id, state }) => id === linked || !isClosed(state))
    .map(({ id, name }) => ({ text: name, value: id }));
}
