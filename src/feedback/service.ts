/** Saving what customers said, changing what is known of it, and forgetting it. */
import type { Transaction } from 'kysely';
import { findContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { dropSearchable, putSearchable } from '../search/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedFields,
  MAX,
  onlyShortens,
  problemsOf,
  subjectOf,
  type EvidenceRef,
  type Feedback,
  type FeedbackFields,
  type Message,
} from './domain.ts';
import { deleteDraft, deleteDraftsOf } from './draft-store.ts';
import { listEvidence, listSubjects, replaceEvidence } from './evidence-store.ts';
import * as store from './store.ts';

export { listEvidence, listSubjects, listSupporting } from './evidence-store.ts';
export { countFeedback, findByMessage, findFeedback, listFeedback } from './store.ts';

/** A form as it was sent. */
export interface FeedbackEdit {
  /** Of new feedback too: a form that is sent twice saves it once. */
  id: string;
  /** The version that was read; 0: it is new. */
  version: number;
  /** The message that becomes feedback; null: it is feedback already, or was said elsewhere. */
  message: Pick<Message, 'channel' | 'ts' | 'text' | 'permalink'> | null;
  fields: FeedbackFields;
  evidence: EvidenceRef[];
}

/** Problems by field; `evidence` stands beside the fields. */
export type SaveProblems = Partial<Record<keyof FeedbackFields | 'evidence', string>>;

export type SaveResult =
  | { ok: true; feedback: Feedback; isNew: boolean; changed: boolean }
  | { ok: false; problem: 'invalid'; fields: SaveProblems }
  | { ok: false; problem: 'not-found' }
  /**
   * The message is feedback already, or it was changed since it was read, by somebody else or by the same form sent
   * before: `feedback` is as it is now.
   */
  | { ok: false; problem: 'saved-meanwhile'; feedback: Feedback };

export interface Saver {
  personId: string;
  today: BusinessDate;
  /** The draft that is done with; null: there is none. */
  draftSubject: string | null;
}

/** Saves feedback and what it is evidence for; the search finds it, and the saver's draft is done with. */
export async function saveFeedback(
  deps: Deps,
  workspaceId: string,
  edit: FeedbackEdit,
  saver: Saver,
): Promise<SaveResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await store.findFeedback(trx, workspaceId, edit.id);
    if (before === null && edit.version > 0) return { ok: false, problem: 'not-found' };
    if (before !== null && edit.version === 0 && (await isSentAgain(trx, workspaceId, edit, before)))
      return { ok: true, feedback: before, isNew: true, changed: false };
    const same = edit.message === null ? null : await store.findByMessage(trx, workspaceId, edit.message);
    if (before === null && same !== null) return { ok: false, problem: 'saved-meanwhile', feedback: same };
    if (before !== null && before.version !== edit.version)
      return { ok: false, problem: 'saved-meanwhile', feedback: before };
    const checked = await check(trx, workspaceId, edit, before, saver.today);
    if (!checked.ok) return checked;
    return write(deps, trx, workspaceId, { ...edit, fields: checked.fields }, before, saver);
  });
}

/**
 * Forgets feedback for good. The audit trail keeps that it was there and not what was said: who asks that their words
 * be forgotten is not helped by a copy.
 */
export async function deleteFeedback(
  deps: Deps,
  workspaceId: string,
  id: string,
  personId: string,
): Promise<Feedback | null> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await store.findFeedback(trx, workspaceId, id);
    if (before === null) return null;
    const evidence = await listEvidence(trx, workspaceId, [id]);
    await store.deleteFeedback(trx, workspaceId, id);
    // What others began of it holds its words, too.
    const { channel, ts } = before;
    const ofMessage = channel === null || ts === null ? [] : [subjectOf({ channel, ts })];
    await deleteDraftsOf(trx, workspaceId, [id, ...ofMessage]);
    await dropSearchable(trx, deps.database.dialect, workspaceId, 'feedback', [id]);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: personId,
        action: 'feedback.delete',
        accountId: before.accountId,
        subjectId: id,
        before: audited(before, evidence),
      },
    ]);
    return before;
  });
}

/** To be called in the transaction of each change of feedback. */
export async function indexFeedback(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  feedback: readonly Pick<Feedback, 'id' | 'accountId' | 'author' | 'text'>[],
): Promise<void> {
  const things = feedback.map(({ id, accountId, author, text }) => {
    const thing = { kind: 'feedback' as const, id, accountId, title: author, body: text };
    return { ...thing, state: null, milestoneId: null };
  });
  await putSearchable(trx, dialect, workspaceId, things);
}

