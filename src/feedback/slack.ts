/** Customer feedback in Slack: the message shortcut, `/account feedback`, one piece in full, and what is pressed. */
import { say, type Answer } from '#blocks/build.ts';
import { feedbackList, wholeFeedback } from '#blocks/feedback-card.ts';
import { evidenceOption, feedbackFields, feedbackFormMetadata } from '#blocks/feedback-form.ts';
import { contactOption } from '#blocks/goal-people.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { searchContacts } from '../accounts/contact-service.ts';
import type { Account } from '../accounts/domain.ts';
import { suggestAccounts } from '../accounts/find-service.ts';
import { nameKey } from '../accounts/name-key.ts';
import { findAccountById } from '../accounts/service.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, readForm } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { PAGE_SUFFIX, readPage } from '../slack/typed-text.ts';
import type { EvidenceRef, Feedback } from './domain.ts';
import {
  countFeedback,
  deleteFeedback,
  findFeedback,
  listEvidence,
  listFeedback,
  listSubjects,
} from './service.ts';
import { closeForm, editForm, GONE, keepTyped, messageForm, saveForm } from './slack-form.ts';

const PER_PAGE = 6;
const OFFERED = 50;
const SUGGESTED = 20;
/** So many cards and gaps of each kind are looked through for what is typed. */
const SUBJECTS_LOOKED_AT = 200;

const formMetadata = jsonOf(feedbackFormMetadata);

export function registerFeedback(edge: Edge): void {
  accountVerb(edge, {
    verb: 'feedback',
    does: 'What its people said, who may be quoted, and for what it is evidence',
    suffix: PAGE_SUFFIX,
    right: 'feedback.see',
    run: (call, account, text) => showList(call, account, readPage(text).page),
  });
  edge.shortcut(ids.feedbackSave, {
    right: 'feedback.save',
    run: async (call, message) => {
      if (message === null) return;
      await call.openModal('Customer feedback', () => messageForm(call, message));
    },
  });
  edge.action(ids.feedbackOpen, {
    right: 'feedback.see',
    value: idValue,
    run: (call, id) => call.openModal('Customer feedback', () => wholeView(call, id)),
  });
  edge.action(ids.feedbackEdit, {
    right: 'feedback.save',
    value: idValue,
    run: (call, id) =>
      call.openModal('Customer feedback', async () => {
        const feedback = await findFeedback(call.deps.database.db, call.workspaceId, id);
        return feedback === null ? answerView(GONE) : editForm(call, feedback);
      }),
  });
  edge.action(ids.feedbackDelete, { right: 'feedback.save', value: idValue, run: forget });
  registerForm(edge);
}

function registerForm(edge: Edge): void {
  const save = { right: 'feedback.save' } as const;
  for (const id of [ids.feedbackField, ids.feedbackAccount, ids.feedbackContact, ids.feedbackEvidence])
    edge.action(id, { ...save, value: z.unknown(), run: keepChange });
  edge.options(ids.feedbackAccount, {
    ...save,
    run: async (call, typed) => {
      const found = await suggestAccounts(call.deps.database, call.workspaceId, typed, SUGGESTED);
      return found.map(({ id, name, key, domain }) => ({
        text: name,
        value: id,
        description: domain ?? key,
      }));
    },
  });
  edge.options(ids.feedbackContact, { ...save, run: offerContacts });
  edge.options(ids.feedbackEvidence, { ...save, run: offerSubjects });
  edge.submit(ids.feedbackForm, {
    ...save,
    metadata: formMetadata,
    parse: (values) => ({ ok: true, value: values }),
    run: saveForm,
  });
  edge.closed(ids.feedbackForm, {
    ...save,
    metadata: formMetadata,
    run: (call, values, metadata) => closeForm(call, metadata, values),
  });
}

