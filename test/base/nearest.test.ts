import { expect, it } from 'vitest';
import { onlyBeginningWith } from '#src/base/nearest.ts';

it('the only name is meant that begins with what was typed, or one of whose words does', () => {
  const names = ['First call within a week', 'Weekly digest', 'product_change', 'Devon Clarke'];
  expect(onlyBeginningWith('first call', names)).toBe('First call within a week');
  expect(onlyBeginningWith('DEVON', names)).toBe('Devon Clarke');
  expect(onlyBeginningWith('clarke', names)).toBe('Devon Clarke');
  expect(onlyBeginningWith('product', names)).toBe('product_change');
  // The beginning of a name goes before that of a word in it.
  expect(onlyBeginningWith('week', names)).toBe('Weekly digest');
  expect(onlyBeginningWith('d', names)).toBe('Devon Clarke');
});

it('nothing is meant where several begin so, or none', () => {
  expect(onlyBeginningWith('weekly', ['Weekly digest', 'Weekly call'])).toBeUndefined();
  expect(onlyBeginningWith('vision', ['Devision'])).toBeUndefined();
  expect(onlyBeginningWith('  ', ['Weekly digest'])).toBeUndefined();
});
