/** What each source says of one account, worked by hand; the property test of `equality.test.ts` holds SQL to the same. */
import { expect, it } from 'vitest';
import type { HealthPersona, Metric, MetricSource, MetricValue } from '#src/health/domain.ts';
import { valueOf, type HealthFacts } from '#src/health/values.ts';
import { makeMetric } from './make-scorecard.ts';

const DATE = '2026-03-31';
const NOTHING: HealthFacts = {
  kpis: [],
  events: [],
  touchpoints: [],
  answers: [],
  reviews: [],
  planItems: [],
  place: null,
};

interface Row {
  what: string;
  source: MetricSource;
  persona?: HealthPersona;
  maxAgeDays?: number | null;
  facts?: Partial<HealthFacts>;
  expected: MetricValue | null;
}

const answer = (contactId: string | null, value: number, day: string, persona: HealthPersona = 'user') => ({
  survey: 'nps',
  persona,
  contactId,
  value,
  day,
  isOurs: false,
});
const NPS: MetricSource = { kind: 'survey', survey: 'nps' };
const LOGINS: MetricSource = { kind: 'events', names: ['login', 'open'], withinDays: 7 };

it.each<Row>([
  {
    what: 'the newest value of a KPI',
    source: { kind: 'kpi', kpi: 'leads' },
    facts: {
      kpis: [
        { kpi: 'leads', day: '2026-03-01', value: 5 },
        { kpi: 'leads', day: '2026-03-02', value: 7 },
        { kpi: 'other', day: '2026-03-03', value: 9 },
      ],
    },
    expected: { value: 7, day: '2026-03-02' },
  },
  { what: 'no value of a KPI', source: { kind: 'kpi', kpi: 'leads' }, expected: null },
  {
    what: 'events of the last 7 days, both ends included',
    source: LOGINS,
    facts: {
      events: [
        { name: 'login', day: '2026-03-24', count: 100 },
        { name: 'login', day: '2026-03-25', count: 2 },
        { name: 'open', day: '2026-03-31', count: 3 },
        { name: 'other', day: '2026-03-31', count: 50 },
      ],
    },
    expected: { value: 5, day: '2026-03-31' },
  },
  {
    what: 'silence after a first event, which is known to be none',
    source: LOGINS,
    facts: { events: [{ name: 'login', day: '2026-01-01', count: 0 }] },
    expected: { value: 0, day: '2026-01-01' },
  },
  { what: 'events that were never seen, which says nothing', source: LOGINS, expected: null },
  {
    what: 'a burden that was never seen, which is none',
    source: { kind: 'support_load', names: ['ticket'], withinDays: 28 },
    expected: { value: 0, day: DATE },
  },
  {
    what: 'the mean of each contact’s newest answer',
    source: NPS,
    persona: 'user',
    facts: {
      answers: [
        answer('ann', 9, '2026-03-30'),
        answer('bo', 4, '2026-03-20'),
        answer('ann', 1, '2026-03-10'),
        answer('cy', 0, '2026-03-25', 'influencer'),
        answer(null, 0, '2026-03-29'),
      ],
    },
    expected: { value: 6.5, day: '2026-03-30' },
  },
  {
    what: 'answers of everybody for the account itself',
    source: NPS,
    persona: 'account',
    facts: { answers: [answer('ann', 9, '2026-03-30'), answer('cy', 3, '2026-03-25', 'influencer')] },
    expected: { value: 6, day: '2026-03-30' },
  },
  {
    what: 'no answer that is too old, as long as there are others',
    source: NPS,
    persona: 'user',
    maxAgeDays: 30,
    facts: { answers: [answer('ann', 9, '2026-03-30'), answer('bo', 1, '2026-02-01')] },
    expected: { value: 9, day: '2026-03-30' },
  },
  {
    what: 'the newest answer without contacts',
    source: NPS,
    persona: 'user',
    facts: { answers: [answer(null, 7, '2026-03-30'), answer(null, 2, '2026-03-20')] },
    expected: { value: 7, day: '2026-03-30' },
  },
  {
    what: 'days since somebody spoke with the persona',
    source: { kind: 'days_since_contact' },
    persona: 'decision_maker',
    facts: {
      touchpoints: [
        { persona: 'decision_maker', day: '2026-03-01' },
        { persona: 'user', day: '2026-03-30' },
      ],
    },
    expected: { value: 30, day: '2026-03-01' },
  },
  {
    what: 'days since somebody spoke with anybody',
    source: { kind: 'days_since_contact' },
    persona: 'account',
    facts: {
      touchpoints: [
        { persona: 'decision_maker', day: '2026-03-01' },
        { persona: 'user', day: '2026-03-30' },
      ],
    },
    expected: { value: 1, day: '2026-03-30' },
  },
  {
    what: 'the attendance at the last reviews',
    source: { kind: 'ebr_attendance', last: 3 },
    persona: 'decision_maker',
    facts: {
      // 2 of the last 3 are 66.67 %; the one before counts no more.
      reviews: [
        { day: '2026-03-01', decisionMakerThere: true },
        { day: '2026-01-01', decisionMakerThere: false },
        { day: '2025-10-01', decisionMakerThere: true },
        { day: '2025-07-01', decisionMakerThere: true },
      ],
    },
    expected: { value: 200 / 3, day: '2026-03-01' },
  },
  {
    what: 'the plan items that were due before the date and kept by it',
    source: { kind: 'plan_kept', withinDays: 30 },
    facts: {
      planItems: [
        // Kept, kept late, open, and kept after the date: 2 of 4. Too old, and due on the date itself: not counted.
        { dueOn: '2026-03-10', keptOn: '2026-03-09' },
        { dueOn: '2026-03-01', keptOn: '2026-03-31' },
        { dueOn: '2026-03-30', keptOn: null },
        { dueOn: '2026-03-20', keptOn: '2026-04-01' },
        { dueOn: '2026-02-28', keptOn: null },
        { dueOn: DATE, keptOn: null },
      ],
    },
    expected: { value: 50, day: '2026-03-30' },
  },
  { what: 'no plan that was due', source: { kind: 'plan_kept', withinDays: 30 }, expected: null },
  {
    what: 'the pace in per cent of the usual days',
    source: { kind: 'pace' },
    facts: { place: { days: 60, usualDays: 45, hasSlipped: true } },
    expected: { value: (100 * 60) / 45, day: DATE },
  },
  {
    what: 'a finished journey, which is in nobody’s way',
    source: { kind: 'pace' },
    facts: { place: { days: 300, usualDays: null, hasSlipped: false } },
    expected: { value: 0, day: DATE, isFinished: true },
  },
  {
    what: 'no pace of a finished journey of which a milestone slipped',
    source: { kind: 'pace' },
    facts: { place: { days: 300, usualDays: null, hasSlipped: true } },
    expected: null,
  },
  { what: 'no place on a journey', source: { kind: 'pace' }, expected: null },
  {
    what: 'the newest answer of one of ours to the metric’s question',
    source: { kind: 'judgement', question: 'Gladly?' },
    facts: {
      answers: [
        { survey: 'other', persona: 'user', contactId: null, value: 1, day: DATE, isOurs: true },
        { survey: 'asked', persona: 'user', contactId: null, value: 5, day: '2026-03-03', isOurs: false },
        { survey: 'asked', persona: 'user', contactId: null, value: 4, day: '2026-03-02', isOurs: true },
        { survey: 'asked', persona: 'user', contactId: null, value: 2, day: '2026-03-01', isOurs: true },
      ],
    },
    expected: { value: 4, day: '2026-03-02' },
  },
])('$what', ({ source, persona = 'account', maxAgeDays = null, facts, expected }) => {
  const metric: Metric = makeMetric('asked', persona, 100, { source, maxAgeDays });
  expect(valueOf(metric, { ...NOTHING, ...facts }, DATE)).toEqual(expected);
});
