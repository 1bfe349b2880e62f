/** Messages that people are saving as feedback, and what they filled in so far. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Message } from './domain.ts';

export interface FeedbackDraft {
  personId: string;
  /** The message, or the saved feedback. */
  subject: string;
  /** Null: of feedback that did not come from a message. */
  message: Message | null;
  /** The version that was read; 0: it is new. */
  baseVersion: number;
  /** Form values by field; null: nothing was changed yet. */
  fields: Record<string, string | string[] | null> | null;
  /** UTC ISO time. */
  savedAt: string;
}

export async function findDraft(
  executor: Executor,
  workspaceId: string,
  personId: string,
  subject: string,
): Promise<FeedbackDraft | null> {
  const row = await executor
    .selectFrom('feedback_draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    personId,
    subject,
    message: JSON.parse(row.message) as Message | null,
    baseVersion: row.base_version,
    fields: row.fields === null ? null : (JSON.parse(row.fields) as FeedbackDraft['fields']),
    savedAt: row.saved_at,
  };
}

/** Keeps it in the place of what was kept before. */
export async function saveDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  draft: FeedbackDraft,
): Promise<void> {
  const values = {
    message: JSON.stringify(draft.message),
    base_version: draft.baseVersion,
    fields: draft.fields === null ? null : JSON.stringify(draft.fields),
    saved_at: draft.savedAt,
  };
  await trx
    .insertInto('feedback_draft')
    .values({ workspace_id: workspaceId, person_id: draft.personId, subject: draft.subject, ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'person_id', 'subject']).doUpdateSet(values))
    .execute();
}

/** Keeps what the form holds of a draft that is there; one that is gone stays gone. */
export async function updateDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  { personId, subject, fields, savedAt }: FeedbackDraft,
): Promise<void> {
  await trx
    .updateTable('feedback_draft')
    .set({ fields: fields === null ? null : JSON.stringify(fields), saved_at: savedAt })
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('subject', '=', subject)
    .execute();
}

export async function deleteDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  subject: string,
): Promise<void> {
  await trx
    .deleteFrom('feedback_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('subject', '=', subject)
    .execute();
}

/** Forgets what anybody began of these. */
export async function deleteDraftsOf(
  trx: Transaction<Database>,
  workspaceId: string,
  subjects: readonly [string, ...string[]],
): Promise<void> {
  await trx
    .deleteFrom('feedback_draft')
    .where('workspace_id', '=', workspaceId)
    .where('subject', 'in', [...subjects])
    .execute();
}

/** Forgets what the person began before `time` and left. */
export async function deleteOldDrafts(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  time: string,
): Promise<void> {
  await trx
    .deleteFrom('feedback_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('saved_at', '<', time)
    .execute();
}
