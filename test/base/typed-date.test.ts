import { expect, it } from 'vitest';
import { readTypedDate } from '#src/base/typed-date.ts';

/** A Monday. */
const TODAY = '2026-11-23';

it.each([
  ['2026-11-27', '2026-11-27'],
  ['2026-11-20', '2026-11-20'],
  ['today', TODAY],
  ['Tomorrow', '2026-11-24'],
  ['Yesterday', '2026-11-22'],
  ['3 days ago', '2026-11-20'],
  ['2 weeks ago', '2026-11-09'],
  ['in 2 weeks ago', null],
  ['last Friday', '2026-11-20'],
  ['last monday', '2026-11-16'],
  ['last sun', '2026-11-22'],
  ['last week', null],
  ['last', null],
  ['in 10 days', '2026-12-03'],
  ['1 day', '2026-11-24'],
  ['2 weeks', '2026-12-07'],
  ['Friday', '2026-11-27'],
  ['fri', '2026-11-27'],
  ['monday', '2026-11-30'],
  ['27 Nov', '2026-11-27'],
  ['27th of', null],
  ['27th November', '2026-11-27'],
  ['Nov 27', '2026-11-27'],
  ['Fri 27 Nov', '2026-11-27'],
  ['Fri, 27 Nov.', '2026-11-27'],
  ['23 nov', TODAY],
  ['22 nov', '2027-11-22'],
  ['2 January', '2027-01-02'],
  ['2 jan 2026', '2026-01-02'],
  ['27 Nov 2026', '2026-11-27'],
  ['31 Nov', null],
  ['29 Feb', null],
  ['29 Feb 2028', '2028-02-29'],
  ['2026-02-30', null],
  ['27 ma', null],
  ['next friday', null],
  ['27 Nov 26', null],
  ['27 Nov 2026 or so', null],
  ['soon', null],
  ['', null],
])('reads “%s” as %s', (text, day) => {
  expect(readTypedDate(text, TODAY)).toBe(day);
});
