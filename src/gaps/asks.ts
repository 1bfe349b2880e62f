/** Customer accountability: what is with the customer, from their journey, the plans of reviews and bridges. */
import { compareTexts } from '../base/text.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { PlanItem } from '../ebrs/domain.ts';
import type { MilestoneReport, TaskReport } from '../journey/domain.ts';
import type { Gap } from './domain.ts';

/** One thing that the customer is to do. */
export type Ask = {
  what: string;
  /** The day by which it is to be done: agreed for plan items and bridges, usual for tasks. Null: there is none. */
  dueOn: BusinessDate | null;
  isLate: boolean;
} & ({ kind: 'task'; report: TaskReport } | { kind: 'plan' } | { kind: 'bridge'; gap: Gap });

/** What an account's customer has to do, and the milestone that they work on; null: none. */
export interface Asks {
  milestone: string | null;
  asks: Ask[];
}

/**
 * Late ones first, then by their day; what has none comes last.
 * @param current the milestone worked on, since when; null: the account has no place on a journey, or has finished it
 * @param planItems open ones of the customer's
 * @param gaps open ones whose bridge is the customer's
 */
export function collectAsks(
  current: { report: MilestoneReport; since: BusinessDate } | null,
  planItems: readonly PlanItem[],
  gaps: readonly Gap[],
  today: BusinessDate,
): Asks {
  const dated = (dueOn: BusinessDate | null) => ({ dueOn, isLate: dueOn !== null && dueOn < today });
  const tasks = (current?.report.tasks ?? []).filter(
    ({ task, satisfiedOn }) => task.owner === 'customer' && satisfiedOn === null,
  );
  const usualOn = current === null ? null : addDays(current.since, current.report.phase.usualDays);
  const asks: Ask[] = [
    ...tasks.map((report): Ask => ({
      kind: 'task',
      what: report.task.name,
      report,
      // Nobody waits for an optional task.
      ...dated(report.task.optional ? null : usualOn),
    })),
    ...planItems.map((item): Ask => ({ kind: 'plan', what: item.what, ...dated(item.dueOn) })),
    ...gaps.map((gap): Ask => ({ kind: 'bridge', what: gap.bridge ?? gap.what, gap, ...dated(gap.dueOn) })),
  ];
  return {
    milestone: current?.report.phase.milestone.name ?? null,
    asks: asks.toSorted((a, b) => compareTexts(a.dueOn ?? LAST, b.dueOn ?? LAST)),
  };
}

/** Late days come before today and today before later ones, so that the order of days puts late ones first. */
const LAST = '9999-12-31';
