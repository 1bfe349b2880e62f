/**
 * Dates and times as files write them. A date without a time is that business date wherever the workspace is; a
 * time without a zone is in the workspace's time zone.
 */
import { DateTime } from 'luxon';
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

/** A business date, and the UTC time where the source knows one. */
export interface Moment {
  day: BusinessDate;
  at: string | null;
}

/** Reads one column's dates; null: the text is no date of that form. */
export type ReadMoment = (text: string) => Moment | null;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/** A file has few distinct dates and many rows; the memory is emptied when a file has many after all. */
const MOST_REMEMBERED = 50_000;

/**
 * A reader of one column's dates.
 * @param format such as `DD/MM/YYYY HH:mm`; null: ISO 8601
 * @param timezone IANA name of the workspace's time zone
 */
export function createMomentReader(format: string | null, timezone: string): ReadMoment {
  const read = format === null ? isoReader(timezone) : formatReader(format, timezone);
  const known = new Map<string, Moment | null>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const moment = read(text);
    known.set(text, moment);
    return moment;
  };
}

/** The business date of an instant, many times over: an offset changes on a quarter of an hour at the earliest. */
export function createDayReader(timezone: string): (epochMs: number) => BusinessDate {
  const known = new Map<number, BusinessDate>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_MS);
    let day = known.get(quarter);
    if (day === undefined) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      day = DateTime.fromMillis(quarter * QUARTER_MS, { zone: timezone }).toFormat('yyyy-MM-dd');
      known.set(quarter, day);
    }
    return day;
  };
}

const QUARTER_MS = 15 * 60_000;

function isoReader(timezone: string): ReadMoment {
  const dayOf = createDayReader(timezone);
  const localTime = createLocalTime(timezone);
  return (text) => {
    if (DATE.test(text)) return isBusinessDate(text) ? { day: text, at: null } : null;
    const match = DATE_TIME.exec(text);
    if (match === null) return null;
    const [, day = '', hour = '', minute = '', second = '00', fraction = '', zone] = match;
    if (!isBusinessDate(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
    const time = `${hour.padStart(2, '0')}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
    if (zone === undefined) return { day, at: iso(localTime(day, time)) };
    const ms = Date.parse(`${day}T${time}${isoZone(zone)}`);
    return Number.isNaN(ms) ? null : { day: dayOf(ms), at: iso(ms) };
  };
}

function isoZone(zone: string): string {
  if (/^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** The instant of a local time. The offset is looked up once per quarter of an hour, within which it holds. */
function createLocalTime(timezone: string): (day: string, time: string) => number {
  const offsets = new Map<string, number>();
  return (day, time) => {
    const asUtc = Date.parse(`${day}T${time}Z`);
    const quarter = `${day} ${time.slice(0, 3)}${Math.floor(Number(time.slice(3, 5)) / 15)}`;
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      if (offsets.size >= MOST_REMEMBERED) offsets.clear();
      const start = DateTime.fromISO(`${day}T${time}`, { zone: timezone });
      offset = asUtc - start.toMillis();
      offsets.set(quarter, offset);
    }
    return asUtc - offset;
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The tokens of a format, longest first, and what luxon calls them. */
const TOKENS: readonly (readonly [string, string])[] = [
  ['YYYY', 'yyyy'],
  ['MMMM', 'MMMM'],
  ['dddd', 'EEEE'],
  ['MMM', 'MMM'],
  ['ddd', 'EEE'],
  ['SSS', 'SSS'],
  ['YY', 'yy'],
  ['MM', 'MM'],
  ['DD', 'dd'],
  ['HH', 'HH'],
  ['hh', 'hh'],
  ['mm', 'mm'],
  ['ss', 'ss'],
  ['ZZ', 'ZZZ'],
  ['M', 'M'],
  ['D', 'd'],
  ['H', 'H'],
  ['h', 'h'],
  ['m', 'm'],
  ['s', 's'],
  ['A', 'a'],
  ['a', 'a'],
  ['Z', 'ZZ'],
  ['X', 'X'],
  ['x', 'x'],
];

/** The tokens that a `date:` format may hold, for telling a person. */
export const FORMAT_TOKENS = TOKENS.map(([token]) => token);

/** A format as luxon writes it, with what it holds; null when it names no date. */
export function readFormat(format: string): { luxon: string; hasTime: boolean } | null {
  // Luxon takes what stands in single quotes as it is, and has no way to write such a quote itself.
  if (format.includes("'")) return null;
  let luxon = '';
  const tokens = new Set<string>();
  for (let at = 0; at < format.length; ) {
    const rest = format.slice(at);
    const literal = /^\[([^\]]*)\]/.exec(rest);
    const token = TOKENS.find(([name]) => rest.startsWith(name));
    if (literal !== null) luxon += quote(literal[1] ?? '');
    else if (token !== undefined) luxon += token[1];
    else luxon += quote(rest[0] ?? '');
    if (literal === null && token !== undefined) tokens.add(token[0]);
    at += literal?.[0].length ?? token?.[0].length ?? 1;
  }
  const has = (...names: string[]) => names.some((name) => tokens.has(name));
  const isEpoch = has('X', 'x');
  const isDate = has('YYYY', 'YY') && has('M', 'MM', 'MMM', 'MMMM') && has('D', 'DD');
  if (!isEpoch && !isDate) return null;
  return { luxon, hasTime: isEpoch || has('H', 'HH', 'h', 'hh') };
}

/** Letters would be taken for tokens. */
function quote(literal: string): string {
  return /^[A-Za-z]+$/.test(literal) ? `'${literal}'` : literal;
}

function formatReader(format: string, timezone: string): ReadMoment {
  const parsed = readFormat(format);
  if (parsed === null) return () => null;
  const { luxon, hasTime } = parsed;
  return (text) => {
    const zone = hasTime ? timezone : 'utc';
    const time = DateTime.fromFormat(text, luxon, { zone, locale: 'en' });
    if (!time.isValid) return null;
    const day = time.toFormat('yyyy-MM-dd');
    return { day, at: hasTime ? time.toUTC().toISO() : null };
  };
}
