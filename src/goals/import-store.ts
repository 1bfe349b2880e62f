/** The SQL of imported Goal Cards: many at once. */
import type { Transaction } from 'kysely';
import { findByKeyOrId } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches } from '../db/rows.ts';
import type { GoalCard } from './domain.ts';
import { changingColumns, readCard, writeAround } from './store.ts';

/** A card has some twenty columns, and SQLite binds about 32,000 values. */
const CARDS_PER_STATEMENT = 500;

/** The cards whose id or whose identity in their source is one of these, by it. */
export function findImported(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, GoalCard>> {
  return findByKeyOrId(executor, dialect, workspaceId, 'goal_card', keys, readCard);
}

/** Writes cards that are new or changed, each with its version and its alternatives. */
export async function writeCards(
  trx: Transaction<Database>,
  workspaceId: string,
  cards: readonly { card: GoalCard; key: string | null }[],
): Promise<void> {
  for (const batch of inBatches(cards, CARDS_PER_STATEMENT)) {
    await trx
      .insertInto('goal_card')
      .values(
        batch.map(({ card, key }) => ({
          workspace_id: workspaceId,
          id: card.id,
          key,
          account_id: card.accountId,
          created_by: card.createdBy,
          created_at: card.createdAt,
          ...changingColumns(card),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'id']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          state: eb.ref('excluded.state'),
          version: eb.ref('excluded.version'),
          document: eb.ref('excluded.document'),
          milestone_id: eb.ref('excluded.milestone_id'),
          kpi: eb.ref('excluded.kpi'),
          baseline: eb.ref('excluded.baseline'),
          target: eb.ref('excluded.target'),
          measure_by: eb.ref('excluded.measure_by'),
          updated_by: eb.ref('excluded.updated_by'),
          updated_at: eb.ref('excluded.updated_at'),
          closed_on: eb.ref('excluded.closed_on'),
          asked_on: eb.ref('excluded.asked_on'),
          asked_cta_id: eb.ref('excluded.asked_cta_id'),
        })),
      )
      .execute();
    await writeAround(
      trx,
      workspaceId,
      batch.map(({ card }) => card),
    );
  }
}
