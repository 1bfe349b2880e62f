/** The sandbox's clock: what it shows, and how a person moves it forward. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { RefusedError } from '../api.ts';
import type { ClockShown } from '../contract.ts';
import { api, channels, clock, messages, notify, sandboxNow } from '../store.ts';
import { addDays, instantAt, showDate, showZone, wallTime, type WallTime } from './zone.ts';

const MENU = 'time-machine-menu';
/** Somebody who moves to a day wants to see what its morning brought, also when they move at night. */
const AT_WORK = '09:00';
/** What the sandbox moves at once, at most. */
const MOST_DAYS = 366;

/** The clock in the top bar, with its menu. */
export function TimeMachine() {
  useArrivalNotice();
  const now = useMinutes();
  const asked = useSignal<string | null>(null);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const shown = clock.value;
  if (shown === null) return <div class="time-machine" aria-hidden="true" />;

  const { timezone, canMove } = shown;
  const moving = shown.moving ?? (asked.value === null ? null : { to: asked.value, at: shown.now });
  const wall = wallTime(now, timezone);
  if (!canMove) {
    return (
      <div class="time-machine" title="The clock of this sandbox cannot be moved.">
        <ClockFace wall={wall} timezone={timezone} />
        <span class="time-machine-fixed">fixed clock</span>
      </div>
    );
  }
  const move = async (to: number): Promise<void> => {
    menu.current?.hidePopover();
    asked.value = new Date(to).toISOString();
    await moveClock(asked.value);
    asked.value = null;
  };
  return (
    <div class="time-machine">
      <button
        ref={button}
        type="button"
        class="time-machine-button"
        popovertarget={MENU}
        aria-haspopup="dialog"
        aria-busy={moving !== null}
      >
        {moving === null ? (
          <ClockFace wall={wall} timezone={timezone} />
        ) : (
          <MovingFace moving={moving} timezone={timezone} />
        )}
      </button>
      <div
        ref={menu}
        id={MENU}
        class="time-machine-menu"
        popover="auto"
        role="dialog"
        aria-label="Move the clock forward"
        onBeforeToggle={() => placeUnder(menu, button)}
      >
        {moving === null ? (
          <Choices wall={wall} timezone={timezone} onMove={(to) => void move(to)} />
        ) : (
          <Progress moving={moving} timezone={timezone} />
        )}
      </div>
    </div>
  );
}

type Moving = NonNullable<ClockShown['moving']>;

function ClockFace({ wall, timezone }: { wall: WallTime; timezone: string }) {
  return (
    <time class="time-machine-face" dateTime={`${wall.date}T${wall.time}`}>
      <span aria-hidden="true">🕘 </span>
      <span class="unseen">The sandbox’s clock: </span>
      {showDate(wall.date, { year: false })}
      <span class="time-machine-more"> {wall.date.slice(0, 4)}</span>, {wall.time}
      <span class="time-machine-more"> · {showZone(timezone)}</span>
    </time>
  );
}

function MovingFace({ moving, timezone }: { moving: Moving; timezone: string }) {
  const at = wallTime(Date.parse(moving.at), timezone);
  return (
    <span class="time-machine-face">
      <span aria-hidden="true">⏩ </span>on {showDate(at.date, { year: false })}…
    </span>
  );
}

function Progress({ moving, timezone }: { moving: Moving; timezone: string }) {
  const to = wallTime(Date.parse(moving.to), timezone);
  return (
    <p class="time-machine-progress">
      The clock moves to {showDate(to.date)}. What falls due on the way is done on its day.
      <progress aria-label={`Moving to ${showDate(to.date)}`} />
    </p>
  );
}

interface ChoicesProps {
  wall: WallTime;
  timezone: string;
  onMove: (to: number) => void;
}