async function showList(call: Call, account: Account, page: number): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listFeedback(db, call.workspaceId, account.id, pageRange(page, PER_PAGE));
  const { shown: feedback, hasMore } = shownOf(found, PER_PAGE);
  return feedbackList({
    account,
    feedback,
    count: (await countFeedback(db, call.workspaceId, account.id)).count,
    page,
    hasMore,
    evidence: await evidenceTitles(call, account.id, feedback),
    today: await call.today(),
    canEdit: call.may('feedback.save'),
  });
}

/** The titles of the cards and gaps that feedback supports, by the feedback's id. */
async function evidenceTitles(
  call: Call,
  accountId: string,
  feedback: readonly Feedback[],
): Promise<Map<string, string[]>> {
  const { db } = call.deps.database;
  const evidence = await listEvidence(
    db,
    call.workspaceId,
    feedback.map(({ id }) => id),
  );
  const subjects = await listSubjects(db, call.workspaceId, accountId, { refs: evidence });
  const nameOf = ({ subject, id }: EvidenceRef) => `${subject} ${id}`;
  const titles = new Map(subjects.map((subject) => [nameOf(subject), subject.title]));
  return new Map(
    feedback.map(({ id }) => [
      id,
      evidence.flatMap((ref) => (ref.feedbackId === id ? (titles.get(nameOf(ref)) ?? []) : [])),
    ]),
  );
}

async function wholeView(call: Call, id: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const feedback = await findFeedback(db, call.workspaceId, id);
  if (feedback === null) return answerView(GONE);
  const account = await findAccountById(db, call.workspaceId, feedback.accountId);
  const titles = await evidenceTitles(call, feedback.accountId, [feedback]);
  const first = await whoSaved(call, feedback.savedBy, feedback.savedAt);
  const last = await whoSaved(call, feedback.updatedBy, feedback.updatedAt);
  const saved = mrkdwn`Saved by ${first.savedBy} ${first.savedAt}`;
  return wholeFeedback({
    accountName: account?.name ?? '',
    feedback,
    evidence: titles.get(id) ?? [],
    saved: feedback.version === 1 ? saved : mrkdwn`${saved}, changed by ${last.savedBy} ${last.savedAt}`,
    today: await call.today(),
    canEdit: call.may('feedback.save'),
  });
}

/** Deletes it, and shows the effect where it was pressed: in the list, or in the place of the piece. */
async function forget(call: Call, id: string): Promise<void> {
  const { deps, workspaceId } = call;
  const gone = await deleteFeedback(deps, workspaceId, id, call.person.id);
  if (gone === null) return call.replace(GONE);
  const account = await findAccountById(deps.database.db, workspaceId, gone.accountId);
  const done = say(mrkdwn`The feedback of *${gone.author}* is deleted.`);
  if (call.view !== null || account === null) return call.replace(done);
  await call.replace(await showList(call, account, 1));
}

/** A field was changed: the form as it stands is kept. */
async function keepChange(call: Call): Promise<void> {
  if (call.view === null) return;
  const metadata = formMetadata.safeParse(call.view.metadata);
  if (metadata.success) await keepTyped(call, metadata.data, readForm(call.view.values));
}

/** The account that is chosen in the form; null: none yet. */
function chosenAccount(call: Call): string | null {
  const chosen = readForm(call.view?.values)[feedbackFields.account];
  return typeof chosen === 'string' ? chosen : null;
}

async function offerContacts(call: Call, typed: string) {
  const accountId = chosenAccount(call);
  if (accountId === null) return [];
  const { db } = call.deps.database;
  return (await searchContacts(db, call.workspaceId, accountId, typed, OFFERED)).map(contactOption);
}

async function offerSubjects(call: Call, typed: string) {
  const accountId = chosenAccount(call);
  if (accountId === null) return [];
  const { db } = call.deps.database;
  const subjects = await listSubjects(db, call.workspaceId, accountId, { limit: SUBJECTS_LOOKED_AT });
  const wanted = nameKey(typed);
  return subjects.filter(({ title }) => nameKey(title).includes(wanted)).map(evidenceOption);
}
