/** How an action or a decision stands in the thread of the meeting that it was made in. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { actionTold } from '#blocks/action-message.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { findTargets } from '../jobs/outbox-store.ts';
import { findPeople } from '../people/service.ts';
import type { LeadershipAction, MeetingThread } from './domain.ts';

/** Tells a new one in its thread. @returns the message; null: there is no thread, or it is forgotten where */
export async function tellInThread(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: LeadershipAction,
  thread: Pick<MeetingThread, 'outboxId'> | null,
  today: BusinessDate,
): Promise<string | null> {
  if (thread === null || !(await isKnown(deps, trx, workspaceId, thread.outboxId))) return null;
  const payload = await payloadOf(trx, workspaceId, action, today);
  const post = { kind: 'post' as const, channel: '', threadOf: thread.outboxId, payload };
  const [outboxId] = await enqueue(deps, trx, workspaceId, [post]);
  return outboxId ?? null;
}

/** Shows in the thread how it stands. @returns false for a message that is forgotten, which stays as it is */
export async function showInThread(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: LeadershipAction,
  today: BusinessDate,
): Promise<boolean> {
  const { outboxId } = action;
  if (outboxId === null || !(await isKnown(deps, trx, workspaceId, outboxId))) return false;
  const payload = await payloadOf(trx, workspaceId, action, today);
  await enqueue(deps, trx, workspaceId, [{ kind: 'update', target: outboxId, payload }]);
  return true;
}

async function isKnown(deps: Deps, trx: Transaction<Database>, workspaceId: string, outboxId: string) {
  const known = await findTargets(deps.database.dialect, trx, workspaceId, [outboxId]);
  return known.get(outboxId)?.kind === 'post';
}

async function payloadOf(
  trx: Transaction<Database>,
  workspaceId: string,
  action: LeadershipAction,
  today: BusinessDate,
) {
  const ids = [action.ownerId, action.createdBy, action.closedBy].filter((id) => id !== null);
  const people = new Map((await findPeople(trx, workspaceId, ids)).map((person) => [person.id, person]));
  const { text, blocks = [] } = actionTold({ action, people, today });
  return { text: fallbackText(text), blocks };
}
