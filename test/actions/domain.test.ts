/** What an action holds, and what may become of it. */
import { describe, expect, it } from 'vitest';
import { movedState, normalized, problemsOf, type LeadershipAction } from '#src/actions/domain.ts';
import { FIELDS, TODAY } from './make-action.ts';

describe('an action', () => {
  it('has somebody who does it and a day; a decision has neither', () => {
    expect(problemsOf(FIELDS, null, TODAY)).toEqual({});
    expect(Object.keys(problemsOf({ ...FIELDS, what: '', ownerId: null, dueOn: null }, null, TODAY))).toEqual(
      ['what', 'ownerId', 'dueOn'],
    );
    expect(problemsOf({ ...FIELDS, kind: 'decision', ownerId: null, dueOn: null }, null, TODAY)).toEqual({});
    expect(normalized({ ...FIELDS, kind: 'decision' })).toEqual({
      kind: 'decision',
      what: 'Call',
      ownerId: null,
      dueOn: null,
    });
  });

  it('is due today at the earliest and in a year at the latest; a day that has passed since may stay', () => {
    const due = (dueOn: string, before: string | null = null) =>
      'dueOn' in problemsOf({ ...FIELDS, dueOn }, before === null ? null : { dueOn: before }, TODAY);
    expect([due('2026-11-22'), due(TODAY), due('2027-11-24'), due('2027-11-25')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(due('2026-11-22', '2026-11-22')).toBe(false);
  });

  it('moves between open, done and dropped; a decision is taken back and stands again', () => {
    const after = (kind: 'action' | 'decision', state: LeadershipAction['state']) =>
      (['done', 'drop', 'reopen'] as const).map((move) => movedState({ kind, state }, move));
    expect(after('action', 'open')).toEqual(['done', 'dropped', null]);
    expect(after('action', 'done')).toEqual([null, null, 'open']);
    expect(after('action', 'dropped')).toEqual([null, null, 'open']);
    expect(after('decision', 'decided')).toEqual([null, 'dropped', null]);
    expect(after('decision', 'dropped')).toEqual([null, null, 'decided']);
  });
});
