/** Which of the accounts at risk come first, and what holds health down most; by hand. */
import { describe, expect, it } from 'vitest';
import { lowestMetric } from '#src/health/lowest.ts';
import { mostPressingFirst, type RiskRow } from '#src/health/risk.ts';
import { lowestReason } from '#src/health/words.ts';
import { makeMetric, makeScorecard } from './make-scorecard.ts';

const TODAY = '2026-11-30';
const row = (id: string, change: Partial<RiskRow> = {}): RiskRow => ({
  id,
  band: 'red',
  before: 'red',
  arr: 1_000,
  renewsOn: null,
  ...change,
});

describe('at risk', () => {
  it('are red ones first, of them whoever renews soon, then whoever got worse, then who pays most', () => {
    const worse = { before: 'yellow' } as const;
    const rows = [
      row('yellow', { band: 'yellow', before: 'green', arr: 9_000_000, renewsOn: TODAY }),
      row('rich', { arr: 9_000 }),
      row('poor'),
      row('worse', worse),
      row('far', { renewsOn: '2027-03-01', arr: 500 }),
      row('last day', { renewsOn: '2027-02-28' }),
      row('soon', { renewsOn: '2026-12-04' }),
      row('today', { renewsOn: TODAY }),
      row('renewed', { renewsOn: '2026-11-29', arr: 400 }),
      row('unknown', { arr: null }),
    ];
    expect(rows.toSorted(mostPressingFirst(TODAY)).map(({ id }) => id)).toEqual([
      'today',
      'soon',
      'last day',
      'worse',
      'rich',
      'poor',
      'far',
      'renewed',
      'unknown',
      'yellow',
    ]);
  });
});

describe('the lowest metric', () => {
  const metrics = [
    makeMetric('use', 'user', 60),
    makeMetric('mail', 'user', 40),
    makeMetric('nobody', 'influencer', 100),
    makeMetric('trial', 'user', 50, { weight: { usual: 50, byStage: { adopting: 0 } } }),
  ];
  const scorecard = makeScorecard({ user: 100 }, metrics);
  const lowest = (scores: Record<string, number>, stage: string | null = null) =>
    lowestMetric(scorecard, stage, new Map(Object.entries(scores)));

  it('is the fresh one that scores least of those that count', () => {
    expect(lowest({ use: 3_000, mail: 2_000, nobody: 0 })?.metric.id).toBe('mail');
    expect(lowest({ use: 3_000, trial: 1_000 })?.metric.id).toBe('trial');
    expect(lowest({ use: 3_000, trial: 1_000 }, 'adopting')?.metric.id).toBe('use');
    expect(lowest({ mail: 2_000, use: 2_000 })?.metric.id).toBe('use');
    expect(lowest({ nobody: 0 })).toBeNull();
  });

  it('is told with its score', () => {
    expect(lowestReason(lowest({ mail: 2_040 })!)).toEqual({
      what: 'Metric mail is lowest',
      scores: '20 of 100',
    });
  });
});
