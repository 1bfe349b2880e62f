/** What Goal Cards have on the clock. */
import { DateTime } from 'luxon';
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

/** Nobody is asked at night: from this local time, or the morning's list where that is earlier, up to the other one. */
const ASK_FROM = '08:00';
const ASK_UNTIL = '18:00';

/** Once a day per workspace: asks leads whether the goals are achieved whose KPI has reached its target. */
export function createGoalsAskJob(
  deps: GoalJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  const awake = async () => {
    const found: { workspaceId: string }[] = [];
    for (const workspace of await listWorkspaces()) {
      const program = (await deps.programs.load(deps.database.db, workspace.workspaceId))?.program;
      const time = DateTime.fromJSDate(deps.now(), { zone: program?.timezone ?? 'UTC' }).toFormat('HH:mm');
      const list = program?.posts.morning?.at ?? ASK_FROM;
      if (time >= (list < ASK_FROM ? list : ASK_FROM) && time < ASK_UNTIL) found.push(workspace);
    }
    return found;
  };
  return createDailyJob(deps, 'goals.ask', awake, async ({ workspaceId }, { date }) => {
    const asked = await askReached(deps, workspaceId, date);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'leads were asked whether goals are achieved');
    deps.kick();
  });
}
