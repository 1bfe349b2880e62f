/** One lane per channel that has work: in a lane one step after the other, in many lanes at once. */
import type { Deps } from '../base/deps.ts';
import { createLimiter } from './limiter.ts';
import type { RealTime } from './real-time.ts';

export interface Channel {
  workspaceId: string;
  channel: string;
}

export interface LanesDeps extends Pick<Deps, 'log'> {
  /** The channels with work, now or later. */
  listChannels: () => Promise<Channel[]>;
  /** Does a channel's next piece of work; returns how long the channel has to wait, undefined when it is done. */
  step: (channel: Channel) => Promise<number | undefined>;
  time: RealTime;
  /** Steps at once. */
  concurrency: number;
  /** The wait after a step that failed. */
  retryMs: number;
  /** How often `drain` looks whether all is done. */
  pollMs: number;
}

export interface Lanes {
  kick(): void;
  drain(withinMs?: number): Promise<{ waitingChannels: number }>;
  stop(): Promise<void>;
}

export function createLanes(deps: LanesDeps): Lanes {
  const { time } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const limit = createLimiter(deps.concurrency);
  const open = new Map<string, Promise<void>>();
  /** Lanes that were asked for while they ran, and may have seen their channel empty just before. */
  const askedAgain = new Set<string>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  function kick(): void {
    if (signal.aborted) return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  async function look(): Promise<void> {
    while (lookAgain && !signal.aborted) {
      lookAgain = false;
      try {
        for (const channel of await deps.listChannels()) openLane(channel);
      } catch (error) {
        deps.log.error({ err: error }, 'the outbox cannot be read; the next kick tries again');
      }
    }
  }

  function openLane(channel: Channel): void {
    const key = `${channel.workspaceId} ${channel.channel}`;
    if (open.has(key)) {
      askedAgain.add(key);
      return;
    }
    const lane = runLane(channel).finally(() => {
      open.delete(key);
      if (askedAgain.delete(key) && !signal.aborted) openLane(channel);
    });
    open.set(key, lane);
  }

  async function runLane(channel: Channel): Promise<void> {
    for (;;) {
      const waitMs = await limit(async () => (signal.aborted ? undefined : deps.step(channel))).catch(
        (error: unknown) => {
          deps.log.error({ err: error, ...channel }, 'a message could not be handled');
          return deps.retryMs;
        },
      );
      if (waitMs === undefined) return;
      if (waitMs > 0) await time.sleep(waitMs, signal);
    }
  }

  /** Waits until the lanes that are open now are through, at most `ms`. */
  async function lanesOrPause(ms: number): Promise<void> {
    const through = new AbortController();
    const pause = time.sleep(ms, AbortSignal.any([signal, through.signal]));
    await Promise.race([Promise.all(open.values()), pause]);
    through.abort();
  }

  return {
    kick,
    async drain(withinMs = Number.POSITIVE_INFINITY) {
      const end = time.now() + withinMs;
      for (;;) {
        kick();
        await looking;
        await lanesOrPause(Math.max(0, Math.min(deps.pollMs, end - time.now())));
        const waitingChannels = (await deps.listChannels()).length;
        if (waitingChannels === 0 || time.now() >= end || signal.aborted) return { waitingChannels };
      }
    },
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all(open.values());
    },
  };
}
