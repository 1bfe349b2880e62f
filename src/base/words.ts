/** Figures and dates as people say them, where it is not yet known who shows them. */
import type { BusinessDate } from './business-date.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// To make a formatter takes a hundred times as long as to use it.
const FIGURE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A number with thousands separators and at most two decimals. */
export function figure(number: number): string {
  return FIGURE.format(number);
}

/** A number with its noun: `1 day`, `94 days`, `1,200 accounts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}

/** A business date: `21 Aug`, or `21 Aug 2024` when it is not in the year of `today`. */
export function shortDate(date: BusinessDate, today: BusinessDate): string {
  const [year, month, day] = date.split('-');
  const short = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  return year === today.slice(0, 4) ? short : `${short} ${year}`;
}
