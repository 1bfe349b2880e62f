/** Quantiles of a sample. */

/**
 * The sample quantile at `p`, 0 to 1, linear between the order statistics.
 * Source: R. J. Hyndman, Y. Fan, Am. Stat. 50 (1996) 361–365, definition 7: what R and spreadsheets give by default.
 * @returns null for an empty sample
 */
export function sampleQuantile(values: readonly number[], p: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return null;
  return below + (at - Math.floor(at)) * (above - below);
}
