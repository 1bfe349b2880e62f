/**
 * A morning in a thread of its own. SQLite answers within the call: at a million accounts the rules alone would keep
 * every request waiting for longer than Slack's buttons feel alive. The thread has its own connection to the file, so
 * what people ask is answered meanwhile from what was there before.
 */
import { Worker } from 'node:worker_threads';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { doDueMorning, postWaiting } from './service.ts';

/** What the log says of a morning. */
export interface MorningReport {
  date: BusinessDate;
  due: number;
  posted: boolean;
  /** Whether the list is left to be posted once only our people read along. */
  waits: boolean;
}

/** What is to be done: a morning with its list, or without posting it; or the list alone that waits. */
export type MorningPart = 'whole' | 'without_list' | 'waiting_list';

/** One morning for the thread. */
export interface MorningOrder {
  workspaceId: string;
  date: BusinessDate;
  /** UTC ISO time: the order's clock runs on from here. */
  now: string;
  part: MorningPart;
}

/** What the thread is started with. */
export interface ThreadData {
  file: string;
}

/** What the thread is told: an order under an id of its own, or to end. */
export type ToThread = (MorningOrder & { id: number }) | 'end';

/** What the thread answers an order: null when there was nothing to do. */
export type FromThread =
  | { id: number; ok: true; report: MorningReport | null }
  // A message keeps of an error what all errors have; what tells SQLite's apart goes beside it.
  | { id: number; ok: false; error: unknown; kind: { name?: string; code?: string } };

/** The thread of one database file, which stays for the next morning: most of a short one is the loading of modules. */
export interface MorningThread {
  /**
   * Does a morning after those that were asked for before; starts the thread where none is running.
   * @returns null when there was nothing to do
   * @throws Error when it failed, or its thread ended; all of its list is kept or nothing, so it may be asked for again
   */
  run(order: MorningOrder): Promise<MorningReport | null>;
  /** Takes no more orders; resolves when those under way are through and the thread has ended. */
  stop(): Promise<void>;
}

export interface ApartDeps extends Deps {
  /** Null: mornings are done here. */
  thread: MorningThread | null;
}

/**
 * Does a morning that the clock found due, or its list; on SQLite in a thread, on PostgreSQL here, where the server works.
 * @returns null when there was nothing to do
 * @throws Error when it failed, as `MorningThread.run` does
 */
export async function doMorningApart(
  deps: ApartDeps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  part: MorningPart,
): Promise<MorningReport | null> {
  const { thread } = deps;
  if (thread === null) return doPart(deps, workspaceId, applied, date, part);
  return thread.run({ workspaceId, date, now: deps.now().toISOString(), part });
}

/** What an order asks for, done where this runs. */
export async function doPart(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  part: MorningPart,
): Promise<MorningReport | null> {
  const morning =
    part === 'waiting_list'
      ? await postWaiting(deps, workspaceId, applied)
      : await doDueMorning(deps, workspaceId, applied, date, { leavesList: part === 'without_list' });
  if (morning === null) return null;
  const { list, posted, waits } = morning;
  return { date: list.date, due: list.summary.due, posted, waits };
}

/**
 * The thread for the mornings of a database; it starts with the first order. Who makes it stops it.
 * @param startWorker starts a worker that answers as `thread.ts` does
 * @returns null where the database is no file that a thread could open too
 */
export function createMorningThread(
  { file }: Pick<Deps['database'], 'file'>,
  startWorker: (file: string) => Worker = startThread,
): MorningThread | null {
  if (file === null) return null;
  let worker: Worker | null = null;
  let underWay: (PromiseWithResolvers<MorningReport | null> & { id: number }) | null = null;
  let lastId = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let isStopping = false;

  const start = (): Worker => {
    const started = startWorker(file);
    let failure: unknown;
    started.on('message', (answer: FromThread) => {
      if (answer.id !== underWay?.id) return;
      if (answer.ok) underWay.resolve(answer.report);
      else underWay.reject(errorOf(answer));
    });
    started.on('error', (error) => {
      failure = error;
    });
    started.once('exit', (code) => {
      worker = null;
      // Of an order that was answered this says nothing new.
      underWay?.reject(failure ?? new Error(`the morning's thread ended with ${code}`));
    });
    return started;
  };
  const ask = (order: MorningOrder): Promise<MorningReport | null> => {
    worker ??= start();
    lastId += 1;
    const asked = { ...Promise.withResolvers<MorningReport | null>(), id: lastId };
    underWay = asked;
    worker.postMessage({ ...order, id: asked.id } satisfies ToThread);
    // An order keeps the process alive; a thread that waits for the next one does not.
    worker.ref();
    return asked.promise.finally(() => worker?.unref());
  };
  return {
    async run(order) {
      if (isStopping) throw new Error("the morning's thread is stopped");
      const run = queue.then(() => ask(order));
      queue = run.catch(() => undefined);
      return run;
    },
    async stop() {
      isStopping = true;
      await queue;
      if (worker !== null) await endWorker(worker);
    },
  };
}

/** It ends by itself: what a thread does in native code cannot be terminated safely. */
function endWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.ref();
    worker.postMessage('end' satisfies ToThread);
  });
}

function errorOf({ error, kind }: Extract<FromThread, { ok: false }>): unknown {
  return error instanceof Error ? Object.assign(error, kind) : error;
}

function startThread(file: string): Worker {
  return new Worker(new URL('./thread.ts', import.meta.url), { workerData: { file } satisfies ThreadData });
}
