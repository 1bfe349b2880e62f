/** The normal distribution. */
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** The value below which a standard normal variable lies with probability `p`, 0 < p < 1: 1.96 for 0.975. */
export function normalQuantile(p: number): number {
  return quantile(p, 0, 1);
}

/** How many standard deviations to either side hold a share of `confidence`: 1.96 for 0.95. */
export function twoSided(confidence: number): number {
  return normalQuantile(1 - (1 - confidence) / 2);
}
