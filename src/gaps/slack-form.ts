/** The form of a success gap: opened, saved, and shown again where somebody else saved meanwhile. */
import {
  gapForm,
  type GapConflict,
  type GapForm,
  type GapMetadata,
  type GapValues,
} from '#blocks/gap-form.ts';
import { actions, button, say, section, type Choice } from '#blocks/build.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import { accountRest } from '#blocks/account-choice.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { isClosed } from '../goals/domain.ts';
import { listCards } from '../goals/service.ts';
import { roleOf } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { findCaller } from '../slack/caller.ts';
import type { Submitted } from '../slack/edge.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { changedFields, type Gap, type GapField, type GapFields } from './domain.ts';
import { findGap, findRequirements, saveGap } from './service.ts';
import { namesFor } from './slack-names.ts';
import { KIND_WORDS, STATE_WORDS } from './words.ts';

export const GONE = mrkdwn`This gap or its account is no longer there. \`/account list\` shows the accounts.`;
const NOT_A_MEMBER = 'Choose a member of this workspace, not a guest or an app.';
const CARDS_OFFERED = 99;

/** Opens the form of a new gap. */
export function openNew(call: Call, accountId: string): Promise<void> {
  return call.openModal('New success gap', async () => {
    const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
    if (account === null) return answerView(say(GONE));
    const metadata = { accountId, gapId: call.deps.makeId(), version: 0, page: 1 };
    return formView(call, account, metadata, {}, null);
  });
}

/** Opens the form of a known gap. @param page the page of the list to make anew afterwards; 0: none */
export function openEdit(call: Call, gapId: string, page: number): Promise<void> {
  return call.openModal('Edit the gap', async () => {
    const { db } = call.deps.database;
    const gap = await findGap(db, call.workspaceId, gapId);
    const account = gap === null ? null : await findAccountById(db, call.workspaceId, gap.accountId);
    if (gap === null || account === null) return answerView(say(GONE));
    const metadata = { accountId: account.id, gapId, version: gap.version, page };
    return formView(call, account, metadata, gap, await slackIdOf(call, gap.ownerId));
  });
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
  const ownerId = await ownerOf(call, values.ownerId, known);
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
  return { kind: 'close', all: true, answer: say(GONE) };
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

/**
 * The person behind a Slack id; undefined when it is no member.
 * @param known the gap before: somebody who is not in Slack stays, since the form could not show them
 */
async function ownerOf(
  call: Call,
  slackUserId: string | null,
  known: Gap | null,
): Promise<string | null | undefined> {
  const before = known?.ownerId ?? null;
  const beforeInSlack = await slackIdOf(call, before);
  if (slackUserId === null) return before !== null && beforeInSlack === null ? before : null;
  if (slackUserId === beforeInSlack) return before;
  const { workspaceId, slackTeamId, client } = call;
  const source = { workspaceId, slackTeamId, slackUserId, client, firstAdmin: null };
  const person = await findCaller(call.deps, source);
  return person === null || roleOf(person) === null ? undefined : person.id;
}

async function slackIdOf(call: Call, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [personId]);
  return person?.slackUserId ?? null;
}
