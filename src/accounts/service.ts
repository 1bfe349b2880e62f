/** Use cases of accounts: finding, writing down, changing and noting. */
import { findPeople } from '../people/service.ts';
import { listAudit, writeAudit, type AuditRecord } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { markStale, reassess } from '../journey/service.ts';
import type { Program } from '../program/domain.ts';
import type { Executor } from '../db/open.ts';
import {
  changedFields,
  keyOfName,
  MAX_NOTE,
  needsAssessment,
  pickFields,
  problemsOf,
  type Account,
  type AccountField,
  type AccountFields,
} from './domain.ts';
import { searchClose, searchExact, searchPart, searchPrefix, type SearchDatabase } from './search.ts';
import { findSubjectNames } from './history-store.ts';
import * as store from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export { readSurroundings } from './card-store.ts';
export { listAccounts, listDueAccounts } from './list-store.ts';
export { findAccountById, findOwner, hasAccounts, hasChurned } from './store.ts';

export type FoundAccount =
  | { kind: 'one'; account: Account }
  | { kind: 'several'; accounts: Account[] }
  | { kind: 'none'; closest: Account[] };

const SEVERAL = 5;

/**
 * The account that a text means: by its key, else by name or domain, else by the beginning or a part of the name.
 * A close spelling is only offered, never taken.
 */
export async function findAccount(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
): Promise<FoundAccount> {
  const wanted = text.trim();
  if (wanted === '') return { kind: 'none', closest: [] };
  for (const search of [searchExact, searchPrefix, searchPart]) {
    const accounts = await search(database, workspaceId, wanted, SEVERAL);
    const [account] = accounts;
    if (account !== undefined)
      return accounts.length === 1 ? { kind: 'one', account } : { kind: 'several', accounts };
  }
  return { kind: 'none', closest: await searchClose(database, workspaceId, wanted, SEVERAL) };
}

/** An account for lines that show what can be typed. */
export interface FoundExample {
  account: Account;
  /** Whether its name alone means it. */
  isUnique: boolean;
}

/** Among so many of the newest accounts the example is looked for: the work stays small however many there are. */
const NEWEST = 20;

/** Of the accounts that were written down last the one that started last; null: there is none. */
export async function findExampleAccount(
  database: SearchDatabase,
  workspaceId: string,
): Promise<FoundExample | null> {
  const newest = await store.listNewest(database.db, workspaceId, NEWEST);
  const [account] = newest.toSorted((a, b) => ((a.startedOn ?? '') > (b.startedOn ?? '') ? -1 : 1));
  if (account === undefined) return null;
  const named = await searchExact(database, workspaceId, account.name, 2);
  return { account, isUnique: named.length === 1 && named[0]?.id === account.id };
}

/** What a person may mean while they type, the best first: for menus that search. */
export async function suggestAccounts(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const found = new Map<string, Account>();
  for (const search of [searchExact, searchPrefix, searchPart, searchClose]) {
    if (found.size >= limit || (search === searchClose && found.size > 0)) break;
    for (const account of await search(database, workspaceId, text, limit)) found.set(account.id, account);
  }
  return [...found.values()].slice(0, limit);
}

/**
 * Splits what was typed behind a verb into an account and a text. The account is what stands in quotation marks;
 * else the longest beginning, word by word, that is exactly a key, name or domain, or with which one name alone
 * begins; else the first word, as `findAccount` reads it.
 */
export async function findAccountAndText(
  database: SearchDatabase,
  workspaceId: string,
  typed: string,
): Promise<{ found: FoundAccount; wanted: string; text: string }> {
  const quotes = /^"([^"]+)"\s*(.*)$/s.exec(typed.trim());
  if (quotes !== null) {
    const wanted = quotes[1] ?? '';
    return { found: await findAccount(database, workspaceId, wanted), wanted, text: quotes[2] ?? '' };
  }
  const words = typed.trim().split(/\s+/);
  for (let taken = Math.min(words.length, MAX_NAME_WORDS); taken > 1; taken -= 1) {
    const wanted = words.slice(0, taken).join(' ');
    const exact = await searchExact(database, workspaceId, wanted, 2);
    const hits = exact.length > 0 ? exact : await searchPrefix(database, workspaceId, wanted, 2);
    if (exact.length === 0 && hits.length !== 1) continue;
    return {
      found: await findAccount(database, workspaceId, wanted),
      wanted,
      text: words.slice(taken).join(' '),
    };
  }
  const [wanted = '', ...rest] = words;
  return { found: await findAccount(database, workspaceId, wanted), wanted, text: rest.join(' ') };
}