/** Whether it is the form of new feedback, sent again as it was. */
async function isSentAgain(
  trx: Transaction<Database>,
  workspaceId: string,
  { fields, evidence }: FeedbackEdit,
  saved: Feedback,
): Promise<boolean> {
  const linked = await listEvidence(trx, workspaceId, [saved.id]);
  // The name of a contact is theirs, whatever the form says.
  const author = fields.contactId === null ? fields.author : saved.author;
  return changedFields(saved, { ...fields, author }).length === 0 && sayTheSame(linked, evidence);
}

function sayTheSame(known: readonly EvidenceRef[], refs: readonly EvidenceRef[]): boolean {
  const nameOf = ({ subject, id }: EvidenceRef) => `${subject} ${id}`;
  return known.map(nameOf).toSorted().join() === refs.map(nameOf).toSorted().join();
}

async function check(
  trx: Transaction<Database>,
  workspaceId: string,
  edit: FeedbackEdit,
  before: Feedback | null,
  today: BusinessDate,
): Promise<{ ok: true; fields: FeedbackFields } | Extract<SaveResult, { problem: 'invalid' }>> {
  const { contactId, accountId, text } = edit.fields;
  const account = await findAccountById(trx, workspaceId, accountId);
  const [contact] = contactId === null ? [] : await findContacts(trx, workspaceId, accountId, [contactId]);
  const fields = contact === undefined ? edit.fields : { ...edit.fields, author: contact.name };
  const problems: SaveProblems = problemsOf(fields, today, before);
  if (account === null) problems.accountId = 'This account is no longer there. Choose another one.';
  else if (contactId !== null && contact === undefined)
    problems.contactId = `This is no contact of ${account.name}. Choose again, or write the name below.`;
  const original = before?.text ?? edit.message?.text ?? text;
  if (!onlyShortens(original, text)) {
    problems.text = 'Keep their words: you may leave some out, with … in their place, and add none.';
  }
  if (edit.evidence.length > MAX.evidence) problems.evidence = `Choose at most ${MAX.evidence}.`;
  const subjects = await listSubjects(trx, workspaceId, accountId, { refs: edit.evidence });
  if (account !== null && subjects.length !== edit.evidence.length)
    problems.evidence = `Choose cards and gaps of ${account.name}: one of these is not, or is no longer there.`;
  return Object.keys(problems).length > 0
    ? { ok: false, problem: 'invalid', fields: problems }
    : { ok: true, fields };
}

async function write(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { id, message, fields, evidence }: FeedbackEdit,
  before: Feedback | null,
  saver: Saver,
): Promise<SaveResult> {
  const at = deps.now().toISOString();
  if (saver.draftSubject !== null) await deleteDraft(trx, workspaceId, saver.personId, saver.draftSubject);
  const known = before === null ? [] : await listEvidence(trx, workspaceId, [id]);
  if (before !== null && changedFields(before, fields).length === 0 && sayTheSame(known, evidence))
    return { ok: true, feedback: before, isNew: false, changed: false };
  const { channel = null, ts = null, permalink = null } = before ?? message ?? {};
  const feedback: Feedback = {
    ...fields,
    id,
    version: (before?.version ?? 0) + 1,
    channel,
    ts,
    permalink,
    savedBy: before?.savedBy ?? saver.personId,
    savedAt: before?.savedAt ?? at,
    updatedBy: saver.personId,
    updatedAt: at,
  };
  if (before === null) await store.insertFeedback(trx, workspaceId, feedback);
  else await store.updateFeedback(trx, workspaceId, feedback);
  await replaceEvidence(trx, workspaceId, id, evidence, { by: saver.personId, at });
  await indexFeedback(trx, deps.database.dialect, workspaceId, [feedback]);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: saver.personId,
      action: before === null ? 'feedback.save' : 'feedback.edit',
      accountId: feedback.accountId,
      subjectId: id,
      ...(before === null ? {} : { before: audited(before, known) }),
      after: audited(feedback, evidence),
    },
  ]);
  return { ok: true, feedback, isNew: before === null, changed: true };
}

/** What the audit trail keeps of feedback: all but the words. */
export function audited(feedback: Feedback, evidence: readonly EvidenceRef[]) {
  const { text, accountId, author, contactId, saidAt, consent, consentUntil, permalink } = feedback;
  const refs = evidence.map(({ subject, id }) => ({ subject, id }));
  const known = { accountId, author, contactId, saidAt, consent, consentUntil, permalink };
  return { title: author, ...known, characters: text.length, evidence: refs };
}
