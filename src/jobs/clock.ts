/** The minute tick. It only ticks: what is due is found by the jobs, from slots and from the outbox. */
import { scheduleJob, type Job as Timer } from 'node-schedule';
import type { Deps } from '../base/deps.ts';

/** Something that is looked after each minute. It finds by itself what is due at `now`, missed times included. */
export interface Job {
  name: string;
  run(now: Date): Promise<void>;
}

export interface Clock {
  /** Ticks from the next full minute on. */
  start(): void;
  /** Runs each job once, after those runs that are under way; resolves when all are through, with how many failed. */
  runNow(): Promise<number>;
  /** No tick begins after this; resolves when the jobs under way are through. */
  stop(): Promise<void>;
}

/**
 * A clock for `jobs`. The ticks follow real time; the date that the jobs are given is that of `deps.now`, which
 * may be shifted. A job that is still running sits a tick out. One that fails is logged and holds up no other.
 */
export function createClock(deps: Pick<Deps, 'now' | 'log'>, jobs: readonly Job[]): Clock {
  const running = new Map<Job, Promise<boolean>>();
  let timer: Timer | undefined;

  const begin = (job: Job): Promise<boolean> => {
    const run = runJob(deps, job).finally(() => running.delete(job));
    running.set(job, run);
    return run;
  };
  const tick = (): void => {
    for (const job of jobs) if (!running.has(job)) void begin(job);
  };

  return {
    start() {
      timer ??= scheduleJob('* * * * *', tick);
    },
    async runNow() {
      const went = await Promise.all(
        jobs.map(async (job) => {
          while (running.has(job)) await running.get(job);
          return begin(job);
        }),
      );
      return went.filter((well) => !well).length;
    },
    async stop() {
      timer?.cancel();
      timer = undefined;
      await Promise.all(running.values());
    },
  };
}

/** False when it failed. */
async function runJob(deps: Pick<Deps, 'now' | 'log'>, job: Job): Promise<boolean> {
  try {
    await job.run(deps.now());
    return true;
  } catch (error) {
    deps.log.error({ err: error, job: job.name }, 'a job failed; the next tick tries again');
    return false;
  }
}
