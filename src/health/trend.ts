/** How a score went over the last days, from its snapshots. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { SLACK_DAYS, type HealthSnapshot } from './domain.ts';

export interface Trend {
  days: number;
  /** The day of the snapshot that is compared with; null: there is none about that long ago. */
  since: BusinessDate | null;
  /** In hundredths; null: one of the two has no score. */
  difference: number | null;
}

/**
 * The differences of a score over some spans.
 * @param snapshots oldest first
 * @param now the score in hundredths on `date`; null: none
 */
export function trendsOf(
  snapshots: readonly Pick<HealthSnapshot, 'day' | 'score'>[],
  date: BusinessDate,
  now: number | null,
  spans: readonly number[] = [7, 30, 90],
): Trend[] {
  return spans.map((days) => {
    const upTo = addDays(date, -days);
    const from = addDays(upTo, -SLACK_DAYS);
    const earlier = snapshots.findLast(({ day }) => day <= upTo && day >= from);
    const was = earlier?.score ?? null;
    return {
      days,
      since: earlier?.day ?? null,
      difference: was === null || now === null ? null : now - was,
    };
  });
}

/** A sparkline shows so many points, of so many days each: about 90 days; of older days one a week is kept. */
const POINTS = 14;
const DAYS_PER_POINT = 7;

/**
 * The course of a score over the last 90 days, oldest first: the last known score of each week, in hundredths, the
 * last one being that of now; null where nothing was kept.
 */
export function seriesOf(
  snapshots: readonly Pick<HealthSnapshot, 'day' | 'score'>[],
  date: BusinessDate,
  now: number | null,
): (number | null)[] {
  return Array.from({ length: POINTS }, (_, index) => {
    const back = (POINTS - 1 - index) * DAYS_PER_POINT;
    if (back === 0) return now;
    const upTo = addDays(date, -back);
    const from = addDays(upTo, 1 - DAYS_PER_POINT);
    return snapshots.findLast(({ day }) => day <= upTo && day >= from)?.score ?? null;
  });
}
