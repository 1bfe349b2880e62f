/** Owners of the meeting's actions hear of them: the day before, and on the morning of the day. */
import { fallbackText } from '#blocks/build.ts';
import { actionReminder } from '#blocks/digest-action.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { enqueue } from '../jobs/outbox.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { listToRemind, setReminded } from './action-store.ts';

export { listOwnDue } from './action-store.ts';

/**
 * Reminds owners, in one direct message to each, of what is due by tomorrow; of each day once. Kick the sender afterwards.
 * @returns how many messages it wrote
 */
export async function remindOfActions(deps: Deps, workspaceId: string, today: BusinessDate): Promise<number> {
  const by = addDays(today, 1);
  if ((await listToRemind(deps.database.db, workspaceId, by)).length === 0) return 0;
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const due = await listToRemind(trx, workspaceId, by);
    const byOwner = [...Map.groupBy(due, ({ ownerId }) => ownerId).values()];
    const posts = byOwner.map((own) => {
      const { text, blocks = [] } = actionReminder(own, today);
      const payload = { text: fallbackText(text), blocks };
      return { kind: 'post' as const, channel: own[0]!.slackUserId, payload };
    });
    if (posts.length > 0) await enqueue(deps, trx, workspaceId, posts);
    await setReminded(
      trx,
      workspaceId,
      due.map(({ id }) => id),
    );
    return posts.length;
  });
}
