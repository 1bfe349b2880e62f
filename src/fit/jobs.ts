/** What fit has on the clock. */
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { openLimitCtas } from './limit-service.ts';

/** Once a day: asks for a new assessment of each stretch whose limit has passed. */
export function createFitLimitJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(deps, 'fit.limits', listWorkspaces, async ({ workspaceId }, { date, applied }) => {
    if (applied === null) return;
    const opened = await openLimitCtas(deps, workspaceId, date);
    if (opened > 0) deps.log.info({ workspaceId, opened }, 'stretches are past their limit');
  });
}
