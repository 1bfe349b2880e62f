/**
 * Calendar arithmetic on business dates: `YYYY-MM-DD` text in the workspace's time zone.
 * Text compares in date order, so dates need no parsing to be sorted or compared.
 */
import { DateTime } from 'luxon';

/** A calendar date, `YYYY-MM-DD`. */
export type BusinessDate = string;

const MS_PER_DAY = 86_400_000;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether `text` is a real calendar date written `YYYY-MM-DD` (30 February is not). */
export function isBusinessDate(text: string): text is BusinessDate {
  if (!SHAPE.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The number of the day, counted from 1970-01-01. */
export function dayNumber(date: BusinessDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY);
}

/** Days from `from` to `to`: negative when `to` is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** `date` plus (or minus) whole days. */
export function addDays(date: BusinessDate, days: number): BusinessDate {
  return new Date((dayNumber(date) + days) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** `date` plus calendar months; a day that the month lacks becomes its last day (31 January + 1 = 28 or 29 February). */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  // By hand, since rules ask it for every account of a list: luxon takes many times as long.
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0));
  return new Date(lastDay.setUTCDate(Math.min(day, lastDay.getUTCDate()))).toISOString().slice(0, 10);
}

/**
 * The latest date `s` with `addMonths(s, months) <= date`: what SQL compares against, so that a condition
 * in calendar months needs no date arithmetic in the database.
 */
export function latestDateMonthsBefore(date: BusinessDate, months: number): BusinessDate {
  const day = utc(date);
  const back = day.minus({ months });
  const clampsToDate = day.day === day.daysInMonth;
  return (clampsToDate ? back.endOf('month') : back).toFormat('yyyy-MM-dd');
}

/** `date` plus working days, Monday to Friday; 0 keeps a working day and moves a weekend to Monday. */
export function addBusinessDays(date: BusinessDate, days: number): BusinessDate {
  let current = date;
  while (isWeekend(current)) current = addDays(current, 1);
  for (let left = days; left > 0; left -= 1) {
    current = addDays(current, 1);
    while (isWeekend(current)) current = addDays(current, 1);
  }
  return current;
}

/** The business date of an instant in a time zone (IANA name). */
export function businessDateOf(instant: Date, timezone: string): BusinessDate {
  return DateTime.fromJSDate(instant, { zone: timezone }).toFormat('yyyy-MM-dd');
}

/** The later of two dates. */
export function laterOf(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a > b ? a : b;
}

function isWeekend(date: BusinessDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function utc(date: BusinessDate): DateTime {
  return DateTime.fromISO(date, { zone: 'utc' });
}
