/** What Goal Cards have on the clock. */
import { DateTime } from 'luxon';
import { businessDateOf } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { askReached } from './ask-service.ts';

interface GoalJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Nobody is asked at night: from this local hour, up to the other one. */
const ASK_FROM = 8;
const ASK_UNTIL = 18;

/** Once a day per workspace: asks leads whether the goals are achieved whose KPI has reached its target. */
export function createGoalsAskJob(
  deps: GoalJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  const timezoneOf = async (workspaceId: string) =>
    (await deps.programs.load(deps.database.db, workspaceId))?.program.timezone ?? 'UTC';
  const awake = async () => {
    const found: { workspaceId: string }[] = [];
    for (const workspace of await listWorkspaces()) {
      const { hour } = DateTime.fromJSDate(deps.now(), { zone: await timezoneOf(workspace.workspaceId) });
      if (hour >= ASK_FROM && hour < ASK_UNTIL) found.push(workspace);
    }
    return found;
  };
  return createDailyJob(deps, 'goals.ask', awake, async ({ workspaceId }, now) => {
    const today = businessDateOf(now, await timezoneOf(workspaceId));
    const asked = await askReached(deps, workspaceId, today);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'leads were asked whether goals are achieved');
    deps.kick();
  });
}
