import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chances, forecastCount, widen } from '#src/stats/count.ts';

const alike = (count: number, chance: number): Chances[] => [{ count, chance }];

/** The chances of 0, 1, 2 … by adding one account after the other. */
function oneByOne(groups: readonly Chances[]): number[] {
  let chances = [1];
  for (const { count, chance } of groups)
    for (let i = 0; i < count; i += 1)
      chances = [...chances, 0].map((same, k) => same * (1 - chance) + (chances[k - 1] ?? 0) * chance);
  return chances;
}

function quantile(chances: readonly number[], p: number): number {
  let held = 0;
  return chances.findIndex((chance) => (held += chance) >= p - 1e-12);
}

describe('how many of many chances come true', () => {
  // R: qbinom(c(0.025, 0.975), n, p).
  it.for([
    [10, 0.5, 2, 8],
    [20, 0.1, 0, 5],
    [100, 0.5, 40, 60],
    [1000, 0.01, 4, 17],
  ] as const)('of %i with the chance %d is that of the binomial', ([count, chance, low, high]) => {
    expect(forecastCount(alike(count, chance))).toEqual({ expected: count * chance, low, high });
  });

  // The example of R's poibin, the package of Hong (2013): chances of .1 to .5, two of each.
  it('of the example of poibin is that of all 1,024 outcomes', () => {
    const chances = [0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.2, 0.3, 0.4, 0.5];
    const held = Array.from({ length: 11 }, () => 0);
    for (let outcome = 0; outcome < 1024; outcome += 1) {
      const came = chances.map((_, i) => (outcome >> i) % 2 === 1);
      held[came.filter(Boolean).length]! += chances.reduce(
        (product, chance, i) => product * (came[i] === true ? chance : 1 - chance),
        1,
      );
    }
    const groups = [0.1, 0.2, 0.3, 0.4, 0.5].map((chance) => ({ chance, count: 2 }));
    const { expected, low, high } = forecastCount(groups);
    expect(expected).toBeCloseTo(3, 12);
    expect([low, high]).toEqual([quantile(held, 0.025), quantile(held, 0.975)]);
  });

  it('is exact however the chances are grouped', () => {
    const groups = fc.array(
      fc.record({
        chance: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
        count: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(groups, (some) => {
        const held = oneByOne(some);
        const { low, high } = forecastCount(some);
        expect([low, high]).toEqual([quantile(held, 0.025), quantile(held, 0.975)]);
      }),
    );
  });

  it('of so many that it is approximated is at most one off', () => {
    const groups = [0.15, 0.35, 0.55, 0.75, 0.95].map((chance) => ({ chance, count: 600 }));
    const rare = Array.from({ length: 50 }, (_, i) => ({ chance: 0.001 * (i + 1), count: 400 }));
    for (const some of [groups, rare]) {
      const held = some.reduce<number[]>(
        (all, { chance, count }) => convolve(all, binomial(count, chance)),
        [1],
      );
      const { low, high } = forecastCount(some);
      expect(Math.abs(low - quantile(held, 0.025))).toBeLessThanOrEqual(1);
      expect(Math.abs(high - quantile(held, 0.975))).toBeLessThanOrEqual(1);
    }
  });

  it('of nobody is nobody', () => {
    expect(forecastCount([])).toEqual({ expected: 0, low: 0, high: 0 });
  });
});

describe('a prediction from estimates', () => {
  it('is wider by their error, and not beyond nobody and everybody', () => {
    const prediction = { expected: 10, low: 7, high: 14 };
    expect(widen(prediction, 0, 20)).toEqual(prediction);
    expect(widen(prediction, 4 / 1.959963984540054, 20)).toEqual({ expected: 10, low: 5, high: 16 });
    expect(widen(prediction, 50, 20)).toEqual({ expected: 10, low: 0, high: 20 });
  });
});

function binomial(count: number, chance: number): number[] {
  // The logarithm of the chance, since that of nobody may be too small to be written.
  const chances = [count * Math.log1p(-chance)];
  for (let k = 0; k < count; k += 1)
    chances.push(chances[k]! + Math.log((count - k) / (k + 1)) + Math.log(chance / (1 - chance)));
  return chances.map((value) => Math.exp(value)).slice(0, chances.findLastIndex((value) => value > -60) + 1);
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const sums = Array.from({ length: a.length + b.length - 1 }, () => 0);
  for (const [i, first] of a.entries())
    if (first > 1e-20) for (let j = 0; j < b.length; j += 1) sums[i + j]! += first * b[j]!;
  return sums;
}
