/** Which days of health are kept, and which past ones are worth finding anew: of old weeks one day each. */
import { addDays, dayNumber, type BusinessDate } from '../base/business-date.ts';

/** Each day is kept for so long; of the weeks before, the first day that there is. */
export const DAILY_FOR_DAYS = 100;
export const WEEK_DAYS = 7;

/** All but the first day of each week, Monday where there is one. @param days in order */
export function daysToDrop(days: readonly BusinessDate[]): BusinessDate[] {
  return days.filter((day, index) => {
    const before = days[index - 1];
    return before !== undefined && weekOf(before) === weekOf(day);
  });
}

/** Past dates that are asked for: the first one, and those that follow it by so many days each. */
export interface Stretch {
  from: BusinessDate;
  to: BusinessDate;
  every: number;
}

/**
 * The dates of a stretch that are to be scored, in order. Of a week that is thinned out, or of which one day is enough, it
 * is the day that is kept of it already, where there is one: so thinning drops nothing that was found anew, and prefers
 * it to nothing that was kept on the day itself.
 * @param kept the days of which snapshots are kept, in order
 * @param dailyFrom the first day of those that are not yet thinned out
 */
export function datesToRebuild(
  { from, to, every }: Stretch,
  kept: readonly BusinessDate[],
  dailyFrom: BusinessDate,
): BusinessDate[] {
  const ofWeek = new Map(kept.toReversed().map((day) => [weekOf(day), day]));
  const dates = new Set<BusinessDate>();
  for (let date = from; date <= to; date = addDays(date, every)) {
    const isOneEnough = every >= WEEK_DAYS || date < dailyFrom;
    const day = isOneEnough ? (ofWeek.get(weekOf(date)) ?? date) : date;
    if (isOneEnough) ofWeek.set(weekOf(date), day);
    dates.add(day);
  }
  return [...dates].toSorted();
}

/** Weeks begin on Monday; 1970-01-01, day number 0, was a Thursday. */
function weekOf(day: BusinessDate): number {
  return Math.floor((dayNumber(day) + 3) / WEEK_DAYS);
}
