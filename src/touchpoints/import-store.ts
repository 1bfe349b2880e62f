/** The SQL of imported touchpoints: many at once. */
import { sql, type Transaction } from 'kysely';
import { findByKeyOrId, withTexts } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches } from '../db/rows.ts';
import { REVIEW_KEY, type Touchpoint } from './domain.ts';
import { toRow, toTouchpoint } from './store.ts';

/** A touchpoint has twelve columns, and SQLite binds about 32,000 values. */
const ROWS_PER_STATEMENT = 1_000;

/** The touchpoints whose key or id is one of these, by it. */
export function findImported(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, Touchpoint>> {
  return findByKeyOrId(executor, dialect, workspaceId, 'touchpoint', keys, toTouchpoint);
}

/** Writes touchpoints that are new or changed. */
export async function writeTouchpoints(
  trx: Transaction<Database>,
  workspaceId: string,
  touchpoints: readonly Touchpoint[],
): Promise<void> {
  for (const batch of inBatches(touchpoints, ROWS_PER_STATEMENT)) {
    await trx
      .insertInto('touchpoint')
      .values(batch.map((touchpoint) => toRow(workspaceId, touchpoint)))
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'id']).doUpdateSet((eb) => ({
          persona: eb.ref('excluded.persona'),
          contact_id: eb.ref('excluded.contact_id'),
          day: eb.ref('excluded.day'),
          kind: eb.ref('excluded.kind'),
          note: eb.ref('excluded.note'),
        })),
      )
      .execute();
  }
}

/**
 * Brings the touchpoints in line with what imported reviews say of the decision maker.
 * @param keys of the reviews
 */
export async function writeReviewTouchpoints(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
  logged: { by: string; at: string },
): Promise<void> {
  const key = sql`${REVIEW_KEY} || e.id || '|decision_maker'`;
  const reviews = sql`from r cross join ebr e where e.workspace_id = ${workspaceId} and e.key = r.value`;
  await sql`
    ${withTexts(dialect, keys)} delete from touchpoint where workspace_id = ${workspaceId}
      and key in (select ${key} ${reviews})`.execute(executor);
  // Of one review one touchpoint at most, so that the review's id can be its own.
  await sql`
    ${withTexts(dialect, keys)} insert into touchpoint
      (workspace_id, id, account_id, persona, day, kind, key, logged_by, logged_at)
    select e.workspace_id, e.id, e.account_id, 'decision_maker', e.held_on, 'meeting', ${key}, ${logged.by}, ${logged.at}
    ${reviews} and e.decision_maker_there = 1 and e.held_on is not null`.execute(executor);
}
