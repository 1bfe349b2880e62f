/** The form of feedback: opened on a message or on what is saved, kept while it is filled in, saved. */
import { accountRest } from '#blocks/account-choice.ts';
import { actions, button, say, section } from '#blocks/build.ts';
import {
  feedbackFields as names,
  type Difference,
  type FeedbackFormMetadata,
  type FeedbackValues,
} from '#blocks/feedback-form.ts';
import { consentText } from '#blocks/feedback-words.ts';
import { ids } from '#blocks/ids.ts';
import { dateToken, join, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import { findAccountById } from '../accounts/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { ShortcutMessage, Submitted } from '../slack/edge.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { onlyShortens, type EvidenceRef, type Feedback } from './domain.ts';
import { beginDraft, dropDraft, findDraft, keepDraft, subjectOf } from './message-service.ts';
import { findByMessage, findFeedback, listEvidence, listSubjects, saveFeedback } from './service.ts';
import { readMessage } from './slack-message.ts';
import { onFields, readValues, saysTheSame, valuesOf, type ReadValues } from './slack-values.ts';
import { formView, guessedValues, startValues, timezoneOf } from './slack-view.ts';

export const GONE = say(
  mrkdwn`This feedback is no longer there. \`/cs goals kind:feedback\` shows what there is.`,
);
const LEFT = say(
  mrkdwn`What you began is no longer kept: open the message’s menu again and choose *Save as customer feedback*.`,
);
const NO_WORDS = say(mrkdwn`There are no words in this message that could be kept.`);

/** The shortcut on a message: its form, with what is known of it; or what was saved of it already, to be changed. */
export async function messageForm(call: Call, shortcut: ShortcutMessage): Promise<ModalView> {
  const { deps, workspaceId } = call;
  const message = { channel: shortcut.channelId, ts: shortcut.ts };
  const saved = await findByMessage(deps.database.db, workspaceId, message);
  if (saved !== null) {
    const { savedBy, savedAt } = await whoSaved(call, saved.savedBy, saved.savedAt);
    return editForm(call, saved, mrkdwn`${savedBy} saved this message ${savedAt}. Here you can change it.`);
  }
  const known = await findDraft(deps.database.db, workspaceId, call.person.id, subjectOf(message));
  const read = known?.message ?? (await readMessage(call, shortcut));
  if (read.text === '') return answerView(NO_WORDS);
  const draft = await beginDraft(deps, workspaceId, call.person.id, read);
  const metadata = { subject: draft.subject, id: deps.makeId(), version: 0 };
  if (draft.fields !== null) {
    const began = dateToken(new Date(draft.savedAt));
    return formView(call, metadata, draft.fields, read, {
      notice: mrkdwn`You began this ${began}: here it is.`,
    });
  }
  return formView(call, metadata, await guessedValues(call, read), read);
}

/** The form of saved feedback; what the person began and did not save is filled in. */
export async function editForm(
  call: Call,
  feedback: Feedback,
  notice: Mrkdwn | null = null,
): Promise<ModalView> {
  const { database } = call.deps;
  const metadata = { subject: feedback.id, id: feedback.id, version: feedback.version };
  const draft = await findDraft(database.db, call.workspaceId, call.person.id, feedback.id);
  if (draft?.fields !== undefined && draft.fields !== null) {
    const began = dateToken(new Date(draft.savedAt));
    const notices = [...(notice === null ? [] : [notice]), mrkdwn`You began this ${began}: here it is.`];
    const old = { ...metadata, version: draft.baseVersion };
    return formView(call, old, draft.fields, feedback, { notice: join(notices, '\n') });
  }
  const evidence = await listEvidence(database.db, call.workspaceId, [feedback.id]);
  return formView(call, metadata, valuesOf(feedback, evidence, await timezoneOf(call)), feedback, { notice });
}

/** Keeps what the form holds; a form that holds what it began with leaves nothing. */
export async function keepTyped(
  call: Call,
  metadata: FeedbackFormMetadata,
  fields: FeedbackValues,
): Promise<void> {
  const { subject, version } = metadata;
  const known = await findDraft(call.deps.database.db, call.workspaceId, call.person.id, subject);
  await keepDraft(call.deps, call.workspaceId, {
    personId: call.person.id,
    subject,
    message: known?.message ?? null,
    baseVersion: version,
    fields,
  });
}

/** The form was closed early. */
export async function closeForm(
  call: Call,
  metadata: FeedbackFormMetadata,
  values: FeedbackValues,
): Promise<void> {
  const { deps, workspaceId, person } = call;
  const draft = await findDraft(deps.database.db, workspaceId, person.id, metadata.subject);
  const fields = Object.keys(values).length === 0 ? (draft?.fields ?? null) : values;
  const start = await startValues(call, metadata, draft?.message ?? null);
  if (fields === null || start === null || saysTheSame(fields, start))
    return dropDraft(deps, workspaceId, person.id, metadata.subject);
  await keepTyped(call, metadata, fields);
  if (metadata.version === 0) {
    const way = mrkdwn`*Save as customer feedback* on the same message goes on with it.`;
    return call.answer(say(mrkdwn`What you filled in is not saved: it is kept as your draft. ${way}`));
  }
  const text = mrkdwn`What you filled in is not saved: it is kept as your draft.`;
  const back = button('Continue', ids.feedbackEdit, { value: metadata.id });
  await call.answer({ text, blocks: [section(text), actions(back)] });
}

/** Saves the form, or says what is wrong where it stands. */
export async function saveForm(
  call: Call,
  values: FeedbackValues,
  metadata: FeedbackFormMetadata,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const draft = await findDraft(db, call.workspaceId, call.person.id, metadata.subject);
  const before = await findFeedback(db, call.workspaceId, metadata.id);
  const message = draft?.message ?? null;
  if (before === null && message === null)
    return { kind: 'close', answer: metadata.version > 0 ? GONE : LEFT };
  const timezone = await timezoneOf(call);
  const today = await call.today();
  const read = readValues(values, before ?? message, { timezone, today });
  if (!read.ok) return { kind: 'errors', errors: read.errors };
  const saver = { personId: call.person.id, today, draftSubject: metadata.subject };
  const edit = {
    id: metadata.id,
    version: metadata.version,
    message,
    fields: read.fields,
    evidence: read.evidence,
  };
  const result = await saveFeedback(call.deps, call.workspaceId, edit, saver);
  if (result.ok) return saved(call, result.feedback, result);
  if (result.problem === 'invalid') return { kind: 'errors', errors: onFields(result.fields) };
  if (result.problem === 'not-found') return { kind: 'unsaved', answer: GONE };
  return { kind: 'update', view: await bothView(call, metadata, values, read, result.feedback) };
}

/** Somebody else has saved it meanwhile: theirs stands above, the person's own below, and nothing is lost. */
async function bothView(
  call: Call,
  metadata: FeedbackFormMetadata,
  values: FeedbackValues,
  read: Extract<ReadValues, { ok: true }>,
  theirs: Feedback,
): Promise<ModalView> {
  const { savedBy, savedAt } = await whoSaved(call, theirs.updatedBy, theirs.updatedAt);
  const notice = mrkdwn`⚠️ ${savedBy} has saved this ${savedAt}, after you opened it.`;
  const next = { subject: theirs.id, id: theirs.id, version: theirs.version };
  // A message that is feedback by now is gone on with there.
  if (metadata.subject !== next.subject)
    await dropDraft(call.deps, call.workspaceId, call.person.id, metadata.subject);
  const isNew = metadata.version === 0;
  await keepTyped(call, { ...next, version: isNew ? theirs.version : metadata.version }, values);
  // Words that they left out can not come back: theirs stand in the field then, and the person's own above it.
  const fits = onlyShortens(theirs.text, read.fields.text);
  const shown = fits ? values : { ...values, [names.text]: theirs.text };
  const differences = await differencesOf(call, read, theirs, fits);
  return formView(call, next, shown, theirs, { notice, differences });
}

async function differencesOf(
  call: Call,
  { fields, evidence }: Extract<ReadValues, { ok: true }>,
  theirs: Feedback,
  fits: boolean,
): Promise<Difference[]> {
  const { db } = call.deps.database;
  const today = await call.today();
  const account = await findAccountById(db, call.workspaceId, theirs.accountId);
  const linked = await listEvidence(db, call.workspaceId, [theirs.id]);
  const subjects = await listSubjects(db, call.workspaceId, theirs.accountId, { refs: linked });
  const refs = (list: readonly EvidenceRef[]) =>
    list
      .map(({ subject, id }) => `${subject}:${id}`)
      .toSorted()
      .join();
  const all: (Difference & { differs: boolean })[] = [
    { label: 'account', theirs: account?.name ?? '', differs: theirs.accountId !== fields.accountId },
    {
      label: 'what they said',
      theirs: theirs.text,
      ...(fits ? {} : { yours: fields.text }),
      differs: theirs.text !== fields.text,
    },
    {
      label: 'who said it',
      theirs: theirs.author,
      differs:
        theirs.contactId !== fields.contactId ||
        (fields.contactId === null && theirs.author !== fields.author),
    },
    { label: 'when', theirs: theirs.saidAt.slice(0, 10), differs: theirs.saidAt !== fields.saidAt },
    {
      label: 'consent',
      theirs: consentText(theirs, today),
      differs: theirs.consent !== fields.consent || theirs.consentUntil !== fields.consentUntil,
    },
    {
      label: 'evidence for',
      theirs: subjects.map(({ title }) => title).join('\n'),
      differs: refs(linked) !== refs(evidence),
    },
  ];
  return all.filter(({ differs }) => differs);
}

async function saved(
  call: Call,
  feedback: Feedback,
  { isNew, changed }: { isNew: boolean; changed: boolean },
): Promise<Submitted> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, feedback.accountId);
  const what = mrkdwn`The feedback of *${feedback.author}* about *${account?.name ?? 'the account'}*`;
  const done = isNew
    ? mrkdwn`${what} is saved.`
    : changed
      ? mrkdwn`${what} is changed.`
      : mrkdwn`${what} is as it was.`;
  const text = mrkdwn`${done} ${consentText(feedback, await call.today())}`;
  const open = button('Open', ids.feedbackOpen, { value: feedback.id });
  const all =
    account === null
      ? []
      : [verbButton('All feedback', { command: '/account', verb: 'feedback', rest: accountRest(account) })];
  return { kind: 'close', answer: { text, blocks: [section(text), actions(open, ...all)] } };
}
