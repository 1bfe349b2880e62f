/** Forms that people began and did not save: kept while they are typed into, offered again. They are not audited. */
import type { Transaction } from 'kysely';
import { inTransaction, type Deps } from '../base/deps.ts';
import * as store from './store.ts';
import type { DraftKey, FormDraft } from './store.ts';
import type { Database } from '../db/schema.ts';

export { findDraft, type DraftKey, type FormDraft } from './store.ts';

/** Ends the draft of a form that was saved, in its transaction. @param saved what the form saved, as it is now */
export async function endDraft(
  deps: Pick<Deps, 'now'>,
  trx: Transaction<Database>,
  workspaceId: string,
  key: DraftKey,
  saved: { formId: string; version: number },
): Promise<void> {
  await store.endDraft(trx, workspaceId, key, saved, deps.now().toISOString());
}

/** Keeps what a form holds in the place of what it held before. */
export async function keepDraft(
  deps: Pick<Deps, 'database' | 'now'>,
  workspaceId: string,
  key: DraftKey,
  draft: Omit<FormDraft, 'savedAt'>,
): Promise<void> {
  const savedAt = deps.now().toISOString();
  await inTransaction(deps, (trx) => store.saveDraft(trx, workspaceId, key, { ...draft, savedAt }));
}

/** Forgets what a form held that was not saved. */
export async function dropDraft(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  key: DraftKey,
): Promise<void> {
  await inTransaction(deps, (trx) => store.deleteDraft(trx, workspaceId, key));
}

/** A form as it stands. */
export interface TypedForm extends Omit<FormDraft, 'fields' | 'savedAt'> {
  values: FormDraft['fields'];
  /** What its fields began with; a field that is not here began empty. */
  start: FormDraft['fields'];
  /** It was closed early: of its fields Slack surely knows only those that were told of while they were typed into. */
  isClosed: boolean;
}

/**
 * Keeps a form that is typed into or was closed early; one that says what it began with is no draft.
 * @returns whether there is a draft now
 */
export async function keepForm(
  deps: Pick<Deps, 'database' | 'now'>,
  workspaceId: string,
  key: DraftKey,
  { values, start, isClosed, ...form }: TypedForm,
): Promise<boolean> {
  const differing = Object.entries(values).filter(([name, value]) => said(value) !== said(start[name]));
  const known = isClosed ? await store.findDraft(deps.database.db, workspaceId, key) : null;
  const fields =
    known?.formId === form.formId ? { ...known.fields, ...Object.fromEntries(differing) } : values;
  if (Object.entries(fields).every(([name, value]) => said(value) === said(start[name]))) {
    await dropDraft(deps, workspaceId, key);
    return false;
  }
  await keepDraft(deps, workspaceId, key, { ...form, fields });
  return true;
}

function said(value: FormDraft['fields'][string] | undefined): string {
  return typeof value === 'string' ? value.trim() : (value ?? []).join('\n');
}
