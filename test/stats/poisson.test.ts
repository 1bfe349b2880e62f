import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonRate } from '#src/stats/poisson.ts';
import { runs } from '../support/fuzz.ts';

describe('a rate', () => {
  // F. Garwood (1936), table I; 25 is the example in GraphPad's account of his method.
  it.for([
    [0, '0.000', '3.689'],
    [1, '0.025', '5.572'],
    [2, '0.242', '7.225'],
    [3, '0.619', '8.767'],
    [5, '1.623', '11.668'],
    [10, '4.795', '18.390'],
    [25, '16.179', '36.905'],
    [50, '37.111', '65.919'],
  ] as const)('of %i events in one unit lies between %s and %s', ([events, low, high]) => {
    const rate = poissonRate(events, 1)!;
    expect([rate.estimate, rate.low.toFixed(3), rate.high.toFixed(3)]).toEqual([events, low, high]);
  });

  // scipy.stats.chi2.ppf (1.17), which is how the limits are mostly computed.
  it('of very many events is as exact', () => {
    const rate = poissonRate(100_000, 1)!;
    expect(rate.low).toBeCloseTo(99_381.1526637, 6);
    expect(rate.high).toBeCloseTo(100_621.7447393, 6);
  });

  it('is for one unit of exposure, and unknown without any', () => {
    const whole = poissonRate(3, 1)!;
    const rate = poissonRate(3, 120)!;
    expect(rate.estimate).toBe(3 / 120);
    expect(rate.low * 120).toBeCloseTo(whole.low, 12);
    expect(rate.high * 120).toBeCloseTo(whole.high, 12);
    expect(poissonRate(0, 0)).toBeNull();
  });

  it('lies in its interval, which rises with the events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (events) => {
        const [rate, next] = [poissonRate(events, 1)!, poissonRate(events + 1, 1)!];
        expect(0 <= rate.low && rate.low <= rate.estimate && rate.estimate < rate.high).toBe(true);
        expect(next.low > rate.low && next.high > rate.high).toBe(true);
      }),
      { numRuns: runs(30) },
    );
  });
});
