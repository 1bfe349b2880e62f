/** The SQL of the Slack edge: which events were seen. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

/** Notes an event as seen; false when it was seen before. */
export async function claimEvent(
  trx: Transaction<Database>,
  workspaceId: string,
  event: { id: string; receivedAt: string },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('processed_event')
    .values({ workspace_id: workspaceId, event_id: event.id, received_at: event.receivedAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('event_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Forgets the events received before a time: Slack repeats an event for about an hour at most. */
export async function forgetEvents(
  trx: Transaction<Database>,
  workspaceId: string,
  before: string,
): Promise<void> {
  await trx
    .deleteFrom('processed_event')
    .where('workspace_id', '=', workspaceId)
    .where('received_at', '<', before)
    .execute();
}

/** Forgets one event, so that it counts as not seen. */
export async function forgetEvent(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
): Promise<void> {
  await trx
    .deleteFrom('processed_event')
    .where('workspace_id', '=', workspaceId)
    .where('event_id', '=', id)
    .execute();
}

/** Whether an event was seen before. */
export async function isEventClaimed(
  executor: Executor,
  workspaceId: string,
  eventId: string,
): Promise<boolean> {
  const found = await executor
    .selectFrom('processed_event')
    .select('event_id')
    .where('workspace_id', '=', workspaceId)
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return found !== undefined;
}
