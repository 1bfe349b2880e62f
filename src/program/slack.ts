/** What forms of other features ask of the program in Slack. */
import type { Choice } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { milestoneOption } from '#blocks/milestone-search.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { milestonesOf } from './domain.ts';

const MILESTONES_OFFERED = 100;

export function registerProgram(edge: Edge): void {
  edge.options(ids.milestoneSearch, { right: 'program.see', run: offerMilestones });
}

async function offerMilestones(call: Call, typed: string): Promise<Choice[]> {
  const wanted = typed.trim().toLowerCase();
  return milestonesOf((await call.program())?.program.journeys ?? [])
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, MILESTONES_OFFERED)
    .map(milestoneOption);
}
