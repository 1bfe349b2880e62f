import { Cron } from 'croner';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { dueSlot, instantOf, type Slot } from '#src/jobs/slots.ts';
import { WEEKDAYS, type Post, type Weekday } from '#src/program/domain.ts';
import { runs } from '../support/fuzz.ts';

const LONG_AGO = new Date(0);
const HOUR = 3_600_000;

function post(at: string, days: readonly Weekday[] = WEEKDAYS): Post {
  return { channel: 'cs-daily', at, days: [...days] };
}

function due(at: string, timezone: string, now: string): string | undefined {
  const slot = dueSlot(post(at), timezone, new Date(now), LONG_AGO);
  return slot === null ? undefined : `${slot.date} ${slot.at.toISOString()}`;
}

describe('the slot that is due', () => {
  const weekdays = post('08:30', ['mon', 'tue', 'wed', 'thu', 'fri']);

  it('begins at its very minute', () => {
    const before = dueSlot(weekdays, 'Europe/Berlin', new Date('2026-11-23T07:29:59.999Z'), LONG_AGO);
    expect(before?.date).toBe('2026-11-20');
    const at = new Date('2026-11-23T07:30:00.000Z');
    expect(dueSlot(weekdays, 'Europe/Berlin', at, LONG_AGO)).toEqual({ date: '2026-11-23', at });
  });

  it('stays due until the next one, so that a missed morning is caught up with its own date', () => {
    const sunday = dueSlot(weekdays, 'Europe/Berlin', new Date('2026-11-22T22:00:00Z'), LONG_AGO);
    expect(sunday?.date).toBe('2026-11-20');
  });

  it('is none before the program was applied', () => {
    const now = new Date('2026-11-23T12:00:00Z');
    expect(dueSlot(weekdays, 'Europe/Berlin', now, new Date('2026-11-23T07:30:00.001Z'))).toBeNull();
    expect(dueSlot(weekdays, 'Europe/Berlin', now, new Date('2026-11-23T07:30:00Z'))?.date).toBe(
      '2026-11-23',
    );
  });

  it('is the one of a week before while a clock change delays the next one past midnight', () => {
    const saturdays = post('23:30', ['sat']);
    expect(dueSlot(saturdays, 'America/Nuuk', new Date('2026-03-29T01:15:00Z'), LONG_AGO)?.date).toBe(
      '2026-03-21',
    );
  });

  it('is none where no day is listed', () => {
    expect(
      dueSlot(post('08:30', []), 'Europe/Berlin', new Date('2026-11-23T12:00:00Z'), LONG_AGO),
    ).toBeNull();
  });

  it.each([
    [
      'a time that clocks skip',
      '02:30',
      'Europe/Berlin',
      '2026-03-29T12:00:00Z',
      '2026-03-29 2026-03-29T01:30:00.000Z',
    ],
    [
      'a time that comes twice',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T12:00:00Z',
      '2026-10-25 2026-10-25T00:30:00.000Z',
    ],
    [
      'a skip of the first hour',
      '00:15',
      'America/Sao_Paulo',
      '2018-11-04T12:00:00Z',
      '2018-11-04 2018-11-04T03:15:00.000Z',
    ],
    [
      'a skip of the last hour',
      '23:30',
      'America/Nuuk',
      '2026-03-29T12:00:00Z',
      '2026-03-28 2026-03-29T01:30:00.000Z',
    ],
    [
      'that hour before it is over',
      '23:30',
      'America/Nuuk',
      '2026-03-29T01:15:00Z',
      '2026-03-27 2026-03-28T01:30:00.000Z',
    ],
    [
      'half an hour that comes twice',
      '01:45',
      'Australia/Lord_Howe',
      '2026-04-05T12:00:00Z',
      '2026-04-05 2026-04-04T14:45:00.000Z',
    ],
  ])('exists once on the day of %s', (_, at, timezone, now, expected) => {
    expect(due(at, timezone, now)).toBe(expected);
  });
});

