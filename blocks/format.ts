/** Figures, money and dates as people say them. */
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import * as words from '#src/base/words.ts';

export { figure, money } from '#src/base/words.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const NO_BREAK = '\u00A0';

/** A number with its noun: `1 day`, `94 days`, `1,200 accounts`. No line breaks between the two. */
export function count(number: number, one: string, many?: string): string {
  return words.count(number, one, many).replace(' ', NO_BREAK);
}

/** `€48k, $12k`, or `€48k, $12k and 3 more currencies`; '' where there are none. @param max so many are told */
export function sumsWords(sums: readonly { currency: string | null; amount: number }[], max: number): string {
  const shown = sums.slice(0, max).map(({ amount, currency }) => words.money(amount, currency));
  const hidden = sums.length - shown.length;
  const more = hidden > 0 ? ` and ${count(hidden, 'more currency', 'more currencies')}` : '';
  return `${shown.join(', ')}${more}`;
}

/** A business date: `Tue 24 Nov`, or `24 Nov 2024` when it is not in the year of `today`. */
export function day(date: BusinessDate, today: BusinessDate): string {
  const short = words.shortDate(date, today);
  if (date.slice(0, 4) !== today.slice(0, 4)) return short;
  return `${WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]} ${short}`;
}

/** How far a date lies from today: `today`, `in 61 days`, `3 days ago`. */
export function away(date: BusinessDate, today: BusinessDate): string {
  const days = daysBetween(today, date);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in${NO_BREAK}${count(days, 'day')}` : `${count(-days, 'day')}${NO_BREAK}ago`;
}

/** `Acme`, `Acme and Globex`, `Acme, Globex and 3 more`. */
export function listed(names: readonly string[], max = 3): string {
  const shown = names.slice(0, names.length > max ? max - 1 : max);
  const hidden = names.length - shown.length;
  const parts = hidden > 0 ? [...shown, `${hidden} more`] : shown;
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
