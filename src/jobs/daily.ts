/** Work that is done once a day (UTC) for each workspace, by whichever process comes first. */
import { businessDateOf } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Job } from './clock.ts';
import { claimSlot, isClaimed } from './store.ts';

/**
 * @param work may take long: the slot is taken before it, so what fails waits for the next day
 */
export function createDailyJob(
  deps: Pick<Deps, 'database'>,
  name: string,
  listWorkspaceIds: () => Promise<string[]>,
  work: (workspaceId: string, now: Date) => Promise<void>,
): Job {
  return {
    name,
    async run(now) {
      const date = businessDateOf(now, 'utc');
      for (const workspaceId of await listWorkspaceIds()) {
        if (await isClaimed(deps.database.db, workspaceId, name, date)) continue;
        if (await inTransaction(deps, (trx) => claimSlot(trx, workspaceId, name, date, now)))
          await work(workspaceId, now);
      }
    },
  };
}
