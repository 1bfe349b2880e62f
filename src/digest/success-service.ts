/** How customer success works: conversions against earlier ones, reviews, plans, health, plays. */
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Funnel } from '../funnel/domain.ts';
import { DEFAULT_HORIZON, readFunnel } from '../funnel/service.ts';
import type { Movement } from '../health/movement-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Week } from './customers-store.ts';
import { QUARTER_DAYS, type FunnelLine, type SuccessFacts } from './domain.ts';
import { countPlans, countPlays, countReviews } from './success-store.ts';

/** @param health null: no morning scored anybody */
export async function readSuccess(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  week: Week,
  health: Movement | null,
): Promise<SuccessFacts> {
  const { db } = deps.database;
  const { since, date } = week;
  const read = (on: string) =>
    readFunnel(deps, workspaceId, applied, {
      date: on,
      segment: null,
      since: null,
      horizon: DEFAULT_HORIZON,
    });
  const now = await read(date);
  const weekAgo = await read(since);
  const quarterAgo = await read(addDays(date, -QUARTER_DAYS));
  return {
    milestones: linesOf(now, weekAgo, quarterAgo, applied),
    bottleneck: now.bottleneck,
    reviews: await countReviews(db, workspaceId, week),
    plans: await countPlans(db, workspaceId, week),
    health,
    plays: await countPlays(db, workspaceId, week),
  };
}

function linesOf(
  now: Funnel,
  weekAgo: Funnel,
  quarterAgo: Funnel,
  { program }: AppliedProgram,
): FunnelLine[] {
  const journeys = new Map(program.journeys.map(({ id, name }) => [id, name]));
  return now.milestones.map((milestone) => {
    const {
      id,
      name,
      journeyId,
      position,
      usualDays,
      entered,
      reached,
      churned,
      open,
      medianDays,
      few,
      conversion,
    } = milestone;
    return {
      id,
      name,
      journeyId,
      journey: journeys.get(journeyId) ?? journeyId,
      position,
      usualDays,
      entered,
      reached,
      churned,
      open,
      medianDays,
      few,
      conversion,
      weekAgo: estimateOf(weekAgo, milestone),
      quarterAgo: estimateOf(quarterAgo, milestone),
    };
  });
}

/** The estimate as it stood then; null where it was made of few, or of nobody who was followed for so long. */
function estimateOf(
  { milestones }: Funnel,
  { id, journeyId }: Pick<FunnelLine, 'id' | 'journeyId'>,
): number | null {
  const then = milestones.find((one) => one.id === id && one.journeyId === journeyId);
  const conversion = then?.conversion ?? null;
  return then === undefined || then.few || conversion === null || conversion.beyond
    ? null
    : conversion.estimate;
}
