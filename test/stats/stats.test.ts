import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationTally } from '#src/stats/durations.ts';
import { normalQuantile } from '#src/stats/normal.ts';
import { sampleSizePerGroup, shareDifference, wilson } from '#src/stats/proportion.ts';
import { sampleQuantile } from '#src/stats/quantile.ts';

const of = (successes: number, trials: number) => ({ successes, trials });
const bounds = (interval: { low: number; high: number } | null) =>
  interval === null ? null : [interval.low.toFixed(4), interval.high.toFixed(4)];

describe('the normal quantile', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.1, and its critical values to more digits.
  it.for([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
  ] as const)('of %d is %d', ([p, z]) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
    expect(normalQuantile(1 - p)).toBeCloseTo(-z, 12);
  });
});

describe('a share', () => {
  // Newcombe, Statist. Med. 17 (1998) 857–872, table I, method 3.
  it.for([
    [81, 263, ['0.2553', '0.3662']],
    [15, 148, ['0.0624', '0.1605']],
    [0, 20, ['0.0000', '0.1611']],
    [1, 29, ['0.0061', '0.1718']],
  ] as const)('of %d in %d has the published Wilson interval', ([successes, trials, published]) => {
    expect(bounds(wilson(of(successes, trials)))).toEqual(published);
  });

  it('of nothing is unknown', () => {
    expect(wilson(of(0, 0))).toBeNull();
  });

  it('lies in its interval, the interval in 0 to 1, and mirrors its complement', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const { estimate, low, high } = wilson(of(x, n))!;
        const other = wilson(of(n - x, n))!;
        expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true);
        expect(other.low).toBeCloseTo(1 - high, 10);
        expect(other.high).toBeCloseTo(1 - low, 10);
      }),
    );
  });
});

describe('a difference of two shares', () => {
  // Newcombe, Statist. Med. 17 (1998) 873–890, table II, method 10.
  it.for([
    [56, 70, 48, 80, ['0.0524', '0.3339']],
    [9, 10, 3, 10, ['0.1705', '0.8090']],
    [6, 7, 2, 7, ['0.0582', '0.8062']],
    [5, 56, 0, 29, ['-0.0381', '0.1926']],
    [0, 10, 0, 20, ['-0.1611', '0.2775']],
    [0, 10, 0, 10, ['-0.2775', '0.2775']],
    [10, 10, 0, 10, ['0.6075', '1.0000']],
  ] as const)('%d/%d − %d/%d has the published interval', ([x, m, y, n, published]) => {
    expect(bounds(shareDifference(of(x, m), of(y, n)))).toEqual(published);
  });

  it('is unknown when one side has nobody', () => {
    expect(shareDifference(of(0, 0), of(1, 2))).toBeNull();
    expect(shareDifference(of(1, 2), of(0, 0))).toBeNull();
  });
});

describe('the sample that an effect needs', () => {
  it('is that of R’s power.prop.test with power 0.80: 0.50 against 0.75 needs 57.7', () => {
    expect(sampleSizePerGroup(0.5, 0.75)).toBe(58);
  });

  it('is 388 each for 50 % against 60 %, and the same from the other side', () => {
    // By hand: (1.95996 √(2·0.55·0.45) + 0.84162 √(0.25+0.24))² / 0.1² = (1.37899 + 0.58913)² / 0.01 = 387.3
    expect(sampleSizePerGroup(0.5, 0.6)).toBe(388);
    expect(sampleSizePerGroup(0.6, 0.5)).toBe(388);
    expect(sampleSizePerGroup(0.4, 0.5)).toBe(388);
  });
});

describe('a sample quantile', () => {
  // Hyndman & Fan 1996, definition 7: position (n − 1) p + 1.
  it('lies linearly between two values', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => sampleQuantile([4, 1, 3, 2], p))).toEqual([
      1, 1.75, 2.5, 3.25, 4,
    ]);
    expect([0.25, 0.5, 0.75].map((p) => sampleQuantile([10, 20, 30, 40, 50], p))).toEqual([20, 30, 40]);
    expect(sampleQuantile([7], 0.25)).toBe(7);
    expect(sampleQuantile([], 0.5)).toBeNull();
  });
});

describe('durations that are added up', () => {
  it('are so many accounts for each outcome and number of days', () => {
    const tally = new DurationTally();
    expect(tally.counts()).toEqual([]);
    tally.add('open', 3);
    tally.add('reached', 3);
    tally.add('open', 3);
    tally.add('open', 0);
    expect(tally.counts()).toEqual([
      { outcome: 'reached', days: 3, accounts: 1 },
      { outcome: 'open', days: 3, accounts: 2 },
      { outcome: 'open', days: 0, accounts: 1 },
    ]);
  });
});
