/** A clock that can be moved forward, and never back. */
export interface TimeMachine {
  now(): Date;
  /** The clock below, which nobody moves. */
  steadyNow(): Date;
  /** Where it goes to and where it is, while it moves; else null. */
  moving(): { to: Date; at: Date } | null;
  /**
   * Moves by way of `stops`; `onStop` is awaited at each, and at `to`. It ends where that answers 'stay'. One move at
   * a time.
   * @param stops instants between now and `to`, in order
   */
  moveTo(to: Date, stops: readonly Date[], onStop: () => Promise<'go on' | 'stay'>): Promise<void>;
  /** Calls the listener at the begin of a move, at each stop, and when it is over. */
  onMove(listener: () => void): () => void;
  /** How far it was moved, for the next start; null when it never was. */
  kept(): KeptClock | null;
  /** Takes up where an earlier run was. */
  restore(kept: KeptClock): void;
}

export interface KeptClock {
  /** Milliseconds ahead of the clock below. */
  shiftMs: number;
  /** What it showed last, UTC ISO. */
  at: string;
}

export interface TimeMachineOptions {
  /** The clock below begins each run at the same instant: what was moved is taken up from what was shown last. */
  startsAnew?: boolean;
}

/** A time machine on top of a clock. */
export function createTimeMachine(
  steadyNow: () => Date,
  { startsAnew = false }: TimeMachineOptions = {},
): TimeMachine {
  const listeners = new Set<() => void>();
  let shiftMs = 0;
  let moving: { to: Date; at: Date } | null = null;

  const now = (): Date => new Date(steadyNow().getTime() + shiftMs);
  const forwardTo = (instant: Date): void => {
    shiftMs = Math.max(shiftMs, instant.getTime() - steadyNow().getTime());
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    now,
    steadyNow,
    moving: () => moving,
    async moveTo(to, stops, onStop) {
      if (moving !== null) throw new Error('the clock is moving already');
      moving = { to, at: now() };
      tell();
      try {
        for (const stop of [...stops, to]) {
          forwardTo(stop);
          moving = { to, at: now() };
          tell();
          if ((await onStop()) === 'stay') break;
        }
      } finally {
        moving = null;
        tell();
      }
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    kept: () => (shiftMs === 0 ? null : { shiftMs, at: now().toISOString() }),
    restore(kept) {
      if (!startsAnew) shiftMs = Math.max(0, kept.shiftMs);
      forwardTo(new Date(kept.at));
    },
  };
}
