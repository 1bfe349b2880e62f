/** The card of an account's health: what it says, in which words, and that it fits whatever is in it. */
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { healthCard, healthCut, type HealthCard } from '#blocks/health-card.ts';
import { healthDetail } from '#blocks/health-detail.ts';
import { limits, textLength } from '#blocks/limits.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { Account } from '#src/accounts/domain.ts';
import type { Move } from '#src/health/change.ts';
import { HEALTH_PERSONAS, type Metric, type MetricSource, type MetricValue } from '#src/health/domain.ts';
import { nextStep, type NextFacts } from '#src/health/next.ts';
import { scoreHealth } from '#src/health/scoring.ts';
import { seriesOf } from '#src/health/trend.ts';
import {
  differenceWords,
  inWholePoints,
  metricValueWords,
  missingWords,
  moveWords,
  pointedWords,
  pointsWords,
  scoreWords,
  textSparkline,
  valueOnDayWords,
} from '#src/health/words.ts';
import { blockProblems, judgeMessageBlocks } from '#src/sandbox/validate/surfaces.ts';
import type { Json } from '#src/sandbox/types.ts';
import { expect } from '../support/matchers.ts';
import { makeMetric, makeScorecard } from './make-scorecard.ts';

const TODAY = '2026-11-23';
const LONG = 'x<&*'.repeat(50);

const account = { id: 'a1', key: 'A-1', name: LONG, startedOn: '2026-01-01' } as unknown as Account;

function cardOf(change: Partial<HealthCard> = {}): HealthCard {
  return {
    account,
    health: null,
    churned: false,
    change: null,
    trends: [],
    scorecardSince: null,
    series: [],
    pictureId: null,
    judgement: null,
    ctas: [],
    next: { kind: 'nothing' },
    today: TODAY,
    canJudge: true,
    canLog: true,
    isPublic: false,
    ...change,
  };
}

describe('a card of forty metrics with long names', () => {
  const metrics = Array.from({ length: 40 }, (_, index) =>
    makeMetric(`m${index}`, HEALTH_PERSONAS[index % 4]!, 10, { name: `${index} ${LONG}` }),
  );
  const scorecard = makeScorecard({ decision_maker: 25, influencer: 25, user: 25, account: 25 }, metrics);
  const values = new Map<string, MetricValue | null>(
    metrics.map(({ id }, index) => [
      id,
      index % 8 < 4 ? { value: index, day: TODAY } : { value: 3, day: '2026-01-05' },
    ]),
  );
  const health = scoreHealth(scorecard, null, values, TODAY);
  const moves = metrics.map((metric): Move => ({
    reason: 'worse',
    metric,
    from: 9000,
    to: 100,
    points: -123,
  }));
  const cta = { id: 'c', title: LONG, dueOn: '2026-11-01', state: 'open' } as HealthCard['ctas'][number];
  const card = cardOf({
    health,
    change: { moves, difference: -4920, movement: -4920, since: '2026-11-16', from: 9000 },
    trends: [7, 30, 90].map((days) => ({ days, since: TODAY, difference: -600 })),
    series: Array.from({ length: 30 }, (_, index) => index * 300),
    judgement: {
      id: 'j',
      accountId: 'a1',
      band: 'red',
      reason: LONG.repeat(15),
      day: TODAY,
      judgedBy: 'p',
      judgedAt: '',
      by: mrkdwn`@priya`,
    },
    ctas: Array.from({ length: 50 }, () => cta),
    next: { kind: 'cta', cta, isLate: true },
  });

  it('fits into a message', () => {
    const { blocks = [] } = healthCard(card);
    expect(blocks.length).toBeLessThanOrEqual(limits.message.blocks);
    expect(textLength(blocks)).toBeLessThanOrEqual(limits.message.text);
    expect(judgeMessageBlocks(blocks as unknown as Json[])).toMatchObject({ error: undefined });
  });

  it('has them all in the modal, which fits too', () => {
    const { blocks } = healthDetail(card);
    expect(blockProblems(blocks, 'modal')).toEqual([]);
    expect(textLength(blocks)).toBeLessThanOrEqual(limits.modal.text);
    for (const { id } of metrics) expect(JSON.stringify(blocks)).toContain(`*${id.slice(1)} x`);
  });

  it('cut for others names neither metrics nor people', () => {
    const text = JSON.stringify(healthCut({ ...card, because: 'guests are in this channel' }).blocks);
    expect(text).not.toMatch(/Decision maker|@priya|CTA|judgement"/);
  });
});

it.for([
  [null, null, '⚪ Not known'],
  [5449, 'yellow', '🟡 Yellow, 54 of 100'],
  [0, 'red', '🔴 Red, 0 of 100'],
] as const)('a score of %s is said as %s', ([score, band, words]) => {
  expect(scoreWords(score, band)).toBe(words);
});

it('says differences in points', () => {
  expect([-649, 100, 49, 0].map(differenceWords)).toEqual([
    '▼ 6 points lower',
    '▲ 1 point higher',
    'unchanged',
    'unchanged',
  ]);
  expect([-50, -49, 50].map(differenceWords)).toEqual(['▼ 1 point lower', 'unchanged', '▲ 1 point higher']);
  expect([-650, 4606, 149, 30, -49, 0].map(pointsWords)).toEqual([
    '−7 points',
    '+46 points',
    '+1 point',
    'less than 1 point',
    'less than 1 point',
    '±0 points',
  ]);
});

describe('what moved a score, in whole points', () => {
  const metric = makeMetric('m', 'user', 100, { name: 'Usage' });
  const move = (points: number): Move => ({ reason: 'worse', metric, from: 9000, to: 100, points });
  const rounded = (...points: number[]) => inWholePoints(points.map(move)).map((one) => one.rounded);

  it('adds up to the whole points of them all', () => {
    // −6.3 − 3.3 − 1.8 = −11.4, so −11; rounded each for itself they would be −6, −3 and −2.
    expect(rounded(-630, -330, -180)).toEqual([-6, -3, -2]);
    // 2.4 + 2.4 + 2.4 = 7.2, so 7: the points that are left go to the first ones.
    expect(rounded(240, 240, 240)).toEqual([3, 2, 2]);
    expect(rounded(-5000, 4803)).toEqual([-50, 48]);
    expect(rounded()).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000 })), (points) => {
        const sum = points.reduce((total, one) => total + one, 0);
        const found = rounded(...points);
        expect(Math.abs(found.reduce((total, one) => total + one, 0) - sum / 100)).toBeLessThanOrEqual(0.5);
        for (const [index, one] of points.entries())
          expect(Math.abs(found[index]! - one / 100)).toBeLessThan(1);
      }),
    );
  });

  it('says “less than 1” of what is rounded away', () => {
    const [most, least] = inWholePoints([move(-330), move(-10)]);
    expect(pointedWords(most!)).toBe('−3: Usage got worse (90 → 1)');
    expect(pointedWords(least!)).toBe('less than 1: Usage got worse (90 → 1)');
  });
});

