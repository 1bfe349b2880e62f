/** Dates as people type them behind a command. */
import { addDays, isBusinessDate, type BusinessDate } from './business-date.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
/** A weekday's or month's name may be cut to so many letters. */
const SHORTEST = 3;

/**
 * A day: `2026-11-27`, `27 Nov`, `Nov 27 2026`, `Fri 27 Nov`, `Friday`, `today`, `tomorrow`, `in 10 days`, `2 weeks`; or one
 * that has passed: `yesterday`, `last Friday`, `3 days ago`. A date without a year is its next one, a weekday the next
 * after today.
 * @returns null: it is none of these, or no day of the calendar
 */
export function readTypedDate(text: string, today: BusinessDate): BusinessDate | null {
  const typed = text.toLowerCase().replaceAll(/[,.]/g, ' ').replace(/\s+/g, ' ').trim();
  const isDate: boolean = isBusinessDate(typed);
  if (isDate) return typed;
  if (typed === 'today') return today;
  if (typed === 'tomorrow') return addDays(today, 1);
  if (typed === 'yesterday') return addDays(today, -1);
  const length = /^(?:in )?(\d{1,3}) (day|week)s?( ago)?$/.exec(typed);
  if (length !== null && !(typed.startsWith('in ') && length[3] !== undefined)) {
    const days = Number(length[1]) * (length[2] === 'week' ? 7 : 1);
    return addDays(today, length[3] === undefined ? days : -days);
  }
  const [first = '', ...rest] = typed.split(' ');
  if (first === 'last') return lastWeekday(rest, today);
  const weekday = placeOf(WEEKDAYS, first);
  if (weekday !== null && rest.length === 0) return nextWeekday(weekday, today);
  return readDayOfMonth(weekday === null ? [first, ...rest] : rest, today);
}

/** `27 nov`, `27th november 2026`, `nov 27`. */
function readDayOfMonth(words: readonly string[], today: BusinessDate): BusinessDate | null {
  const [first = '', second = '', year, ...more] = words;
  if (more.length > 0) return null;
  const [dayText, monthText] = /^\d/.test(first) ? [first, second] : [second, first];
  const dayOf = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(dayText)?.[1];
  const month = placeOf(MONTHS, monthText);
  if (dayOf === undefined || month === null) return null;
  if (year !== undefined && !/^\d{4}$/.test(year)) return null;
  const dateIn = (of: number) => `${of}-${String(month + 1).padStart(2, '0')}-${dayOf.padStart(2, '0')}`;
  if (year !== undefined) return realDate(dateIn(Number(year)));
  const thisYear = Number(today.slice(0, 4));
  const date = dateIn(thisYear);
  return realDate(date < today ? dateIn(thisYear + 1) : date);
}

function realDate(date: BusinessDate): BusinessDate | null {
  return isBusinessDate(date) ? date : null;
}

function nextWeekday(weekday: number, today: BusinessDate): BusinessDate {
  const now = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, ((weekday - now + 6) % 7) + 1);
}

/** Behind `last`: the weekday before today. */
function lastWeekday(words: readonly string[], today: BusinessDate): BusinessDate | null {
  const [word = '', ...more] = words;
  const weekday = placeOf(WEEKDAYS, word);
  return weekday === null || more.length > 0 ? null : nextWeekday(weekday, addDays(today, -8));
}

/** Which of the names the word is, whole or cut; null: none. */
function placeOf(names: readonly string[], word: string): number | null {
  if (word.length < SHORTEST) return null;
  const place = names.findIndex((name) => name.startsWith(word));
  return place < 0 ? null : place;
}
