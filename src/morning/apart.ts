/**
 * A morning in a thread of its own. SQLite answers within the call: at a million accounts the rules alone would keep
 * every request waiting for longer than Slack's buttons feel alive. The thread has its own connection to the file, so
 * what people ask is answered meanwhile from what was there before.
 */
import { Worker } from 'node:worker_threads';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { doDueMorning, isDoneSince, type Morning } from './service.ts';

/** What the log says of a morning. */
export interface MorningReport {
  date: BusinessDate;
  due: number;
  posted: boolean;
}

/** What the thread is given. */
export interface MorningOrder {
  file: string;
  workspaceId: string;
  date: BusinessDate;
  /** UTC ISO time: the thread's clock runs on from here. */
  now: string;
}

/**
 * Does the morning that the clock found due; on SQLite in a thread, on PostgreSQL here, where the server works.
 * @returns null when there was nothing to do
 * @throws Error when it failed; nothing of its list is kept then
 */
export async function doMorningApart(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<MorningReport | null> {
  const { file, db } = deps.database;
  if (file === null) return reportOf(await doDueMorning(deps, workspaceId, applied, date));
  if (await isDoneSince(db, workspaceId, date)) return null;
  return runThread({ file, workspaceId, date, now: deps.now().toISOString() });
}

export function reportOf(morning: Morning | null): MorningReport | null {
  if (morning === null) return null;
  return { date: morning.list.date, due: morning.list.summary.due, posted: morning.posted };
}

function runThread(order: MorningOrder): Promise<MorningReport | null> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: order });
    thread.once('message', resolve);
    thread.once('error', reject);
    // After a message this says nothing new; without one the thread was ended from outside.
    thread.once('exit', (code) => reject(new Error(`the morning's thread ended with ${code}`)));
  });
}
