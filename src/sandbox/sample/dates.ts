/** The days of the sample, counted from the one on which it is loaded. */
import { addDays, daysBetween, latestDateMonthsBefore, type BusinessDate } from '../../base/business-date.ts';

/** The working day `count` before `date`; with 0 the date itself, or the Friday before a weekend. */
export function workingDayBefore(date: BusinessDate, count: number): BusinessDate {
  let current = notAtWeekend(date);
  for (let left = count; left > 0; left -= 1) current = notAtWeekend(addDays(current, -1));
  return current;
}

/** The working day so many days before `today`: before a weekend its Friday. */
export function workingDayAgo(today: BusinessDate, ago: number): BusinessDate {
  return workingDayBefore(addDays(today, -ago), 0);
}

/**
 * The number of days at a milestone with which "more than `months` months" holds on `today` for the first time since
 * the list of `previous`; null where no date has that number, as after a short month.
 */
export function daysNewlyPast(months: number, previous: BusinessDate, today: BusinessDate): number | null {
  const newest = latestDateMonthsBefore(addDays(today, -1), months);
  return newest > latestDateMonthsBefore(addDays(previous, -1), months) ? daysBetween(newest, today) : null;
}

function notAtWeekend(date: BusinessDate): BusinessDate {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  if (weekday === 0) return addDays(date, -2);
  return weekday === 6 ? addDays(date, -1) : date;
}
