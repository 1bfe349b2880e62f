import { expect, it } from 'vitest';
import { cadenceOf } from '#src/engagement/domain.ts';
import { whoIsAsked } from '#src/people/domain.ts';

const TODAY = '2026-11-23';
const every30 = { everyDays: 30 };

it.each([
  ['no line', null, '2026-01-01', '2026-01-01', { state: 'none' }],
  ['never spoken, no start', every30, null, null, { state: 'never' }],
  ['spoken today', every30, TODAY, '2026-01-01', { state: 'kept', dueIn: 30 }],
  ['spoken 30 days ago', every30, '2026-10-24', null, { state: 'kept', dueIn: 0 }],
  ['spoken 31 days ago', every30, '2026-10-23', null, { state: 'missed', daysLate: 1 }],
  ['never spoken, started 40 days ago', every30, null, '2026-10-14', { state: 'missed', daysLate: 10 }],
  ['never spoken, starts tomorrow', every30, null, '2026-11-24', { state: 'kept', dueIn: 31 }],
] as const)('a cadence with %s', (_what, line, last, startedOn, cadence) => {
  expect(cadenceOf(line, last, startedOn, TODAY)).toEqual(cadence);
});

it('asks the second one while the first is away, and the first where both are', () => {
  const person = (awayUntil: string | null, isDeleted = false) => ({ awayUntil, isDeleted, isGuest: false });
  const [there, away, gone] = [person(null), person(TODAY), person(null, true)];
  const back = person('2026-11-22');
  expect(whoIsAsked(there, person(null), TODAY)).toBe(there);
  expect(whoIsAsked(away, there, TODAY)).toBe(there);
  expect(whoIsAsked(back, there, TODAY)).toBe(back);
  expect(whoIsAsked(away, person(TODAY), TODAY)).toBe(away);
  expect(whoIsAsked(away, gone, TODAY)).toBe(away);
  expect(whoIsAsked(gone, there, TODAY)).toBe(there);
  expect(whoIsAsked(null, away, TODAY)).toBe(away);
  expect(whoIsAsked(gone, null, TODAY)).toBeNull();
});
