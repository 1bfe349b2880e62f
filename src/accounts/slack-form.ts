/** The form of an account: opened, saved, and taken back. */
import { accountForm, type AccountFormMetadata, type AccountFormValues } from '#blocks/account-form.ts';
import { accountRest } from '#blocks/account-choice.ts';
import { actorName } from '#blocks/account-history.ts';
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import { roleOf } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import { findCaller, refusalFor } from '../slack/caller.ts';
import type { Submitted } from '../slack/edge.ts';
import { answerView } from '../slack/answers.ts';
import type { Account, AccountFields } from './domain.ts';
import { createAccount, editAccount, findAccountById, undoEdit, type Placing } from './service.ts';

/** Opens the form with what is known. */
export function openAccountForm(call: Call, account: Account | null, name: string): Promise<void> {
  return call.openModal(account === null ? 'New account' : 'Edit the account', async () => {
    const applied = await call.program();
    const people = await peopleInCharge(call, account);
    return accountForm({
      account,
      name,
      // Whoever writes down an account is likely to be its lead.
      leadSlackId: account === null ? call.person.slackUserId : slackIdOf(people, account.leadId),
      partnerSlackId: account === null ? null : slackIdOf(people, account.partnerId),
      program: applied?.program ?? null,
    });
  });
}

/** Saves the form: a new account, or a change of the version that was read. */
export async function saveAccountForm(
  call: Call,
  values: AccountFormValues,
  { accountId, version }: AccountFormMetadata,
): Promise<Submitted> {
  const { deps, workspaceId, person } = call;
  const known =
    accountId === undefined ? null : await findAccountById(deps.database.db, workspaceId, accountId);
  if (accountId !== undefined && (known === null || version === undefined))
    return { kind: 'close', answer: gone() };
  const read = await readFields(call, values, known);
  if (!read.ok) return { kind: 'errors', errors: read.errors };
  if (known === null) {
    const refusal = await refusalFor(deps, workspaceId, person, 'account.create');
    if (refusal !== null) return { kind: 'update', view: answerView(refusal) };
    const created = await createAccount(deps, workspaceId, person.id, read.fields, await placingOf(call));
    if (!created.ok) return { kind: 'errors', errors: created.fields };
    return { kind: 'close', answer: saved(created.account, 'is written down', null) };
  }
  const edit = { id: known.id, version: version ?? 0, fields: read.fields };
  const edited = await editAccount(deps, workspaceId, person.id, edit, await placingOf(call));
  if (edited.ok) {
    const undo = edited.changed.length === 0 ? null : edited.account.version;
    return {
      kind: 'close',
      answer: saved(edited.account, edited.changed.length === 0 ? 'is as it was' : 'is saved', undo),
    };
  }
  if (edited.problem === 'invalid') return { kind: 'errors', errors: edited.fields };
  if (edited.problem === 'account-not-found') return { kind: 'close', answer: gone() };
  return { kind: 'errors', errors: { name: await changedMeanwhile(call, edited.by) } };
}

/** Takes one's own change back. */
export async function undoAnswer(call: Call, edit: { id: string; version: number }): Promise<Answer> {
  const undone = await undoEdit(call.deps, call.workspaceId, call.person.id, edit, await placingOf(call));
  if (undone.ok) return saved(undone.account, 'is as it was before', null);
  if (undone.problem === 'too-late-to-undo') {
    return say(mrkdwn`A change can be taken back for a minute. Change it again with \`/account edit\`.`);
  }
  if (undone.problem === 'changed-meanwhile')
    return say(mrkdwn`It was changed again since: nothing was taken back.`);
  return say(mrkdwn`There is nothing of yours to take back.`);
}

/** The account's card shows its place right after a change: it does not wait for the morning. */
async function placingOf(call: Call): Promise<Placing | null> {
  const applied = await call.program();
  return applied === null ? null : { program: applied.program, today: await call.today() };
}

async function readFields(
  call: Call,
  values: AccountFormValues,
  known: Account | null,
): Promise<{ ok: true; fields: AccountFields } | { ok: false; errors: Record<string, string> }> {
  const people = await peopleInCharge(call, known);
  const lead = await personOf(call, values.leadId, people, known?.leadId ?? null);
  const partner = await personOf(call, values.partnerId, people, known?.partnerId ?? null);
  const errors: Record<string, string> = {};
  if (lead === undefined) errors['leadId'] = NOT_A_MEMBER;
  if (partner === undefined) errors['partnerId'] = NOT_A_MEMBER;
  if (lead === undefined || partner === undefined) return { ok: false, errors };
  return {
    ok: true,
    fields: {
      ...values,
      // Without a program the form has no field for the segment.
      segment: values.segment === undefined ? (known?.segment ?? null) : values.segment,
      leadId: lead,
      partnerId: partner,
    },
  };
}

const NOT_A_MEMBER = 'Pick a member of this workspace, not a guest or an app.';

/**
 * The person behind a Slack id; undefined when it is no member.
 * @param before who it was: somebody who is not in Slack stays, since the form could not show them
 */
async function personOf(
  call: Call,
  slackUserId: string | null,
  people: People,
  before: string | null,
): Promise<string | null | undefined> {
  if (slackUserId === null) return before !== null && slackIdOf(people, before) === null ? before : null;
  if (before !== null && slackIdOf(people, before) === slackUserId) return before;
  const { workspaceId, slackTeamId, client } = call;
  const person = await findCaller(call.deps, {
    workspaceId,
    slackTeamId,
    slackUserId,
    client,
    firstAdmin: null,
  });
  return person === null || roleOf(person) === null ? undefined : person.id;
}

type People = Awaited<ReturnType<typeof findPeople>>;

function peopleInCharge(call: Call, account: Account | null): Promise<People> {
  const wanted = [account?.leadId, account?.partnerId].filter((id) => typeof id === 'string');
  return findPeople(call.deps.database.db, call.workspaceId, wanted);
}

function slackIdOf(people: People, id: string | null): string | null {
  return people.find((person) => person.id === id)?.slackUserId ?? null;
}

async function changedMeanwhile(call: Call, by: string | null): Promise<string> {
  const [person] = by === null ? [] : await findPeople(call.deps.database.db, call.workspaceId, [by]);
  const who = person?.name ?? (by === null ? 'an import' : actorName(by, new Map()).value);
  return `Changed meanwhile by ${who}. Close this form and open it again: it will show the new state.`;
}

function saved(account: Account, what: string, undoVersion: number | null): Answer {
  const text = mrkdwn`*${account.name}* ${what}.`;
  const open = verbButton('Open', { command: '/account', verb: 'show', rest: accountRest(account) });
  const undo = { value: JSON.stringify({ id: account.id, version: undoVersion }) };
  const buttons = undoVersion === null ? [open] : [button('Undo', ids.accountUndo, undo), open];
  return { text, blocks: [section(text), actions(...buttons)] };
}

function gone(): Answer {
  return say(mrkdwn`This account is not there any more.`);
}
