/** The forecast of a milestone, and of several together. */
import { forecastReached, likelyIn, outlookOf, type Outlook } from '../stats/outlook.ts';
import type { Counts } from './counts.ts';
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
    expected: rising(FORECAST_DAYS.map((days) => ({ days, ...forecastReached(outlook, open, days) }))),
    few: countOf(counts) < FEW,
  };
}

/** Whoever reaches it within 30 days does so within 60: no bound of more days lies below that of fewer. */
function rising(expected: readonly Expected[]): Expected[] {
  return expected.map((one, index) => {
    const upTo = expected.slice(0, index + 1);
    return {
      ...one,
      low: Math.max(...upTo.map(({ low }) => low)),
      high: Math.max(...upTo.map(({ high }) => high)),
    };
  });
}

/**
 * Of several milestones together: what is expected adds up, and so do the squares of the distances to the bounds.
 * Source: the method of variance estimates recovery for a sum, G. Y. Zou, A. Donner, Statist. Med. 27 (2008) 1693–1702.
 */
export function inAll(milestones: readonly MilestoneForecast[]): Expected[] {
  const sums = FORECAST_DAYS.map((days, index) => {
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
  return rising(sums);
}

/** Journeys may share a milestone: a place is one of one journey. */
export function placeKey(journeyId: string, number: number): string {
  return `${journeyId} ${number}`;
}

/**
 * After how many more days an account has likely reached its milestone; null: that is not foreseeable. Asked once for
 * each number of days there.
 */
export function likelyDays(
  counts: Counts,
): (journeyId: string, number: number, days: number) => number | null {
  const outlooks = new Map<string, { outlook: Outlook; known: Map<number, number | null> }>();
  return (journeyId, number, days) => {
    const at = placeKey(journeyId, number);
    const kept = outlooks.get(at) ?? {
      outlook: outlookOf(counts.of(null, journeyId, number)),
      known: new Map<number, number | null>(),
    };
    outlooks.set(at, kept);
    const known = kept.known.get(days);
    if (known !== undefined) return known;
    const found = likelyIn(kept.outlook, days);
    kept.known.set(days, found);
    return found;
  };
}
