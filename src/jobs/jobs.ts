/** What the outbox itself has on the clock. */
import { businessDateOf } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Job } from './clock.ts';
import { pruneOutbox } from './outbox-store.ts';
import type { Sender } from './sender.ts';
import { claimSlot, isClaimed } from './store.ts';

const KEEP_DAYS = 90;
const MS_PER_DAY = 86_400_000;

/** Each minute: sends what another process left behind, and what no kick was heard for. */
export function createSendJob(sender: Pick<Sender, 'kick'>): Job {
  return {
    name: 'outbox.send',
    async run() {
      sender.kick();
    },
  };
}

/** Once a day (UTC) per workspace: forgets messages that were settled long ago. */
export function createPruneJob(deps: Pick<Deps, 'database'>, listWorkspaceIds: () => Promise<string[]>): Job {
  const name = 'outbox.prune';
  return {
    name,
    async run(now) {
      const date = businessDateOf(now, 'utc');
      const before = new Date(now.getTime() - KEEP_DAYS * MS_PER_DAY);
      for (const workspaceId of await listWorkspaceIds()) {
        if (await isClaimed(deps.database.db, workspaceId, name, date)) continue;
        await inTransaction(deps, async (trx) => {
          if (await claimSlot(trx, workspaceId, name, date, now)) await pruneOutbox(trx, workspaceId, before);
        });
      }
    },
  };
}
