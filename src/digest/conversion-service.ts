/** The success funnel on a date, and how the conversion of those who began lately moved against earlier dates. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { FEW, isSameMilestone, sideOf, type Funnel, type MilestoneKey } from '../funnel/domain.ts';
import { DEFAULT_HORIZON, funnelOf, readCounts } from '../funnel/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { latelySince, QUARTER_DAYS, WEEK_DAYS, type Lately } from './domain.ts';

/** A milestone's estimates of those who began lately. */
type LatelyOf = MilestoneKey & { lately: Lately };

/**
 * The funnel of all entries, as `/cs funnel` tells it; beside it what moves: on the date, a week and a quarter before the
 * same share of those alone who had begun lately by then. The accounts are read once for all of it.
 */
export async function readConversions(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  date: BusinessDate,
): Promise<{ funnel: Funnel; latelyOf: (milestone: MilestoneKey) => Lately }> {
  const whole = { date, segment: null, since: null, horizon: DEFAULT_HORIZON };
  const dates = [date, addDays(date, -WEEK_DAYS), addDays(date, -QUARTER_DAYS)];
  const places = program.journeys.flatMap(({ id: journeyId, phases }) =>
    phases.map(({ milestone: { id }, usualDays }, index) => ({
      journeyId,
      id,
      usualDays,
      position: index + 1,
    })),
  );
  const questions = dates.map((day) => ({
    date: day,
    since: (usualDays: number) => latelySince(usualDays, day),
  }));
  const [all, ...parts] = await readCounts(deps, workspaceId, program, null, [whole, ...questions]);
  const found = places.map(({ position, usualDays, ...key }): LatelyOf => {
    const [now = null, weekAgo = null, quarterAgo = null] = parts.map((part) => {
      const counts = part.of(null, key.journeyId, position);
      const { entered, conversion } = sideOf(counts, usualDays);
      return entered < FEW ? null : (conversion?.estimate ?? null);
    });
    return { ...key, lately: { now, weekAgo, quarterAgo } };
  });
  return {
    funnel: funnelOf(all!, null, program, whole),
    latelyOf: (milestone) => found.find((one) => isSameMilestone(one, milestone))!.lately,
  };
}
