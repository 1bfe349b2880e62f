/** What health has on the clock. */
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import { assessWorkspace } from '../journey/service.ts';
import type { ProgramSource } from '../program/service.ts';
import { takeSnapshots } from './service.ts';

/** Once a day, where no morning does it because the program posts none: keeps everybody's health. */
export function createHealthJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(
    deps,
    'health.snapshots',
    listWorkspaces,
    async ({ workspaceId }, { date, applied }) => {
      if (applied === null || applied.program.posts.morning !== null) return;
      await assessWorkspace(deps, workspaceId, applied.program, date);
      const accounts = await takeSnapshots(deps, workspaceId, applied, date);
      deps.log.info({ workspaceId, date, accounts }, 'the health of the day is kept');
    },
  );
}
