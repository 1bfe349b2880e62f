/** Business dates of many instants: a time zone is asked once for each day. */
import { DateTime } from 'luxon';
import type { BusinessDate } from './business-date.ts';

/** There are few distinct dates among many rows; the memory is emptied when there are many after all. */
const MOST_REMEMBERED = 50_000;
const MS_PER_DAY = 86_400_000;

/** @returns the business date of an instant in a time zone (IANA name) */
export function createDayReader(timezone: string): (epochMs: number) => BusinessDate {
  const offsetAt = (epochMs: number) => DateTime.fromMillis(epochMs, { zone: timezone }).offset * 60_000;
  const steadyOffset = remembering((day: number) => {
    const start = offsetAt(day * MS_PER_DAY);
    return start === offsetAt((day + 1) * MS_PER_DAY - 1) ? start : null;
  });
  return (epochMs) => {
    const offset = steadyOffset(Math.floor(epochMs / MS_PER_DAY)) ?? offsetAt(epochMs);
    return new Date(epochMs + offset).toISOString().slice(0, 10);
  };
}

/** The same function, which keeps what it found. */
export function remembering<K, V>(read: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const value = read(key);
    known.set(key, value);
    return value;
  };
}
