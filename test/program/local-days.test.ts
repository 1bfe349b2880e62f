import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { businessDateOf } from '#src/base/business-date.ts';
import { localDaysOf } from '#src/program/local-days.ts';
import { runs } from '../support/fuzz.ts';

const ZONES = [
  'UTC',
  'America/Sao_Paulo',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

function dayFromStretches(instant: Date, zone: string): string[] {
  const at = instant.toISOString();
  return localDaysOf(at.slice(0, 10), zone)
    .filter(({ starts, ends }) => at >= starts && at < ends)
    .map(({ day }) => day);
}

it('each instant lies in one stretch, which has its local date', () => {
  const instants = fc.date({ min: new Date('1995-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.constantFrom(...ZONES), (instant, zone) => {
      expect(dayFromStretches(instant, zone)).toEqual([businessDateOf(instant, zone)]);
    }),
    { numRuns: runs(2000) },
  );
});

it.each([
  // Samoa left out 30 December 2011 to change sides of the date line.
  ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
  ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
  // In Newfoundland the clock went back a minute after midnight: a date ended, and came back for an hour.
  ['America/St_Johns', '2007-11-04T02:30:30Z', '2007-11-04'],
  ['America/St_Johns', '2007-11-04T02:31:00Z', '2007-11-03'],
  ['America/St_Johns', '2007-11-04T03:30:00Z', '2007-11-04'],
])('in %s it is at %s the date %s', (zone, at, day) => {
  expect(dayFromStretches(new Date(at), zone)).toEqual([day]);
});

it('compares with times of every precision', () => {
  const [before, after] = localDaysOf('2024-06-01', 'America/Sao_Paulo');
  for (const at of ['2024-06-01T03:00:00Z', '2024-06-01T03:00:00.000Z', '2024-06-01T03:00:00.000001Z']) {
    expect(at >= before!.starts && at < before!.ends).toBe(false);
    expect(at >= after!.starts && at < after!.ends).toBe(true);
  }
});
