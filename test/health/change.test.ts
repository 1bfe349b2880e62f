import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBetween, type ScoredDay } from '#src/health/change.ts';
import type { Scorecard } from '#src/health/domain.ts';
import { scoreMetrics } from '#src/health/scoring.ts';
import { anyScorecard, STAGE_NAMES } from './arbitraries.ts';
import { makeMetric, makeScorecard } from './make-scorecard.ts';

// Decision maker 50: contact 60, reviews 40. User 50: use 100.
const scorecard = makeScorecard({ decision_maker: 50, user: 50 }, [
  makeMetric('contact', 'decision_maker', 60),
  makeMetric('reviews', 'decision_maker', 40),
  makeMetric('use', 'user', 100),
]);

function day(scores: Record<string, number>, change: Partial<ScoredDay> = {}): ScoredDay {
  return { scorecard, stage: null, scores: new Map(Object.entries(scores)), ...change };
}

function told(before: ScoredDay, after: ScoredDay) {
  const { difference, movement, moves } = changeBetween(before, after);
  return {
    difference,
    movement,
    moves: moves.map(({ reason, metric, points }) => [reason, metric?.id ?? null, points]),
  };
}

describe('a change, worked by hand', () => {
  it('is told metric by metric', () => {
    // Before: dm 0.6 × 80 + 0.4 × 50 = 68, user 40, score 54. After: dm 0.6 × 20 + 0.4 × 50 = 32, user 60, score 46.
    // Contact alone: (32 + 40) / 2 = 36, so −18. Then use: 46, so +10. In all −8.
    const before = day({ contact: 8_000, reviews: 5_000, use: 4_000 });
    const after = day({ contact: 2_000, reviews: 5_000, use: 6_000 });
    expect(told(before, after)).toEqual({
      difference: -800,
      movement: -800,
      moves: [
        ['worse', 'contact', -1_800],
        ['better', 'use', 1_000],
      ],
    });
  });

  it('tells apart what only went missing, which lifts a mean and makes nothing better', () => {
    // Before: dm 0.6 × 20 + 0.4 × 60 = 36, user 50, score 43. Without contact: dm 60, score 55: +12, of which nothing moved.
    const before = day({ contact: 2_000, reviews: 6_000, use: 5_000 });
    const after = day({ reviews: 6_000, use: 5_000 });
    expect(told(before, after)).toEqual({
      difference: 1_200,
      movement: 0,
      moves: [['went_missing', 'contact', 1_200]],
    });
    // And back again: −12, which was so all the time, but a score that falls is told as it falls.
    expect(told(after, before)).toEqual({
      difference: -1_200,
      movement: -1_200,
      moves: [['came_back', 'contact', -1_200]],
    });
  });

  it('never hides a fall behind what is fresh on both days', () => {
    // Before: dm 0.6 × 90 + 0.4 × 20 = 62, user 40, score 51. Contact goes, use rises to 50: (20 + 50) / 2 = 35, so −16,
    // although like for like it is (62 + 50) / 2 = 56, so +5.
    const before = day({ contact: 9_000, reviews: 2_000, use: 4_000 });
    expect(told(before, day({ reviews: 2_000, use: 5_000 }))).toEqual({
      difference: -1_600,
      movement: -1_600,
      moves: [
        ['better', 'use', 500],
        ['went_missing', 'contact', -2_100],
      ],
    });
  });

  it('is of a rise at most what it is like for like, and at most the rise', () => {
    // Before: dm 36, user 50, score 43. Use rises to 60 (+5) and contact goes: (60 + 60) / 2 = 60, so +17.
    const low = day({ contact: 2_000, reviews: 6_000, use: 5_000 });
    expect(told(low, day({ reviews: 6_000, use: 6_000 }))).toMatchObject({
      difference: 1_700,
      movement: 500,
    });
    // Before: dm 0.6 × 90 + 0.4 × 20 = 62, user 40, score 51. Use rises to 100 (+30), contact goes: (20 + 100) / 2 = 60, so +9.
    const high = day({ contact: 9_000, reviews: 2_000, use: 4_000 });
    expect(told(high, day({ reviews: 2_000, use: 10_000 }))).toMatchObject({
      difference: 900,
      movement: 900,
    });
  });

  it('tells first what is fresh on both days, then what came or went', () => {
    // Before: dm contact 20 alone, user 50: score 35. Use falls to 30: (20 + 30) / 2 = 25, so −10.
    // Contact goes: user 30 alone, score 30: +5. Reviews come with 70: (70 + 30) / 2 = 50: +20. In all +15.
    const before = day({ contact: 2_000, use: 5_000 });
    const after = day({ reviews: 7_000, use: 3_000 });
    expect(told(before, after)).toEqual({
      difference: 1_500,
      movement: -1_000,
      moves: [
        ['worse', 'use', -1_000],
        ['went_missing', 'contact', 500],
        ['came_back', 'reviews', 2_000],
      ],
    });
  });

  it('waits where nothing is fresh in between', () => {
    // All goes and something else comes: 20 becomes 70.
    expect(told(day({ contact: 2_000 }), day({ reviews: 7_000 }))).toEqual({
      difference: 5_000,
      movement: 0,
      moves: [
        ['went_missing', 'contact', 0],
        ['came_back', 'reviews', 5_000],
      ],
    });
  });

  it('has no difference where one of the days has no score', () => {
    expect(told(day({}), day({ use: 3_000 }))).toEqual({
      difference: null,
      movement: null,
      moves: [['came_back', 'use', 0]],
    });
    expect(told(day({ use: 3_000 }), day({}))).toEqual({
      difference: null,
      movement: 0,
      moves: [['went_missing', 'use', 0]],
    });
  });

  it('tells of the weights last, those of another stage and of another scorecard', () => {
    const staged = makeScorecard({ user: 100 }, [
      makeMetric('a', 'user', 50, { weight: { usual: 50, byStage: { Renewal: 80 } } }),
      makeMetric('b', 'user', 50, { weight: { usual: 50, byStage: { Renewal: 20 } } }),
    ]);
    // Before (10 + 60) / 2 = 35. A rises to 20: 40, so +5. By the weights of a renewal 0.8 × 20 + 0.2 × 60 = 28: −12.
    const before = day({ a: 1_000, b: 6_000 }, { scorecard: staged, stage: 'Adoption' });
    const after = day({ a: 2_000, b: 6_000 }, { scorecard: staged, stage: 'Renewal' });
    expect(told(before, after)).toEqual({
      difference: -700,
      movement: -700,
      moves: [
        ['better', 'a', 500],
        ['weights_changed', null, -1_200],
      ],
    });
    // A metric that measures something else by now is another metric: nobody got worse by it.
    const other = makeScorecard({ user: 100 }, [
      makeMetric('a', 'user', 50, { scores: { zeroAt: 0, hundredAt: 200 } }),
      makeMetric('b', 'user', 50),
    ]);
    // (5 + 60) / 2 = 32.5 instead of 35.
    expect(told(before, day({ a: 500, b: 6_000 }, { scorecard: other }))).toEqual({
      difference: -250,
      movement: -250,
      moves: [['weights_changed', null, -250]],
    });
  });
});