const MAX_NAME_WORDS = 6;

/** With what an account finds its place on the journey at once; without it, it waits for the next morning. */
export interface Placing {
  program: Program;
  today: BusinessDate;
}

export type FieldProblems = Partial<Record<AccountField, string>>;

/** Writes down a new account. Its key is made of its name. */
export async function createAccount(
  deps: Deps,
  workspaceId: string,
  actor: string,
  fields: AccountFields,
  placing: Placing | null = null,
): Promise<{ ok: true; account: Account } | { ok: false; problem: 'invalid'; fields: FieldProblems }> {
  const problems = problemsOf(fields);
  if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
  return inTransaction(deps, async (trx) => {
    // Of two people who write down the same name at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const namesake = await store.findNamesake(trx, workspaceId, fields.name);
    if (namesake !== null) {
      const name = `There is “${namesake.name}” already (key ${namesake.key}). Add what tells them apart.`;
      return { ok: false, problem: 'invalid', fields: { name } };
    }
    const id = deps.makeId();
    const key = await freeKey(deps, trx, workspaceId, fields.name);
    await store.insertAccount(trx, workspaceId, { id, key, at: deps.now().toISOString(), fields });
    await place(deps, trx, workspaceId, id, placing);
    await writeAudit(deps, trx, workspaceId, [
      { actor, action: 'account.create', accountId: id, subjectId: id, after: { key, ...fields } },
    ]);
    return { ok: true, account: { id, key, version: 1, ...fields } };
  });
}

export type EditResult =
  | { ok: true; account: Account; changed: AccountField[] }
  | { ok: false; problem: 'invalid'; fields: FieldProblems }
  | { ok: false; problem: 'account-not-found' }
  /** Somebody else changed it since it was read; `by` is an actor of the audit trail, or null. */
  | { ok: false; problem: 'changed-meanwhile'; by: string | null };

/**
 * Changes an account that was read as `version`.
 * @param fields all fields, changed or not
 */
export async function editAccount(
  deps: Deps,
  workspaceId: string,
  actor: string,
  edit: { id: string; version: number; fields: AccountFields },
  placing: Placing | null = null,
): Promise<EditResult> {
  const problems = problemsOf(edit.fields);
  if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
  return inTransaction(deps, async (trx) => {
    const before = await store.findAccountById(trx, workspaceId, edit.id);
    if (before === null) return { ok: false, problem: 'account-not-found' };
    const changed = changedFields(before, edit.fields);
    if (before.version === edit.version && changed.length === 0)
      return { ok: true, account: before, changed };
    return writeEdit(deps, trx, workspaceId, { actor, action: 'account.edit', before, ...edit, placing });
  });
}

/** For so long an edit can be undone. */
const UNDO_MS = 60_000;

/** Takes back one's own edit that made the account this version, within a minute. */
export async function undoEdit(
  deps: Deps,
  workspaceId: string,
  actor: string,
  edit: { id: string; version: number },
  placing: Placing | null = null,
): Promise<EditResult | { ok: false; problem: 'too-late-to-undo' }> {
  return inTransaction(deps, async (trx) => {
    const before = await store.findAccountById(trx, workspaceId, edit.id);
    if (before === null) return { ok: false, problem: 'account-not-found' };
    const entries = await listAudit(trx, workspaceId, edit.id, { limit: AUDIT_LOOKED_AT });
    const made = entries.find(
      (entry) => entry.action === 'account.edit' && versionIn(entry.after) === edit.version,
    );
    if (made === undefined || made.actor !== actor) return { ok: false, problem: 'account-not-found' };
    if (deps.now().getTime() - Date.parse(made.at) > UNDO_MS)
      return { ok: false, problem: 'too-late-to-undo' };
    const fields: AccountFields = { ...before, ...(made.before as Partial<AccountFields>) };
    return writeEdit(deps, trx, workspaceId, {
      actor,
      action: 'account.undo',
      before,
      ...edit,
      fields,
      placing,
    });
  });
}

export type NoteResult =
  | { ok: true }
  | { ok: false; problem: 'account-not-found' | 'note-empty' | 'note-too-long' };

