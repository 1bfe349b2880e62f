/** Random scorecards, and accounts with the data that they read. Names and days are few, so that they meet. */
import * as fc from 'fast-check';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import {
  HEALTH_PERSONAS,
  type HealthPersona,
  type Metric,
  type MetricSource,
  type Scorecard,
} from '#src/health/domain.ts';
import { anyDate, anyEvents, anyKpis, EVENT_NAMES, KPI_NAMES } from '../support/generators.ts';

const PEOPLE = ['decision_maker', 'influencer', 'user'] as const;
export const STAGE_NAMES = ['Adoption', 'Renewal', 'Change', 'Churned'];
const SURVEYS = ['nps', 'csat'];
/** Metrics of judgement have such ids, so that the answers to them are made without knowing the scorecard. */
export const QUESTION_IDS = ['ask.1', 'ask_2'];

const withinDays = fc.integer({ min: 1, max: 60 });
const names = fc.uniqueArray(fc.constantFrom(...EVENT_NAMES), { minLength: 1, maxLength: 2 });

function sourcesOf(persona: HealthPersona): fc.Arbitrary<MetricSource> {
  const any: fc.Arbitrary<MetricSource>[] = [
    fc.record({ kind: fc.constant('kpi' as const), kpi: fc.constantFrom(...KPI_NAMES) }),
    fc.record({ kind: fc.constantFrom('events' as const, 'support_load' as const), names, withinDays }),
    fc.record({ kind: fc.constant('survey' as const), survey: fc.constantFrom(...SURVEYS) }),
    fc.constant({ kind: 'days_since_contact' }),
    fc.record({ kind: fc.constant('plan_kept' as const), withinDays }),
    fc.constant({ kind: 'judgement', question: 'How is it?' }),
  ];
  if (persona === 'account') any.push(fc.constant({ kind: 'pace' }));
  if (persona === 'decision_maker') {
    any.push(
      fc.record({ kind: fc.constant('ebr_attendance' as const), last: fc.integer({ min: 1, max: 4 }) }),
    );
  }
  return fc.oneof(...any);
}

const end = fc
  .oneof(fc.integer({ min: -20, max: 120 }), fc.double({ min: -1, max: 12, noNaN: true }))
  // A file knows no -0.
  .map((number) => number + 0);
const ends = fc.tuple(end, end).filter(([zeroAt, hundredAt]) => Math.abs(zeroAt - hundredAt) > 1e-6);

interface Part {
  source: MetricSource;
  ends: [number, number];
  maxAgeDays: number | null;
  share: number;
  stageShare: number;
}

function partsOf(persona: HealthPersona): fc.Arbitrary<Part> {
  return fc.record({
    source: sourcesOf(persona),
    ends,
    maxAgeDays: fc.option(fc.integer({ min: 1, max: 80 }), { nil: null }),
    share: fc.integer({ min: 0, max: 10 }),
    stageShare: fc.integer({ min: 0, max: 10 }),
  });
}

const persons = Object.fromEntries(
  HEALTH_PERSONAS.map((persona) => [persona, fc.array(partsOf(persona), { maxLength: 4 })]),
) as Record<HealthPersona, fc.Arbitrary<Part[]>>;

/** A scorecard of one to sixteen metrics whose weights add up, some of them other ones in one stage. */
export const anyScorecard: fc.Arbitrary<Scorecard> = fc
  .record({
    ...persons,
    shares: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 4, maxLength: 4 }),
    yellow: fc.integer({ min: 1, max: 50 }),
    green: fc.integer({ min: 51, max: 100 }),
    sureFrom: fc.integer({ min: 0, max: 100 }),
  })
  .filter((parts) => HEALTH_PERSONAS.some((persona) => parts[persona].length > 0))
  .map(({ shares, yellow, green, sureFrom, ...parts }) => {
    const present = HEALTH_PERSONAS.filter((persona) => parts[persona].length > 0);
    const weights = addingUp(present.map((_, index) => shares[index]!));
    let questions = 0;
    const metrics = present.flatMap((persona) => {
      const usual = addingUp(parts[persona].map(({ share }) => share));
      const inRenewal = addingUp(parts[persona].map(({ stageShare }) => stageShare));
      return parts[persona].flatMap((part, index): Metric[] => {
        const isQuestion = part.source.kind === 'judgement';
        if (isQuestion) questions += 1;
        const id = isQuestion ? (QUESTION_IDS[questions - 1] ?? `ask-${questions}`) : `${persona}.${index}`;
        return [
          {
            id,
            name: id,
            persona,
            weight: { usual: usual[index]!, byStage: { Renewal: inRenewal[index]! } },
            source: part.source,
            scores: { zeroAt: part.ends[0], hundredAt: part.ends[1] },
            maxAgeDays: isAlwaysKnown(part.source) ? null : part.maxAgeDays,
            play: null,
          },
        ];
      });
    });
    const personas = { decision_maker: 0, influencer: 0, user: 0, account: 0 };
    present.forEach((persona, index) => (personas[persona] = weights[index]!));
    return { personas, metrics, bands: { yellow, green }, sureFrom };
  });

function isAlwaysKnown({ kind }: MetricSource): boolean {
  return kind === 'support_load' || kind === 'pace';
}

/** Whole numbers in about these proportions that add up to 100. */
function addingUp(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const parts = shares.map((share) => (total === 0 ? 0 : Math.floor((100 * share) / total)));
  const rest = 100 - parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part, index) => (index === 0 ? part + rest : part));
}

const someDay = fc.oneof(
  anyDate,
  fc.integer({ min: 0, max: 90 }).map((days): BusinessDate => addDays('2023-12-01', days)),
);
const value = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.double({ min: -2, max: 11, noNaN: true }));

export const anyObserved = fc.record({
  startedOn: anyDate,
  stage: fc.option(fc.constantFrom(...STAGE_NAMES), { nil: null }),
  events: anyEvents,
  kpis: anyKpis,
  values: fc.array(fc.record({ kpi: fc.constantFrom(...KPI_NAMES), day: anyDate, value }), { maxLength: 4 }),
  churn: fc.option(fc.record({ day: anyDate, returned: fc.boolean() }), { nil: null, freq: 6 }),
  touchpoints: fc.array(fc.record({ persona: fc.constantFrom(...PEOPLE), day: someDay }), { maxLength: 5 }),
  answers: fc.array(
    fc.record({
      survey: fc.constantFrom(...SURVEYS, ...QUESTION_IDS),
      persona: fc.constantFrom(...HEALTH_PERSONAS),
      contactId: fc.option(fc.constantFrom('ann', 'bo', 'cy'), { nil: null }),
      value,
      day: someDay,
      answered_by: fc.constantFrom('customer', 'customer', 'priya'),
    }),
    { maxLength: 12 },
  ),
  reviews: fc.array(
    fc.record({
      day: someDay,
      state: fc.constantFrom('held' as const, 'held' as const, 'cancelled' as const),
      there: fc.constantFrom(0 as const, 1 as const, null),
    }),
    { maxLength: 6 },
  ),
  planItems: fc.array(
    fc.record({
      dueOn: someDay,
      state: fc.constantFrom('open' as const, 'kept' as const, 'broken' as const),
      closedOn: fc.option(someDay, { nil: null }),
    }),
    { maxLength: 6 },
  ),
});

export type Observed = typeof anyObserved extends fc.Arbitrary<infer T> ? T : never;
