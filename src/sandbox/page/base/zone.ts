/** Dates and times of the sandbox's clock, in the zone of the program's working days. */

/** A wall clock: `2026-11-23` and `09:12`. */
export interface WallTime {
  date: string;
  time: string;
}

/** What a clock on a wall of that zone shows at an instant (milliseconds since 1970). */
export function wallTime(instant: number, timezone: string): WallTime {
  // Swedish writes a date and a time as ISO does.
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(instant);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/**
 * The instant (milliseconds since 1970) at which the wall clock shows that date and time. A time that the zone skips
 * is the one an hour later; of a time that comes twice it is one of the two.
 */
export function instantAt({ date, time }: WallTime, timezone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const offsetAt = (instant: number): number => {
    const shown = wallTime(instant, timezone);
    return Date.parse(`${shown.date}T${shown.time}:00Z`) - Math.floor(instant / 60_000) * 60_000;
  };
  const first = wanted - offsetAt(wanted);
  const second = wanted - offsetAt(first);
  const shown = [second, first].find((instant) => instant + offsetAt(instant) === wanted);
  return shown ?? Math.max(first, second);
}

/** A date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** "Mon 23 Nov 2026", or without the year "Mon 23 Nov". */
export function showDate(date: string, { year = true } = {}): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).formatToParts(Date.parse(`${date}T00:00:00Z`));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const short = `${part('weekday')} ${part('day')} ${part('month')}`;
  return year ? `${short} ${part('year')}` : short;
}

/** The zone as a person says it: "Europe/Berlin" is "Berlin". */
export function showZone(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
