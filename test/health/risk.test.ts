/** Which of the accounts at risk come first, and what holds health down most; by hand. */
import { describe, expect, it } from 'vitest';
import { costsOf } from '#src/health/costs.ts';
import { collectRisks, type RiskRow } from '#src/health/risk.ts';
import { scoreMetrics } from '#src/health/scoring.ts';
import { costReason } from '#src/health/words.ts';
import { makeMetric, makeScorecard } from './make-scorecard.ts';

const TODAY = '2026-11-30';
const row = (id: string, change: Partial<RiskRow> = {}): RiskRow => ({
  id,
  band: 'red',
  before: 'red',
  arr: 1_000,
  currency: 'EUR',
  renewsOn: null,
  passedOn: null,
  ...change,
});

describe('at risk', () => {
  const ordered = (rows: readonly RiskRow[], limit = 99) => {
    const risks = collectRisks(TODAY, limit);
    // As they come from the database: part by part.
    for (let start = 0; start < rows.length; start += 2) risks.add(rows.slice(start, start + 2));
    expect(risks.total()).toBe(rows.length);
    return risks.read().map(({ id }) => id);
  };
  const yellow = { band: 'yellow', before: 'green' } as const;

  it('are those whose renewal passed, red ones that renew soon, other red ones, and the rest; by money in one currency', () => {
    const rows = [
      row('yellow', { ...yellow, arr: 9_000_000, renewsOn: TODAY }),
      row('yellow passed', { ...yellow, arr: 5, renewsOn: '2026-11-27', passedOn: '2026-11-27' }),
      row('rich', { arr: 9_000 }),
      row('poor', { before: 'yellow', arr: 700 }),
      row('far', { renewsOn: '2027-03-01', arr: 800 }),
      row('last day', { renewsOn: '2027-02-28', arr: 50 }),
      row('soon', { renewsOn: '2026-12-04', arr: 40 }),
      row('today', { renewsOn: TODAY, arr: 60 }),
      row('long ago', { renewsOn: '2026-10-01', arr: 400 }),
      row('passed', { renewsOn: '2026-11-29', passedOn: '2026-11-29', arr: 1 }),
      row('unknown', { arr: null, currency: null }),
    ];
    const expected = [
      'passed',
      'yellow passed',
      'today',
      'last day',
      'soon',
      'rich',
      'far',
      'poor',
      'long ago',
      'unknown',
      'yellow',
    ];
    expect(ordered(rows)).toEqual(expected);
    expect(ordered(rows.toReversed())).toEqual(expected);
    expect(ordered(rows, 4)).toEqual(expected.slice(0, 4));
  });

  it('go by the day of renewal where amounts can not be compared, within a rank', () => {
    const rows = [
      row('dollars', { currency: 'USD', arr: 9_000, renewsOn: '2027-02-01' }),
      row('reais', { currency: 'BRL', arr: 22_000, renewsOn: '2027-01-01' }),
      row('pounds', { currency: 'GBP', arr: 275, renewsOn: '2026-12-04' }),
      row('none', { currency: 'GBP', arr: 9 }),
      row('worse', { before: 'green', arr: 8 }),
      // All of these pay in one.
      row('small', { ...yellow, arr: 1, renewsOn: '2026-12-01' }),
      row('large', { ...yellow, arr: 2 }),
    ];
    expect(ordered(rows)).toEqual(['pounds', 'reais', 'dollars', 'worse', 'none', 'large', 'small']);
  });
});

describe('what holds health down', () => {
  const metrics = [
    makeMetric('use', 'user', 60),
    makeMetric('mail', 'user', 40),
    makeMetric('nobody', 'influencer', 100),
    makeMetric('board', 'decision_maker', 100, { weight: { usual: 100, byStage: { Adoption: 0 } } }),
  ];
  const scorecard = makeScorecard({ user: 50, decision_maker: 50 }, metrics);
  const costs = (scores: Record<string, number>, stage: string | null = null) =>
    costsOf(scorecard, stage, new Map(Object.entries(scores)));
  const told = (...given: Parameters<typeof costs>) =>
    costs(...given).map(({ metric, cost }) => [metric.id, Math.round(cost)]);

  it('is weight times shortfall, in points of the score, of what is fresh', () => {
    // Half of the score is the users’, and of that 60 % is use: 0.5 × 0.6 × 70 points.
    expect(told({ use: 3_000, mail: 2_000, board: 5_000, nobody: 0 })).toEqual([
      ['board', 2_500],
      ['use', 2_100],
      ['mail', 1_600],
    ]);
    // Without the others a metric is all there is.
    expect(told({ mail: 2_000 })).toEqual([['mail', 8_000]]);
    expect(told({ use: 10_000, mail: 4_000, board: 0 }, 'Adoption')).toEqual([['mail', 2_400]]);
    expect(told({ nobody: 0 })).toEqual([]);
  });

  it('adds up with the score to all there is to have', () => {
    const scores = new Map(Object.entries({ use: 3_100, mail: 2_050, board: 5_550 }));
    const sum = costsOf(scorecard, null, scores).reduce((all, { cost }) => all + cost, 0);
    expect(Math.round(sum) + scoreMetrics(scorecard, null, scores).score!).toBe(10_000);
  });

  it('is told by what was measured, or by its score, and what of it is new', () => {
    const [mail] = costs({ mail: 2_040 });
    expect(costReason(mail!, 20.4, 1_200)).toEqual({
      what: 'Metric mail',
      value: '20.4',
      points: 'costs 80 points, 12 of them new',
    });
    expect(costReason(mail!, null, 0)).toMatchObject({ value: '20 of 100', points: 'costs 80 points' });
  });
});
