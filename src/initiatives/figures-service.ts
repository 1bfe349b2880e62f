/** The figures that stand beside the question of an initiative: of then, and of now. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { readDurations } from '../funnel/service.ts';
import { readPortfolioShares } from '../health/portfolio-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { milestonesOf, MOST_DAYS_MORE, sideOf, type ProgramMilestone } from '../releases/domain.ts';
import type { Initiative, InitiativeFigures } from './domain.ts';
import { listWithoutFigures, setFigures } from './store.ts';

type Milestone = InitiativeFigures['milestone'];

/** Reads figures of days, each of its milestones and days once. */
export interface FiguresReader {
  read(milestoneId: string | null, date: BusinessDate): Promise<InitiativeFigures>;
}

export function createFiguresReader(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
): FiguresReader {
  const milestones = new Map(milestonesOf(applied?.program.journeys ?? []).map((one) => [one.id, one]));
  const known = new Map<string, Promise<Milestone>>();
  const health = new Map<BusinessDate, Promise<InitiativeFigures['health']>>();
  return {
    async read(milestoneId, date) {
      const milestone = milestoneId === null ? undefined : milestones.get(milestoneId);
      const key = `${date} ${milestoneId}`;
      if (!known.has(key) && milestone !== undefined && applied !== null)
        known.set(key, readMilestone(deps, workspaceId, applied, milestone, date));
      if (!health.has(date)) health.set(date, readPortfolioShares(deps.database.db, workspaceId, date));
      return {
        date,
        milestone: (await known.get(key)) ?? null,
        health: (await health.get(date)) ?? null,
      };
    },
  };
}

/** Of entries as old as those with which releases are compared. */
async function readMilestone(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { id, name, usualDays }: ProgramMilestone,
  date: BusinessDate,
): Promise<Milestone> {
  const enteredFrom = addDays(date, -(usualDays + MOST_DAYS_MORE));
  const [counts] = await readDurations(deps, workspaceId, applied, [
    { date, milestoneId: id, enteredFrom, enteredUpTo: date },
  ]);
  return { id, name, ...sideOf(counts!, usualDays) };
}

/** The figures of the first day: those that were kept, or, of an initiative that is not a day old, those of today. */
export async function figuresThen(
  reader: FiguresReader,
  { figures, milestoneId, startedOn }: Initiative,
): Promise<InitiativeFigures> {
  return figures ?? reader.read(milestoneId, startedOn);
}

/** Reads and keeps the figures of first days that nobody has read yet. */
export async function keepFirstFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
): Promise<void> {
  const reader = createFiguresReader(deps, workspaceId, applied);
  for (const initiative of await listWithoutFigures(deps.database.db, workspaceId)) {
    const { milestoneId, startedOn } = initiative;
    await setFigures(deps.database.db, workspaceId, initiative, await reader.read(milestoneId, startedOn));
  }
}
