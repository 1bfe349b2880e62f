/** Random programs, conditions and accounts, close to the dates on which something turns. */
import * as fc from 'fast-check';
import { addDays, addMonths, type BusinessDate } from '#src/base/business-date.ts';
import { VERDICTS } from '#src/fit/domain.ts';
import { paceLimits, type Journey } from '#src/journey/domain.ts';
import type { AccountFacts, Clause, Condition } from '#src/rules/domain.ts';

const STAGE_NAMES = ['Adoption', 'Renewal', 'Churned'];
const SEGMENT_IDS = ['standard', 'assisted', 'large'];
const MILESTONE_IDS = ['m1', 'm2', 'm3', 'm4'];

/** Dates on which calendar months go wrong, and others. */
export const dates = fc.oneof(
  fc.constantFrom(
    '2023-02-28',
    '2024-01-31',
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '2024-03-30',
    '2024-03-31',
    '2024-04-30',
    '2024-05-31',
    '2024-12-31',
    '2025-01-01',
    '2025-02-28',
    '2025-03-01',
    '2025-05-29',
  ),
  fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2022-06-01', days)),
);

/** One or two journeys of one to four phases; both use the same milestone ids and have other usual days. */
export const journeyLists = fc
  .array(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((lists) => lists.map((usualDays, index) => makeJourney(`j${index + 1}`, usualDays)));

export function makeJourney(id: string, usualDays: readonly number[]): Journey {
  return {
    id,
    name: `Journey ${id}`,
    phases: usualDays.map((days, index) => ({
      id: `p${index + 1}`,
      name: `Phase ${index + 1}`,
      startsWhen: null,
      usualDays: days,
      milestone: {
        id: `m${index + 1}`,
        name: `Milestone ${index + 1}`,
        value: null,
        opportunity: null,
        tasks: [],
      },
    })),
  };
}

const someDays = fc.integer({ min: 0, max: 70 });
const someMonths = fc.integer({ min: 0, max: 5 });
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });

const clauses: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({ kind: fc.constant('working_on' as const), milestones: some(MILESTONE_IDS) }),
  fc.record({
    kind: fc.constant('position' as const),
    compare: fc.constantFrom('is' as const, 'at_least' as const, 'at_most' as const),
    value: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constant('days_at_milestone' as const), moreThan: someDays }),
  fc.record({ kind: fc.constant('months_at_milestone' as const), moreThan: someMonths }),
  fc.record({ kind: fc.constant('pace' as const), paces: some(['on_track', 'slow', 'stuck'] as const) }),
  fc.record({ kind: fc.constantFrom('slipped' as const, 'finished' as const), is: fc.boolean() }),
  fc.record({ kind: fc.constant('no_ebr_in_months' as const), months: someMonths }),
  fc.constant<Clause>({ kind: 'no_ebr_since_milestone_start' }),
  fc.record({ kind: fc.constant('stage' as const), stages: some(STAGE_NAMES) }),
  fc.record({ kind: fc.constant('segment' as const), segments: some(SEGMENT_IDS) }),
  fc.record({
    kind: fc.constant('arr' as const),
    compare: fc.constantFrom('at_least' as const, 'below' as const),
    value: fc.constantFrom(0, 10_000, 10_000.5),
  }),
  fc.record({ kind: fc.constant('days_to_renewal' as const), atMost: someDays }),
  fc.record({ kind: fc.constant('days_since_signal' as const), moreThan: someDays }),
  fc.record({
    kind: fc.constant('health' as const),
    compare: fc.constantFrom('below' as const, 'at_least' as const),
    value: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({ kind: fc.constant('coverage' as const), below: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant('fit' as const), verdicts: some(VERDICTS) }),
);

export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ group: Condition }>((tie) => ({
  group: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    clauses,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('group'), { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('group') }),
  ),
})).group;

/** Facts of accounts on one of the journeys as known on `date`; any that may be unknown sometimes is. */
export function factsAround(date: BusinessDate, journeys: readonly Journey[]): fc.Arbitrary<AccountFacts> {
  const before = fc.oneof(
    fc.integer({ min: 0, max: 120 }).map((days) => addDays(date, -days)),
    fc
      .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -3, max: 3 }))
      .map(([months, days]) => addDays(addMonths(date, -months), days))
      .map((day) => (day > date ? date : day)),
  );
  const known = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });
  const points = fc.integer({ min: 0, max: 100 });
  // Without a snapshot neither is known, and with one the coverage is.
  const health = known(fc.record({ health: known(points), coverage: points }));
  const others = fc.record({
    segment: known(fc.constantFrom(...SEGMENT_IDS)),
    stage: known(fc.constantFrom(...STAGE_NAMES)),
    arr: known(fc.constantFrom(0, 9_999.99, 10_000, 10_000.5, 20_000)),
    renewsOn: known(fc.integer({ min: -5, max: 80 }).map((days) => addDays(date, days))),
    churned: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    place: fc.constantFrom(...journeys).chain((journey) => placesOn(journey, date, before)),
    startedOn: before,
    lastSignalOn: known(before),
    lastEbrOn: known(before),
    fit: known(fc.constantFrom(...VERDICTS)),
  });
  return fc
    .tuple(others, health)
    .map(([facts, kept]) => ({ ...facts, ...(kept ?? { health: null, coverage: null }) }));
}

function placesOn(
  journey: Journey,
  date: BusinessDate,
  before: fc.Arbitrary<BusinessDate>,
): fc.Arbitrary<AccountFacts['place']> {
  return fc.tuple(fc.nat(journey.phases.length), fc.boolean()).chain(([reached, slips]) => {
    const phase = journey.phases[reached];
    const limits = phase === undefined ? [] : Object.values(paceLimits(phase));
    const atLimits = limits.flatMap((days) => [addDays(date, -days), addDays(date, -days - 1)]);
    return fc.record({
      journeyId: fc.constant(journey.id),
      workingOn: fc.constant(phase?.milestone.id ?? null),
      position: fc.constant(reached + 1),
      since: fc.oneof(before, ...atLimits.map((day) => fc.constant(day))),
      slipped: fc.constant(slips && reached > 0 ? ['m1'] : []),
    });
  });
}
