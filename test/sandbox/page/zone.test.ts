/** The page's own arithmetic of dates, held against Luxon's. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays, instantAt, showDate, showZone, wallTime } from '#src/sandbox/page/base/zone.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Chatham',
];
const instants = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((date) => Math.floor(date.getTime() / 60_000) * 60_000);

describe('the clock of a zone', () => {
  it('shows the date and time that Luxon shows', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        const shown = DateTime.fromMillis(instant, { zone });
        expect(wallTime(instant, zone)).toEqual({
          date: shown.toFormat('yyyy-MM-dd'),
          time: shown.toFormat('HH:mm'),
        });
      }),
    );
  });

  it('finds an instant at which a date and time are shown', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        const shown = wallTime(instant, zone);
        expect(wallTime(instantAt(shown, zone), zone)).toEqual(shown);
      }),
    );
  });

  it('is not misled by a change of the clocks later on that day', () => {
    // Chatham sets its clocks back at 14:00 UTC, the next morning there.
    const shown = { date: '2028-04-01', time: '14:00' };
    expect(wallTime(instantAt(shown, 'Pacific/Chatham'), 'Pacific/Chatham')).toEqual(shown);
  });

  it('takes a time that is skipped as the one an hour later', () => {
    const skipped = instantAt({ date: '2026-03-29', time: '02:30' }, 'Europe/Berlin');
    expect(new Date(skipped).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});

it('says dates and zones as people do', () => {
  expect(showDate('2026-11-23')).toBe('Mon 23 Nov 2026');
  expect(showDate('2026-09-01', { year: false })).toBe('Tue 1 Sep');
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
  expect(showZone('America/Sao_Paulo')).toBe('Sao Paulo');
  expect(showZone('UTC')).toBe('UTC');
});