describe('of any two days', () => {
  const score = fc.option(fc.integer({ min: 0, max: 10_000 }));
  const dayOf = (card: Scorecard) =>
    fc
      .record({
        stage: fc.option(fc.constantFrom(...STAGE_NAMES)),
        list: fc.tuple(...card.metrics.map(() => score)),
      })
      .map(({ stage, list }): ScoredDay => {
        const known = card.metrics.flatMap(({ id }, index): [string, number][] => {
          const own = list[index] ?? null;
          return own === null ? [] : [[id, own]];
        });
        return { scorecard: card, stage, scores: new Map(known) };
      });
  const twoDays = fc
    .tuple(anyScorecard, anyScorecard, fc.boolean())
    .chain(([card, other, changes]) => fc.tuple(dayOf(card), dayOf(changes ? other : card)));

  it('the points of the moves add up to the difference exactly', () => {
    fc.assert(
      fc.property(twoDays, ([before, after]) => {
        const { difference, moves } = changeBetween(before, after);
        const [from, to] = [scoreOfDay(before), scoreOfDay(after)];
        expect(difference).toBe(from === null || to === null ? null : to - from);
        expect(moves.reduce((sum, { points }) => sum + points, 0)).toBe(difference ?? 0);
      }),
    );
  });

  it('the movement is the difference of a fall, and of a rise at most what got better and worse', () => {
    fc.assert(
      fc.property(twoDays, ([before, after]) => {
        const { difference, movement, moves } = changeBetween(before, after);
        if (difference === null) return;
        const moved = moves.filter(({ reason }) => reason === 'better' || reason === 'worse');
        const likeForLike = moved.reduce((sum, { points }) => sum + points, 0);
        expect(movement).toBe(difference <= 0 ? difference : Math.min(difference, likeForLike));
      }),
    );
  });

  it('an account of which data only went missing is never better, however its score changed', () => {
    fc.assert(
      fc.property(twoDays, fc.nat(), ([before], seed) => {
        const kept = [...before.scores].filter((_, index) => ((seed >> index) & 1) === 0);
        const after = { ...before, scores: new Map(kept) };
        const { difference, movement } = changeBetween(before, after);
        if (scoreOfDay(before) === null) expect(movement).toBeNull();
        else expect(movement).toBe(Math.min(0, difference ?? 0));
      }),
    );
  });
});

function scoreOfDay({ scorecard: card, stage, scores }: ScoredDay): number | null {
  return scoreMetrics(card, stage, scores).score;
}
