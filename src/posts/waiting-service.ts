/** Tells those who can mend it that a post waits, because not only our people would read it. */
import { fallbackText, type Answer } from '#blocks/build.ts';
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { findLeader, findPeople, listAdmins } from '../people/service.ts';

/** Writes direct messages to the leader and the admins, one to each; in the caller's transaction. Kick the sender afterwards. */
export async function tellLeaderAndAdmins(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  today: BusinessDate,
  { text, blocks = [] }: Answer,
): Promise<void> {
  const leaderId = await findLeader(trx, workspaceId, today);
  const leaders = leaderId === null ? [] : await findPeople(trx, workspaceId, [leaderId]);
  const told = [...leaders, ...(await listAdmins(trx, workspaceId))];
  const ids = new Set(told.flatMap(({ slackUserId }) => slackUserId ?? []));
  const payload = { text: fallbackText(text), blocks };
  const posts = [...ids].map((id) => ({ kind: 'post' as const, channel: id, payload }));
  if (posts.length > 0) await enqueue(deps, trx, workspaceId, posts);
}
