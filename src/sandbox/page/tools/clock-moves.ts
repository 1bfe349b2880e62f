/** The moves of the sandbox's clock: how far one is, and what is told of it. */
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { problemOf } from '../base/problem.ts';
import { showDate, showZone, wallTime } from '../base/zone.ts';
import { api, channels, clock, messages, notify } from '../store.ts';

const DAY_MS = 86_400_000;

/** A move that is under way: the date where it is and where it goes, and which day of how many it is. */
export interface Journey {
  at: string;
  to: string;
  day: number;
  days: number;
}

/**
 * The move that is under way, or has just been asked for; null: the clock stands.
 * @param asked the instant to which this page moves it, ISO, until that is answered
 */
export function useJourney(asked: string | null): Journey | null {
  const from = useRef<number | null>(null);
  const shown = clock.value;
  const moving = shown?.moving ?? (shown === null || asked === null ? null : { to: asked, at: shown.now });
  if (shown === null || moving === null) {
    from.current = null;
    return null;
  }
  const [at, to] = [Date.parse(moving.at), Date.parse(moving.to)];
  // A page that comes in on the way counts from there.
  from.current ??= at;
  const days = Math.max(1, Math.ceil((to - from.current) / DAY_MS));
  const day = Math.min(days, Math.floor((at - from.current) / DAY_MS) + 1);
  const date = (instant: number): string => wallTime(instant, shown.timezone).date;
  return { at: date(at), to: date(to), day, days };
}

/** Moves the clock to an instant, ISO; tells why it was not moved, and what failed on the way. */
export async function moveClock(to: string): Promise<void> {
  try {
    const { failed } = await api.peek().moveClock(to);
    if (failed > 0) {
      const jobs = failed === 1 ? '1 job' : `${failed} jobs`;
      notify(`${jobs} failed while the clock moved: the log of the bot says why.`, 'problem');
    }
  } catch (error) {
    notify(`The clock was not moved: ${withDates(problemOf(error))}`, 'problem');
  }
}

/** Stops the move that is under way, whoever began it. */
export async function stopClock(): Promise<void> {
  try {
    await api.peek().stopClock();
  } catch (error) {
    notify(`The clock was not stopped: ${problemOf(error)}`, 'problem');
  }
}

/** Each instant in a text as the clock in the bar shows it. */
function withDates(text: string): string {
  const timezone = clock.peek()?.timezone ?? 'UTC';
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => {
    const { date, time } = wallTime(Date.parse(instant), timezone);
    return `${showDate(date)}, ${time} (${showZone(timezone)})`;
  });
}

interface Before {
  seen: ReadonlyMap<string, Seen>;
  to: string;
}

/** Says, once the clock has arrived or was stopped, where it is and how many messages came on the way. */
export function useArrivalNotice(onArrival: () => void): void {
  const before = useRef<Before | null>(null);
  useSignalEffect(() => {
    const shown = clock.value;
    if (shown === null) return;
    if (shown.moving !== null) {
      before.current ??= { seen: whatIsSeen(), to: shown.moving.to };
      return;
    }
    if (before.current === null) return;
    const { seen, to } = before.current;
    before.current = null;
    onArrival();
    const { date, time } = wallTime(Date.parse(shown.now), shown.timezone);
    const stopped = Date.parse(shown.now) < Date.parse(to) ? 'Stopped on the way. ' : '';
    notify(`${stopped}It is ${showDate(date)}, ${time}. ${countOf(arrivedSince(seen))} arrived.`);
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
