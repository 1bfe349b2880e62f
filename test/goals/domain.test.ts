/** Goal Cards: what may be written, what differs, what is vague, and what can be done to them. */
import { describe, expect, it } from 'vitest';
import {
  changedParts,
  isOpportunity,
  isVague,
  mergeParts,
  movesFrom,
  nameFromOutcome,
  reachesTarget,
  stateAfter,
  type GoalDocument,
  type Measure,
} from '#src/goals/domain.ts';
import { problemsOf } from '#src/goals/problems.ts';
import { documentWith } from './make-goal.ts';

const TODAY = '2026-11-23';
const measure = (change: Partial<Measure>): GoalDocument['measure'] => ({
  kpi: 'leads_per_month',
  baseline: 20,
  target: 50,
  by: '2027-02-12',
  ...change,
});
const problems = (change: Partial<GoalDocument>, before: GoalDocument | null = null) =>
  problemsOf(documentWith(change), TODAY, before);

describe('what is wrong with a card', () => {
  it('is nothing, for one with an outcome alone', () => {
    expect(problems({})).toEqual({});
    expect(problems({ measure: measure({}) })).toEqual({});
  });

  it('is an outcome that is missing', () => {
    expect(problems({ requiredOutcome: ' ' })).toEqual({
      requiredOutcome: 'Write what the customer must achieve, in their words.',
    });
  });

  it('is a date that has passed, unless it stood there before', () => {
    const late = { deadline: '2026-11-22', measure: measure({ by: '2026-11-22' }) };
    expect(problems(late)).toEqual({
      deadline: 'Choose today or a later day.',
      by: 'Choose today or a later day.',
    });
    expect(problems(late, documentWith(late))).toEqual({});
    expect(problems({ deadline: '2026-02-30' })).toHaveProperty('deadline');
  });

  it('is a target without a KPI, a KPI without a target, and a target that is the baseline', () => {
    expect(problems({ measure: measure({ kpi: null }) })).toEqual({
      kpi: 'Choose the KPI that these figures are of.',
    });
    expect(problems({ measure: measure({ target: null }) })).toEqual({
      target: 'Write the value that is a success, such as 50.',
    });
    expect(problems({ measure: measure({ target: 20 }) })).toEqual({
      target: 'The target must differ from the baseline: what changes?',
    });
    expect(problems({ measure: measure({ kpi: null, baseline: null, target: null }) })).toHaveProperty('kpi');
    expect(problems({ measure: measure({ target: Number.NaN }) })).toHaveProperty('target');
  });

  it('is an alternative without a name, or rated otherwise than 1 to 5', () => {
    const alternatives = [
      { name: '', rating: 3, note: null },
      { name: 'An agency', rating: 6, note: null },
    ];
    expect(problems({ alternatives })).toEqual({
      alternative_name_0: 'Name the alternative, such as “a spreadsheet”.',
      alternative_rating_1: 'Choose 1 to 5.',
    });
  });

  it('is a text that is too long', () => {
    expect(problems({ place: 'x'.repeat(501), name: 'x'.repeat(151) })).toEqual({
      place: 'This has at most 500 characters.',
      name: 'This has at most 150 characters.',
    });
  });
});

describe('a target is reached', () => {
  it.each([
    [20, 50, 49.9, false],
    [20, 50, 50, true],
    [9, 2, 2, true],
    [9, 2, 3, false],
    [null, 50, 51, true],
    [null, 50, 49, false],
    [-10, -2, -2, true],
    [20, null, 99, false],
  ])('from %s to %s at %s: %s', (baseline, target, value, reached) => {
    expect(reachesTarget({ baseline, target }, value)).toBe(reached);
  });
});

describe('an opportunity', () => {
  it('is a vague outcome to which nobody knows an alternative', () => {
    expect(isOpportunity(documentWith())).toBe(true);
    expect(
      isOpportunity(documentWith({ alternatives: [{ name: 'An agency', rating: null, note: null }] })),
    ).toBe(false);
  });

  it.each<[string, Partial<GoalDocument>]>([
    ['a KPI', { measure: measure({}) }],
    ['a number in the words', { requiredOutcome: 'Twice as many leads: 40' }],
    ['a deadline', { deadline: '2027-01-01' }],
  ])('is none with %s', (_what, change) => {
    expect(isVague(documentWith(change))).toBe(false);
  });
});

describe('two texts of one card', () => {
  const mine = documentWith({ place: 'Berlin', timing: 'soon', measure: measure({}) });
  const theirs = documentWith({ place: 'Rome', timing: 'soon', measure: measure({ target: 60 }) });

  it('differ in parts', () => {
    expect(changedParts(mine, theirs)).toEqual(['place', 'measure']);
    expect(changedParts(mine, mine)).toEqual([]);
  });

  it('become one, part by part', () => {
    expect(mergeParts(mine, theirs, ['measure'])).toEqual({ ...mine, measure: theirs.measure });
  });
});

describe('a card', () => {
  it('goes through its states, and can be opened again', () => {
    expect(stateAfter('draft', 'activate')).toBe('active');
    expect(stateAfter('active', 'achieve')).toBe('achieved');
    expect(stateAfter('draft', 'achieve')).toBeNull();
    expect(stateAfter('retired', 'reopen')).toBe('active');
    expect(movesFrom('draft')).toEqual(['activate', 'retire']);
    expect(movesFrom('active')).toEqual(['achieve', 'miss', 'retire']);
    expect(movesFrom('missed')).toEqual(['reopen']);
  });

  it('without a name is called by the beginning of its outcome', () => {
    expect(nameFromOutcome('Sales works the leads\nevery day')).toBe('Sales works the leads');
    expect(nameFromOutcome('Their field team stops losing two days a week to copying leads by hand')).toBe(
      'Their field team stops losing two days a week to copying…',
    );
    expect(nameFromOutcome(`They stop ${'x'.repeat(80)}`)).toBe(`They stop ${'x'.repeat(49)}…`);
    expect(nameFromOutcome('😀'.repeat(40))).toBe(`${'😀'.repeat(29)}…`);
  });
});
