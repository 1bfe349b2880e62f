/** The forecast of a milestone, and of several together. */
import { forecastReached, isLikelyWithin, likelyIn, outlookOf, type Outlook } from '../stats/outlook.ts';
import type { Counts } from './counts.ts';
import {
  FEW,
  FORECAST_DAYS,
  type DurationCount,
  type Expected,
  type MilestoneForecast,
  type ValueAhead,
} from './domain.ts';
import { countOf } from './figures.ts';

/** A bound that is met exactly stays where it is. */
const ROUNDING = 1e-9;

/** @param counts all entries of the milestone: the open ones are those of whom it is forecast */
export function forecastMilestone(
  { journeyId, id, name }: Pick<MilestoneForecast, 'journeyId' | 'id' | 'name'>,
  counts: readonly DurationCount[],
): MilestoneForecast {
  const open = counts.filter(({ outcome }) => outcome === 'open');
  const outlook = outlookOf(counts);
  return {
    journeyId,
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

/** What is likely of an account at a place. */
export interface Likely {
  /** After how many more days it has likely reached its milestone; null: that is not foreseeable. */
  days(journeyId: string, number: number, days: number): number | null;
  /** Whether that is before so many more days are over. */
  ahead(journeyId: string, number: number, days: number, within: number): ValueAhead;
}

/** Each place is computed once, and so is each number of days there. */
export function createLikely(counts: Counts): Likely {
  const places = new Map<string, { outlook: Outlook; days: Map<number, number | null> }>();
  const placeOf = (journeyId: string, number: number) => {
    const key = placeKey(journeyId, number);
    let place = places.get(key);
    if (place === undefined) {
      place = { outlook: outlookOf(counts.of(null, journeyId, number)), days: new Map() };
      places.set(key, place);
    }
    return place;
  };
  return {
    days(journeyId, number, days) {
      const { outlook, days: known } = placeOf(journeyId, number);
      let found = known.get(days);
      if (found === undefined) known.set(days, (found = likelyIn(outlook, days)));
      return found;
    },
    ahead(journeyId, number, days, within) {
      const isLikely = isLikelyWithin(placeOf(journeyId, number).outlook, days, within);
      return isLikely === null ? 'unknown' : isLikely ? 'in_time' : 'late';
    },
  };
}
