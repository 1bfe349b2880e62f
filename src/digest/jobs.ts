/** What the weekly digest has on the clock. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Job } from '../jobs/clock.ts';
import { noteTrouble } from '../posts/waiting-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ProgramSource } from '../program/service.ts';
import type { Installations } from '../slack/installation.ts';
import { newestDue, newestOrdered } from './order-service.ts';
import { tellWaiting } from './reader-service.ts';
import { LEADERSHIP, newestPosted, postDigest, type PostDeps } from './service.ts';

interface DigestDeps extends PostDeps {
  programs: ProgramSource;
  installations: Pick<Installations, 'list'>;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/** Each minute: posts the digest that is due or ordered, a missed one included, once, with the date it was for. */
export function createDigestJob(deps: DigestDeps): Job {
  return {
    name: 'digest',
    async run(now) {
      for (const { workspaceId } of await deps.installations.list()) {
        try {
          await catchUp(deps, workspaceId, now);
        } catch (error) {
          deps.log.error({ err: error, workspaceId }, 'a digest failed; the next tick tries again');
        }
      }
    },
  };
}

async function catchUp(deps: DigestDeps, workspaceId: string, now: Date): Promise<void> {
  const { db } = deps.database;
  const applied = await deps.programs.load(db, workspaceId);
  if (applied === null || applied.program.posts.leadership === null) return;
  const due = await newestDue(db, workspaceId, applied, now);
  const ordered = await newestOrdered(db, workspaceId);
  const isOrdered = ordered !== null && (due === null || ordered > due);
  const date = isOrdered ? ordered : due;
  if (date === null || (await newestPosted(db, workspaceId, date)) !== null) return;
  const posted = await postDigest(deps, workspaceId, applied, date, isOrdered ? 'cli' : 'milepost');
  if (!posted.ok) {
    if (posted.problem !== 'not-ours') return;
    const { because, trouble } = posted;
    const told = trouble === null ? because : await noteTrouble(deps, workspaceId, LEADERSHIP, date, trouble);
    if (told !== null) await sayItWaits(deps, workspaceId, applied, date, told);
    return;
  }
  deps.log.info({ workspaceId, date }, 'the digest is posted');
  deps.kick();
}

/** It is tried again until it can be posted, or the next one is due. */
async function sayItWaits(
  deps: DigestDeps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  because: string,
): Promise<void> {
  if (!(await tellWaiting(deps, workspaceId, applied, date, because))) return;
  deps.log.warn({ workspaceId, date, because }, 'the digest waits');
  deps.kick();
}
