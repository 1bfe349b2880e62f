/** Use cases of accounts: writing down and noting; the rest of what other features may ask of accounts. */
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { DepartureEntry } from './departure.ts';
import { saveSignals } from './departure-store.ts';
import { keyOfName, MAX_NOTE, problemsOf, type Account, type AccountFields } from './domain.ts';
import { leftIn, moveSignals, place, todayOf, type FieldProblems, type Placing } from './edit-service.ts';
import * as store from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export { findDeparture } from './departure-service.ts';
export { editAccount, undoEdit, type FieldProblems, type Placing } from './edit-service.ts';
export { readSurroundings } from './card-store.ts';
export { listAccounts, listDueAccounts } from './list-store.ts';
export { findAccountById, findFirstStart, findOwner, hasAccounts, hasChurned } from './store.ts';

/**
 * Writes down a new account. Its key is made of its name.
 * @param departure of one that has left
 */
export async function createAccount(
  deps: Deps,
  workspaceId: string,
  actor: string,
  fields: AccountFields,
  placing: Placing | null = null,
  departure: DepartureEntry | null = null,
): Promise<{ ok: true; account: Account } | { ok: false; problem: 'invalid'; fields: FieldProblems }> {
  const id = deps.makeId();
  const today = todayOf(deps, placing);
  const move = moveSignals({ id, stage: null, signals: [] }, fields, departure, today);
  const problems = { ...problemsOf(fields), ...move.problems };
  if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
  return inTransaction(deps, async (trx) => {
    // Of two people who write down the same name at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const namesake = await store.findNamesake(trx, workspaceId, fields.name);
    if (namesake !== null) {
      const name = `There is “${namesake.name}” already (key ${namesake.key}). Add what tells them apart.`;
      return { ok: false, problem: 'invalid', fields: { name } };
    }
    const key = await freeKey(deps, trx, workspaceId, fields.name);
    await store.insertAccount(trx, workspaceId, { id, key, at: deps.now().toISOString(), fields });
    await saveSignals(trx, deps.database.dialect, workspaceId, [
      { accountId: id, before: [], after: move.signals },
    ]);
    await place(deps, trx, workspaceId, id, placing);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor,
        action: 'account.create',
        accountId: id,
        subjectId: id,
        after: { key, ...fields, ...leftIn(move.signals, today) },
      },
    ]);
    return { ok: true, account: { id, key, version: 1, ...fields } };
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

/** The name as a key; with a number behind it where that is taken. */
async function freeKey(deps: Deps, trx: Executor, workspaceId: string, name: string): Promise<string> {
  const key = keyOfName(name);
  if (!(await store.hasKey(trx, workspaceId, key))) return key;
  return `${key}-${deps.makeId().slice(-6).toLowerCase()}`;
}