it.for<[MetricSource, number, string]>([
  [{ kind: 'kpi', kpi: 'x' }, 1234.5, '1,234.5'],
  [{ kind: 'events', names: ['x'], withinDays: 28 }, 1, '1 time in 28 days'],
  [{ kind: 'support_load', names: ['x'], withinDays: 7 }, 3, '3 times in 7 days'],
  [{ kind: 'survey', survey: 'nps' }, 8.3333, '8.33 on average'],
  [{ kind: 'survey', survey: 'nps' }, 8, '8'],
  [{ kind: 'days_since_contact' }, 0, 'today'],
  [{ kind: 'days_since_contact' }, 45, '45 days ago'],
  [{ kind: 'ebr_attendance', last: 3 }, 66.67, '67 % of the last 3 reviews that say so'],
  [{ kind: 'plan_kept', withinDays: 180 }, 50, '50 % kept in 180 days'],
  [{ kind: 'pace' }, 208.9, '209 % of the usual days'],
  [{ kind: 'judgement', question: 'Well?' }, 4, '4, mostly'],
])('the value of %j is said in words', ([source, value, words]) => {
  expect(metricValueWords({ source }, value)).toBe(words);
});

it('says the day of a value that is not of today', () => {
  const source: MetricSource = { kind: 'kpi', kpi: 'x' };
  expect(valueOnDayWords({ source }, { value: 3, day: TODAY }, TODAY)).toBe('3');
  expect(valueOnDayWords({ source }, { value: 3, day: '2026-11-22' }, TODAY)).toBe('3 (yesterday)');
  const events: MetricSource = { kind: 'events', names: ['x'], withinDays: 28 };
  expect(valueOnDayWords({ source: events }, { value: 0, day: '2026-07-17' }, TODAY)).toBe(
    '0 times in 28 days (last 17 Jul)',
  );
});

