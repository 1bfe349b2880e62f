/** Which workspaces may be written to by direct message: nobody is asked at night, or on a day off. */
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ProgramSource } from '../program/service.ts';
import type { Job } from './clock.ts';
import { workdayOf, type WorkHours } from './hours.ts';

/** The hours of a workspace that has no program yet. */
const ANYWHERE: WorkHours = { timezone: 'UTC', posts: { morning: null } };

/** Those in which it is a working day and the hours of work, by the program's clock. */
export async function listAwake<W extends { workspaceId: string }>(
  deps: Pick<Deps, 'database' | 'now'> & { programs: Pick<ProgramSource, 'load'> },
  workspaces: readonly W[],
): Promise<W[]> {
  const found: W[] = [];
  for (const workspace of workspaces) {
    const program = (await deps.programs.load(deps.database.db, workspace.workspaceId))?.program;
    if (workdayOf(program ?? ANYWHERE, null, deps.now()) !== null) found.push(workspace);
  }
  return found;
}

/**
 * Each minute, for each workspace that has a program: what is asked of people in the hours of work by their own clocks.
 * @param work must find by itself what is not done yet, and who is at work. What fails is logged and tried again by the
 *   next tick, and the next workspace goes on.
 */
export function createOwnHoursJob(
  deps: Pick<Deps, 'database' | 'log'> & { programs: Pick<ProgramSource, 'load'> },
  name: string,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
  work: (workspaceId: string, applied: AppliedProgram, now: Date) => Promise<void>,
): Job {
  return {
    name,
    async run(now) {
      for (const { workspaceId } of await listWorkspaces()) {
        try {
          const applied = await deps.programs.load(deps.database.db, workspaceId);
          if (applied !== null) await work(workspaceId, applied, now);
        } catch (error) {
          deps.log.error({ err: error, workspaceId, job: name }, 'a job failed; the next tick tries again');
        }
      }
    },
  };
}
