/** What people typed into a Goal Card's form and did not save. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

/** Whose draft of which card it is. */
export interface DraftKey {
  personId: string;
  accountId: string;
  /** Null: of a new card. */
  cardId: string | null;
}

export interface GoalDraft extends DraftKey {
  /** The id that the form gives the card, of a new one too. */
  formCardId: string;
  /** The version of the card on which it was begun; 0: a new card. */
  baseVersion: number;
  /** What the form held, by field. */
  fields: Record<string, string | string[] | null>;
  /** UTC ISO time. */
  savedAt: string;
}

export async function findDraft(
  executor: Executor,
  workspaceId: string,
  key: DraftKey,
): Promise<GoalDraft | null> {
  const row = await executor
    .selectFrom('goal_draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', key.personId)
    .where('account_id', '=', key.accountId)
    .where('card_id', '=', key.cardId ?? '')
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...key,
    formCardId: row.form_card_id,
    baseVersion: row.base_version,
    fields: JSON.parse(row.fields) as GoalDraft['fields'],
    savedAt: row.saved_at,
  };
}

/** Keeps a draft in the place of the one that was there. */
export async function saveDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  draft: GoalDraft,
): Promise<void> {
  const changing = {
    form_card_id: draft.formCardId,
    base_version: draft.baseVersion,
    fields: JSON.stringify(draft.fields),
    saved_at: draft.savedAt,
  };
  await trx
    .insertInto('goal_draft')
    .values({
      workspace_id: workspaceId,
      person_id: draft.personId,
      account_id: draft.accountId,
      card_id: draft.cardId ?? '',
      ...changing,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'person_id', 'account_id', 'card_id']).doUpdateSet(changing),
    )
    .execute();
}

export async function deleteDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  key: DraftKey,
): Promise<void> {
  await trx
    .deleteFrom('goal_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', key.personId)
    .where('account_id', '=', key.accountId)
    .where('card_id', '=', key.cardId ?? '')
    .execute();
}
