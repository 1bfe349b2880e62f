/** What the weekly digest has on the clock. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Job } from '../jobs/clock.ts';
import { dueSlot } from '../jobs/slots.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { firstAppliedAt, type ProgramSource } from '../program/service.ts';
import type { Installations } from '../slack/installation.ts';
import { newestOrdered } from './order-service.ts';
import { tellWaiting } from './reader-service.ts';
import { newestPosted, postDigest, type PostDeps } from './service.ts';

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
  const post = applied?.program.posts.leadership;
  const since = await firstAppliedAt(db, workspaceId);
  if (applied === null || post === undefined || post === null || since === null) return;
  const due = dueSlot(post, applied.program.timezone, now, since)?.date ?? null;
  const ordered = await newestOrdered(db, workspaceId);
  const isOrdered = ordered !== null && (due === null || ordered > due);
  const date = isOrdered ? ordered : due;
  if (date === null || (await newestPosted(db, workspaceId, date)) !== null) return;
  const posted = await postDigest(deps, workspaceId, applied, date, isOrdered ? 'cli' : 'milepost');
  if (!posted.ok) {
    // Where Slack could not be asked just now, the next minute may bring it.
    if (posted.problem === 'not-ours' && !posted.isPassing)
      await sayItWaits(deps, workspaceId, applied, date, posted.because);
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
  deps.log.warn({ workspaceId, date, because }, 'the digest waits: not only our people would read it');
  deps.kick();
}
