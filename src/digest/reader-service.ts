/** A digest that waits, because not only our people would read it. */
import { digestWaits } from '#blocks/digest-answers.ts';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { claimSlot } from '../jobs/store.ts';
import { tellLeaderAndAdmins } from '../posts/waiting-service.ts';
import type { AppliedProgram } from '../program/domain.ts';

/** The name of the slot of which a digest's date is taken when somebody was told that it waits. */
const WAITING = 'leadership.waits';

/**
 * Tells the leader and the admins, in direct messages, why the digest of a date is not posted; of each date once. Kick the
 * sender afterwards.
 * @returns whether this was the first time
 */
export async function tellWaiting(
  deps: Deps,
  workspaceId: string,
  { program }: AppliedProgram,
  date: BusinessDate,
  because: string,
): Promise<boolean> {
  const channel = program.posts.leadership?.channel ?? '';
  const today = businessDateOf(deps.now(), program.timezone);
  return inTransaction(deps, async (trx) => {
    if (!(await claimSlot(trx, workspaceId, WAITING, date, deps.now()))) return false;
    await tellLeaderAndAdmins(deps, trx, workspaceId, today, digestWaits({ channel, date, because, today }));
    return true;
  });
}
