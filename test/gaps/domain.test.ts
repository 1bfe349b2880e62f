import { describe, expect, it } from 'vitest';
import { changedFields, fieldsOf, isLate, problemsOf, stateAfter } from '#src/gaps/domain.ts';
import { FIELDS, gapWith } from './make-gap.ts';

const TODAY = '2026-11-23';

describe('a gap', () => {
  it('says what is missing', () => {
    expect(problemsOf(FIELDS, TODAY, null)).toEqual({});
    expect(Object.keys(problemsOf({ ...FIELDS, what: '' }, TODAY, null))).toEqual(['what']);
    expect(
      Object.keys(problemsOf({ ...FIELDS, what: 'x'.repeat(3001), bridge: 'x'.repeat(3001) }, TODAY, null)),
    ).toEqual(['what', 'bridge']);
  });

  it.each([
    ['https://example.com/course?a=1&b=2', true],
    ['http://localhost/x', true],
    ['example.com/course', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['https://exa mple.com', false],
    ['https://', false],
    [`https://example.com/${'x'.repeat(2000)}`, false],
  ])('has a link to a page: %s is one: %s', (link, isOne) => {
    expect('link' in problemsOf({ ...FIELDS, link }, TODAY, null)).toBe(!isOne);
  });

  it('is due on a day to come, or on the day on which it was due already', () => {
    expect(problemsOf({ ...FIELDS, dueOn: TODAY }, TODAY, null)).toEqual({});
    const past = { ...FIELDS, dueOn: '2026-11-22' };
    expect(problemsOf(past, TODAY, null)).toEqual({ dueOn: 'Choose today or a later day.' });
    expect(problemsOf(past, TODAY, past)).toEqual({});
    expect(problemsOf({ ...FIELDS, dueOn: '2026-02-30' }, TODAY, null)).toHaveProperty('dueOn');
  });

  it('is linked to a requirement only where the product changes', () => {
    expect(problemsOf({ ...FIELDS, requirementId: 'r' }, TODAY, null)).toHaveProperty('requirementId');
    expect(problemsOf({ ...FIELDS, requirementId: 'r', bridgeKind: 'product_change' }, TODAY, null)).toEqual(
      {},
    );
  });

  it('is late from the day after it was due, while it is open', () => {
    expect(isLate(gapWith({ dueOn: TODAY }), TODAY)).toBe(false);
    expect(isLate(gapWith({ dueOn: '2026-11-22' }), TODAY)).toBe(true);
    expect(isLate(gapWith({ dueOn: '2026-11-22', state: 'bridged' }), TODAY)).toBe(false);
    expect(isLate(gapWith(), TODAY)).toBe(false);
  });

  it('is bridged or dropped while it is open, and opened again when it is not', () => {
    expect(stateAfter('open', 'bridge')).toBe('bridged');
    expect(stateAfter('open', 'drop')).toBe('dropped');
    expect(stateAfter('open', 'reopen')).toBeNull();
    expect(stateAfter('bridged', 'drop')).toBeNull();
    expect(stateAfter('dropped', 'reopen')).toBe('open');
  });

  it('is its fields, and what is around them', () => {
    expect(fieldsOf(gapWith())).toEqual(FIELDS);
    expect(changedFields(FIELDS, { ...FIELDS, owner: 'customer', dueOn: TODAY })).toEqual(['owner', 'dueOn']);
  });
});
