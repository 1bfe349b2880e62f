/** How customer success works: conversions against earlier ones, reviews, plans, health, plays. */
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import type { Funnel } from '../funnel/domain.ts';
import { DEFAULT_HORIZON, readFunnels } from '../funnel/service.ts';
import type { Movement } from '../health/domain.ts';
import { endOf } from '../jobs/slots.ts';
import { findPeople } from '../people/service.ts';
import { readPlaysOfDays } from '../plays/week-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Week } from './customers-store.ts';
import { NAMED, QUARTER_DAYS, type FunnelLine, type SuccessFacts } from './domain.ts';
import { countPlans, countReviews } from './success-store.ts';

/**
 * On SQLite so many accounts take some milliseconds, in which requests wait; PostgreSQL wants more to do for each plan that
 * it makes.
 */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 5_000, postgres: 50_000 };

/** @param health null: no morning scored anybody */
export async function readSuccess(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  week: Week,
  health: Movement | null,
): Promise<SuccessFacts> {
  const { since, date } = week;
  const question = { segment: null, since: null, horizon: DEFAULT_HORIZON };
  const dates = [date, since, addDays(date, -QUARTER_DAYS)];
  const [now, weekAgo, quarterAgo] = await readFunnels(deps, workspaceId, applied, question, dates);
  return {
    milestones: linesOf(now!, weekAgo!, quarterAgo!, applied),
    bottleneck: now!.bottleneck,
    ...(await countWork(
      deps.database,
      workspaceId,
      week,
      endOf(date, applied.program.timezone).toISOString(),
    )),
    health,
    plays: await readPlays(deps, workspaceId, week),
  };
}

async function countWork(
  { db, dialect }: Deps['database'],
  workspaceId: string,
  week: Week,
  before: string,
): Promise<Pick<SuccessFacts, 'reviews' | 'plans'>> {
  const reviews = { due: 0, late: 0, held: 0, booked: 0 };
  const plans = { kept: 0, broken: 0, late: 0 };
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect])) {
    addTo(reviews, await countReviews(db, workspaceId, week, before, range));
    addTo(plans, await countPlans(db, workspaceId, week, range));
  }
  return { reviews, plans };
}

function addTo<Key extends string>(sums: Record<Key, number>, more: Record<Key, number>): void {
  for (const key of Object.keys(sums) as Key[]) sums[key] += more[key];
}

async function readPlays(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  week: Week,
): Promise<SuccessFacts['plays']> {
  const { steps, ...figures } = await readPlaysOfDays(deps, workspaceId, week, NAMED);
  const ownerIds = new Set(steps.flatMap(({ ownerId }) => ownerId ?? []));
  const owners = await findPeople(deps.database.db, workspaceId, [...ownerIds]);
  const people = new Map(owners.map(({ id, name, slackUserId }) => [id, { id, name, slackUserId }]));
  return {
    ...figures,
    steps: steps.map(({ step, play, dueOn, accountName, ownerId }) => ({
      what: `${step} (${play})`,
      dueOn,
      account: accountName,
      owner: people.get(ownerId ?? '') ?? null,
    })),
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
