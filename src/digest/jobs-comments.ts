/** Who answers for a section of the weekly digest is asked on the clock. */
import type { Deps } from '../base/deps.ts';
import { createOwnHoursJob } from '../jobs/awake.ts';
import type { Job } from '../jobs/clock.ts';
import type { ProgramSource } from '../program/service.ts';
import { askComments } from './comment-service.ts';

interface CommentJobDeps extends Deps {
  programs: ProgramSource;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Asks for comments to the next digest; that is noted with the message, and so it happens once. */
export function createCommentsJob(
  deps: CommentJobDeps,
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createOwnHoursJob(deps, 'digest.comments', listWorkspaces, async (workspaceId, applied, now) => {
    const asked = await askComments(deps, workspaceId, applied, now);
    if (asked === 0) return;
    deps.log.info({ workspaceId, asked }, 'owners of sections were asked for comments');
    deps.kick();
  });
}
