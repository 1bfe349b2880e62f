/** The normal distribution. */
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** The value below which a standard normal variable lies with probability `p`, 0 < p < 1: 1.96 for 0.975. */
export function normalQuantile(p: number): number {
  return quantile(p, 0, 1);
}

/** All intervals hold what they estimate with this chance. */
export const CONFIDENCE = 0.95;
/** What they leave out to either side. */
export const TAIL = (1 - CONFIDENCE) / 2;
/** So many standard deviations to either side hold `CONFIDENCE`: 1.96. */
export const WIDTH = normalQuantile(1 - TAIL);

/** From here on the fraction is the better one; it takes so many steps to the last digit. */
const FAR = 3;
const STEPS = 150;

/**
 * The chance that a standard normal variable lies above `z`, to 12 digits even where it is tiny.
 * Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), the series 26.2.11 and, far out, the
 * continued fraction 26.2.14.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  if (z < FAR) {
    let sum = 0;
    for (let [order, term] = [1, z]; term > Number.EPSILON * sum; order += 2) {
      sum += term;
      term *= z ** 2 / (order + 2);
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let step = STEPS; step > 0; step -= 1) fraction = z + step / fraction;
  return density / fraction;
}
