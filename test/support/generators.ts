/** Random programs, journeys and signals for property tests. Names are few, so that they meet. */
import fc from 'fast-check';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import type { EventSignal, Journey, KpiSignal, Task, TaskCondition } from '#src/journey/domain.ts';

export const EVENT_NAMES = ['login', 'page', 'form', 'email'];
export const KPI_NAMES = ['leads', 'rate'];
const FIRST_DAY: BusinessDate = '2024-01-20';

/** A date in the three months or so around the end of a leap February. */
export const anyDate = fc.integer({ min: 0, max: 100 }).map((days) => addDays(FIRST_DAY, days));

const eventCondition: fc.Arbitrary<TaskCondition> = fc
  .record({
    names: fc.option(fc.uniqueArray(fc.constantFrom(...EVENT_NAMES), { minLength: 1, maxLength: 2 })),
    min: fc.integer({ min: 1, max: 4 }),
    distinct: fc.boolean(),
    withinDays: fc.option(fc.integer({ min: 1, max: 20 })),
  })
  .map(({ names, min, distinct, withinDays }) => ({
    kind: 'event',
    names,
    min,
    counts: distinct ? 'distinct_names' : 'times',
    withinDays: distinct ? null : withinDays,
  }));

const kpiCondition: fc.Arbitrary<TaskCondition> = fc.record({
  kind: fc.constant('kpi' as const),
  kpi: fc.constantFrom(...KPI_NAMES),
  bound: fc.constantFrom('at_least' as const, 'at_most' as const),
  value: fc.integer({ min: 0, max: 10 }),
  maxAgeDays: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
});

const condition = fc.oneof(
  { weight: 3, arbitrary: eventCondition },
  { weight: 3, arbitrary: kpiCondition },
  { weight: 1, arbitrary: fc.constant<TaskCondition>({ kind: 'manual' }) },
);

/** A journey of one to four milestones with one to three tasks, the first of each required. */
export const anyJourney: fc.Arbitrary<Journey> = fc
  .array(
    fc.record({
      usualDays: fc.integer({ min: 1, max: 40 }),
      tasks: fc.array(fc.record({ condition, optional: fc.boolean() }), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((phases) => ({
    id: 'journey',
    name: 'Journey',
    phases: phases.map(({ usualDays, tasks }, index) => ({
      id: `phase-${index}`,
      name: `Phase ${index}`,
      startsWhen: null,
      usualDays,
      milestone: {
        id: `milestone-${index}`,
        name: `Milestone ${index}`,
        value: null,
        opportunity: null,
        tasks: tasks.map((task, n): Task => ({
          id: `task-${index}-${n}`,
          name: `Task ${n}`,
          owner: 'customer',
          optional: n > 0 && task.optional,
          learn: null,
          condition: task.condition,
        })),
      },
    })),
  }));

export const anyEvents: fc.Arbitrary<EventSignal[]> = fc.array(
  fc.record({ name: fc.constantFrom(...EVENT_NAMES), day: anyDate, count: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 12 },
);

/** Values of KPIs; several on one day come in the order of the list. */
export const anyKpis: fc.Arbitrary<KpiSignal[]> = fc.array(
  fc.record({ kpi: fc.constantFrom(...KPI_NAMES), day: anyDate, value: fc.integer({ min: 0, max: 10 }) }),
  { maxLength: 10 },
);