/** Adds a note to an account. */
export async function addNote(
  deps: Deps,
  workspaceId: string,
  actor: string,
  note: { accountId: string; text: string },
): Promise<NoteResult> {
  const text = note.text.trim();
  if (text === '') return { ok: false, problem: 'note-empty' };
  if (text.length > MAX_NOTE) return { ok: false, problem: 'note-too-long' };
  return inTransaction(deps, async (trx) => {
    const account = await store.findAccountById(trx, workspaceId, note.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    const id = deps.makeId();
    await store.insertNote(trx, workspaceId, {
      id,
      accountId: account.id,
      text,
      author: actor,
      at: deps.now().toISOString(),
    });
    await writeAudit(deps, trx, workspaceId, [
      { actor, action: 'account.note', accountId: account.id, subjectId: id, after: { text } },
    ]);
    return { ok: true };
  });
}

/** A page of what happened to an account, newest first, with the names of those who did it and of what it was about. */
export async function readHistory(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; before?: string },
): Promise<{
  entries: AuditRecord[];
  people: Map<string, { name: string; slackUserId: string | null }>;
  names: Map<string, string>;
}> {
  const entries = await listAudit(executor, workspaceId, accountId, page);
  const ids = entries.flatMap((entry) => [entry.actor, ...peopleIn(entry.before), ...peopleIn(entry.after)]);
  const people = await findPeople(executor, workspaceId, ids);
  const subjects = entries.flatMap(({ before, after }) => [...subjectsIn(before), ...subjectsIn(after)]);
  const names = await findSubjectNames(executor, workspaceId, subjects);
  return { entries, people: new Map(people.map((person) => [person.id, person])), names };
}

/** How far back the last edit is looked for: other work writes to the same trail. */
const AUDIT_LOOKED_AT = 50;

async function writeEdit(
  deps: Deps,
  trx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  workspaceId: string,
  edit: {
    actor: string;
    action: string;
    before: Account;
    version: number;
    fields: AccountFields;
    placing: Placing | null;
  },
): Promise<EditResult> {
  const { before, fields, actor, action } = edit;
  const written = await store.updateAccount(trx, workspaceId, {
    id: before.id,
    version: edit.version,
    at: deps.now().toISOString(),
    fields,
  });
  if (!written) {
    const entries = await listAudit(trx, workspaceId, before.id, { limit: AUDIT_LOOKED_AT });
    const last = entries.find((entry) => /^account\.(edit|undo|update|create)$/.test(entry.action));
    return { ok: false, problem: 'changed-meanwhile', by: last?.actor ?? null };
  }
  const changed = changedFields(before, fields);
  if (needsAssessment(changed)) await place(deps, trx, workspaceId, before.id, edit.placing);
  const version = edit.version + 1;
  await writeAudit(deps, trx, workspaceId, [
    {
      actor,
      action,
      accountId: before.id,
      subjectId: before.id,
      before: pickFields(before, changed),
      after: { ...pickFields(fields, changed), version },
    },
  ]);
  return { ok: true, account: { id: before.id, key: before.key, ...fields, version }, changed };
}

/** Finds the account's place anew, now or at the next assessment. */
async function place(
  deps: Deps,
  trx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  workspaceId: string,
  accountId: string,
  placing: Placing | null,
): Promise<void> {
  if (placing === null) await markStale(trx, deps.database.dialect, workspaceId, [{ accountId, day: '' }]);
  else await reassess(deps, trx, workspaceId, placing.program, [accountId], placing.today);
}

/** The name as a key; with a number behind it where that is taken. */
async function freeKey(deps: Deps, trx: Executor, workspaceId: string, name: string): Promise<string> {
  const key = keyOfName(name);
  if (!(await store.hasKey(trx, workspaceId, key))) return key;
  return `${key}-${deps.makeId().slice(-6).toLowerCase()}`;
}

function versionIn(after: unknown): number | null {
  if (typeof after !== 'object' || after === null || !('version' in after)) return null;
  return typeof after.version === 'number' ? after.version : null;
}

/** The ids of what a change is about: contacts, cards, gaps, requirements and accounts. */
function subjectsIn(values: unknown): string[] {
  if (typeof values !== 'object' || values === null) return [];
  const { contacts, contactId, cardId, requirementId, referredBy, accountId, evidence } = values as Record<
    string,
    unknown
  >;
  const refs = Array.isArray(evidence) ? evidence.map((ref: { id?: unknown } | null) => ref?.id) : [];
  const people = Array.isArray(contacts) ? contacts : [];
  const ids: unknown[] = [contactId, cardId, requirementId, referredBy, accountId, ...people, ...refs];
  return ids.filter((id) => typeof id === 'string');
}

function peopleIn(values: unknown): string[] {
  if (typeof values !== 'object' || values === null) return [];
  const fields = values as Record<string, unknown>;
  // Imports write the columns' names.
  const { leadId, partnerId, ownerId } = fields;
  const ids = [leadId, partnerId, ownerId, fields['lead_id'], fields['partner_id']];
  return ids.filter((id) => typeof id === 'string');
}
