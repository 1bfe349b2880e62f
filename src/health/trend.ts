/** How a score went over the last days, from its snapshots. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { HealthSnapshot } from './domain.ts';

/** So many days before the asked one may an earlier snapshot lie that stands for it. */
export const SLACK_DAYS = 7;

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
