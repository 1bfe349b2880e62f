/** How customer success works: conversions against earlier ones, reviews, plans, health, plays. */
import type { Deps } from '../base/deps.ts';
import { firstOf } from '../base/first-of.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { Funnel, MilestoneKey } from '../funnel/domain.ts';
import type { Movement } from '../health/domain.ts';
import { endOf } from '../jobs/slots.ts';
import { findPeople } from '../people/service.ts';
import { readPlaysOfDays } from '../plays/week-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { readConversions } from './conversion-service.ts';
import {
  NAMED,
  type DigestPerson,
  type FunnelLine,
  type Lately,
  type OverdueBy,
  type OverdueItem,
  type Period,
  type SuccessFacts,
} from './domain.ts';
import { countPlans, countReviews, listLateReviews } from './success-store.ts';

/** @param health null: no morning scored anybody */
export async function readSuccess(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  period: Period,
  health: Movement | null,
): Promise<SuccessFacts> {
  const { funnel, latelyOf } = await readConversions(deps, workspaceId, applied, period.date);
  const before = endOf(period.date, applied.program.timezone).toISOString();
  return {
    milestones: linesOf(funnel, latelyOf, applied),
    bottleneck: funnel.bottleneck,
    ...(await readWork(deps.database, workspaceId, period, before)),
    health,
    plays: await readPlays(deps, workspaceId, period),
  };
}

/** @param before UTC ISO time at which the date was over */
async function readWork(
  { db, dialect }: Deps['database'],
  workspaceId: string,
  period: Period,
  before: string,
): Promise<Pick<SuccessFacts, 'reviews' | 'lateReviews' | 'plans'>> {
  const reviews = { due: 0, late: 0, held: 0, booked: 0 };
  const plans = { kept: 0, broken: 0, late: 0 };
  let lateReviews: OverdueItem[] = [];
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'look')) {
    const found = await countReviews(db, workspaceId, period, before, range);
    addTo(reviews, found);
    if (found.late > 0) {
      const late = await listLateReviews(db, workspaceId, period.date, range, NAMED);
      lateReviews = firstOf(lateReviews, late, longestLateFirst, NAMED);
    }
    addTo(plans, await countPlans(db, workspaceId, period, range));
  }
  return { reviews, lateReviews, plans };
}

function longestLateFirst(a: OverdueItem, b: OverdueItem): number {
  return compareTexts(a.dueOn, b.dueOn) || compareTexts(a.account ?? '', b.account ?? '');
}

function addTo<Key extends string>(sums: Record<Key, number>, more: Record<Key, number>): void {
  for (const key of Object.keys(sums) as Key[]) sums[key] += more[key];
}

async function readPlays(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  period: Period,
): Promise<SuccessFacts['plays']> {
  const { steps, byOwner, ...figures } = await readPlaysOfDays(deps, workspaceId, period, NAMED);
  const ownerIds = new Set([...steps, ...byOwner].flatMap(({ ownerId }) => ownerId ?? []));
  const owners = await findPeople(deps.database.db, workspaceId, [...ownerIds]);
  const people = new Map<string | null, DigestPerson>(
    owners.map(({ id, name, slackUserId }) => [id, { id, name, slackUserId }]),
  );
  return {
    ...figures,
    byOwner: byOwner.map(({ ownerId, late }): OverdueBy => ({
      owner: people.get(ownerId) ?? null,
      items: late,
    })),
    steps: steps.map(({ step, play, dueOn, accountName, ownerId }) => ({
      what: `${step} (${play})`,
      dueOn,
      account: accountName,
      owner: people.get(ownerId) ?? null,
    })),
  };
}

function linesOf(
  { milestones }: Funnel,
  latelyOf: (milestone: MilestoneKey) => Lately,
  { program }: AppliedProgram,
): FunnelLine[] {
  const journeys = new Map(program.journeys.map(({ id, name }) => [id, name]));
  return milestones.map((milestone) => {
    const { atHorizon: _horizon, churnPer100AccountMonths: _churn, ...line } = milestone;
    const { journeyId } = line;
    return { ...line, journey: journeys.get(journeyId) ?? journeyId, lately: latelyOf(milestone) };
  });
}
