/** The forecast of a milestone, and of several together. */
import { forecastReached, outlookOf } from '../stats/outlook.ts';
import { FEW, FORECAST_DAYS, type DurationCount, type Expected, type MilestoneForecast } from './domain.ts';
import { countOf } from './figures.ts';

/** A bound that is met exactly stays where it is. */
const ROUNDING = 1e-9;

/** @param counts all entries of the milestone: the open ones are those of whom it is forecast */
export function forecastMilestone(
  { id, name }: { id: string; name: string },
  counts: readonly DurationCount[],
): MilestoneForecast {
  const open = counts.filter(({ outcome }) => outcome === 'open');
  const outlook = outlookOf(counts);
  return {
    id,
    name,
    open: countOf(open),
    expected: FORECAST_DAYS.map((days) => ({ days, ...forecastReached(outlook, open, days) })),
    few: countOf(counts) < FEW,
  };
}

/**
 * Of several milestones together: what is expected adds up, and so do the squares of the distances to the bounds.
 * Source: the method of variance estimates recovery for a sum, G. Y. Zou, A. Donner, Statist. Med. 27 (2008) 1693–1702.
 */
export function inAll(milestones: readonly MilestoneForecast[]): Expected[] {
  return FORECAST_DAYS.map((days, index) => {
    const parts = milestones.map(({ expected }) => expected[index]!);
    const sum = (of: (part: Expected) => number) => parts.reduce((total, part) => total + of(part), 0);
    const expected = sum((part) => part.expected);
    // A bound is a whole number and may lie on the other side of what is expected.
    const below = Math.sqrt(sum((part) => Math.max(0, part.expected - part.low) ** 2));
    const above = Math.sqrt(sum((part) => Math.max(0, part.high - part.expected) ** 2));
    return {
      days,
      expected,
      low: Math.max(0, Math.floor(expected - below + ROUNDING)),
      high: Math.min(
        milestones.reduce((total, { open }) => total + open, 0),
        Math.ceil(expected + above - ROUNDING),
      ),
      beyond: sum((part) => part.beyond),
    };
  });
}
