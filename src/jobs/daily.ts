/** Work that is done once a day for each workspace: on its own calendar, and again when a crash cut it short. */
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ProgramSource } from '../program/service.ts';
import type { Job } from './clock.ts';
import { claimSlot, isClaimed } from './store.ts';

/** The day of a workspace for which work is done. */
export interface WorkDay {
  /** In the zone of the workspace's program; in UTC where it has none. */
  date: BusinessDate;
  applied: AppliedProgram | null;
  now: Date;
}

const RETRY_MS = 10 * 60_000;

/**
 * @param work must be safe to do again for the same day: its slot is taken after it, so that a crash on the way loses
 *   no day, and two processes may both do it. What fails is logged and tried again ten minutes later, and the next
 *   workspace goes on.
 */
export function createDailyJob<W extends { workspaceId: string }>(
  deps: Pick<Deps, 'database' | 'log'> & { programs: Pick<ProgramSource, 'load'> },
  name: string,
  listWorkspaces: () => Promise<W[]>,
  work: (workspace: W, day: WorkDay) => Promise<void>,
): Job {
  const { db } = deps.database;
  const failedAt = new Map<string, number>();
  const doDay = async (workspace: W, now: Date): Promise<void> => {
    const { workspaceId } = workspace;
    const applied = await deps.programs.load(db, workspaceId);
    const date = businessDateOf(now, applied?.program.timezone ?? 'utc');
    if (await isClaimed(db, workspaceId, name, date)) return;
    await work(workspace, { date, applied, now });
    await inTransaction(deps, (trx) => claimSlot(trx, workspaceId, name, date, now));
  };
  return {
    name,
    async run(now) {
      for (const workspace of await listWorkspaces()) {
        const { workspaceId } = workspace;
        const failed = failedAt.get(workspaceId);
        if (failed !== undefined && Math.abs(now.getTime() - failed) < RETRY_MS) continue;
        failedAt.delete(workspaceId);
        try {
          await doDay(workspace, now);
        } catch (error) {
          failedAt.set(workspaceId, now.getTime());
          deps.log.error(
            { err: error, workspaceId, job: name },
            'a daily job failed; it is tried again soon',
          );
        }
      }
    },
  };
}

/**
 * Jobs of which each may count on what those before it did, as one job. One that fails holds up no other.
 * @returns a job that fails when one of them did, after all of them had their turn
 */
export function inTurn(name: string, jobs: readonly Job[]): Job {
  return {
    name,
    async run(now) {
      const errors: unknown[] = [];
      for (const job of jobs) {
        try {
          await job.run(now);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0)
        throw new AggregateError(errors, `of the jobs of ${name}, ${errors.length} failed`);
    },
  };
}
