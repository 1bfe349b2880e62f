import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { paceOf } from '#src/journey/domain.ts';
import type { AccountFacts, Clause, Condition } from '#src/rules/domain.ts';
import { evaluate, explainRule } from '#src/rules/explain.ts';
import { conditions, dates, factsAround, journeyLists, makeJourney } from './arbitraries.ts';
import { makeFacts, makeRule, SAME_MILESTONE_3_MONTHS } from './build.ts';
import { runs } from '../support/fuzz.ts';

const journeys = [makeJourney('j1', [30, 45])];
const program = { journeys, segments: [] };
const journeyById = new Map(journeys.map((journey) => [journey.id, journey]));
const place = makeFacts().place;
const finished = { ...place, workingOn: null, position: 3 };

/** The dates among `days` on which the condition holds. */
function holding(condition: Condition, facts: AccountFacts, days: string[]): string[] {
  return days.filter((day) => evaluate(condition, facts, journeyById, day));
}

describe('a clause', () => {
  const since = (day: string) => makeFacts({ place: { ...place, since: day } });

  it.each<[string, Clause, AccountFacts, string, string]>([
    [
      '3 calendar months',
      { kind: 'months_at_milestone', moreThan: 3 },
      since('2026-01-15'),
      '2026-04-15',
      '2026-04-16',
    ],
    [
      '1 month from the 31st',
      { kind: 'months_at_milestone', moreThan: 1 },
      since('2026-01-31'),
      '2026-02-28',
      '2026-03-01',
    ],
    [
      '1 month in a leap year',
      { kind: 'months_at_milestone', moreThan: 1 },
      since('2024-01-31'),
      '2024-02-29',
      '2024-03-01',
    ],
    ['90 days', { kind: 'days_at_milestone', moreThan: 90 }, since('2026-01-01'), '2026-04-01', '2026-04-02'],
    ['usual days', { kind: 'pace', paces: ['slow'] }, since('2026-01-01'), '2026-01-31', '2026-02-01'],
    [
      '1.5 times the usual days',
      { kind: 'pace', paces: ['stuck'] },
      since('2026-01-01'),
      '2026-02-15',
      '2026-02-16',
    ],
    [
      '3 months since an EBR',
      { kind: 'no_ebr_in_months', months: 3 },
      makeFacts({ lastEbrOn: '2026-01-31' }),
      '2026-04-30',
      '2026-05-01',
    ],
    [
      '30 days without a signal',
      { kind: 'days_since_signal', moreThan: 30 },
      makeFacts({ lastSignalOn: '2026-02-01' }),
      '2026-03-03',
      '2026-03-04',
    ],
    [
      '30 days without any signal',
      { kind: 'days_since_signal', moreThan: 30 },
      makeFacts({ startedOn: '2026-02-01' }),
      '2026-03-03',
      '2026-03-04',
    ],
    [
      '60 days before renewal',
      { kind: 'days_to_renewal', atMost: 60 },
      makeFacts({ renewsOn: '2026-05-01' }),
      '2026-03-01',
      '2026-03-02',
    ],
  ])('turns after %s', (_, clause, facts, lastNot, first) => {
    expect(holding(clause, facts, [lastNot, first])).toEqual([first]);
  });

  it('of renewal holds on the day and no longer: the next renewal is unknown', () => {
    const facts = makeFacts({ renewsOn: '2026-05-01' });
    expect(holding({ kind: 'days_to_renewal', atMost: 60 }, facts, ['2026-05-01', '2026-05-02'])).toEqual([
      '2026-05-01',
    ]);
  });

  it('of an EBR counts the day on which the milestone began', () => {
    const holds = (lastEbrOn: string | null) =>
      evaluate({ kind: 'no_ebr_since_milestone_start' }, makeFacts({ lastEbrOn }), journeyById, '2026-03-01');
    expect([null, '2025-12-31', '2026-01-01', '2026-01-02'].map(holds)).toEqual([true, true, false, false]);
  });

  it.each<Clause>([
    { kind: 'days_at_milestone', moreThan: 0 },
    { kind: 'months_at_milestone', moreThan: 0 },
    { kind: 'pace', paces: ['on_track', 'slow', 'stuck'] },
    { kind: 'working_on', milestones: ['m1', 'm2'] },
    { kind: 'finished', is: false },
    { kind: 'position', compare: 'at_most', value: 2 },
  ])('of being at a milestone does not hold when the journey is finished: $kind', (clause) => {
    expect(evaluate(clause, makeFacts({ place: finished }), journeyById, '2027-01-01')).toBe(false);
  });

  it('places a finished journey after its last phase', () => {
    const facts = makeFacts({ place: finished });
    expect(evaluate({ kind: 'position', compare: 'is', value: 3 }, facts, journeyById, '2026-03-01')).toBe(
      true,
    );
  });

  it.each<Clause>([
    { kind: 'segment', segments: ['standard'] },
    { kind: 'stage', stages: ['Adoption'] },
    { kind: 'arr', compare: 'below', value: 10 },
    { kind: 'arr', compare: 'at_least', value: 0 },
    { kind: 'days_to_renewal', atMost: 60 },
    { kind: 'health', compare: 'below', value: 40 },
    { kind: 'coverage', below: 60 },
    { kind: 'fit', verdicts: ['bad fit'] },
  ])('of something unknown does not hold, and its not does: $kind', (clause) => {
    expect(evaluate(clause, makeFacts(), journeyById, '2026-03-01')).toBe(false);
    expect(evaluate({ kind: 'not', of: clause }, makeFacts(), journeyById, '2026-03-01')).toBe(true);
  });

  it.each([
    [null, ['unknown'], true],
    ['unknown', ['unknown'], true],
    ['good_fit', ['unknown'], false],
    ['bad_fit', ['stretch', 'bad_fit'], true],
    [null, ['stretch', 'bad_fit'], false],
  ])('of fit, assessed as %s, among %j: what was never assessed is unknown', (fit, verdicts, holds) => {
    expect(evaluate({ kind: 'fit', verdicts }, makeFacts({ fit }), journeyById, '2026-03-01')).toBe(holds);
  });

  it('of pace holds exactly where the journey says so', () => {
    const worlds = fc
      .tuple(dates, journeyLists)
      .chain(([date, journeys]) =>
        fc.tuple(fc.constant(date), fc.constant(journeys), factsAround(date, journeys)),
      );
    fc.assert(
      fc.property(worlds, ([date, journeys, facts]) => {
        const byId = new Map(journeys.map((journey) => [journey.id, journey]));
        const pace = paceOf(byId.get(facts.place.journeyId)!, facts.place, date);
        const held = (['on_track', 'slow', 'stuck'] as const).filter((pace) =>
          evaluate({ kind: 'pace', paces: [pace] }, facts, byId, date),
        );
        expect(held).toEqual(pace === null ? [] : [pace]);
      }),
    );
  });
});

