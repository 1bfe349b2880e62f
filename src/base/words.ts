/** Figures and dates as people say them, where it is not yet known who shows them. */
import type { BusinessDate } from './business-date.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// To make a formatter takes a hundred times as long as to use it.
const FIGURE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const COMPACT = { notation: 'compact', compactDisplay: 'short' } as const;
const compactFormat = new Intl.NumberFormat('en-US', COMPACT);
const moneyFormats = new Map<string, Intl.NumberFormat>();

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

/** Money rounded as in speech: €480, €4.8k, €48k, $1.2M. A currency that is no ISO code stands behind the figure. */
export function money(amount: number, currency: string | null): string {
  if (currency !== null && /^[A-Za-z]{3}$/.test(currency)) {
    return lowerK(moneyFormat(currency.toUpperCase()).format(amount));
  }
  const bare = lowerK(compactFormat.format(amount));
  return currency === null || currency.trim() === '' ? bare : `${bare} ${currency}`;
}

/** @param currency three capital letters, so that there are not too many to keep */
function moneyFormat(currency: string): Intl.NumberFormat {
  const kept = moneyFormats.get(currency);
  if (kept !== undefined) return kept;
  const made = new Intl.NumberFormat('en-US', { ...COMPACT, style: 'currency', currency });
  moneyFormats.set(currency, made);
  return made;
}

function lowerK(text: string): string {
  return text.replace(/(?<=\d)K/, 'k');
}