function Choices({ wall, timezone, onMove }: ChoicesProps) {
  const date = useSignal('');
  const time = wall.time < AT_WORK ? AT_WORK : wall.time;
  const onDay = (day: string): void => onMove(instantAt({ date: day, time }, timezone));
  const steps = [
    { label: '1 day', day: addDays(wall.date, 1) },
    { label: '1 week', day: addDays(wall.date, 7) },
  ];
  return (
    <form
      class="time-machine-choices"
      onSubmit={(event) => {
        event.preventDefault();
        if (date.value !== '') onDay(date.value);
      }}
    >
      <p class="time-machine-hint">
        Milepost does what falls due on the way: the morning’s list of each day, snoozes that end.
      </p>
      {steps.map(({ label, day }, at) => (
        <button
          key={label}
          type="button"
          class="time-machine-step"
          autofocus={at === 0}
          onClick={() => onDay(day)}
        >
          <span>Forward {label}</span>
          <span class="time-machine-target">
            {showDate(day, { year: false })}, {time}
          </span>
        </button>
      ))}
      <label class="time-machine-date">
        Forward to a date
        <input
          type="date"
          required
          min={addDays(wall.date, 1)}
          max={addDays(wall.date, MOST_DAYS)}
          value={date.value}
          onInput={(event) => (date.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="time-machine-go">
        Go there
      </button>
    </form>
  );
}

async function moveClock(to: string): Promise<void> {
  try {
    await api.value.moveClock(to);
  } catch (error) {
    const why = error instanceof RefusedError ? error.message : 'the sandbox does not answer';
    notify(`The clock was not moved: ${why}`, 'problem');
  }
}

/** The sandbox's time in milliseconds, anew each minute and whenever the sandbox tells its clock. */
function useMinutes(): number {
  const now = useSignal(0);
  useSignalEffect(() => {
    now.value = clock.value === null ? 0 : sandboxNow();
  });
  useEffect(() => {
    const timer = setTimeout(() => (now.value = sandboxNow()), 60_000 - (now.value % 60_000));
    return () => clearTimeout(timer);
  }, [now.value]);
  return now.value;
}

/** Says, once the clock has arrived, where it is and how many messages came on the way. */
function useArrivalNotice(): void {
  const before = useRef<ReadonlyMap<string, Seen> | null>(null);
  useSignalEffect(() => {
    const shown = clock.value;
    if (shown === null) return;
    if (shown.moving !== null) {
      before.current ??= whatIsSeen();
      return;
    }
    if (before.current === null) return;
    const arrived = arrivedSince(before.current);
    before.current = null;
    const { date, time } = wallTime(Date.parse(shown.now), shown.timezone);
    notify(`It is ${showDate(date)}, ${time}. ${countOf(arrived)} arrived.`);
  });
}

interface Seen {
  /** Messages of a loaded channel; null where it is not loaded. */
  loaded: number | null;
  unread: number;
}

function whatIsSeen(): ReadonlyMap<string, Seen> {
  const loaded = messages.peek();
  return new Map(
    [...channels.peek().values()].map(({ id, unread }) => [
      id,
      { loaded: loaded.get(id)?.length ?? null, unread },
    ]),
  );
}

/** What a person looks at is read at once, so a loaded channel is counted and another one's unread is compared. */
function arrivedSince(before: ReadonlyMap<string, Seen>): number {
  let arrived = 0;
  for (const [id, { loaded, unread }] of whatIsSeen()) {
    const was = before.get(id) ?? { loaded: null, unread: 0 };
    arrived += was.loaded === null || loaded === null ? unread - was.unread : loaded - was.loaded;
  }
  return Math.max(0, arrived);
}

function countOf(arrived: number): string {
  if (arrived === 0) return 'No message';
  return arrived === 1 ? '1 message' : `${arrived} messages`;
}

/** A popover is laid out by the window: under its button, and inside the screen. */
function placeUnder(
  menu: RefObject<HTMLDivElement | null>,
  button: RefObject<HTMLButtonElement | null>,
): void {
  if (menu.current === null || button.current === null) return;
  const { bottom, right } = button.current.getBoundingClientRect();
  menu.current.style.top = `${bottom + 4}px`;
  menu.current.style.right = `${Math.max(8, document.documentElement.clientWidth - right)}px`;
}
