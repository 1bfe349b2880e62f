import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandOf,
  percentOf,
  pointsOf,
  weightIn,
  type Metric,
  type MetricValue,
  type Scorecard,
} from '#src/health/domain.ts';
import { presetScorecard } from '#src/health/presets.ts';
import { scoreHealth, scoreMetrics, scoreOf } from '#src/health/scoring.ts';
import { anyScorecard, STAGE_NAMES } from './arbitraries.ts';
import { makeMetric, makeScorecard } from './make-scorecard.ts';

const DATE = '2026-03-31';

describe('what a value scores', () => {
  it.each([
    // Days since the last contact: 60 score 0, 10 score 100; 35 lie in the middle.
    ['in the middle', 60, 10, 35, 5_000],
    ['at the good end', 60, 10, 10, 10_000],
    ['beyond the good end', 60, 10, 3, 10_000],
    ['at the bad end', 60, 10, 60, 0],
    ['beyond the bad end', 60, 10, 200, 0],
    // (20 − 60) / (10 − 60) = 0.8
    ['where less is better', 60, 10, 20, 8_000],
    // (1 − 0) / (3 − 0) = 0.33333 … = 33.33 points
    ['a third', 0, 3, 1, 3_333],
    // (2 − 0) / (3 − 0) = 0.66666 … = 66.67 points
    ['two thirds', 0, 3, 2, 6_667],
    // 1 / 20,000 = 0.00005 = half a hundredth of a point, which is rounded up.
    ['half a hundredth', 0, 20_000, 1, 1],
    ['far beyond what a float can divide', 0, 1e-3, 1e308, 10_000],
  ])('%s', (_, zeroAt, hundredAt, value, expected) => {
    expect(scoreOf({ scores: { zeroAt, hundredAt } }, value)).toBe(expected);
  });
});

describe('bands', () => {
  const scorecard = makeScorecard({ account: 100 }, []);
  it.each([
    // People see whole points: 39.49 is 39 and 39.50 is 40.
    [0, 10_000, 'red'],
    [3_949, 10_000, 'red'],
    [3_950, 10_000, 'yellow'],
    [6_949, 10_000, 'yellow'],
    [6_950, 10_000, 'green'],
    [10_000, 6_000, 'green'],
    // 59.99 % lie under the bar of 60 %, and are shown as 59 %.
    [10_000, 5_999, 'yellow'],
    [2_000, 100, 'red'],
  ] as const)('of %d hundredths at a coverage of %d are %s', (score, coverage, band) => {
    expect(bandOf(scorecard, score, coverage)).toBe(band);
  });

  it('and what is shown agree at their edges', () => {
    expect([3_949, 3_950, 6_950].map(pointsOf)).toEqual([39, 40, 70]);
    expect([5_999, 6_000].map(percentOf)).toEqual([59, 60]);
  });
});

