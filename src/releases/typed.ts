/** `NAME DATE`, as it is typed behind `/cs release`. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { readTypedDate } from '../base/typed-date.ts';

/** The longest date: `Fri 27 Nov 2026`. */
const MOST_WORDS = 4;
/** A day without a year that would lie further ahead is the one of last year. */
const MOST_DAYS_AHEAD = 92;

export type ReleaseReading =
  /** `day` null: none was typed; `name` empty: nothing was. */
  | { ok: true; name: string; day: BusinessDate | null }
  /** The last words were meant as a day, and are none of the calendar. */
  | { ok: false; problem: 'unknown-date'; name: string; typed: string }
  /** Only a day was typed. */
  | { ok: false; problem: 'no-name'; typed: string };

/** The name, and the day where the last words are one. */
export function readRelease(typed: string, today: BusinessDate): ReleaseReading {
  const words = typed.split(' ').filter((word) => word !== '');
  const last = (length: number) => words.slice(-length).join(' ');
  const before = (length: number) => words.slice(0, -length).join(' ');
  const lengths = Array.from(
    { length: Math.max(0, Math.min(MOST_WORDS, words.length - 1)) },
    (_, index) => index + 1,
  ).toReversed();
  for (const length of lengths) {
    const text = last(length);
    const day = readDay(text, today);
    if (day !== null) return { ok: true, name: before(length), day };
    if (MEANT_AS_DAY.test(text))
      return { ok: false, problem: 'unknown-date', name: before(length), typed: text };
  }
  const name = words.join(' ');
  // A release may be called by its date, and not by a word such as today.
  if (!/^\d/.test(name) && readDay(name, today) !== null)
    return { ok: false, problem: 'no-name', typed: name };
  return { ok: true, name, day: null };
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const DAY = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const WEEKDAY = '(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*';
/** `2026-13-40`, `31.2.2026`, `31 Feb`, `Feb 31 2026`, `next Friday`: nothing of which a name ends with. */
const MEANT_AS_DAY = new RegExp(
  String.raw`^(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|${DAY}\.? ${MONTH}(?:,? \d{4})?|${MONTH} ${DAY}(?:,? \d{4})?|(?:this|next|coming) ${WEEKDAY})$`,
  'i',
);

/** Most releases lie behind: a day without a year is the nearer one. */
function readDay(text: string, today: BusinessDate): BusinessDate | null {
  const day = readTypedDate(text, today);
  if (day === null || /\d{4}/.test(text) || day <= addDays(today, MOST_DAYS_AHEAD)) return day;
  return readTypedDate(`${text} ${Number(day.slice(0, 4)) - 1}`, today) ?? day;
}