it('says of a finished journey that it is finished, and of one that slipped that its pace is not known', () => {
  const metric = makeMetric('m', 'account', 100, { name: 'Pace', source: { kind: 'pace' } });
  expect(valueOnDayWords(metric, { value: 0, day: TODAY, isFinished: true }, TODAY)).toBe('journey finished');
  expect(valueOnDayWords(metric, { value: 0, day: TODAY }, TODAY)).toBe('0 % of the usual days');
  expect(missingWords({ metric, value: null }, TODAY)).toContain('not known: ');
  const health = scoreHealth(makeScorecard({ account: 100 }, [metric]), null, new Map(), TODAY);
  const next = { kind: 'journey', metric: health.personas[0]!.metrics[0]! } as const;
  expect(JSON.stringify(healthCard(cardOf({ health, next })).blocks)).toContain(
    'look at its journey: “Pace” is not known: on no journey',
  );
});

it('leaves out of the details what weighs nothing in the account’s stage', () => {
  const metrics = [
    makeMetric('counts', 'account', 100, { name: 'Counts' }),
    makeMetric('not', 'account', 0, { name: 'Elsewhere' }),
  ];
  const health = scoreHealth(makeScorecard({ account: 100 }, metrics), null, new Map(), TODAY);
  const text = JSON.stringify(healthDetail(cardOf({ health })).blocks);
  expect(text).toContain('*Counts* · weighs 100 %');
  expect(text).not.toContain('Elsewhere');
});

it('says in the line of the trends when the scorecard changed', () => {
  const health = scoreHealth(makeScorecard({ account: 100 }, []), null, new Map(), TODAY);
  const trends = [{ days: 7, since: '2026-11-16', difference: -1100 }];
  const card = cardOf({ health, trends, scorecardSince: '2026-11-20' });
  expect(JSON.stringify(healthCard(card).blocks)).toContain(
    '7\u00A0days: ▼ 11 points lower · the scorecard changed on Fri 20 Nov',
  );
});

it('says under what moved the score where the weight of what went missing goes', () => {
  const metric = makeMetric('m', 'user', 100, { name: 'Usage' });
  const told = (reason: 'worse' | 'went_missing') => {
    const moves = [{ reason, metric, from: 4000, to: null, points: -1200 }];
    const change = { moves, difference: -1200, movement: -1200, since: '2026-11-16', from: 6000 };
    const health = scoreHealth(makeScorecard({ user: 100 }, [metric]), null, new Map(), TODAY);
    return JSON.stringify(healthCard(cardOf({ health, change })).blocks);
  };
  expect(told('went_missing')).toContain('_What went missing counts as nothing: the others weigh more._');
  expect(told('worse')).not.toContain('What went missing');
});

it('says the days that lie between, where a weekend had no morning', () => {
  const trends = [
    { days: 7, since: '2026-11-14', difference: -1100 },
    { days: 90, since: null, difference: null },
  ];
  const health = scoreHealth(makeScorecard({}, []), null, new Map(), TODAY);
  const told = JSON.stringify(healthCard(cardOf({ health, trends })).blocks);
  expect(told).toContain('Trend · 9\u00A0days: ▼ 11 points lower · 90\u00A0days: not known');
});

it('says since when a metric is missing: from the day after its last fresh one', () => {
  const metric = makeMetric('m', 'user', 100, { maxAgeDays: 30 });
  expect(missingWords({ metric, value: null }, TODAY)).toBe('never measured');
  expect(missingWords({ metric, value: { value: 1, day: '2026-10-01' } }, TODAY)).toBe('missing since 1 Nov');
});

it('names what a move did', () => {
  const metric = makeMetric('m', 'user', 100, { name: 'Usage' });
  expect(moveWords({ reason: 'went_missing', metric, from: 4000, to: null, points: 0 })).toBe(
    'Usage went missing (40 → nothing)',
  );
});

it('draws a course from its first known day, with gaps', () => {
  expect(textSparkline([null, 0, null, 5000, 10_000])).toBe('▁·▅█');
  expect(textSparkline([null, null])).toBe('');
});

it('takes of each week the last score, and that of today last', () => {
  // The last points stand for now, for the 10th to the 16th, and for the 3rd to the 9th.
  const snapshots = [
    { day: '2026-11-03', score: 1000 },
    { day: '2026-11-10', score: 2000 },
    { day: '2026-11-16', score: 3000 },
    { day: '2026-11-22', score: 4000 },
  ];
  const series = seriesOf(snapshots, TODAY, 5000);
  expect(series).toHaveLength(14);
  expect(series.slice(-4)).toEqual([null, 1000, 3000, 5000]);
});

