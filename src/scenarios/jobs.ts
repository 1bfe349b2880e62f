/** What scenarios have on the clock. */
import { businessDateOf } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { doMoments } from './moments-service.ts';

/** Once a day: opens the CTAs of triggers and rewards, and resolves those whose cause is gone. */
export function createMomentsJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(deps, 'scenarios.moments', listWorkspaces, async ({ workspaceId }, now) => {
    const program = (await deps.programs.load(deps.database.db, workspaceId))?.program ?? null;
    const date = businessDateOf(now, program?.timezone ?? 'UTC');
    const done = await doMoments(deps, workspaceId, program, date);
    if (Object.values(done).some((number) => number > 0))
      deps.log.info({ workspaceId, date, ...done }, 'moments');
  });
}