describe('a scorecard, worked by hand', () => {
  // Decision maker 50: contact 60, reviews 40. User 30: use 100. Account 20: plans 70, tickets 30.
  const scorecard = makeScorecard({ decision_maker: 50, user: 30, account: 20 }, [
    makeMetric('contact', 'decision_maker', 60),
    makeMetric('reviews', 'decision_maker', 40),
    makeMetric('use', 'user', 100),
    makeMetric('plans', 'account', 70),
    makeMetric('tickets', 'account', 30),
  ]);

  it('is the mean of its personas where all is fresh', () => {
    // Decision maker: 0.6 × 80 + 0.4 × 50 = 68. User: 40. Account: 0.7 × 100 + 0.3 × 20 = 76.
    // Score: 0.5 × 68 + 0.3 × 40 + 0.2 × 76 = 34 + 12 + 15.2 = 61.2.
    expect(health({ contact: 80, reviews: 50, use: 40, plans: 100, tickets: 20 })).toEqual({
      score: 6_120,
      coverage: 10_000,
      band: 'yellow',
      confidence: 'high',
      personas: { decision_maker: [6_800, 10_000], user: [4_000, 10_000], account: [7_600, 10_000] },
    });
  });

  it('leaves out a metric without fresh data, and lowers the coverage by its weight', () => {
    // Decision maker: reviews alone, 50. Score: 0.5 × 50 + 0.3 × 40 + 0.2 × 76 = 25 + 12 + 15.2 = 52.2.
    // Coverage: 100 − 0.5 × 60 = 70 %.
    expect(health({ reviews: 50, use: 40, plans: 100, tickets: 20 })).toMatchObject({
      score: 5_220,
      coverage: 7_000,
      confidence: 'high',
      personas: { decision_maker: [5_000, 4_000] },
    });
  });

  it('leaves out a persona of which nothing is fresh', () => {
    // (0.5 × 68 + 0.2 × 76) / 0.7 = 49.2 / 0.7 = 70.2857. Coverage: 70 %.
    expect(health({ contact: 80, reviews: 50, plans: 100, tickets: 20 })).toMatchObject({
      score: 7_029,
      coverage: 7_000,
      band: 'green',
      personas: { user: [null, 0] },
    });
  });

  it('is never green under 60 % coverage, and of low confidence', () => {
    // Decision maker alone: 0.6 × 100 + 0.4 × 100 = 100. Coverage 50 %.
    expect(health({ contact: 100, reviews: 100 })).toMatchObject({
      score: 10_000,
      coverage: 5_000,
      band: 'yellow',
      confidence: 'low',
    });
  });

  it('has no score and no band where nothing is fresh', () => {
    expect(health({})).toMatchObject({ score: null, band: null, coverage: 0, confidence: 'low' });
  });

  it('rounds each mean half up to hundredths', () => {
    // Thirds: (33 × 0 + 33 × 0 + 34 × 50) / 100 = 17; without the last (33 × 0 + 33 × 1) / 66 = 0.5 of a point.
    const thirds = makeScorecard({ account: 100 }, [
      makeMetric('a', 'account', 33),
      makeMetric('b', 'account', 33),
      makeMetric('c', 'account', 34),
    ]);
    const of = (scores: Record<string, number>) =>
      scoreMetrics(thirds, null, new Map(Object.entries(scores))).score;
    expect(of({ a: 0, b: 0, c: 5_000 })).toBe(1_700);
    expect(of({ a: 0, b: 100 })).toBe(50);
    // (33 × 1 + 34 × 0) / 67 = 0.4925 of a hundredth; (33 × 0 + 34 × 1) / 67 = 0.5075.
    expect(of({ a: 1, c: 0 })).toBe(0);
    expect(of({ a: 0, c: 1 })).toBe(1);
    expect(of({ a: 0, b: 1 })).toBe(1);
  });

  it('weighs by the stage where a metric says so', () => {
    const staged = makeScorecard({ user: 100 }, [
      makeMetric('a', 'user', 50, { weight: { usual: 50, byStage: { Renewal: 80 } } }),
      makeMetric('b', 'user', 50, { weight: { usual: 50, byStage: { Renewal: 20 } } }),
    ]);
    const scores = new Map([
      ['a', 1_000],
      ['b', 6_000],
    ]);
    // Usually (10 + 60) / 2 = 35; before a renewal 0.8 × 10 + 0.2 × 60 = 20.
    expect(scoreMetrics(staged, 'Adoption', scores).score).toBe(3_500);
    expect(scoreMetrics(staged, null, scores).score).toBe(3_500);
    expect(scoreMetrics(staged, 'Renewal', scores).score).toBe(2_000);
  });

  it('counts a value on the last day of its age, and no longer on the next', () => {
    const one = makeScorecard({ account: 100 }, [makeMetric('a', 'account', 100, { maxAgeDays: 30 })]);
    const on = (day: string) => scoreHealth(one, null, new Map([['a', { value: 50, day }]]), DATE);
    expect(on('2026-03-01')).toMatchObject({ score: 5_000, coverage: 10_000 });
    expect(on('2026-02-28')).toMatchObject({ score: null, coverage: 0 });
    // What is known of it is still told.
    expect(on('2026-02-28').personas[0]?.metrics[0]).toMatchObject({
      isFresh: false,
      value: { value: 50, day: '2026-02-28' },
    });
  });

  function health(values: Record<string, number>) {
    const known = new Map<string, MetricValue>(
      Object.entries(values).map(([id, value]) => [id, { value, day: DATE }]),
    );
    const { score, coverage, band, confidence, personas } = scoreHealth(scorecard, null, known, DATE);
    return {
      score,
      coverage,
      band,
      confidence,
      personas: Object.fromEntries(personas.map((found) => [found.persona, [found.score, found.coverage]])),
    };
  }
});

