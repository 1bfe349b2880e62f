/** What plays have on the clock. */
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { doPlays } from './daily-service.ts';

/** Once a day: ends the steps whose signal was seen, and starts the plays of metrics without fresh data. */
export function createPlaysJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(deps, 'plays', listWorkspaces, async ({ workspaceId }, { date, applied }) => {
    if (applied === null) return;
    const done = await doPlays(deps, workspaceId, applied, date);
    deps.log.info({ workspaceId, ...done }, 'plays are up to date');
  });
}
