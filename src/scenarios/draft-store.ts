/** Forms of scenarios that were begun and not saved, in the database. */
import type { Executor } from '../db/open.ts';

/** What a person typed and did not save. */
export interface SavedDraft {
  scenarioId: string;
  cardId: string;
  baseVersion: number;
  fields: Record<string, string | string[] | null>;
  /** UTC ISO time. */
  savedAt: string;
}

type DraftKey = Pick<SavedDraft, 'scenarioId' | 'cardId'>;

export async function findDraft(
  executor: Executor,
  workspaceId: string,
  personId: string,
  { scenarioId, cardId }: DraftKey,
): Promise<SavedDraft | null> {
  const row = await executor
    .selectFrom('scenario_draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('scenario_id', '=', scenarioId)
    .where('card_id', '=', cardId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    scenarioId,
    cardId,
    baseVersion: row.base_version,
    fields: JSON.parse(row.fields),
    savedAt: row.saved_at,
  };
}

export async function saveDraft(
  trx: Executor,
  workspaceId: string,
  personId: string,
  draft: SavedDraft,
): Promise<void> {
  const kept = {
    base_version: draft.baseVersion,
    fields: JSON.stringify(draft.fields),
    saved_at: draft.savedAt,
  };
  await trx
    .insertInto('scenario_draft')
    .values({
      workspace_id: workspaceId,
      person_id: personId,
      scenario_id: draft.scenarioId,
      card_id: draft.cardId,
      ...kept,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'person_id', 'scenario_id', 'card_id']).doUpdateSet(kept),
    )
    .execute();
}

export async function deleteDraft(
  trx: Executor,
  workspaceId: string,
  personId: string,
  { scenarioId, cardId }: DraftKey,
): Promise<void> {
  await trx
    .deleteFrom('scenario_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('scenario_id', '=', scenarioId)
    .where('card_id', '=', cardId)
    .execute();
}
