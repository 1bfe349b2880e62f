/** Rates of rare things. */
import { TAIL } from './normal.ts';
import type { Interval } from './proportion.ts';

/** What is less than this part of a sum does not change it. */
const NEGLIGIBLE = 1e-18;

/**
 * So many events in so much exposure: the rate for one unit of exposure with its exact interval.
 * Source: F. Garwood, Biometrika 28 (1936) 437–442. The limits are where the tails of the distribution hold half of
 * what is left over, which is how he defines them; chi-squared quantiles are another way to the same numbers.
 * @returns null without exposure
 */
export function poissonRate(events: number, exposure: number): Interval | null {
  if (exposure === 0) return null;
  const reach = 10 * (events + 1) ** 0.5;
  const low =
    events === 0
      ? 0
      : solve((mean) => tails(events, mean).atLeast - TAIL, Math.max(0, events - reach), events);
  const high = solve((mean) => TAIL - tails(events, mean).atMost, events, events + reach);
  return { estimate: events / exposure, low: low / exposure, high: high / exposure };
}

/** The chances of at most and of at least `events`: sums of the chances of each number over that of `events` itself. */
function tails(events: number, mean: number): { atMost: number; atLeast: number } {
  let below = 0;
  for (let [k, chance] = [events, 1]; k > 0; k -= 1) {
    chance *= k / mean;
    below += chance;
    if (k < mean && chance < below * NEGLIGIBLE) break;
  }
  let above = 0;
  for (let [k, chance] = [events + 1, 1]; ; k += 1) {
    chance *= mean / k;
    above += chance;
    if (k >= mean && chance <= (1 + above) * NEGLIGIBLE) break;
  }
  const all = below + 1 + above;
  return { atMost: (below + 1) / all, atLeast: (above + 1) / all };
}

/** Where a function rises above 0 between `low` and `high`, by halving to the last bit. */
function solve(rising: (x: number) => number, low: number, high: number): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
}
