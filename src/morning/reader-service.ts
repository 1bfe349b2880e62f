/** A list that waits, because not only our people would read it. */
import { morningWaits } from '#blocks/morning-waits.ts';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { normalizeChannel } from '../jobs/outbox.ts';
import { claimSlot, newestClaimed } from '../jobs/store.ts';
import { tellLeaderAndAdmins } from '../posts/waiting-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { findShown } from './waiting-store.ts';

/**
 * Tells the leader and the admins, in direct messages, why the list is not posted and what to do. They are told again of
 * another channel, or when a list was posted meanwhile: a channel that stays as it is brings no message each morning.
 * Kick the sender afterwards.
 * @returns whether they were told
 */
export async function tellListWaits(
  deps: Deps,
  workspaceId: string,
  { program }: AppliedProgram,
  date: BusinessDate,
  because: string,
): Promise<boolean> {
  const channel = program.posts.morning?.channel ?? '';
  const today = businessDateOf(deps.now(), program.timezone);
  const slot = `morning.told ${normalizeChannel(channel)}`;
  return inTransaction(deps, async (trx) => {
    const told = await newestClaimed(trx, workspaceId, slot);
    const shown = told === null ? null : await findShown(trx, workspaceId);
    if (told !== null && (shown === null || shown < told)) return false;
    if (!(await claimSlot(trx, workspaceId, slot, date, deps.now()))) return false;
    await tellLeaderAndAdmins(deps, trx, workspaceId, today, morningWaits({ channel, date, because, today }));
    return true;
  });
}
