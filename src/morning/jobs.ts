/** What the morning list has on the clock. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import { dueSlot } from '../jobs/slots.ts';
import { noteTrouble } from '../posts/waiting-service.ts';
import { isPostDay, type AppliedProgram } from '../program/domain.ts';
import { firstAppliedAt, type ProgramSource } from '../program/service.ts';
import type { ReadersOf } from '../slack/audience.ts';
import type { Installations } from '../slack/installation.ts';
import { doMorningApart, type ApartDeps, type MorningPart } from './apart.ts';
import { keepDay } from './day-service.ts';
import { tellListWaits } from './reader-service.ts';
import { endUndo, findWaiting, isDoneSince, MORNING } from './service.ts';

interface MorningDeps extends ApartDeps {
  programs: ProgramSource;
  installations: Pick<Installations, 'list'>;
  /** Who reads along in a channel; null: nobody can look. */
  readersOf: ReadersOf | null;
  /** Sends what the outbox holds. */
  kick: () => void;
}

/**
 * Each minute: does the morning that is due, a missed one included, once, with the date it was for. Its list names
 * customers, what they pay and why they need somebody: where not only our people would read it, it waits until they do
 * or the next morning is due, and the rest of the morning goes on.
 */
export function createMorningJob(deps: MorningDeps): Job {
  return {
    name: 'morning',
    async run(now) {
      for (const { workspaceId } of await deps.installations.list()) {
        try {
          await catchUp(deps, workspaceId, now);
        } catch (error) {
          deps.log.error({ err: error, workspaceId }, 'a morning failed; the next tick tries again');
        }
      }
    },
  };
}

async function catchUp(deps: MorningDeps, workspaceId: string, now: Date): Promise<void> {
  const { db } = deps.database;
  const applied = await deps.programs.load(db, workspaceId);
  const post = applied?.program.posts.morning;
  const since = await firstAppliedAt(db, workspaceId);
  if (applied === null || post === undefined || post === null || since === null) return;
  const slot = dueSlot(post, applied.program.timezone, now, since);
  const isDue = slot !== null && !(await isDoneSince(db, workspaceId, slot.date));
  const date = isDue ? slot.date : await findWaiting(db, workspaceId);
  if (date === null) return;
  const readers = (await deps.readersOf?.(workspaceId, post.channel)) ?? { isOurs: true };
  if (isDue) await doPartOf(deps, workspaceId, applied, date, readers.isOurs ? 'whole' : 'without_list');
  else if (readers.isOurs) await doPartOf(deps, workspaceId, applied, date, 'waiting_list');
  if (readers.isOurs || (await findWaiting(db, workspaceId)) !== date) return;
  const { trouble } = readers;
  const because =
    trouble === undefined ? readers.because : await noteTrouble(deps, workspaceId, MORNING, date, trouble);
  if (because === null || !(await tellListWaits(deps, workspaceId, applied, date, because))) return;
  deps.log.warn({ workspaceId, date, because }, 'the list waits');
  deps.kick();
}

async function doPartOf(
  deps: MorningDeps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  part: MorningPart,
): Promise<void> {
  const morning = await doMorningApart(deps, workspaceId, applied, date, part);
  if (morning === null) return;
  deps.log.info({ workspaceId, ...morning }, 'the morning is done');
  deps.kick();
}

/** Once a day on which no morning is posted, as at weekends: keeps health and plays, which mornings do on their days. */
export function createDayJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(deps, 'morning.keep_day', listWorkspaces, async ({ workspaceId }, day) => {
    const { applied, date } = day;
    if (applied === null) return;
    const { morning } = applied.program.posts;
    if (morning !== null && isPostDay(morning, date)) return;
    const kept = await keepDay(deps, workspaceId, applied, date);
    deps.log.info({ workspaceId, date, ...kept }, 'health and plays of the day are kept');
  });
}

/** Each minute: takes away the undo buttons whose time is over. */
export function createUndoJob(deps: Omit<MorningDeps, 'thread' | 'readersOf'>): Job {
  return {
    name: 'cta.undo',
    async run() {
      const ended = await endUndo(deps, (workspaceId) => deps.programs.load(deps.database.db, workspaceId));
      if (ended > 0) deps.kick();
    },
  };
}
