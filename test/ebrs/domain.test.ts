import { describe, expect, it } from 'vitest';
import { readPlan, type PlanDraft } from '#src/ebrs/domain.ts';

const HELD = '2026-11-23';
const full: PlanDraft = { what: 'Publish two pages', owner: 'customer', ownerId: null, dueOn: '2026-12-01' };
const empty: PlanDraft = { what: null, owner: null, ownerId: null, dueOn: null };

describe('a plan', () => {
  it('is its filled items, in order', () => {
    const other = { ...full, what: '  Train sales ', owner: 'us' as const, ownerId: 'lena' };
    expect(readPlan([full, empty, other], HELD)).toEqual({
      ok: true,
      items: [full, { ...other, what: 'Train sales' }],
    });
  });

  it('has at least one item: each missing part of the first is a problem', () => {
    const read = readPlan([empty, empty], HELD);
    expect(read.ok ? [] : read.problems.map(({ item, field }) => `${item} ${field}`)).toEqual([
      '0 what',
      '0 owner',
      '0 dueOn',
    ]);
  });

  it.for([
    ['what', { what: ' ' }, 'Write what will be done, such as “Publish two landing pages”.'],
    ['owner', { owner: null }, 'Choose who does it: us or the customer.'],
    ['dueOn', { dueOn: null }, 'Choose the day by which it is done.'],
    ['dueOn', { dueOn: '2026-02-30' }, 'Choose the day by which it is done.'],
    ['dueOn', { dueOn: '2026-11-22' }, 'Choose a day on or after the review.'],
  ] as const)('asks for %s of a started item', ([field, change, problem]) => {
    expect(readPlan([full, { ...full, ...change }], HELD)).toEqual({
      ok: false,
      problems: [{ item: 1, field, problem }],
    });
  });

  it('passes over a further item of which only the preset is there', () => {
    expect(readPlan([full, { ...empty, owner: 'customer' }], HELD)).toEqual({ ok: true, items: [full] });
  });

  it('takes an item that is due on the day of the review', () => {
    expect(readPlan([{ ...full, dueOn: HELD }], HELD)).toMatchObject({ ok: true });
  });
});
