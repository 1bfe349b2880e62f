/** What the people of the weekly digest have on the clock. */
import type { Deps } from '../base/deps.ts';
import { businessDateOf } from '../base/business-date.ts';
import { listAwake } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import type { ProgramSource } from '../program/service.ts';
import { remindOfActions } from './action-reminder-service.ts';
import { askComments } from './comment-service.ts';

interface DigestPeopleDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/**
 * Each minute, in the hours of work: asks for comments to the next day's digest, and reminds of actions that are due.
 * What was asked or reminded of is noted with the message, and so happens once.
 */
export function createDigestPeopleJob(
  deps: DigestPeopleDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return {
    name: 'digest.people',
    async run(now) {
      for (const { workspaceId } of await listAwake(deps, await listWorkspaces())) {
        try {
          const applied = await deps.programs.load(deps.database.db, workspaceId);
          if (applied === null) continue;
          const asked = await askComments(deps, workspaceId, applied, now);
          const today = businessDateOf(now, applied.program.timezone);
          const reminded = await remindOfActions(deps, workspaceId, today);
          if (asked + reminded === 0) continue;
          deps.log.info({ workspaceId, asked, reminded }, 'people of the digest were written to');
          deps.kick();
        } catch (error) {
          deps.log.error(
            { err: error, workspaceId },
            'asking about the digest failed; the next tick tries again',
          );
        }
      }
    },
  };
}
