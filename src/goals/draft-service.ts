/** Drafts: what a person typed into a Goal Card's form is kept until they save it. They are not audited. */
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import * as store from './draft-store.ts';
import type { DraftKey, GoalDraft } from './draft-store.ts';
import { hasSavedFormSince } from './store.ts';

export type { GoalDraft } from './draft-store.ts';

/** What the person typed and did not save; null: nothing. */
export async function findDraft(
  executor: Executor,
  workspaceId: string,
  key: DraftKey,
): Promise<GoalDraft | null> {
  const draft = await store.findDraft(executor, workspaceId, key);
  if (draft === null) return null;
  const card = { id: draft.formCardId, version: draft.baseVersion };
  // A change that was sent before the form was saved may have arrived after it.
  return (await hasSavedFormSince(executor, workspaceId, draft.personId, card)) ? null : draft;
}

/** Keeps what a form holds in the place of what it held before. */
export async function keepDraft(
  deps: Pick<Deps, 'database' | 'now'>,
  workspaceId: string,
  form: Omit<GoalDraft, 'savedAt'>,
): Promise<void> {
  await inTransaction(deps, (trx) =>
    store.saveDraft(trx, workspaceId, { ...form, savedAt: deps.now().toISOString() }),
  );
}

export async function dropDraft(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  key: DraftKey,
): Promise<void> {
  await inTransaction(deps, (trx) => store.deleteDraft(trx, workspaceId, key));
}
