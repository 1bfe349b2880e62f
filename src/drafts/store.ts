/** Forms that were begun and not saved, in the database. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { DraftTables } from '../db/tables/drafts.ts';

/** Which of a person's drafts it is. */
export interface DraftKey {
  personId: string;
  form: DraftTables['form_draft']['form'];
  /** What is edited, by its id; of something new `new:` and that to which it will belong. */
  subject: string;
}

export interface FormDraft {
  /** The id that the form gives what it saves, new or not. */
  formId: string;
  /** The version that was read; 0: something new. */
  baseVersion: number;
  /** Form values by field. */
  fields: Record<string, string | string[] | null>;
  /** UTC ISO time. */
  savedAt: string;
}

/** In the place of a draft's fields: its form was saved. */
const ENDED = 'null';

export async function findDraft(
  executor: Executor,
  workspaceId: string,
  { personId, form, subject }: DraftKey,
): Promise<FormDraft | null> {
  const row = await executor
    .selectFrom('form_draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('form', '=', form)
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (row === undefined || row.fields === ENDED) return null;
  return {
    formId: row.form_id,
    baseVersion: row.base_version,
    fields: JSON.parse(row.fields) as FormDraft['fields'],
    savedAt: row.saved_at,
  };
}

/** Keeps a draft in the place of the one that was there; a form that was saved since it was read has none any more. */
export async function saveDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  { personId, form, subject }: DraftKey,
  draft: FormDraft,
): Promise<void> {
  const kept = {
    form_id: draft.formId,
    base_version: draft.baseVersion,
    fields: JSON.stringify(draft.fields),
    saved_at: draft.savedAt,
  };
  await trx
    .insertInto('form_draft')
    .values({ workspace_id: workspaceId, person_id: personId, form, subject, ...kept })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'person_id', 'form', 'subject'])
        .doUpdateSet(kept)
        .where((eb) =>
          eb.or([
            eb('form_draft.fields', '<>', ENDED),
            eb('form_draft.form_id', '<>', draft.formId),
            eb('form_draft.base_version', '<=', draft.baseVersion),
          ]),
        ),
    )
    .execute();
}

/**
 * Ends the draft of a form that was saved, and notes what it became: a change of a field that was sent before it may
 * arrive after it. @param savedAt UTC ISO time
 */
export async function endDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  { personId, form, subject }: DraftKey,
  { formId, version }: { formId: string; version: number },
  savedAt: string,
): Promise<void> {
  const ended = { form_id: formId, base_version: version, fields: ENDED, saved_at: savedAt };
  await trx
    .insertInto('form_draft')
    .values({ workspace_id: workspaceId, person_id: personId, form, subject, ...ended })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'person_id', 'form', 'subject']).doUpdateSet(ended),
    )
    .execute();
}

export async function deleteDraft(
  trx: Transaction<Database>,
  workspaceId: string,
  { personId, form, subject }: DraftKey,
): Promise<void> {
  await trx
    .deleteFrom('form_draft')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('form', '=', form)
    .where('subject', '=', subject)
    .where('fields', '<>', ENDED)
    .execute();
}
