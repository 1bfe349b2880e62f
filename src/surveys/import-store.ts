/** The SQL of imported answers: many at once. */
import type { Transaction } from 'kysely';
import { findByKeyOrId } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches } from '../db/rows.ts';
import type { Answer } from './domain.ts';
import { toAnswer, toRow } from './store.ts';

/** An answer has thirteen columns, and SQLite binds about 32,000 values. */
const ROWS_PER_STATEMENT = 1_000;

/** The answers whose key or id is one of these, by it. */
export function findImported(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, Answer>> {
  return findByKeyOrId(executor, dialect, workspaceId, 'survey_answer', keys, toAnswer);
}

/** Writes answers that are new or changed. */
export async function writeAnswers(
  trx: Transaction<Database>,
  workspaceId: string,
  answers: readonly Answer[],
): Promise<void> {
  for (const batch of inBatches(answers, ROWS_PER_STATEMENT)) {
    await trx
      .insertInto('survey_answer')
      .values(batch.map((answer) => toRow(workspaceId, answer)))
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'id']).doUpdateSet((eb) => ({
          survey: eb.ref('excluded.survey'),
          persona: eb.ref('excluded.persona'),
          contact_id: eb.ref('excluded.contact_id'),
          value: eb.ref('excluded.value'),
          day: eb.ref('excluded.day'),
          note: eb.ref('excluded.note'),
          answered_by: eb.ref('excluded.answered_by'),
          answered_at: eb.ref('excluded.answered_at'),
        })),
      )
      .execute();
  }
}
