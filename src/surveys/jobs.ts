/** What questions to our people have on the clock. */
import type { Deps } from '../base/deps.ts';
import { listAwake } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { askQuestions, endChanges } from './question-service.ts';

interface SurveyJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Once a week per workspace, in the hours of work: asks what only our people know. */
export function createQuestionsJob(
  deps: SurveyJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  const awake = async () => listAwake(deps, await listWorkspaces());
  return createDailyJob(deps, 'surveys.ask', awake, async ({ workspaceId }, { applied, date }) => {
    if (applied === null) return;
    const asked = await askQuestions(deps, workspaceId, applied, date);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'people were asked about their accounts');
    deps.kick();
  });
}

/** Each minute: takes away the buttons of answers whose minute is over. */
export function createQuestionsEndJob(deps: Pick<SurveyJobDeps, keyof Deps | 'kick'>): Job {
  return {
    name: 'surveys.end_changes',
    async run() {
      if ((await endChanges(deps)) > 0) deps.kick();
    },
  };
}
