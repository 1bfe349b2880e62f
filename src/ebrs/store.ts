/** Executive business reviews and their plans in the database. */
import type { Selectable, Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Ebr, PlanItem } from './domain.ts';

/** The review that is booked for the account, if there is one. */
export function findBooked(executor: Executor, workspaceId: string, accountId: string): Promise<Ebr | null> {
  return findNewest(executor, workspaceId, accountId, 'booked');
}

/** The account's newest held review. */
export function findLastHeld(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Ebr | null> {
  return findNewest(executor, workspaceId, accountId, 'held');
}

async function findNewest(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  state: Ebr['state'],
): Promise<Ebr | null> {
  const row = await executor
    .selectFrom('ebr')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('state', '=', state)
    .orderBy('held_on', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toEbr(row);
}

/** Whether a review of the account that was held on that day has a plan; an imported one has none. */
export async function hasPlanOf(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  heldOn: BusinessDate,
): Promise<boolean> {
  const row = await executor
    .selectFrom('ebr')
    .innerJoin('plan_item', (join) =>
      join.onRef('plan_item.workspace_id', '=', 'ebr.workspace_id').onRef('plan_item.ebr_id', '=', 'ebr.id'),
    )
    .select('ebr.id')
    .where('ebr.workspace_id', '=', workspaceId)
    .where('ebr.account_id', '=', accountId)
    .where('ebr.held_on', '=', heldOn)
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes a review: a new one, or the new state of a known one. */
export async function saveEbr(
  trx: Transaction<Database>,
  workspaceId: string,
  ebr: Ebr,
  now: string,
): Promise<void> {
  const changing = {
    cta_id: ebr.ctaId,
    state: ebr.state,
    booked_on: ebr.bookedOn,
    held_on: ebr.heldOn,
    attendees: JSON.stringify(ebr.attendees),
    note: ebr.note,
    decision_maker_there: flagOf(ebr.decisionMakerThere),
  };
  await trx
    .insertInto('ebr')
    .values({
      workspace_id: workspaceId,
      id: ebr.id,
      account_id: ebr.accountId,
      created_by: ebr.createdBy,
      created_at: now,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(changing))
    .execute();
}

function flagOf(value: boolean | null): 0 | 1 | null {
  return value === null ? null : value ? 1 : 0;
}

export async function insertPlanItems(
  trx: Transaction<Database>,
  workspaceId: string,
  items: readonly PlanItem[],
): Promise<void> {
  await trx
    .insertInto('plan_item')
    .values(
      items.map((item) => ({
        workspace_id: workspaceId,
        id: item.id,
        account_id: item.accountId,
        ebr_id: item.ebrId,
        what: item.what,
        owner: item.owner,
        owner_id: item.ownerId,
        due_on: item.dueOn,
        state: item.state,
      })),
    )
    .execute();
}

export async function findPlanItem(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<PlanItem | null> {
  const row = await executor
    .selectFrom('plan_item')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toPlanItem(row);
}

/** The items of one review's plan, by due date. */
export async function listPlanItems(
  executor: Executor,
  workspaceId: string,
  ebrId: string,
): Promise<PlanItem[]> {
  const rows = await executor
    .selectFrom('plan_item')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('ebr_id', '=', ebrId)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return rows.map(toPlanItem);
}

/** The account's open plan items of one owner, from all its reviews, by due date. */
export async function listOpenPlanItems(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  owner: PlanItem['owner'],
): Promise<PlanItem[]> {
  const rows = await executor
    .selectFrom('plan_item')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('state', '=', 'open')
    .where('owner', '=', owner)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return rows.map(toPlanItem);
}

/** Settles an open plan item. @returns whether it was still open */
export async function settlePlanItem(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
  settled: { state: 'kept' | 'broken'; on: BusinessDate; by: string },
): Promise<boolean> {
  const result = await trx
    .updateTable('plan_item')
    .set({ state: settled.state, closed_on: settled.on, closed_by: settled.by })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A row as a review. */
export function toEbr(row: Selectable<Database['ebr']>): Ebr {
  const attendees = JSON.parse(row.attendees);
  return {
    id: row.id,
    accountId: row.account_id,
    ctaId: row.cta_id,
    state: row.state,
    bookedOn: row.booked_on,
    heldOn: row.held_on,
    attendees: { people: attendees.people ?? [], customers: attendees.customers ?? [] },
    note: row.note,
    decisionMakerThere: row.decision_maker_there === null ? null : row.decision_maker_there === 1,
    createdBy: row.created_by,
  };
}

/** A row as a plan item. */
export function toPlanItem(row: Selectable<Database['plan_item']>): PlanItem {
  return {
    id: row.id,
    accountId: row.account_id,
    ebrId: row.ebr_id,
    what: row.what,
    owner: row.owner,
    ownerId: row.owner_id,
    dueOn: row.due_on,
    state: row.state,
    closedOn: row.closed_on,
  };
}
