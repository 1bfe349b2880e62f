/** Writing Goal Cards down, changing them, and reading what others need of them. */
import type { Transaction } from 'kysely';
import type { Account } from '../accounts/domain.ts';
import { findContactNamesake, findContacts, insertContact } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { AfterPress, Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import type { Executor } from '../db/open.ts';
import { journeyOfSegment, type Program } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedParts,
  documentOf,
  nameFromOutcome,
  pickParts,
  type GoalCard,
  type GoalDocument,
  type GoalPart,
  type GoalProblems,
  type NewContact,
} from './domain.ts';
import { deleteDraft } from './draft-store.ts';
import { indexCards } from './index-service.ts';
import { closeQuestion, nextVersion } from './move-service.ts';
import { problemsOf } from './problems.ts';
import { findCard, findExample, findVersion, insertCard, listCards, updateCard } from './store.ts';
import { askForOutcome, isTooShort, onlyNamesUse, SAY_MORE } from './words.ts';

export { answerNotYet, moveGoal } from './move-service.ts';
export { countCards, findCard, findVersion, listCards, listVersions } from './store.ts';

/** A form as it was sent. */
export interface GoalEdit {
  /** Of a new card too: a form that is sent twice writes one card. */
  cardId: string;
  accountId: string;
  /** The version that was read; 0: a new card. */
  version: number;
  document: GoalDocument;
  /** Somebody new at the customer, who becomes a contact of the account and of the card. */
  newContact: NewContact | null;
}

export type SaveResult =
  | { ok: true; card: GoalCard; changed: GoalPart[] }
  | { ok: false; problem: 'invalid'; fields: GoalProblems }
  | { ok: false; problem: 'account-not-found' | 'card-not-found' }
  /** It was saved since it was read, by somebody else or by the same form sent before: `card` is as it is now. */
  | { ok: false; problem: 'changed-meanwhile'; card: GoalCard };

/** What a person wrote, and what stands by it: the program that knows what is a use, and the presser's day. */
export interface Saving {
  program: Program | null;
  press: Press;
  after: AfterPress;
}

/**
 * Saves a form: a new card as a draft, or a new version of a known one. The presser's draft of the form is done with.
 * A change of the measure takes the question back whether the goal is achieved.
 */
export async function saveGoal(
  deps: Deps,
  workspaceId: string,
  edit: GoalEdit,
  saving: Saving,
): Promise<SaveResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findCard(trx, workspaceId, edit.cardId);
    if (before === null && edit.version > 0) return { ok: false, problem: 'card-not-found' };
    if (before !== null && before.accountId !== edit.accountId)
      return { ok: false, problem: 'card-not-found' };
    const account = await findAccountById(trx, workspaceId, edit.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    if (before !== null && before.version !== edit.version) {
      if (await isSentAgain(trx, workspaceId, edit, before)) return { ok: true, card: before, changed: [] };
      const base = await isSameDocument(trx, workspaceId, before, edit.version);
      // A change of its state alone does not stand against what was written.
      if (!base) return { ok: false, problem: 'changed-meanwhile', card: before };
    }
    const fields = await problemsWith(trx, workspaceId, { ...edit, account }, before, saving);
    if (Object.keys(fields).length > 0) return { ok: false, problem: 'invalid', fields };
    return write(deps, trx, workspaceId, edit, before, saving);
  });
}

/**
 * A Required Outcome to learn from: that of another account of the same segment, else what the first milestones of the
 * segment's journey are worth to its customers; null: neither is known.
 */
export async function exampleFor(
  executor: Executor,
  workspaceId: string,
  program: Program | null,
  account: Pick<Account, 'id' | 'segment'>,
): Promise<string | null> {
  const written =
    account.segment === null ? null : await findExample(executor, workspaceId, account.segment, account.id);
  if (written !== null || program === null) return written;
  const journey = journeyOfSegment(program, account.segment) ?? program.journeys[0];
  return journey?.phases.find(({ milestone }) => milestone.value !== null)?.milestone.value ?? null;
}

const GOALS_SHOWN = 3;

/** The active goals of an account as other features show them: a few, and how many there are in all. */
export async function listActiveGoals(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  accountId: string,
): Promise<{ goals: GoalCard[]; more: boolean }> {
  const found = await listCards(deps.database.db, workspaceId, accountId, {
    states: ['active'],
    limit: GOALS_SHOWN + 1,
  });
  return { goals: found.slice(0, GOALS_SHOWN), more: found.length > GOALS_SHOWN };
}

