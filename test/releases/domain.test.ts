/** The effect of a release: equal windows, the difference with its interval, and what may be said of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '#src/base/business-date.ts';
import type { DurationCount } from '#src/funnel/domain.ts';
import { milestonesOf } from '#src/program/domain.ts';
import {
  againstExpected,
  compareEntries,
  isFasterOrSlower,
  problemsOf,
  windowsOf,
} from '#src/releases/domain.ts';
import { readRelease } from '#src/releases/typed.ts';
import { anyDate } from '../support/generators.ts';

const reached = (days: number, accounts: number): DurationCount => ({ outcome: 'reached', days, accounts });
const open = (days: number, accounts: number): DurationCount => ({ outcome: 'open', days, accounts });

const FIELDS = {
  name: '2026.11',
  day: '2026-11-03',
  changed: 'Templates',
  milestoneId: 'first',
  expected: 5,
};

describe('a release', () => {
  it('says what it changed, which milestone it should help, and by how many points', () => {
    expect(problemsOf(FIELDS, new Set(['first']))).toEqual({});
    const wrong = { name: '', day: '2026-02-30', changed: '', milestoneId: 'gone', expected: 0.5 };
    expect(Object.keys(problemsOf(wrong, new Set(['first'])))).toEqual([
      'name',
      'changed',
      'day',
      'milestoneId',
      'expected',
    ]);
    expect(problemsOf({ ...FIELDS, name: 'x'.repeat(61), expected: 101 }, new Set(['first']))).toEqual({
      name: 'This has at most 60 characters.',
      expected: 'Write whole points from 1 to 100, such as 5 for 40 % to 45 %.',
    });
  });

  it('is typed as its name and its day, the nearer one where no year is typed', () => {
    const read = (text: string) => readRelease(text, '2026-11-23');
    const is = (name: string, day: string | null) => ({ ok: true, name, day });
    expect(read('2026.11 2026-11-03')).toEqual(is('2026.11', '2026-11-03'));
    expect(read('New editor 3 Nov')).toEqual(is('New editor', '2026-11-03'));
    expect(read('New editor Fri 27 Nov 2026')).toEqual(is('New editor', '2026-11-27'));
    expect(read('page templates yesterday')).toEqual(is('page templates', '2026-11-22'));
    expect(read('page templates tomorrow')).toEqual(is('page templates', '2026-11-24'));
    expect(read('page templates last Friday')).toEqual(is('page templates', '2026-11-20'));
    expect(read('page templates 3 days ago')).toEqual(is('page templates', '2026-11-20'));
    expect(read('Winter 12 Jan')).toEqual(is('Winter', '2027-01-12'));
    expect(read('2026.11 today')).toEqual(is('2026.11', '2026-11-23'));
    expect(read('2026-11-03')).toEqual(is('2026-11-03', null));
    expect(read('May 2026')).toEqual(is('May 2026', null));
    expect(read('Editor 2')).toEqual(is('Editor 2', null));
    expect(read('Spring 2026.11.2')).toEqual(is('Spring 2026.11.2', null));
    expect(read('')).toEqual(is('', null));
  });

  it.each([
    '2026-13-40',
    '2026-13-45',
    '31 Feb',
    'Feb 31',
    '31.2.2026',
    'Feb 30 2026',
    'next Friday',
    'this Monday',
  ])('is not called by the mistyped day %s', (typed) => {
    expect(readRelease(`Big editor ${typed}`, '2026-11-23')).toEqual({
      ok: false,
      problem: 'unknown-date',
      name: 'Big editor',
      typed,
    });
  });

  it('needs a name beside its day', () => {
    for (const typed of ['today', 'Friday', 'tomorrow'])
      expect(readRelease(typed, '2026-11-23')).toEqual({ ok: false, problem: 'no-name', typed });
    // There is no such day within a year.
    expect(readRelease('Leap 29 Feb', '2026-11-23')).toMatchObject({
      problem: 'unknown-date',
      typed: '29 Feb',
    });
  });

  it('may help a milestone of several journeys, which counts by its longest usual days', () => {
    const phase = (id: string, usualDays: number) => ({
      id,
      name: id,
      startsWhen: null,
      usualDays,
      milestone: { id, name: `The ${id}`, value: null, opportunity: null, tasks: [] },
    });
    const journeys = [
      { id: 'a', name: 'Alone', phases: [phase('first', 30), phase('second', 60)] },
      { id: 'b', name: 'Assisted', phases: [phase('first', 45)] },
    ];
    expect(milestonesOf(journeys)).toEqual([
      { id: 'first', name: 'The first', usualDays: 45, journeys: ['Alone', 'Assisted'] },
      { id: 'second', name: 'The second', usualDays: 60, journeys: ['Alone'] },
    ]);
  });
});

describe('the windows of a release', () => {
  it('lie on both sides of it, and are looked at for equally long', () => {
    expect(windowsOf('2026-10-01', 30, '2026-11-09')).toEqual({
      days: 40,
      before: { from: '2026-08-22', upTo: '2026-09-30', until: '2026-09-30' },
      after: { from: '2026-10-01', upTo: '2026-11-09', until: '2026-11-09' },
    });
  });

  it('stand still when the usual days and 90 more have passed', () => {
    const at = (today: string) => windowsOf('2026-01-01', 30, today);
    expect(at('2026-05-01')).toEqual(at('2026-12-31'));
    expect(at('2026-05-01').after.until).toBe('2026-05-01');
  });

  it('have one length, whatever the days', () => {
    fc.assert(
      fc.property(anyDate, fc.nat(400), fc.integer({ min: 1, max: 200 }), (day, since, usualDays) => {
        const { days, before, after } = windowsOf(day, usualDays, addDays(day, since));
        for (const window of [before, after]) {
          expect(daysBetween(window.from, window.upTo) + 1).toBe(days);
          expect(window.until).toBe(window.upTo);
        }
        expect(addDays(before.upTo, 1)).toBe(after.from);
        expect(after.until <= addDays(day, since)).toBe(true);
      }),
    );
  });
});

describe('the effect of a release', () => {
  it('raised conversion where the interval of the difference lies above 0', () => {
    const before = [reached(20, 30), open(60, 70)];
    const after = [reached(10, 60), open(60, 40)];
    const found = compareEntries(before, after, 30);
    expect(found.before).toMatchObject({ entered: 100, conversion: { at: 30, estimate: 0.3 } });
    expect(found.after.conversion?.estimate).toBeCloseTo(0.6, 12);
    expect(found.difference?.estimate).toBeCloseTo(0.3, 12);
    expect(found.difference!.low).toBeGreaterThan(0.15);
    expect(found).toMatchObject({ verdict: 'raised', few: false });
    expect(found.pValue).toBeLessThan(0.001);
    expect(compareEntries(after, before, 30)).toMatchObject({ verdict: 'lowered' });
  });

  it('is none that can be told where the interval holds 0', () => {
    const before = [reached(20, 10), open(60, 20)];
    const after = [reached(20, 12), open(60, 20)];
    const found = compareEntries(before, after, 30);
    expect(found.verdict).toBe('unmoved');
    expect(found.pValue).toBeGreaterThan(0.5);
  });

  it('cannot be told of few entries, and not where nobody was looked at for the usual days', () => {
    const enough = [reached(20, 10), open(60, 20)];
    expect(compareEntries([reached(20, 9)], enough, 30)).toMatchObject({ verdict: 'few', few: true });
    expect(compareEntries([], enough, 30)).toMatchObject({
      verdict: 'few',
      before: { entered: 0, conversion: null },
      difference: null,
      pValue: null,
    });
    expect(compareEntries(enough, [reached(5, 10), open(29, 20)], 30)).toMatchObject({
      verdict: 'unknown',
      difference: null,
    });
  });

  it('is not confirmed where the log-rank test of all the days does not see it', () => {
    // Nobody had reached it by the usual days before; all of the later ones soon after them.
    const before = [reached(31, 12)];
    const after = [reached(29, 5), reached(40, 7)];
    const found = compareEntries(before, after, 30);
    expect(found.difference!.low).toBeGreaterThan(0);
    expect(found.pValue).toBeGreaterThan(0.05);
    expect(found.verdict).toBe('maybe_raised');
    expect(compareEntries(after, before, 30).verdict).toBe('maybe_lowered');
  });

  it('may lie in how fast they reach it where the usual days tell no difference', () => {
    const differs = (verdict: 'raised' | 'unmoved' | 'few', pValue: number | null) =>
      isFasterOrSlower({ verdict, pValue });
    expect([differs('unmoved', 0.01), differs('unmoved', 0.2), differs('unmoved', null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([differs('raised', 0.01), differs('few', 0.01)]).toEqual([false, false]);
  });

  it('is set against the points that were expected', () => {
    const against = (estimate: number, low: number, high: number) =>
      againstExpected({ estimate, low, high }, 10);
    expect(against(0.1, 0.02, 0.18)).toBe('reached');
    expect(against(0.07, 0.02, 0.12)).toBe('open');
    expect(against(0.03, -0.02, 0.08)).toBe('missed');
    expect(againstExpected(null, 10)).toBeNull();
  });
});
