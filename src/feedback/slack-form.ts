/** The form of feedback: opened on a message or on what is saved, kept while it is filled in, saved. */
import { accountRest } from '#blocks/account-choice.ts';
import { actions, button, say, section } from '#blocks/build.ts';
import {
  evidenceOption,
  feedbackFields as names,
  feedbackForm,
  type Difference,
  type FeedbackFormMetadata,
  type FeedbackValues,
} from '#blocks/feedback-form.ts';
import { consentText } from '#blocks/feedback-words.ts';
import { contactOption } from '#blocks/goal-form.ts';
import { ids } from '#blocks/ids.ts';
import { channelMention, dateToken, join, link, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import { findContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { businessDateOf } from '../base/business-date.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { ShortcutMessage, Submitted } from '../slack/edge.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { onlyShortens, timeOf, type EvidenceRef, type Feedback, type Message } from './domain.ts';
import {
  beginDraft,
  dropDraft,
  findDraft,
  guessAccount,
  guessContact,
  keepDraft,
  subjectOf,
} from './message-service.ts';
import { findByMessage, findFeedback, listEvidence, listSubjects, saveFeedback } from './service.ts';
import { findChannelName, readMessage } from './slack-message.ts';
import {
  evidenceIn,
  onFields,
  readValues,
  saysTheSame,
  textOf,
  valuesOf,
  type ReadValues,
} from './slack-values.ts';

export const GONE = say(
  mrkdwn`This feedback is no longer there. \`/account feedback acme\` shows what an account has.`,
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
  // Sent before the form was saved, and come after it.
  if (known === null && version === 0) return;
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
  const where = metadata.version === 0 ? 'the same shortcut on the message' : mrkdwn`*Edit*`;
  await call.answer(say(mrkdwn`What you filled in is kept, and not saved: ${where} goes on with it.`));
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
  const read = readValues(values, before ?? message, timezone);
  if (!read.ok) return { kind: 'errors', errors: read.errors };
  const saver = { personId: call.person.id, today: await call.today(), draftSubject: metadata.subject };
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
  if (result.problem === 'not-found') return { kind: 'close', answer: GONE };
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
  await keepTyped(call, metadata, values);
  const { savedBy, savedAt } = await whoSaved(call, theirs.updatedBy, theirs.updatedAt);
  const notice = mrkdwn`⚠️ ${savedBy} has saved this ${savedAt}, after you opened it.`;
  const next = { subject: metadata.subject, id: theirs.id, version: theirs.version };
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

interface FormExtras {
  notice?: Mrkdwn | null;
  differences?: readonly Difference[];
}

async function formView(
  call: Call,
  metadata: FeedbackFormMetadata,
  values: FeedbackValues,
  of: Pick<Message, 'text'> & { channel: string | null; permalink: string | null },
  extras: FormExtras = {},
): Promise<ModalView> {
  const { db } = call.deps.database;
  const accountId = textOf(values[names.account]);
  const account = accountId === '' ? null : await findAccountById(db, call.workspaceId, accountId);
  const contactId = textOf(values[names.contact]);
  const contacts =
    account === null || contactId === ''
      ? []
      : await findContacts(db, call.workspaceId, account.id, [contactId]);
  const refs = evidenceIn(values);
  const subjects = account === null ? [] : await listSubjects(db, call.workspaceId, account.id, { refs });
  return feedbackForm({
    ...metadata,
    values,
    original: of.text,
    source: sourceOf(of),
    account: account === null ? null : { text: account.name, value: account.id },
    contact: contacts.map(contactOption)[0] ?? null,
    evidence: subjects.map(evidenceOption),
    notice: extras.notice ?? null,
    differences: extras.differences ?? [],
  });
}

function sourceOf({
  channel,
  permalink,
}: {
  channel: string | null;
  permalink: string | null;
}): Mrkdwn | null {
  const parts = [
    ...(channel === null ? [] : [mrkdwn`Said in ${channelMention(channel)}`]),
    ...(permalink === null ? [] : [link(permalink, 'Open the message')]),
  ];
  return parts.length === 0 ? null : join(parts, ' · ');
}

/** What the form of a message begins with. */
async function guessedValues(call: Call, message: Message): Promise<FeedbackValues> {
  const { deps, workspaceId } = call;
  const accountId = await guessAccount(
    deps,
    workspaceId,
    message,
    await findChannelName(call, message.channel),
  );
  const contactId = accountId === null ? null : await guessContact(deps, workspaceId, accountId, message);
  return {
    [names.text]: message.text,
    [names.account]: accountId,
    [names.contact]: contactId,
    [names.author]: contactId === null ? (message.author?.name ?? null) : null,
    [names.saidOn]: businessDateOf(new Date(timeOf(message.ts)), await timezoneOf(call)),
    [names.consent]: 'not_asked',
  };
}

async function startValues(
  call: Call,
  { id, version }: FeedbackFormMetadata,
  message: Message | null,
): Promise<FeedbackValues | null> {
  if (version === 0) return message === null ? null : guessedValues(call, message);
  const { db } = call.deps.database;
  const feedback = await findFeedback(db, call.workspaceId, id);
  if (feedback === null) return null;
  return valuesOf(feedback, await listEvidence(db, call.workspaceId, [id]), await timezoneOf(call));
}

async function timezoneOf(call: Call): Promise<string> {
  return (await call.program())?.program.timezone ?? 'UTC';
}
