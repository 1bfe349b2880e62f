/** Assessments that people are in the middle of, in the database. */
import type { Selectable, Transaction } from 'kysely';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { readAnswers } from './domain.ts';
import type { FitDraft } from './flow.ts';
import { answersText } from './store.ts';

/** The draft that the person has of the account. */
export async function findDraft(
  executor: Executor,
  workspaceId: string,
  personId: string,
  accountId: string,
): Promise<FitDraft | null> {
  const row = await draftOf(executor, workspaceId, personId, accountId).executeTakeFirst();
  return row === undefined ? null : toDraft(row);
}

/** The same, held until the transaction ends: who changes it meanwhile waits, so that no change is lost to another. */
export async function lockDraft(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  personId: string,
  accountId: string,
): Promise<FitDraft | null> {
  const query = draftOf(trx, workspaceId, personId, accountId);
  // SQLite has a single writer, and no such clause.
  const row = await (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row === undefined ? null : toDraft(row);
}

function draftOf(executor: Executor, workspaceId: string, personId: string, accountId: string) {
  return executor
    .selectFrom('fit_draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('account_id', '=', accountId);
}

/** Puts a draft in the place of the one that the person has of the account, if there is one. */
export async function replaceDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  draft: FitDraft,
): Promise<void> {
  const values = draftColumns(draft);
  await trx
    .insertInto('fit_draft')
    .values({ workspace_id: workspaceId, person_id: personId, account_id: draft.accountId, ...values })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'person_id', 'account_id']).doUpdateSet(values),
    )
    .execute();
}

/** Writes a draft that is still there. @returns false when it was saved, or begun anew, in the meantime */
export async function updateDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  draft: FitDraft,
): Promise<boolean> {
  const result = await trx
    .updateTable('fit_draft')
    .set(draftColumns(draft))
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('account_id', '=', draft.accountId)
    .where('flow', '=', draft.flow)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Removes a draft of this start. */
export async function deleteDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  draft: Pick<FitDraft, 'accountId' | 'flow'>,
): Promise<void> {
  await trx
    .deleteFrom('fit_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('account_id', '=', draft.accountId)
    .where('flow', '=', draft.flow)
    .execute();
}

function draftColumns(draft: FitDraft) {
  return {
    flow: draft.flow,
    base_id: draft.baseId,
    page: draft.page,
    answers: answersText(draft.answers),
    potentials: JSON.stringify(draft.potentials),
    extension: JSON.stringify(draft.extension),
    touched_at: draft.touchedAt,
  };
}

function toDraft(row: Selectable<Database['fit_draft']>): FitDraft {
  return {
    accountId: row.account_id,
    flow: row.flow,
    baseId: row.base_id,
    page: row.page,
    answers: readAnswers(row.answers),
    potentials: JSON.parse(row.potentials),
    extension: JSON.parse(row.extension),
    touchedAt: row.touched_at,
  };
}
