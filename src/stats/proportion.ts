/** Shares of a whole, their differences, and how many it takes to tell two of them apart. */
import { normalQuantile, WIDTH } from './normal.ts';

/** So many of how many. */
export interface Proportion {
  successes: number;
  trials: number;
}

/** An estimate between the bounds of its interval. Shares are 0 to 1, differences −1 to 1. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** The chance that a sample is to have of seeing an effect that is there. */
const POWER = 0.8;

/**
 * A share with its score interval, without continuity correction.
 * Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; it is method 3 of R. G. Newcombe, Statist. Med. 17
 * (1998) 857–872.
 * @returns null without trials
 */
export function wilson({ successes, trials }: Proportion): Interval | null {
  if (trials === 0) return null;
  const z2 = WIDTH ** 2;
  const estimate = successes / trials;
  const centre = 2 * successes + z2;
  const spread = Math.sqrt(z2 * (z2 + 4 * successes * (1 - estimate)));
  const width = 2 * (trials + z2);
  return {
    estimate,
    // At the ends the bound is the end itself, which rounding would miss.
    low: successes === 0 ? 0 : (centre - spread) / width,
    high: successes === trials ? 1 : (centre + spread) / width,
  };
}

/**
 * The difference `a` − `b` of two independent shares with its hybrid score interval, without continuity correction.
 * Source: R. G. Newcombe, Statist. Med. 17 (1998) 873–890, method 10.
 * @returns null when one of them has no trials
 */
export function shareDifference(a: Proportion, b: Proportion): Interval | null {
  const [first, second] = [wilson(a), wilson(b)];
  return first === null || second === null ? null : intervalDifference(first, second);
}

/**
 * The difference `a` − `b` of two independent estimates from their own intervals, whatever made these; it is hybrid
 * where they are score intervals.
 * Source: G. Y. Zou, A. Donner, Statist. Med. 27 (2008) 1693–1702, the method of variance estimates recovery.
 */
export function intervalDifference(a: Interval, b: Interval): Interval {
  const estimate = a.estimate - b.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}

/**
 * How many each of two groups needs for a two-sided test at 5 % to tell the shares `p1` and `p2` apart with a power of
 * 80 %, rounded up.
 * Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003),
 * formula 4.14 (without continuity correction).
 */
export function sampleSizePerGroup(p1: number, p2: number): number {
  const mean = (p1 + p2) / 2;
  const underNone = WIDTH * Math.sqrt(2 * mean * (1 - mean));
  const underEffect = normalQuantile(POWER) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return Math.ceil(((underNone + underEffect) / (p2 - p1)) ** 2);
}
