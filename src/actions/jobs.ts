/** What the actions of the leadership's meeting have on the clock. */
import type { Deps } from '../base/deps.ts';
import { createOwnHoursJob } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import type { ProgramSource } from '../program/service.ts';
import { remindOfActions } from './reminder-service.ts';

interface ActionJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Reminds owners of what is due by their next working day; for which day is noted with the message, and so it happens once. */
export function createActionsJob(
  deps: ActionJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createOwnHoursJob(deps, 'actions', listWorkspaces, async (workspaceId, { program }, now) => {
    const reminded = await remindOfActions(deps, workspaceId, program, now);
    if (reminded === 0) return;
    deps.log.info({ workspaceId, reminded }, 'owners were reminded of actions');
    deps.kick();
  });
}
