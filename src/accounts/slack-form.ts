/** The form of an account: opened, saved, and taken back. */
import {
  accountForm,
  accountFormMetadata,
  type AccountFormMetadata,
  type AccountFormOptions,
  type AccountFormValues,
} from '#blocks/account-form.ts';
import { accountRest } from '#blocks/account-choice.ts';
import { actorName } from '#blocks/account-history.ts';
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Submitted } from '../slack/edge.ts';
import { chosenMember, NOT_A_MEMBER, slackIdOf } from '../slack/member.ts';
import { answerView } from '../slack/answers.ts';
import { jsonOf, readForm } from '../slack/forms.ts';
import { CHURNED, type DepartureEntry } from './departure.ts';
import type { Account, AccountFields } from './domain.ts';
import {
  createAccount,
  editAccount,
  findAccountById,
  findDeparture,
  undoEdit,
  type Placing,
} from './service.ts';

/** Opens the form with what is known. */
export function openAccountForm(call: Call, account: Account | null, name: string): Promise<void> {
  return call.openModal(account === null ? 'New account' : 'Edit the account', async () =>
    accountForm({ ...(await optionsOf(call, account)), name }),
  );
}

/** Draws the open form anew with all that is entered, once another stage is chosen. */
export async function redrawAccountForm(call: Call): Promise<void> {
  const metadata = jsonOf(accountFormMetadata).safeParse(call.view?.metadata);
  if (!metadata.success) return;
  const { accountId } = metadata.data;
  const account =
    accountId === undefined
      ? null
      : await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  await call.updateModal(await enteredForm(call, account, metadata.data));
}

/** The open form with what is entered, of the version that was read: what changed meanwhile is still told. */
async function enteredForm(call: Call, account: Account | null, { version }: AccountFormMetadata) {
  const options = await optionsOf(call, account === null ? null : { ...account, version: version ?? 0 });
  return accountForm({ ...options, entered: readForm(call.view?.values) });
}

async function optionsOf(call: Call, account: Account | null): Promise<AccountFormOptions> {
  const { database } = call.deps;
  const [applied, today] = [await call.program(), await call.today()];
  return {
    account,
    // Whoever writes down an account is likely to be its lead.
    leadSlackId: account === null ? call.person.slackUserId : await slackIdOf(call, account.leadId),
    partnerSlackId: account === null ? null : await slackIdOf(call, account.partnerId),
    program: applied?.program ?? null,
    departure: account === null ? null : await findDeparture(database, call.workspaceId, account.id, today),
    today,
  };
}

/** Saves the form: a new account, or a change of the version that was read. */
export async function saveAccountForm(
  call: Call,
  values: AccountFormValues,
  metadata: AccountFormMetadata,
): Promise<Submitted> {
  const { accountId, version } = metadata;
  const { deps, workspaceId, person } = call;
  const known =
    accountId === undefined ? null : await findAccountById(deps.database.db, workspaceId, accountId);
  if (accountId !== undefined && (known === null || version === undefined))
    return { kind: 'unsaved', answer: gone() };
  const read = await readFields(call, values, known);
  if (!read.ok) return { kind: 'errors', errors: read.errors };
  const departure = departureIn(values);
  // Saved before the form could ask when it left: it asks now.
  if (departure === undefined && (await mustAsk(call, known)))
    return { kind: 'update', view: await enteredForm(call, known, metadata) };
  if (known === null) {
    const refusal = await refusalFor(deps, workspaceId, person, 'account.create');
    if (refusal !== null) return { kind: 'update', view: answerView(refusal) };
    const placing = await placingOf(call);
    const created = await createAccount(
      deps,
      workspaceId,
      person.id,
      read.fields,
      placing,
      departure ?? null,
    );
    if (!created.ok) return { kind: 'errors', errors: created.fields };
    return { kind: 'close', answer: saved(created.account, 'is written down', null) };
  }
  const edit = { id: known.id, version: version ?? 0, fields: read.fields, departure: departure ?? null };
  const edited = await editAccount(deps, workspaceId, person.id, edit, await placingOf(call));
  if (edited.ok) {
    const undo = edited.changed.length === 0 ? null : edited.account.version;
    return {
      kind: 'close',
      answer: saved(edited.account, edited.changed.length === 0 ? 'is as it was' : 'is saved', undo),
    };
  }
  if (edited.problem === 'invalid') return { kind: 'errors', errors: edited.fields };
  if (edited.problem === 'account-not-found') return { kind: 'unsaved', answer: gone() };
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

/** What the form says of a departure; null: nothing, undefined: the stage is Churned, and it had no fields for it. */
function departureIn({
  stage,
  leftOn,
  leftBecause,
  leftNote,
}: AccountFormValues): DepartureEntry | null | undefined {
  if (stage !== CHURNED) return null;
  return leftOn === undefined ? undefined : { on: leftOn ?? '', reason: leftBecause, note: leftNote };
}

async function mustAsk(call: Call, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  const { deps, workspaceId } = call;
  return (await findDeparture(deps.database, workspaceId, account.id, await call.today())) === null;
}

async function readFields(
  call: Call,
  values: AccountFormValues,
  known: Account | null,
): Promise<{ ok: true; fields: AccountFields } | { ok: false; errors: Record<string, string> }> {
  const lead = await chosenMember(call, values.leadId, known?.leadId ?? null);
  const partner = await chosenMember(call, values.partnerId, known?.partnerId ?? null);
  const errors: Record<string, string> = {};
  if (lead === undefined) errors['leadId'] = NOT_A_MEMBER;
  if (partner === undefined) errors['partnerId'] = NOT_A_MEMBER;
  if (lead === undefined || partner === undefined) return { ok: false, errors };
  const { leftOn: _on, leftBecause: _because, leftNote: _note, ...fields } = values;
  return {
    ok: true,
    fields: {
      ...fields,
      // Without a program the form has no field for the segment.
      segment: values.segment === undefined ? (known?.segment ?? null) : values.segment,
      leadId: lead,
      partnerId: partner,
    },
  };
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