describe('of any scorecard', () => {
  const score = fc.integer({ min: 0, max: 10_000 });
  const scored = anyScorecard.chain((scorecard) =>
    fc.record({
      scorecard: fc.constant(scorecard),
      stage: fc.option(fc.constantFrom(...STAGE_NAMES)),
      scores: fc
        .tuple(...scorecard.metrics.map(() => fc.option(score)))
        .map((list) => scoresOf(scorecard.metrics, list)),
    }),
  );

  it('the score lies within 0 and 100, and within those of its metrics', () => {
    fc.assert(
      fc.property(scored, ({ scorecard, stage, scores }) => {
        const found = scoreMetrics(scorecard, stage, scores);
        expect(found.coverage).toBeGreaterThanOrEqual(0);
        expect(found.coverage).toBeLessThanOrEqual(10_000);
        if (found.score === null) return;
        expect(found.score).toBeGreaterThanOrEqual(Math.min(...scores.values()));
        expect(found.score).toBeLessThanOrEqual(Math.max(...scores.values()));
      }),
    );
  });

  it('under its bar of coverage nobody is green', () => {
    fc.assert(
      fc.property(scored, ({ scorecard, stage, scores }) => {
        const found = scoreMetrics(scorecard, stage, scores);
        if (found.score === null || found.coverage >= scorecard.sureFrom * 100) return;
        expect(bandOf(scorecard, found.score, found.coverage)).not.toBe('green');
      }),
    );
  });

  it('a metric without data counts neither as 0 nor as 100, and lowers the coverage by its weight', () => {
    fc.assert(
      fc.property(scored, fc.nat(), ({ scorecard, stage, scores }, index) => {
        const metric = scorecard.metrics[index % scorecard.metrics.length]!;
        const at = (own: number | null) => scoreMetrics(scorecard, stage, withScore(scores, metric, own));
        const missing = at(null);
        const [worst, best] = [at(0), at(10_000)];
        const weight = scorecard.personas[metric.persona] * weightIn(metric, stage);
        expect(missing.coverage).toBe(best.coverage - weight);
        if (missing.score === null) return;
        expect(missing.score).toBeGreaterThanOrEqual(worst.score!);
        expect(missing.score).toBeLessThanOrEqual(best.score!);
      }),
    );
  });

  it('the score is what it would be if its metrics without data were not in the scorecard', () => {
    fc.assert(
      fc.property(scored, ({ scorecard, stage, scores }) => {
        const fresh: Scorecard = {
          ...scorecard,
          metrics: scorecard.metrics.filter(({ id }) => scores.has(id)),
        };
        expect(scoreMetrics(fresh, stage, scores)).toEqual(scoreMetrics(scorecard, stage, scores));
      }),
    );
  });
});

describe('the preset', () => {
  it('adds up, per persona and in all', () => {
    const { personas, metrics } = presetScorecard();
    expect(Object.values(personas).reduce((sum, weight) => sum + weight, 0)).toBe(100);
    for (const persona of Object.keys(personas)) {
      const own = metrics.filter((metric) => metric.persona === persona);
      expect(own.reduce((sum, { weight }) => sum + weight.usual, 0)).toBe(100);
    }
  });
});

function scoresOf(metrics: readonly Metric[], list: readonly (number | null)[]): Map<string, number> {
  const known = metrics.flatMap(({ id }, index): [string, number][] => {
    const score = list[index] ?? null;
    return score === null ? [] : [[id, score]];
  });
  return new Map(known);
}

function withScore(
  scores: ReadonlyMap<string, number>,
  { id }: Metric,
  score: number | null,
): Map<string, number> {
  const changed = new Map(scores);
  if (score === null) changed.delete(id);
  else changed.set(id, score);
  return changed;
}