/** Whether it is the new card's form, sent again as it was: whom it names as somebody new is a contact by now. */
async function isSentAgain(
  trx: Transaction<Database>,
  workspaceId: string,
  { version, accountId, document, newContact }: GoalEdit,
  card: GoalCard,
): Promise<boolean> {
  if (version > 0) return false;
  const known =
    newContact === null ? null : await findContactNamesake(trx, workspaceId, accountId, newContact.name);
  if (newContact !== null && known === null) return false;
  const contacts = [...document.contacts, ...(known === null ? [] : [known.id])];
  return changedParts({ ...withName(document), contacts }, card).length === 0;
}

async function isSameDocument(
  trx: Transaction<Database>,
  workspaceId: string,
  card: GoalCard,
  version: number,
): Promise<boolean> {
  const base = await findVersion(trx, workspaceId, card.id, version);
  return base !== null && changedParts(base.document, card).length === 0;
}

async function problemsWith(
  trx: Transaction<Database>,
  workspaceId: string,
  { accountId, account, document, newContact }: GoalEdit & { account: Account },
  before: GoalCard | null,
  { program, press }: Saving,
): Promise<GoalProblems> {
  const problems = problemsOf(document, press.today, before);
  const { requiredOutcome, contacts } = document;
  const isOther = requiredOutcome !== before?.requiredOutcome;
  if (isOther && onlyNamesUse(requiredOutcome, program)) {
    const example = await exampleFor(trx, workspaceId, program, account);
    problems['requiredOutcome'] ??= askForOutcome(example !== null);
  }
  if (isOther && before?.state === 'active' && isTooShort(requiredOutcome))
    problems['requiredOutcome'] ??= SAY_MORE;
  const found = await findContacts(trx, workspaceId, accountId, contacts);
  if (found.length !== contacts.length) {
    problems['contacts'] ??= 'Somebody chosen here is no longer a contact of this account. Choose again.';
  }
  if (newContact !== null) {
    const namesake = await findContactNamesake(trx, workspaceId, accountId, newContact.name);
    if (namesake !== null) {
      problems['newName'] =
        `“${namesake.name}” is a contact already: choose them above, or add what tells the two apart.`;
    }
  }
  return problems;
}

async function write(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  edit: GoalEdit,
  before: GoalCard | null,
  { press, after }: Saving,
): Promise<SaveResult> {
  const document = await withNewContact(deps, trx, workspaceId, edit, press);
  const changed = before === null ? [] : changedParts(before, document);
  const draft = { personId: press.personId, accountId: edit.accountId, cardId: before?.id ?? null };
  await deleteDraft(trx, workspaceId, draft);
  if (before !== null && changed.length === 0) return { ok: true, card: before, changed };
  const remeasured = before !== null && changed.includes('measure');
  const card: GoalCard = {
    ...(before === null ? newCard(deps, edit, press) : nextVersion(deps, before, press)),
    ...document,
    ...(remeasured ? { askedOn: null, askedCtaId: null } : {}),
  };
  if (before === null) await insertCard(trx, workspaceId, card);
  else await updateCard(trx, workspaceId, card);
  await indexCards(trx, deps.database.dialect, workspaceId, [card]);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action: before === null ? 'goal.create' : 'goal.edit',
      accountId: card.accountId,
      subjectId: card.id,
      ...(before === null ? {} : { before: pickParts(before, changed) }),
      after: { ...(before === null ? document : pickParts(card, changed)), title: card.name },
    },
  ]);
  if (remeasured) {
    const outcome = 'The measure was changed';
    await closeQuestion(deps, trx, workspaceId, before, { ...press, outcome }, after);
  }
  return { ok: true, card, changed };
}

/** A card without a name is called by its outcome. */
function withName(document: GoalDocument): GoalDocument {
  const name = document.name === '' ? nameFromOutcome(document.requiredOutcome) : document.name;
  return { ...documentOf(document), name };
}

/** The document with a name, and with the new contact among its people. */
async function withNewContact(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { accountId, document, newContact }: GoalEdit,
  press: Press,
): Promise<GoalDocument> {
  if (newContact === null) return withName(document);
  const contact = { ...newContact, id: deps.makeId() };
  await insertContact(trx, workspaceId, accountId, contact);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action: 'contact.create',
      accountId,
      subjectId: contact.id,
      after: { ...newContact, jobTitle: contact.title, title: contact.name },
    },
  ]);
  return { ...withName(document), contacts: [...document.contacts, contact.id] };
}

function newCard(deps: Deps, edit: GoalEdit, press: Press): GoalCard {
  const at = deps.now().toISOString();
  return {
    ...edit.document,
    id: edit.cardId,
    accountId: edit.accountId,
    state: 'draft',
    version: 1,
    createdBy: press.personId,
    createdAt: at,
    updatedBy: press.personId,
    updatedAt: at,
    closedOn: null,
    askedOn: null,
    askedCtaId: null,
  };
}
