/** What Goal Cards have on the clock. */
import type { Deps } from '../base/deps.ts';
import { listAwake } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { askReached } from './ask-service.ts';

interface GoalJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Once a day per workspace: asks leads whether the goals are achieved whose KPI has reached its target. */
export function createGoalsAskJob(
  deps: GoalJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  const awake = async () => listAwake(deps, await listWorkspaces());
  return createDailyJob(deps, 'goals.ask', awake, async ({ workspaceId }, { date }) => {
    const asked = await askReached(deps, workspaceId, date);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'leads were asked whether goals are achieved');
    deps.kick();
  });
}
