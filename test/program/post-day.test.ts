import { expect, it } from 'vitest';
import { nextPostDay, type Weekday } from '#src/program/domain.ts';

const post = (...days: Weekday[]) => ({ channel: 'cs', at: '08:30', days });

it.for([
  ['2026-11-30', post('mon', 'tue', 'wed', 'thu', 'fri'), '2026-11-30'],
  ['2026-11-28', post('mon', 'tue', 'wed', 'thu', 'fri'), '2026-11-30'],
  ['2026-11-28', null, '2026-11-30'],
  ['2026-12-01', post('mon'), '2026-12-07'],
  ['2026-11-28', post('sun'), '2026-11-29'],
  ['1970-01-01', post('thu'), '1970-01-01'],
] as const)('the list after %s of %j is posted on %s', ([from, posted, expected]) => {
  expect(nextPostDay(posted, from)).toBe(expected);
});
