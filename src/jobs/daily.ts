/** Work that is done once a day (UTC) for each workspace, by whichever process comes first. */
import { businessDateOf } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Job } from './clock.ts';
import { claimSlot, isClaimed } from './store.ts';

/**
 * @param work may take long: the slot is taken before it, so what fails is logged and waits for the next day, and
 *   the next workspace goes on
 */
export function createDailyJob<W extends { workspaceId: string }>(
  deps: Pick<Deps, 'database' | 'log'>,
  name: string,
  listWorkspaces: () => Promise<W[]>,
  work: (workspace: W, now: Date) => Promise<void>,
): Job {
  return {
    name,
    async run(now) {
      const date = businessDateOf(now, 'utc');
      for (const workspace of await listWorkspaces()) {
        const { workspaceId } = workspace;
        if (await isClaimed(deps.database.db, workspaceId, name, date)) continue;
        if (!(await inTransaction(deps, (trx) => claimSlot(trx, workspaceId, name, date, now)))) continue;
        try {
          await work(workspace, now);
        } catch (error) {
          deps.log.error(
            { err: error, workspaceId, job: name },
            'a daily job failed; it waits for the next day',
          );
        }
      }
    },
  };
}
