/** `/account acquisition`: what an account cost to win, and its form. */
import { acquisitionCard, noAcquisition } from '#blocks/acquisition-card.ts';
import {
  acquisitionForm,
  acquisitionMetadata,
  acquisitionValues,
  type AcquisitionMetadata,
} from '#blocks/acquisition-form.ts';
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type { Account } from '../accounts/domain.ts';
import { findAccountById, readSurroundings } from '../accounts/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { changedFields, type Acquisition, type AcquisitionFields } from './domain.ts';
import { findAcquisition, listReferred, saveAcquisition } from './service.ts';
import { registerReports } from './slack-reports.ts';

const GONE = say(mrkdwn`This account is no longer there. \`/account list\` shows those that are.`);
const REFERRED_SHOWN = 3;

export function registerAcquisition(edge: Edge): void {
  accountVerb(edge, {
    verb: 'acquisition',
    does: 'What it cost to win, its acquisition efficiency, who referred it',
    right: 'acquisition.see',
    shareable: true,
    run: async (call, account) => {
      const acquisition = await findAcquisition(call.deps.database.db, call.workspaceId, account.id);
      if (acquisition !== null) return cardOf(call, account, acquisition);
      return call.may('acquisition.edit') ? openForm(call, account.id) : noAcquisition(account);
    },
  });
  edge.action(ids.acquisitionEdit, { right: 'acquisition.edit', value: idValue, run: openForm });
  edge.submit(ids.acquisitionForm, {
    right: 'acquisition.edit',
    metadata: jsonOf(acquisitionMetadata),
    parse: (values) => parseForm(acquisitionValues, values),
    run: saveForm,
  });
  registerReports(edge);
}

async function cardOf(call: Call, account: Account, acquisition: Acquisition): Promise<Answer> {
  const { db } = call.deps.database;
  const { referredBy, updatedBy, updatedAt } = acquisition;
  const applied = await call.program();
  return acquisitionCard({
    account,
    acquisition,
    referrer: referredBy === null ? null : await findAccountById(db, call.workspaceId, referredBy),
    referred: await listReferred(db, call.workspaceId, account.id, REFERRED_SHOWN),
    ideal: applied?.program.fit.profile.efficiency ?? { atLeast: null, costAtMost: null },
    ...(await whoSaved(call, updatedBy, updatedAt)),
    canEdit: call.may('acquisition.edit'),
  });
}

function openForm(call: Call, accountId: string): Promise<void> {
  return call.openModal('Acquisition cost', () => formView(call, accountId));
}

/** The form with what is known; for a new one, with the currency in which the account pays. */
async function formView(call: Call, accountId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  if (account === null) return answerView(GONE);
  const acquisition = await findAcquisition(db, call.workspaceId, accountId);
  const currency =
    account.currency ?? (await readSurroundings(db, call.workspaceId, accountId)).currency ?? undefined;
  const fields = acquisition ?? (currency === undefined ? {} : { currency });
  return acquisitionForm({
    accountId,
    accountName: account.name,
    version: acquisition?.version ?? 0,
    fields,
    referrer: await referrerOf(call, fields),
  });
}

async function referrerOf(call: Call, { referredBy }: Partial<AcquisitionFields>) {
  if (referredBy === null || referredBy === undefined) return null;
  return findAccountById(call.deps.database.db, call.workspaceId, referredBy);
}

async function saveForm(
  call: Call,
  fields: AcquisitionFields,
  { accountId, version }: AcquisitionMetadata,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  if (account === null) return { kind: 'unsaved', answer: GONE };
  const press = { personId: call.person.id, today: await call.today() };
  const saved = await saveAcquisition(call.deps, call.workspaceId, { accountId, version, fields }, press);
  if (saved.ok) return { kind: 'close', answer: await cardOf(call, account, saved.acquisition) };
  if (saved.problem === 'invalid') return { kind: 'errors', errors: saved.fields };
  if (saved.problem === 'account-not-found') return { kind: 'unsaved', answer: GONE };
  return { kind: 'update', view: await conflictView(call, account, fields, saved.theirs) };
}

/** What the person typed stays in the form; what somebody else saved stands above it. */
async function conflictView(
  call: Call,
  account: Account,
  fields: AcquisitionFields,
  theirs: Acquisition,
): Promise<ModalView> {
  const [mine, their] = [await referrerOf(call, fields), await referrerOf(call, theirs)];
  return acquisitionForm({
    accountId: account.id,
    accountName: account.name,
    version: theirs.version,
    fields,
    referrer: mine,
    conflict: {
      ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
      theirs,
      changed: changedFields(theirs, fields),
      names: new Map([mine, their].flatMap((named) => (named === null ? [] : [[named.id, named.name]]))),
    },
  });
}
