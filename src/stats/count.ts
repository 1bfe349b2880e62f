/** How many of many independent chances come true: the Poisson-binomial distribution. */
import { normalQuantile, TAIL, WIDTH } from './normal.ts';

/** So many, each with the same chance of 0 to 1. */
export interface Chances {
  chance: number;
  count: number;
}

/** An expected number, and whole numbers between which it will lie. */
export interface Prediction {
  expected: number;
  low: number;
  high: number;
}

/** Of the variance. Beyond, an end of the approximation was one off in one of a hundred cases, and adding up is slow. */
const EXACT_UP_TO = 400;
/** What is less than this part of the greatest chance does not change a quantile. */
const NEGLIGIBLE = 1e-20;

/**
 * The expected number that come true, and the interval in which that number lies with 95 % when the chances are known;
 * either end is missed with at most 2.5 %.
 * Sources: Y. Hong, Comput. Stat. Data Anal. 59 (2013) 41–51. Exactly by convolution, chance after chance, of binomial
 * distributions; where the variance is greater than 400 by his refined normal approximation (which is A. Y. Volkova,
 * Theory Probab. Appl. 40 (1996) 791–794), solved for the quantile as E. A. Cornish, R. A. Fisher, Rev. Inst. Int.
 * Stat. 5 (1938) 307–320 do.
 */
export function forecastCount(groups: readonly Chances[]): Prediction {
  const [expected, variance, third] = momentsOf(groups);
  if (variance > EXACT_UP_TO) {
    const deviation = Math.sqrt(variance);
    const skewness = third / deviation ** 3;
    const at = (p: number) => {
      const z = normalQuantile(p);
      return Math.ceil(expected + deviation * (z + (skewness * (z ** 2 - 1)) / 6) - 0.5);
    };
    return { expected, low: at(TAIL), high: at(1 - TAIL) };
  }
  const { from, chances } = distributionOf(groups);
  return { expected, low: from + quantileOf(chances, TAIL), high: from + quantileOf(chances, 1 - TAIL) };
}

/**
 * The same where the chances themselves are estimates: the interval is widened by the error of the expected number.
 * Source: the method of variance estimates recovery for a sum, G. Y. Zou, A. Donner, Statist. Med. 27 (2008) 1693–1702.
 * @param error the standard error of the expected number
 */
export function widen({ expected, low, high }: Prediction, error: number, most: number): Prediction {
  const width = WIDTH * error;
  return {
    expected,
    low: Math.max(0, Math.round(expected - Math.hypot(Math.max(0, expected - low), width))),
    high: Math.min(most, Math.round(expected + Math.hypot(Math.max(0, high - expected), width))),
  };
}

/** Mean, variance and third central moment. */
function momentsOf(groups: readonly Chances[]): [number, number, number] {
  let [mean, variance, third] = [0, 0, 0];
  for (const { chance, count } of groups) {
    mean += count * chance;
    variance += count * chance * (1 - chance);
    third += count * chance * (1 - chance) * (1 - 2 * chance);
  }
  return [mean, variance, third];
}

/** The chances of the numbers `from`, `from` + 1 and so on; the ones outside are negligible. */
interface Distribution {
  from: number;
  chances: number[];
}

function distributionOf(groups: readonly Chances[]): Distribution {
  let all: Distribution = { from: 0, chances: [1] };
  for (const { chance, count } of groups) {
    if (chance <= 0 || count === 0) continue;
    all = sumOf(all, chance < 1 ? binomial(chance, count) : { from: count, chances: [1] });
  }
  return all;
}

/** From the most likely number to either side, each chance from the one beside it. */
function binomial(chance: number, count: number): Distribution {
  const odds = chance / (1 - chance);
  const mode = Math.min(count, Math.floor((count + 1) * chance));
  const [below, above]: [number[], number[]] = [[], []];
  for (let [k, weight] = [mode, 1]; k > 0; k -= 1) {
    weight *= k / ((count - k + 1) * odds);
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  for (let [k, weight] = [mode, 1]; k < count; k += 1) {
    weight *= ((count - k) * odds) / (k + 1);
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  const weights = [...below.toReversed(), 1, ...above];
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return { from: mode - below.length, chances: weights.map((weight) => weight / whole) };
}

function sumOf(a: Distribution, b: Distribution): Distribution {
  const chances = Array.from({ length: a.chances.length + b.chances.length - 1 }, () => 0);
  for (const [i, first] of a.chances.entries())
    for (let j = 0; j < b.chances.length; j += 1) chances[i + j]! += first * b.chances[j]!;
  const first = chances.findIndex((chance) => chance > NEGLIGIBLE);
  const last = chances.findLastIndex((chance) => chance > NEGLIGIBLE);
  return { from: a.from + b.from + first, chances: chances.slice(first, last + 1) };
}

/** The first place up to which the chances hold at least `p`. */
function quantileOf(chances: readonly number[], p: number): number {
  let held = 0;
  // A hair less, so that rounding in the sum does not move a bound that is met exactly.
  const place = chances.findIndex((chance) => (held += chance) >= p - 1e-12);
  return place < 0 ? chances.length - 1 : place;
}
