/** Slack's dates: a moment by a format with tokens, as the person who reads it would say it. Pure. */

/** Who reads, and when. */
export interface Reader {
  /** An IANA zone; one that is unknown is read as UTC. */
  zone: string;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * A format such as `{date_short_pretty} at {time}`, filled in; English, with the 24-hour clock of the page.
 * Tokens and what they show: https://docs.slack.dev/messaging/formatting-message-text#date-formatting, and of rich text
 * https://docs.slack.dev/reference/block-kit/block-elements/date-element. An unknown token stays as it stands.
 * @param timestamp seconds since 1970
 * @returns null where the moment is none: the fallback is shown then
 */
export function formatDate(format: string, timestamp: number, reader: Reader): string | null {
  const at = timestamp * 1000;
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return null;
  const calendar = calendarIn(reader.zone);
  const moment = momentOf(at, calendar);
  const today = momentOf(reader.now, calendar);
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string, index: number) => {
    const text = tokenText(token, moment, today, at - reader.now);
    if (text === undefined) return whole;
    return index === 0 ? capital(text) : text;
  });
}

/** The whole moment, for a tooltip: "November 23, 2026 at 09:12 (Europe/Berlin)"; empty where there is none. */
export function wholeDate(timestamp: number, reader: Reader): string {
  const text = formatDate('{date_long_full} at {time}', timestamp, reader);
  return text === null ? '' : `${text} (${calendarIn(reader.zone).resolvedOptions().timeZone})`;
}

/** A moment's calendar and clock in a zone. */
interface Moment {
  year: number;
  month: number;
  day: number;
  weekday: string;
  monthName: string;
  hour: string;
  minute: string;
  second: string;
}

function calendarIn(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return calendarIn('UTC');
  }
}

function momentOf(at: number, calendar: Intl.DateTimeFormat): Moment {
  const parts = new Map(calendar.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    year: Number(part('year')),
    month: MONTHS.indexOf(part('month')) + 1,
    day: Number(part('day')),
    weekday: part('weekday'),
    monthName: part('month'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function tokenText(token: string, moment: Moment, today: Moment, ahead: number): string | undefined {
  const base = token.endsWith('_pretty') ? token.slice(0, -'_pretty'.length) : token;
  if (base !== token) {
    const word = ['date', 'date_short', 'date_long', 'day_divider'].includes(base)
      ? relativeDay(moment, today)
      : undefined;
    if (word !== undefined) return word;
  }
  const year = isNear(ahead) ? '' : `, ${moment.year}`;
  const ordinalDay = `${moment.monthName} ${ordinal(moment.day)}`;
  switch (base) {
    case 'date_num':
      return `${moment.year}-${two(moment.month)}-${two(moment.day)}`;
    case 'date_slash':
      return `${two(moment.day)}/${two(moment.month)}/${moment.year}`;
    case 'date':
      return ordinalDay + year;
    case 'date_short':
      return `${moment.monthName.slice(0, 3)} ${moment.day}${year}`;
    case 'date_long':
      return `${moment.weekday}, ${ordinalDay}${year}`;
    case 'date_long_full':
      return `${moment.monthName} ${moment.day}, ${moment.year}`;
    case 'day_divider':
      return `${moment.weekday}, ${ordinalDay}${moment.year === today.year ? '' : `, ${moment.year}`}`;
    case 'time':
      return `${moment.hour}:${moment.minute}`;
    case 'time_secs':
      return `${moment.hour}:${moment.minute}:${moment.second}`;
    case 'ago':
      return ago(ahead);
    default:
      return undefined;
  }
}

function relativeDay(moment: Moment, today: Moment): string | undefined {
  const days = (dayNumber(moment) - dayNumber(today)) / 86_400_000;
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : undefined;
}

const dayNumber = ({ year, month, day }: Moment): number => Date.UTC(year, month - 1, day);
const isNear = (ahead: number): boolean => Math.abs(ahead) < 183 * 86_400_000;
const two = (number: number): string => String(number).padStart(2, '0');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function ordinal(day: number): string {
  const ending = day > 10 && day < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 minutes ago", "in 2 days". */
function ago(ahead: number): string {
  const seconds = Math.abs(ahead) / 1000;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return new Intl.RelativeTimeFormat('en').format(ahead > 0 ? count : -count, unit);
}
