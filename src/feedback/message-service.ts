/** A message that becomes feedback: kept while its form is filled in, with a guess whose account it is about. */
import { findAccount } from '../accounts/find-service.ts';
import { nameKey } from '../accounts/name-key.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { nameInChannel, namesInText, subjectOf, type Message } from './domain.ts';
import {
  deleteDraft,
  deleteOldDrafts,
  findDraft,
  saveDraft,
  updateDraft,
  type FeedbackDraft,
} from './draft-store.ts';
import {
  findAccountNamed,
  findAccountOfChannel,
  findAccountOfDomain,
  findContactByEmail,
} from './guess-store.ts';
import { holdFeedback } from './store.ts';

export { findNames } from './guess-store.ts';
export { findDraft, type FeedbackDraft } from './draft-store.ts';
export { subjectOf } from './domain.ts';

/** What was begun and left is forgotten after so many days. */
const DRAFT_DAYS = 30;
const DAY_MS = 86_400_000;

/** The draft of a message: the one that the person began, or a new one without anything filled in. */
export async function beginDraft(
  deps: Deps,
  workspaceId: string,
  personId: string,
  message: Message,
): Promise<FeedbackDraft> {
  return inTransaction(deps, async (trx) => {
    const subject = subjectOf(message);
    const known = await findDraft(trx, workspaceId, personId, subject);
    if (known !== null) return known;
    const now = deps.now();
    const before = new Date(now.getTime() - DRAFT_DAYS * DAY_MS).toISOString();
    await deleteOldDrafts(trx, workspaceId, personId, before);
    const draft = { personId, subject, message, baseVersion: 0, fields: null, savedAt: now.toISOString() };
    await saveDraft(trx, workspaceId, draft);
    return draft;
  });
}

/** Keeps what the form holds; of feedback that was saved or forgotten meanwhile nothing is kept. */
export async function keepDraft(
  deps: Deps,
  workspaceId: string,
  form: Omit<FeedbackDraft, 'savedAt'>,
): Promise<void> {
  const draft = { ...form, savedAt: deps.now().toISOString() };
  await inTransaction(deps, async (trx) => {
    if (draft.baseVersion === 0) await updateDraft(trx, workspaceId, draft);
    else if (await holdFeedback(trx, deps.database.dialect, workspaceId, draft.subject))
      await saveDraft(trx, workspaceId, draft);
  });
}

export async function dropDraft(
  deps: Deps,
  workspaceId: string,
  personId: string,
  subject: string,
): Promise<void> {
  await inTransaction(deps, (trx) => deleteDraft(trx, workspaceId, personId, subject));
}

/**
 * The account that a message is about, where that is clear: that whose domain the author writes from; else the one that
 * the channel's name means; else the only one that the text names; else that of all feedback from the same channel.
 * Null: it is not clear.
 */
export async function guessAccount(
  { database }: Pick<Deps, 'database'>,
  workspaceId: string,
  message: Message,
  channelName: string | null,
): Promise<string | null> {
  const { db, dialect } = database;
  const domain = message.author?.email?.split('@')[1]?.toLowerCase();
  const owner = domain === undefined ? null : await findAccountOfDomain(db, workspaceId, domain);
  if (owner !== null) return owner;
  const named = channelName === null ? '' : nameInChannel(channelName);
  if (named.length > 2) {
    const found = await findAccount(database, workspaceId, named);
    if (found.kind === 'one') return found.account.id;
  }
  const inText = namesInText(message.text).map(nameKey);
  return (
    (await findAccountNamed(db, dialect, workspaceId, inText)) ??
    findAccountOfChannel(db, workspaceId, message.channel)
  );
}

/** The contact who wrote the message; null: nobody of the account has their address. */
export async function guessContact(
  { database }: Pick<Deps, 'database'>,
  workspaceId: string,
  accountId: string,
  message: Message,
): Promise<string | null> {
  const email = message.author?.email ?? null;
  return email === null ? null : findContactByEmail(database.db, workspaceId, accountId, email);
}
