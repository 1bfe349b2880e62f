/**
 * Dates and times as files write them. A date without a time is that business date wherever the workspace is; a
 * time without a zone is in the workspace's time zone.
 */
import { DateTime } from 'luxon';
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { createDayReader, remembering } from '../base/day-reader.ts';

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

/**
 * A reader of one column's dates.
 * @param format such as `DD/MM/YYYY HH:mm`; null: ISO 8601
 * @param timezone IANA name of the workspace's time zone
 */
export function createMomentReader(format: string | null, timezone: string): ReadMoment {
  return format === null ? isoReader(timezone) : remembering(formatReader(format, timezone));
}

function isoReader(timezone: string): ReadMoment {
  const dayOf = createDayReader(timezone);
  const localTime = createLocalTime(timezone);
  const readDate = remembering((text: string): Moment | null =>
    isBusinessDate(text) ? { day: text, at: null } : null,
  );
  return (text) => {
    if (DATE.test(text)) return readDate(text);
    const match = DATE_TIME.exec(text);
    if (match === null) return null;
    const [, day = '', hour = '', minute = '', second = '00', fraction = '', zone] = match;
    if (readDate(day) === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
      return null;
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

/** The instant of a local time. On a day without a change of clocks all times have one offset. */
function createLocalTime(timezone: string): (day: string, time: string) => number {
  const instantOf = (day: string, time: string) =>
    DateTime.fromISO(`${day}T${time}`, { zone: timezone }).toMillis();
  const utcOf = (day: string, time: string) => Date.parse(`${day}T${time}Z`);
  const steadyOffset = remembering((day: string) => {
    const [first, last] = ['00:00:00.000', '23:59:59.999'].map(
      (time) => utcOf(day, time) - instantOf(day, time),
    );
    return first === last ? (first ?? null) : null;
  });
  return (day, time) => {
    const offset = steadyOffset(day);
    return offset === null ? instantOf(day, time) : utcOf(day, time) - offset;
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
];

/** Seconds and milliseconds since 1970: a format of its own, with nothing beside it. */
const EPOCHS: Readonly<Record<string, number>> = { X: 1_000, x: 1 };

/** The tokens that a `date:` format may hold, for telling a person. */
export const FORMAT_TOKENS = [...TOKENS.map(([token]) => token), ...Object.keys(EPOCHS)];

/** A format as luxon writes it, with what it holds; null when it names no date. */
export function readFormat(format: string): { luxon: string; hasTime: boolean } | null {
  // Luxon takes what stands in single quotes as it is, and has no way to write such a quote itself.
  if (format.includes("'")) return null;
  if (Object.hasOwn(EPOCHS, format)) return { luxon: format, hasTime: true };
  let luxon = '';
  const tokens = new Set<string>();
  for (let at = 0; at < format.length;) {
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
  const isDate = has('YYYY', 'YY') && has('M', 'MM', 'MMM', 'MMMM') && has('D', 'DD');
  return isDate ? { luxon, hasTime: has('H', 'HH', 'h', 'hh') } : null;
}

/** Letters would be taken for tokens. */
function quote(literal: string): string {
  return /^[A-Za-z]+$/.test(literal) ? `'${literal}'` : literal;
}

function formatReader(format: string, timezone: string): ReadMoment {
  const parsed = readFormat(format);
  if (parsed === null) return () => null;
  const { luxon, hasTime } = parsed;
  const epoch = EPOCHS[format];
  if (epoch !== undefined) return epochReader(epoch, timezone);
  return (text) => {
    const zone = hasTime ? timezone : 'utc';
    const time = DateTime.fromFormat(text, luxon, { zone, locale: 'en' });
    if (!time.isValid) return null;
    const day = time.toFormat('yyyy-MM-dd');
    return { day, at: hasTime ? time.toUTC().toISO() : null };
  };
}

function epochReader(unitMs: number, timezone: string): ReadMoment {
  const dayOf = createDayReader(timezone);
  return (text) => {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return null;
    const ms = Math.round(Number(text) * unitMs);
    // Beyond the years that have four digits it is no time that anybody meant.
    return Math.abs(ms) > MOST_EPOCH_MS ? null : { day: dayOf(ms), at: iso(ms) };
  };
}

const MOST_EPOCH_MS = 200_000_000_000_000;
