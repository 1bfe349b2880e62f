/** Keeps the search in step with Goal Cards. */
import type { Transaction } from 'kysely';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { putSearchable } from '../search/service.ts';
import { cardTexts, type GoalCard } from './domain.ts';

/** To be called in the transaction of each change of a card, its state included. */
export async function indexCards(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  cards: readonly GoalCard[],
): Promise<void> {
  const things = cards.map((card) => ({
    kind: 'goal' as const,
    id: card.id,
    accountId: card.accountId,
    title: card.name,
    body: cardTexts(card).join('\n'),
    state: card.state,
    milestoneId: card.milestoneId,
  }));
  await putSearchable(trx, dialect, workspaceId, things);
}
