/** Moves the sandbox's clock for a person who wants to see tomorrow: what falls due on the way is done on its day. */
import type { ClockMoved, ClockShown } from './page/contract.ts';
import type { TimeMachine } from './time-machine.ts';
import { SandboxError } from './types.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

/** What the bot does as time passes. */
export interface Timeline {
  /** The zone of its working days. */
  timezone(): Promise<string>;
  /** The instants after `from` and before `to` at which something falls due by itself, in order. */
  dueBetween(from: Date, to: Date): Promise<Date[]>;
  /** Does what is due now, and sends it; returns when that is through, and how many jobs failed. */
  runDue(): Promise<{ failed: number }>;
}

export interface TimeTravel {
  /** Whose time it is; before this the clock moves and nothing happens. */
  connect(timeline: Timeline): void;
  /** The clock as the page shows it, its zone read afresh. */
  show(): Promise<ClockShown>;
  /** The same with the zone as it was read last. */
  showNow(): ClockShown;
  /**
   * Moves the clock forward to an instant (ISO, with its zone), in steps of a day at most. Throws `fixed_clock`,
   * `invalid_time`, `already_moving`, `not_forward`, `too_far`, and `stopping` when the sandbox stops, on the way or before.
   */
  moveTo(to: string): Promise<ClockMoved>;
  /** Ends the move that is under way, if one is, after its present step; that move is answered with where it came. */
  stopMove(): Promise<ClockShown>;
  onMove(listener: () => void): () => void;
  /** Ends a move under way after its present step, whose work is done then; none begins after this. */
  stop(): Promise<void>;
}

export interface TimeTravelDeps {
  /** Undefined: the clock cannot be moved. */
  machine: TimeMachine | undefined;
  now: () => Date;
  /** Writes down what time it is, before anything happens at that time. */
  save: () => Promise<void>;
}

export function createTimeTravel({ machine, now, save }: TimeTravelDeps): TimeTravel {
  let timeline: Timeline | undefined;
  let timezone = 'Etc/UTC';
  let isStopping = false;
  let isStayWanted = false;
  let underWay: Promise<void> = Promise.resolve();
  /** The clock, where it can be moved now. */
  const movable = (): TimeMachine => {
    if (isStopping) throw stopping();
    return idle(machine);
  };
  const showNow = (): ClockShown => {
    const moving = machine?.moving() ?? null;
    return {
      now: now().toISOString(),
      timezone,
      canMove: machine !== undefined,
      moving: moving && { to: moving.to.toISOString(), at: moving.at.toISOString() },
    };
  };
  const show = async (): Promise<ClockShown> => {
    timezone = (await timeline?.timezone()) ?? timezone;
    return showNow();
  };
  return {
    connect(given) {
      timeline = given;
    },
    show,
    showNow,
    async moveTo(given) {
      const moved = movable();
      const to = readTarget(moved, given);
      const due = (await timeline?.dueBetween(moved.now(), to)) ?? [];
      // Somebody else may have begun a move, or stopped the sandbox, while the stops were read.
      movable();
      isStayWanted = false;
      let failed = 0;
      const move = moved.moveTo(to, withinADay(moved.now(), due, to), async () => {
        await save();
        failed += (await timeline?.runDue())?.failed ?? 0;
        if (isStopping) throw stopping();
        return isStayWanted ? 'stay' : 'go on';
      });
      underWay = move.catch(() => undefined);
      await move;
      await save();
      return { ...(await show()), failed };
    },
    async stopMove() {
      isStayWanted = true;
      await underWay;
      return show();
    },
    onMove: (listener) => machine?.onMove(listener) ?? (() => undefined),
    async stop() {
      isStopping = true;
      await underWay;
    },
  };
}

function stopping(): SandboxError {
  return new SandboxError('stopping', 'the sandbox stops: start it again, and go on from there');
}

/** The clock, where there is one and it is not on its way. */
function idle(machine: TimeMachine | undefined): TimeMachine {
  if (machine === undefined) {
    throw new SandboxError(
      'fixed_clock',
      'the clock of this sandbox cannot be moved: start it with npm start to travel in time',
    );
  }
  const moving = machine.moving();
  if (moving === null) return machine;
  throw new SandboxError(
    'already_moving',
    `the clock is on its way to ${moving.to.toISOString()}: wait until it is there`,
  );
}

function readTarget(machine: TimeMachine, given: string): Date {
  const to = /T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(to)) {
    throw new SandboxError(
      'invalid_time',
      'this is no time: give an ISO time with its zone, such as 2026-11-30T09:00:00Z',
    );
  }
  const now = machine.now();
  if (to <= now.getTime()) {
    throw new SandboxError(
      'not_forward',
      `it is ${now.toISOString()} already, and time goes forward alone: choose a later time`,
    );
  }
  const farthest = new Date(now.getTime() + MOST_DAYS * DAY_MS);
  if (to > farthest.getTime()) {
    throw new SandboxError(
      'too_far',
      `the clock moves at most ${MOST_DAYS} days at once: go to ${farthest.toISOString()} or earlier, and on from there`,
    );
  }
  return new Date(to);
}

/** The stops with others between them, so that no step is longer than a day. */
function withinADay(from: Date, due: readonly Date[], to: Date): Date[] {
  const stops: Date[] = [];
  let at = from.getTime();
  for (const next of [...due, to]) {
    for (at += DAY_MS; at < next.getTime(); at += DAY_MS) stops.push(new Date(at));
    at = next.getTime();
    if (next !== to) stops.push(next);
  }
  return stops;
}
