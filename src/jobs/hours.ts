/** When people are at work: who is asked something is asked then, by their own clock. */
import { DateTime, IANAZone } from 'luxon';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isPostDay, type Post, type Program } from '../program/domain.ts';

/** What of a program says when people work. */
export type WorkHours = Pick<Program, 'timezone'> & { posts: Pick<Program['posts'], 'morning'> };

/** A list on fewer days than this is a habit of the list, and not the week that people work. */
const LEAST_WEEK = 4;

/** From this local time, or the morning's list where that is earlier, up to the other one. */
const FROM = '08:00';
const UNTIL = '18:00';

/**
 * The working day that it is for somebody who is at work just now; null: they are off.
 * @param zone theirs (IANA); null, or one that is not known: the program's
 */
export function workdayOf(
  { posts, timezone }: WorkHours,
  zone: string | null,
  now: Date,
): BusinessDate | null {
  const local = DateTime.fromJSDate(now, {
    zone: zone !== null && IANAZone.isValidZone(zone) ? zone : timezone,
  });
  const time = local.toFormat('HH:mm');
  const list = posts.morning?.at ?? FROM;
  if (time < (list < FROM ? list : FROM) || time >= UNTIL) return null;
  const date = local.toFormat('yyyy-MM-dd');
  return isWorkday(posts.morning, date) ? date : null;
}

/** The days of the morning list; without one, or with one on a few days alone, Monday to Friday as well. */
function isWorkday(morning: Post | null, date: BusinessDate): boolean {
  const isFew = (morning?.days.length ?? 0) < LEAST_WEEK;
  return isPostDay(morning, date) || (isFew && isPostDay(null, date));
}

/** The last working day before a date. */
export function workdayBefore({ posts }: Pick<WorkHours, 'posts'>, date: BusinessDate): BusinessDate {
  let day = addDays(date, -1);
  while (!isWorkday(posts.morning, day)) day = addDays(day, -1);
  return day;
}

/** The first working day after a date. */
export function workdayAfter({ posts }: Pick<WorkHours, 'posts'>, date: BusinessDate): BusinessDate {
  let day = addDays(date, 1);
  while (!isWorkday(posts.morning, day)) day = addDays(day, 1);
  return day;
}
