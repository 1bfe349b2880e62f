/** When a scheduled post is due: pure arithmetic on dates and zones. */
import { DateTime } from 'luxon';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { WEEKDAYS, type Post } from '../program/domain.ts';

/** One occurrence of a scheduled post: the business date that it is for, and the instant at which it is due. */
export interface Slot {
  date: BusinessDate;
  at: Date;
}

/** A week, and one more day for a slot that a clock change moves past midnight. */
const DAYS_BACK = 8;

/**
 * The latest slot of `post` at or before `now`; null when there is none since `notBefore` (the program was
 * applied, the workspace was installed). After a pause only the latest slot is due, with the date it was for.
 *
 * The dates are walked, not the instants: each listed calendar date has exactly one slot, also when its clock
 * time does not exist that day, occurs twice, or is moved past midnight by a clock change.
 */
export function dueSlot(post: Post, timezone: string, now: Date, notBefore: Date): Slot | null {
  const today = businessDateOf(now, timezone);
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const date = addDays(today, -back);
    if (!post.days.includes(weekdayOf(date))) continue;
    const at = instantOf(date, post.at, timezone);
    if (at.getTime() > now.getTime()) continue;
    return at.getTime() < notBefore.getTime() ? null : { date, at };
  }
  return null;
}

/**
 * The instant at which clocks in `timezone` show `time` (`HH:MM`) on `date`: the first one when they show it
 * twice; when clocks skip that time, as long after the change as the time lies after the skip's beginning.
 */
export function instantOf(date: BusinessDate, time: string, timezone: string): Date {
  const shown = DateTime.fromISO(`${date}T${time}`, { zone: timezone });
  return (shown.getPossibleOffsets()[0] ?? shown).toJSDate();
}

function weekdayOf(date: BusinessDate): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[DateTime.fromISO(date, { zone: 'utc' }).weekday - 1]!;
}

/** The instant at which a date is over in `timezone`. */
export function endOf(date: BusinessDate, timezone: string): Date {
  return instantOf(addDays(date, 1), '00:00', timezone);
}
