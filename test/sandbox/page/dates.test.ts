/** Slack's date tokens, in the zone of the person who reads. */
import { describe, expect, test } from 'vitest';
import { formatDate, wholeDate } from '#src/sandbox/page/kit/dates.ts';

/** A Monday: 09:12 in Berlin, 00:12 in Los Angeles. */
const NOW = '2026-11-23T08:12:00Z';
const seconds = (iso: string): number => Date.parse(iso) / 1000;

function shown(format: string, at: string, zone = 'Europe/Berlin'): string | null {
  return formatDate(format, seconds(at), { zone, now: Date.parse(NOW) });
}

describe('tokens', () => {
  test.for<[string, string]>([
    ['{date_num}', '2014-02-08'],
    ['{date_slash}', '08/02/2014'],
    ['{date}', 'February 8th, 2014'],
    ['{date_short}', 'Feb 8, 2014'],
    ['{date_long}', 'Saturday, February 8th, 2014'],
    ['{date_long_full}', 'February 8, 2014'],
    ['{date_pretty}', 'February 8th, 2014'],
    ['{date_short_pretty}', 'Feb 8, 2014'],
    ['{date_long_pretty}', 'Saturday, February 8th, 2014'],
    ['{day_divider_pretty}', 'Saturday, February 8th, 2014'],
    ['{time}', '18:39'],
    ['{time_secs}', '18:39:42'],
    ['{ago}', '12 years ago'],
    ['Posted {date_num} {time_secs}', 'Posted 2014-02-08 18:39:42'],
    ['{nonsense} {time', '{nonsense} {time'],
  ])('%s', ([format, text]) => {
    expect(shown(format, '2014-02-08T17:39:42Z')).toBe(text);
  });
});

describe('near dates', () => {
  test.for<[string, string, string]>([
    ['{date_short_pretty} at {time}', '2026-11-23T23:30:00+01:00', 'Today at 23:30'],
    ['{date_short_pretty}', '2026-11-24T00:00:00+01:00', 'Tomorrow'],
    ['last seen {date_long_pretty}', '2026-11-22T00:00:00+01:00', 'last seen yesterday'],
    ['{date_pretty}', '2026-11-25T00:00:00+01:00', 'November 25th'],
    ['{date_short}', '2026-06-01T12:00:00Z', 'Jun 1'],
    ['{date_short}', '2026-04-01T12:00:00Z', 'Apr 1, 2026'],
    ['{date_short}', '2027-02-03T12:00:00Z', 'Feb 3'],
    ['{day_divider_pretty}', '2026-01-02T12:00:00Z', 'Friday, January 2nd'],
    ['{date}', '2026-11-11T12:00:00Z', 'November 11th'],
    ['{time}', '2026-11-23T00:05:00+01:00', '00:05'],
    ['{ago}', '2026-11-23T08:09:00Z', '3 minutes ago'],
    ['due {ago}', '2026-11-25T09:00:00Z', 'due in 2 days'],
  ])('%s at %s', ([format, at, text]) => {
    expect(shown(format, at)).toBe(text);
  });

  test('the day is the reader’s, and an unknown zone is UTC', () => {
    const late = '2026-11-23T05:00:00Z';
    expect(shown('{date_num} {time}', late, 'America/Los_Angeles')).toBe('2026-11-22 21:00');
    expect(shown('{date_pretty}', late, 'America/Los_Angeles')).toBe('Yesterday');
    expect(shown('{date_num} {time}', late, 'Nowhere/At_All')).toBe('2026-11-23 05:00');
  });
});

test('a moment outside of the calendar has no text; the whole date names its zone', () => {
  const reader = { zone: 'Asia/Tokyo', now: Date.parse(NOW) };
  expect(formatDate('{date}', 1e20, reader)).toBeNull();
  expect(formatDate('{date}', Number.NaN, reader)).toBeNull();
  expect(wholeDate(seconds(NOW), reader)).toBe('November 23, 2026 at 17:12 (Asia/Tokyo)');
  expect(wholeDate(1e20, reader)).toBe('');
});
