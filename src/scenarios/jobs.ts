/** What scenarios have on the clock. */
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import { refreshMessages } from '../morning/service.ts';
import type { ProgramSource } from '../program/service.ts';
import { doMoments } from './moments-service.ts';

interface MomentsDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Once a day: opens the CTAs of triggers and rewards, and resolves those whose cause is gone. */
export function createMomentsJob(
  deps: MomentsDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(
    deps,
    'scenarios.moments',
    listWorkspaces,
    async ({ workspaceId }, { date, applied }) => {
      const done = await doMoments(deps, workspaceId, applied?.program ?? null, date, async (trx, ctas) => {
        if (applied === null) return;
        const ids = ctas.map(({ id }) => id);
        await refreshMessages(deps, trx, workspaceId, applied, ids);
      });
      if (Object.values(done).every((number) => number === 0)) return;
      deps.log.info({ workspaceId, date, ...done }, 'moments');
      if (done.resolved > 0) deps.kick();
    },
  );
}
