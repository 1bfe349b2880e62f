/** Of which releases something can be told, and which of them matter most. */
import type { BusinessDate } from '../base/business-date.ts';
import { compareTexts } from '../base/text.ts';
import type { ProgramMilestone } from '../program/domain.ts';
import { tellableFrom, type Release } from './domain.ts';

/**
 * Sorts releases that customers have by what can be told of them on a date.
 * @param releases none of a later day
 * @param from whatever could be told before that day is old and left out
 * @returns `told`: those that could be told last first, then those whose milestone the program has no more; `early`: the
 * newest first
 */
export function sortReleases(
  releases: readonly Release[],
  milestones: readonly ProgramMilestone[],
  { from, date }: { from: BusinessDate; date: BusinessDate },
): { told: Release[]; early: Release[] } {
  const usualDays = new Map(milestones.map((one) => [one.id, one.usualDays]));
  const newest = releases.toSorted((a, b) => compareTexts(b.day, a.day) || compareTexts(b.id, a.id));
  const known = newest.flatMap((release) => {
    const days = usualDays.get(release.milestoneId);
    return days === undefined ? [] : [{ release, since: tellableFrom(release.day, days) }];
  });
  const tellable = known.filter(({ since }) => since >= from && since <= date);
  const lost = newest.filter(({ milestoneId, day }) => !usualDays.has(milestoneId) && day >= from);
  return {
    told: [
      ...tellable.toSorted((a, b) => compareTexts(b.since, a.since)).map(({ release }) => release),
      ...lost,
    ],
    early: known.filter(({ since }) => since > date).map(({ release }) => release),
  };
}
