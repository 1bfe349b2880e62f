/** Slots in the database: who takes one does its work, once. */
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

/**
 * Takes a slot. Do the slot's work in the same transaction: a crash before its end leaves both undone.
 * On PostgreSQL a second transaction waits here until the first one ends, and takes the slot if that one failed.
 * @returns false when somebody else has it
 */
export async function claimSlot(
  trx: Transaction<Database>,
  workspaceId: string,
  job: string,
  date: BusinessDate,
  now: Date,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('slot')
    .values({ workspace_id: workspaceId, job, date, claimed_at: now.toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('job')
    .execute();
  return inserted.length > 0;
}

/** Gives a slot back, for what is to be done once it is free. @returns false when nobody has it */
export async function freeSlot(
  trx: Transaction<Database>,
  workspaceId: string,
  job: string,
  date: BusinessDate,
): Promise<boolean> {
  const freed = await trx
    .deleteFrom('slot')
    .where('workspace_id', '=', workspaceId)
    .where('job', '=', job)
    .where('date', '=', date)
    .returning('job')
    .execute();
  return freed.length > 0;
}

/** The latest date of which a job's slot is taken; null: none is. */
export async function newestClaimed(
  executor: Executor,
  workspaceId: string,
  job: string,
): Promise<BusinessDate | null> {
  const newest = await executor
    .selectFrom('slot')
    .select('date')
    .where('workspace_id', '=', workspaceId)
    .where('job', '=', job)
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.date ?? null;
}

/** When a slot was taken; null: it is free. */
export async function findClaimedAt(
  executor: Executor,
  workspaceId: string,
  job: string,
  date: BusinessDate,
): Promise<Date | null> {
  const found = await executor
    .selectFrom('slot')
    .select('claimed_at')
    .where('workspace_id', '=', workspaceId)
    .where('job', '=', job)
    .where('date', '=', date)
    .executeTakeFirst();
  return found === undefined ? null : new Date(found.claimed_at);
}

/** Whether a slot is taken: a read, so that the minute tick need not begin a transaction for a slot of the past. */
export async function isClaimed(
  executor: Executor,
  workspaceId: string,
  job: string,
  date: BusinessDate,
): Promise<boolean> {
  const found = await executor
    .selectFrom('slot')
    .select('job')
    .where('workspace_id', '=', workspaceId)
    .where('job', '=', job)
    .where('date', '=', date)
    .executeTakeFirst();
  return found !== undefined;
}