describe('an explanation', () => {
  const rule = makeRule(SAME_MILESTONE_3_MONTHS);

  it('lists an account with the value behind each clause', () => {
    const facts = makeFacts({ place: { ...place, since: '2026-08-21' }, lastEbrOn: '2026-06-02' });
    expect(explainRule(rule, facts, program, '2026-11-23')).toEqual({
      rule: 'a-rule',
      name: 'A rule',
      listed: true,
      holdsOn: '2026-11-23',
      remark: null,
      clauses: [
        {
          kind: 'months_at_milestone',
          test: { kind: 'months_at_milestone', moreThan: 3 },
          negated: false,
          clause: 'at the same milestone for more than 3 months',
          actual: 'same milestone since 21 Aug (94 days)',
          holds: true,
          holdsOn: '2026-11-23',
        },
        {
          kind: 'no_ebr_since_milestone_start',
          test: { kind: 'no_ebr_since_milestone_start' },
          negated: false,
          clause: 'no EBR since the milestone began',
          actual: 'no EBR since then (the last one was on 2 Jun)',
          holds: true,
          holdsOn: '2026-11-23',
        },
      ],
    });
  });

  it('says from when on an account would be listed', () => {
    const facts = makeFacts({ place: { ...place, since: '2026-09-14' } });
    const { listed, holdsOn, clauses } = explainRule(rule, facts, program, '2026-11-23');
    expect({ listed, holdsOn }).toEqual({ listed: false, holdsOn: '2026-12-15' });
    expect(clauses.map((clause) => [clause.holds, clause.holdsOn])).toEqual([
      [false, '2026-12-15'],
      [true, '2026-11-23'],
    ]);
  });

  it('says the earliest of several such dates', () => {
    const when: Condition = {
      kind: 'any',
      of: [
        { kind: 'days_at_milestone', moreThan: 90 },
        { kind: 'days_at_milestone', moreThan: 30 },
        { kind: 'days_at_milestone', moreThan: 60 },
      ],
    };
    expect(explainRule(makeRule(when), makeFacts(), program, '2026-01-10').holdsOn).toBe('2026-02-01');
  });

  it('says what keeps an account off the list: churn, or that the rule is off', () => {
    const facts = makeFacts();
    const off = explainRule({ ...rule, enabled: false }, facts, program, '2026-11-23');
    const churned = explainRule(rule, { ...facts, churned: true, stage: 'Churned' }, program, '2026-11-23');
    expect([off, churned].map(({ listed, holdsOn, remark }) => ({ listed, holdsOn, remark }))).toEqual([
      { listed: false, holdsOn: null, remark: 'The rule is off.' },
      {
        listed: false,
        holdsOn: null,
        remark: 'The account is churned, and a churned account is on no list.',
      },
    ]);
    expect(off.clauses.map(({ holds }) => holds)).toEqual([true, true]);
  });

  it('says that a free trial is on no list of a rule that says nothing of segments', () => {
    const trial = { id: 'trial', name: 'Trial', experience: null, journey: 'j1', trial: { paid: 'bought' } };
    const paying = { id: 'standard', name: 'Standard', experience: null, journey: 'j1' };
    const own = { ...program, segments: [paying, trial] };
    const facts = makeFacts({ segment: 'trial' });
    expect(explainRule(rule, facts, own, '2026-11-23')).toMatchObject({
      listed: false,
      holdsOn: null,
      remark: 'The account is a free trial: it is only on lists of rules that speak of segments.',
    });
    const ofTrials = makeRule({ kind: 'all', of: [rule.when, { kind: 'segment', segments: ['trial'] }] });
    expect(explainRule(ofTrials, facts, own, '2026-11-23').remark).toBeNull();
  });

  it('turns the clauses under a not around, and those under two back', () => {
    const segment: Clause = { kind: 'segment', segments: ['large'] };
    const when: Condition = { kind: 'not', of: { kind: 'any', of: [segment, { kind: 'not', of: segment }] } };
    const { clauses } = explainRule(makeRule(when), makeFacts({ segment: 'large' }), program, '2026-03-01');
    expect(clauses.map(({ negated, clause, holds }) => [negated, clause, holds])).toEqual([
      [true, 'not: in segment large', false],
      [false, 'in segment large', true],
    ]);
  });

  it('gives the first date of all on which the rule holds, or null when there is none', () => {
    const horizon = 430;
    const worlds = fc.tuple(dates, journeyLists).chain(([date, journeys]) =>
      fc.record({
        date: fc.constant(date),
        journeys: fc.constant(journeys),
        facts: factsAround(date, journeys).filter((facts) => !facts.churned),
        condition: conditions,
      }),
    );
    fc.assert(
      fc.property(worlds, ({ date, journeys, facts, condition }) => {
        const byId = new Map(journeys.map((journey) => [journey.id, journey]));
        const explained = explainRule(makeRule(condition), facts, { journeys, segments: [] }, date);
        let first: string | null = null;
        for (let days = 0; first === null && days <= horizon; days += 1) {
          const day = addDays(date, days);
          if (evaluate(condition, facts, byId, day)) first = day;
        }
        expect(explained.holdsOn).toBe(first);
        expect(explained.listed).toBe(first === date);
      }),
      { numRuns: runs(500) },
    );
  });
});
