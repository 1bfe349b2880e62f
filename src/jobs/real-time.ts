/** Time that passes: waits, leases and retries follow it, whatever date the application's clock shows. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface RealTime {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The system's time. */
export const realTime: RealTime = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    // An aborted wait has ended, which is all that the waiting one asked for.
    await sleep(ms, undefined, { signal }).catch(() => {});
  },
};
