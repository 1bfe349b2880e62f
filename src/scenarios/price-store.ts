/** What people said they would pay, in the database. */
import type { Selectable, Transaction } from 'kysely';
import { nameKey } from '../accounts/name-key.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Price } from './domain.ts';

/** What every person said they would pay, the newest first. */
export async function listPrices(
  executor: Executor,
  workspaceId: string,
  scenarioId: string,
): Promise<Price[]> {
  const rows = await executor
    .selectFrom('scenario_price')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('scenario_id', '=', scenarioId)
    .orderBy('asked_on', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toPrice);
}

/** What this person of the account said before; null: they were not asked. */
export async function findPrice(
  executor: Executor,
  workspaceId: string,
  asked: Pick<Price, 'scenarioId' | 'accountId' | 'person'>,
): Promise<Price | null> {
  const row = await executor
    .selectFrom('scenario_price')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('scenario_id', '=', asked.scenarioId)
    .where('account_id', '=', asked.accountId)
    .where('person_key', '=', nameKey(asked.person))
    .executeTakeFirst();
  return row === undefined ? null : toPrice(row);
}

/** Keeps an answer in the place of the one that has its id. */
export async function savePrice(
  trx: Transaction<Database>,
  workspaceId: string,
  price: Price,
): Promise<void> {
  const said = {
    person: price.person,
    amount: price.amount,
    currency: price.currency,
    asked_on: price.askedOn,
    asked_by: price.askedBy,
  };
  await trx
    .insertInto('scenario_price')
    .values({
      workspace_id: workspaceId,
      id: price.id,
      scenario_id: price.scenarioId,
      account_id: price.accountId,
      person_key: nameKey(price.person),
      ...said,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(said))
    .execute();
}

function toPrice(row: Selectable<Database['scenario_price']>): Price {
  return {
    id: row.id,
    scenarioId: row.scenario_id,
    accountId: row.account_id,
    person: row.person,
    amount: row.amount,
    currency: row.currency,
    askedOn: row.asked_on,
    askedBy: row.asked_by,
  };
}