describe('slots over time, in any zone and year', () => {
  const anyPost = fc.record({
    at: fc.integer({ min: 0, max: 1439 }).map(clockTime),
    days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
  });
  const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const anyYear = fc.integer({ min: 2000, max: 2037 });

  it('are exactly one per listed weekday and date: never two, never none', () => {
    fc.assert(
      fc.property(anyPost, anyZone, anyYear, fc.nat(), ({ at, days }, zone, year, choice) => {
        const first = addDays(dayOfClockChange(zone, year, choice), -5);
        const listed = Array.from({ length: 10 }, (_, n) => addDays(first, n)).filter(
          (date) => days.includes(weekday(date)) && existsIn(zone, date),
        );
        const seen = watch(post(at, days), zone, first, 12);
        expect(seen.map(({ date }) => date).filter((date) => listed.includes(date))).toEqual(listed);
        for (const slot of seen.filter(({ date }) => listed.includes(date))) {
          expect([slot.date, slot.at]).toEqual([slot.date, rightInstant(zone, slot.date, at) ?? slot.at]);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('are where a cron expression puts them, wherever the time exists', () => {
    fc.assert(
      fc.property(anyPost, anyZone, anyYear, fc.nat(365 * 24), ({ at, days }, zone, year, hours) => {
        const now = new Date(Date.UTC(year, 0, 1) + hours * HOUR);
        const slot = dueSlot(post(at, days), zone, now, LONG_AGO)!;
        fc.pre(rightInstant(zone, slot.date, at) !== undefined);
        const [hour, minute] = at.split(':').map(Number);
        const cron = new Cron(`${minute} ${hour} * * ${days.join(',')}`, { timezone: zone });
        const [run] = cron.previousRuns(1, new Date(now.getTime() + 1));
        expect(slot.at).toEqual(run);
      }),
      { numRuns: runs(300) },
    );
  });

  it('lie in order of their dates', () => {
    fc.assert(
      fc.property(anyPost, anyZone, anyYear, fc.nat(), ({ at }, zone, year, choice) => {
        const date = dayOfClockChange(zone, year, choice);
        fc.pre(existsIn(zone, date) && existsIn(zone, addDays(date, 1)));
        expect(instantOf(date, at, zone).getTime()).toBeLessThan(
          instantOf(addDays(date, 1), at, zone).getTime(),
        );
      }),
    );
  });
});

/** The different slots that somebody sees who asks every half hour for `days` days. */
function watch(of: Post, zone: string, first: BusinessDate, days: number): Slot[] {
  const seen: Slot[] = [];
  const start = Date.parse(`${first}T00:00:00Z`) - 12 * HOUR;
  for (let time = start; time < start + days * 24 * HOUR; time += HOUR / 2) {
    const slot = dueSlot(of, zone, new Date(time), LONG_AGO);
    if (slot === null) continue;
    expect(slot.at.getTime()).toBeLessThanOrEqual(time);
    if (seen.at(-1)?.date !== slot.date) seen.push(slot);
    expect(seen.at(-1)).toEqual(slot);
  }
  return seen;
}

/** A date around which clocks change in that year, where they do; any date where they do not. */
function dayOfClockChange(zone: string, year: number, choice: number): BusinessDate {
  const noons = Array.from({ length: 365 }, (_, n) => Date.UTC(year, 0, 1, 12) + n * 24 * HOUR);
  const changes = noons.filter((noon) => offsetAt(zone, noon) !== offsetAt(zone, noon + 24 * HOUR));
  const days = changes.length > 0 ? changes : noons;
  return new Date(days[choice % days.length]!).toISOString().slice(0, 10);
}

/** The first instant at which Intl shows `date` and `time`; undefined when it shows them never. */
function rightInstant(zone: string, date: BusinessDate, time: string): Date | undefined {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const offsets = [-26, -14, 14, 26].map((hours) => offsetAt(zone, asUtc + hours * HOUR));
  const instants = offsets
    .map((offset) => asUtc - offset)
    .filter((instant) => shown(zone, instant) === asUtc);
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}

/** A zone that moves across the date line skips a date as a whole. */
function existsIn(zone: string, date: BusinessDate): boolean {
  return rightInstant(zone, date, '12:00') !== undefined;
}

function offsetAt(zone: string, instant: number): number {
  return shown(zone, instant) - instant;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in the zone show, read as if it were UTC. */
function shown(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}

function weekday(date: BusinessDate): Weekday {
  return WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
