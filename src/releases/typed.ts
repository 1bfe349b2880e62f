/** `NAME DATE`, as it is typed behind `/cs release`. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { readTypedDate } from '../base/typed-date.ts';

/** The longest date: `Fri 27 Nov 2026`. */
const MOST_WORDS = 4;
/** A day without a year that would lie further ahead is the one of last year. */
const MOST_DAYS_AHEAD = 92;

/** The name, and the day where the last words are one. @returns the whole text as the name where they are none */
export function readRelease(typed: string, today: BusinessDate): { name: string; day: BusinessDate | null } {
  const words = typed.split(' ').filter((word) => word !== '');
  for (let length = Math.min(MOST_WORDS, words.length - 1); length > 0; length -= 1) {
    const day = readDay(words.slice(-length).join(' '), today);
    if (day !== null) return { name: words.slice(0, -length).join(' '), day };
  }
  return { name: words.join(' '), day: null };
}

/** Most releases lie behind: a day without a year is the nearer one. */
function readDay(text: string, today: BusinessDate): BusinessDate | null {
  const day = readTypedDate(text, today);
  if (day === null || /\d{4}/.test(text) || day <= addDays(today, MOST_DAYS_AHEAD)) return day;
  return readTypedDate(`${text} ${Number(day.slice(0, 4)) - 1}`, today) ?? day;
}
