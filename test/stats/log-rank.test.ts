import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareTail } from '#src/stats/chi-square.ts';
import type { DurationCount } from '#src/stats/durations.ts';
import { logRank } from '#src/stats/log-rank.ts';
import { normalTail } from '#src/stats/normal.ts';
import { after, durations, MERCAPTOPURINE, PLACEBO, RATS } from './durations.ts';

describe('the tail of the normal distribution', () => {
  // M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), table 26.1 and 26.2.
  it.for([
    [0, 0.5],
    [1, 0.158655253931457],
    [2, 0.022750131948179],
    [-1, 0.841344746068543],
    [6, 9.86587645e-10],
    [10, 7.61985302e-24],
  ] as const)('above %d is %d', ([z, p]) => {
    expect(normalTail(z) / p).toBeCloseTo(1, 8);
  });
});

describe('the tail of chi-squared', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4.
  it.for([
    [1, 3.841, 0.05],
    [2, 5.991, 0.05],
    [3, 11.345, 0.01],
    [4, 9.488, 0.05],
    [5, 20.515, 0.001],
    [10, 18.307, 0.05],
    [100, 124.342, 0.05],
  ] as const)('with %d degrees of freedom above %d is %d', ([degrees, x, p]) => {
    expect(chiSquareTail(x, degrees) / p).toBeCloseTo(1, 2);
  });

  it('is everything above 0', () => {
    expect([chiSquareTail(0, 1), chiSquareTail(0, 2), chiSquareTail(-1, 3)]).toEqual([1, 1, 1]);
  });
});

describe('the log-rank test', () => {
  // Kleinbaum & Klein, chapter 2; Stata and R (survdiff) print 16.79.
  it('of 6-mercaptopurine against placebo is 16.79', () => {
    const test = logRank([MERCAPTOPURINE, PLACEBO])!;
    expect([test.chiSquare.toFixed(3), test.degrees]).toEqual(['16.793', 1]);
    expect(test.pValue).toBeCloseTo(4.17e-5, 7);
  });

  // R (survdiff) on exercise 7.7 of Klein & Moeschberger.
  it('of three groups of rats is 33.38', () => {
    const test = logRank(RATS)!;
    expect([test.chiSquare.toFixed(4), test.degrees]).toEqual(['33.3803', 2]);
    expect(test.pValue.toExponential(2)).toBe('5.64e-8');
  });

  it('counts who churned as it counts who is still open: until then', () => {
    const churned = (counts: readonly DurationCount[]) =>
      counts.map((row) => (row.outcome === 'open' ? { ...row, outcome: 'churned' as const } : row));
    expect(logRank(RATS.map(churned))).toEqual(logRank(RATS));
  });

  it('leaves out groups that were not there, and cannot be made of one alone', () => {
    expect(logRank([...RATS, [], after('open', 3)])).toEqual(logRank(RATS));
    expect(logRank([MERCAPTOPURINE])).toBeNull();
    expect(logRank([MERCAPTOPURINE, []])).toBeNull();
    expect(logRank([])).toBeNull();
    expect(logRank([after('open', 5, 6), after('open', 7)])).toBeNull();
    expect(logRank([after('reached', 1), after('reached', 1)])).toBeNull();
  });

  it('is the same in any order of groups, and 0 between groups that are the same', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [there, back] = [logRank([a, b, c]), logRank([c, b, a])];
        expect(back?.degrees).toBe(there?.degrees);
        if (there === null || back === null) return;
        expect(back.chiSquare).toBeCloseTo(there.chiSquare, 6);
        expect(there.pValue >= 0 && there.pValue <= 1).toBe(true);
        expect(logRank([a, a])?.chiSquare ?? 0).toBeCloseTo(0, 10);
      }),
    );
  });
});
