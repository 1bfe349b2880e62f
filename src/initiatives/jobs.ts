/** What initiatives have on the clock. */
import type { Deps } from '../base/deps.ts';
import { listAwake } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { askInitiatives } from './ask-service.ts';

interface InitiativeJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Once a day per workspace, in the hours of work: asks owners whose answer is due. */
export function createInitiativesJob(
  deps: InitiativeJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  const awake = async () => listAwake(deps, await listWorkspaces());
  return createDailyJob(deps, 'initiatives.ask', awake, async ({ workspaceId }, { applied, date }) => {
    const asked = await askInitiatives(deps, workspaceId, applied, date);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'owners were asked about their initiatives');
    deps.kick();
  });
}
