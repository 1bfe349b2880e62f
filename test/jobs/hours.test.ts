/** When people are at work. */
import { describe, expect, it } from 'vitest';
import { workdayAfter, workdayBefore, workdayOf } from '#src/jobs/hours.ts';
import type { Weekday } from '#src/program/domain.ts';

const inBerlin = (at = '09:00', days: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri']) => ({
  timezone: 'Europe/Berlin',
  posts: { morning: { channel: 'cs-daily', at, days } },
});
const none = { timezone: 'Europe/Berlin', posts: { morning: null } };

describe('the hours of work', () => {
  const at = (program: typeof none | ReturnType<typeof inBerlin>, zone: string | null, now: string) =>
    workdayOf(program, zone, new Date(now));

  it('are from eight to six by the own clock, else by the program’s', () => {
    // A Monday.
    expect(at(none, null, '2026-11-23T06:59:00Z')).toBeNull();
    expect(at(none, null, '2026-11-23T07:00:00Z')).toBe('2026-11-23');
    expect(at(none, null, '2026-11-23T16:59:00Z')).toBe('2026-11-23');
    expect(at(none, null, '2026-11-23T17:00:00Z')).toBeNull();
    expect(at(none, 'America/New_York', '2026-11-23T12:59:00Z')).toBeNull();
    expect(at(none, 'America/New_York', '2026-11-23T13:00:00Z')).toBe('2026-11-23');
    expect(at(none, 'Mars/Olympus', '2026-11-23T07:00:00Z')).toBe('2026-11-23');
    expect(at(inBerlin('07:30'), null, '2026-11-23T06:30:00Z')).toBe('2026-11-23');
    expect(at(inBerlin('07:30'), null, '2026-11-23T06:29:00Z')).toBeNull();
  });

  it('are on the days of the morning list, else Monday to Friday, by the own calendar', () => {
    expect(at(none, null, '2026-11-22T12:00:00Z')).toBeNull();
    const gulf = inBerlin('09:00', ['sun', 'mon', 'tue', 'wed', 'thu']);
    expect(at(gulf, null, '2026-11-22T12:00:00Z')).toBe('2026-11-22');
    expect(at(gulf, null, '2026-11-27T12:00:00Z')).toBeNull();
    // A list on two days does not make a week of two days.
    const twice = inBerlin('09:00', ['sun', 'mon']);
    expect(at(twice, null, '2026-11-22T12:00:00Z')).toBe('2026-11-22');
    expect(at(twice, null, '2026-11-24T12:00:00Z')).toBe('2026-11-24');
    expect(at(twice, null, '2026-11-28T12:00:00Z')).toBeNull();
    // Monday morning in Auckland, Sunday in Berlin; then Saturday there and Friday here.
    expect(at(none, 'Pacific/Auckland', '2026-11-22T20:00:00Z')).toBe('2026-11-23');
    expect(at(none, 'Pacific/Auckland', '2026-11-27T21:00:00Z')).toBeNull();
  });
});

describe('the working day', () => {
  it('before and after a date leaves out days off', () => {
    expect(workdayBefore(none, '2026-11-23')).toBe('2026-11-20');
    expect(workdayBefore(none, '2026-11-22')).toBe('2026-11-20');
    expect(workdayBefore(none, '2026-11-24')).toBe('2026-11-23');
    expect(workdayAfter(none, '2026-11-20')).toBe('2026-11-23');
    expect(workdayAfter(none, '2026-11-23')).toBe('2026-11-24');
    expect(workdayBefore(inBerlin('09:00', ['mon']), '2026-11-23')).toBe('2026-11-20');
    expect(workdayAfter(inBerlin('09:00', ['tue', 'wed', 'thu', 'sat']), '2026-11-26')).toBe('2026-11-28');
  });
});
