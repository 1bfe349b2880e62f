/** Tells those who can mend it that a post waits, because not only our people would read it. */
import { fallbackText, type Answer } from '#blocks/build.ts';
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { claimSlot, findClaimedAt } from '../jobs/store.ts';
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

/** Slack may not tell for so long who reads along, before those who can mend it hear of it. */
const TOLD_AFTER_MS = 60 * 60_000;

/**
 * Notes that Slack could not be asked just now who reads along where a post of a date would stand: logged once of each
 * date, since the next minute may bring it.
 * @param post the name of the post's slot
 * @param trouble what came in the place of an answer, as a code
 * @returns why the post waits, as a sentence that goes on, once it has been so for an hour; until then null
 */
export async function noteTrouble(
  deps: Deps,
  workspaceId: string,
  post: string,
  date: BusinessDate,
  trouble: string,
): Promise<string | null> {
  const slot = `${post}.trouble`;
  const now = deps.now();
  const since = await findClaimedAt(deps.database.db, workspaceId, slot, date);
  if (since !== null) {
    const isLong = now.getTime() - since.getTime() >= TOLD_AFTER_MS;
    return isLong ? 'for an hour or more Slack has not told me who reads along there' : null;
  }
  const isFirst = await inTransaction(deps, (trx) => claimSlot(trx, workspaceId, slot, date, now));
  if (isFirst)
    deps.log.warn(
      { workspaceId, post, date, trouble },
      'a post waits: Slack can not be asked who would read it',
    );
  return null;
}