describe('the next step', () => {
  const source = (kind: 'days_since_contact' | 'pace'): MetricSource => ({ kind });
  const scorecard = (metrics: Metric[]) => makeScorecard({ user: 100 }, metrics);
  function factsOf(
    change: Partial<NextFacts> & { metrics?: Metric[]; values?: [string, number][] },
  ): NextFacts {
    const values = new Map((change.values ?? []).map(([id, value]) => [id, { value, day: TODAY }]));
    return {
      health: scoreHealth(scorecard(change.metrics ?? []), null, values, TODAY),
      ctas: [],
      plays: [],
      running: new Set(),
      judgedOn: TODAY,
      today: TODAY,
      recentFrom: '2026-10-24',
      ...change,
    };
  }
  const cta = (id: string, dueOn: string) =>
    ({ id, title: id, dueOn, state: 'open' }) as NextFacts['ctas'][number];
  const lost = makeMetric('lost', 'user', 40, { source: source('days_since_contact') });
  const poor = makeMetric('poor', 'user', 60);

  it('is what is open and due soonest, whatever a metric costs', () => {
    const facts = factsOf({
      ctas: [cta('later', '2026-12-01'), cta('soon', '2026-11-25')],
      metrics: [lost, poor],
      values: [['poor', 0]],
    });
    expect(nextStep(facts)).toMatchObject({ kind: 'cta', isLate: false, cta: { id: 'soon' } });
    const dateless = { ...cta('some day', ''), dueOn: null };
    expect(nextStep({ ...facts, ctas: [dateless] })).toMatchObject({ kind: 'look' });
    expect(nextStep(factsOf({ ctas: [dateless] }))).toMatchObject({ kind: 'cta', isLate: false });
    const snoozed = { ...cta('asleep', '2026-11-01'), state: 'snoozed' as const };
    expect(nextStep(factsOf({ ctas: [snoozed], metrics: [lost] }))).toMatchObject({ kind: 'speak' });
  });

  it('is the lowest of what is known of the decision maker before what costs more', () => {
    const said = makeMetric('said', 'decision_maker', 50);
    const seen = makeMetric('seen', 'decision_maker', 50);
    const values: [string, number][] = [
      ['said', 20],
      ['seen', 40],
      ['poor', 0],
    ];
    const facts = factsOf({ values });
    const known = new Map(values.map(([id, value]) => [id, { value, day: TODAY }]));
    const card = makeScorecard({ decision_maker: 10, user: 90 }, [said, seen, poor]);
    const health = scoreHealth(card, null, known, TODAY);
    expect(nextStep({ ...facts, health })).toMatchObject({ metric: { metric: { id: 'said' } } });
    known.set('said', { value: 90, day: TODAY }).set('seen', { value: 80, day: TODAY });
    const well = scoreHealth(card, null, known, TODAY);
    expect(nextStep({ ...facts, health: well })).toMatchObject({ metric: { metric: { id: 'poor' } } });
  });

  it('is what is late, the longest late first', () => {
    const facts = factsOf({
      ctas: [cta('new', '2026-12-01'), cta('late', '2026-11-20'), cta('oldest', '2026-11-10')],
    });
    expect(nextStep(facts)).toMatchObject({ kind: 'cta', isLate: true, cta: { id: 'oldest' } });
  });

  it('is about the metric that costs most', () => {
    // Lost: 40 × 100 = 4,000. Poor at 50: 60 × 50 = 3,000; at 20: 60 × 80 = 4,800.
    expect(nextStep(factsOf({ metrics: [lost, poor], values: [['poor', 50]] }))).toMatchObject({
      kind: 'speak',
    });
    expect(nextStep(factsOf({ metrics: [lost, poor], values: [['poor', 20]] }))).toMatchObject({
      kind: 'look',
      metric: { metric: { id: 'poor' } },
    });
  });

  it('is its play, unless that runs', () => {
    const plays = [{ id: 'p', name: 'Play', enabled: true, steps: [] }];
    const metrics = [{ ...lost, play: 'p' }, poor];
    const values: [string, number][] = [['poor', 90]];
    expect(nextStep(factsOf({ metrics, values, plays }))).toMatchObject({ kind: 'play', play: { id: 'p' } });
    const running = factsOf({
      metrics,
      values,
      plays,
      running: new Set(['p']),
      ctas: [cta('step', '2026-12-01')],
    });
    expect(nextStep(running)).toMatchObject({ kind: 'cta', isLate: false });
  });

  it('is to say how one sees it, and then nothing', () => {
    const well = { metrics: [poor], values: [['poor', 90]] as [string, number][] };
    expect(nextStep(factsOf({ ...well, judgedOn: null }))).toEqual({ kind: 'judge' });
    expect(nextStep(factsOf(well))).toEqual({ kind: 'nothing' });
  });
});
