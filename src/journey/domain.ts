/**
 * Where an account is on its journey. A pure function of (journey, start, signals, date): asked twice, late or
 * for a past date, it gives the same answer. `journey/query.ts` computes the same for many accounts in SQL.
 */
import { daysBetween, laterOf, type BusinessDate } from '../base/business-date.ts';
import { eventProgress, hasSlipped, kpiStanding, satisfiedOn } from './tasks.ts';

/** Ordered phases; each ends in one success milestone. */
export interface Journey {
  id: string;
  name: string;
  phases: Phase[];
}

export interface Phase {
  id: string;
  name: string;
  startsWhen: string | null;
  usualDays: number;
  milestone: Milestone;
}

/** A moment in which the customer perceives real value. */
export interface Milestone {
  id: string;
  name: string;
  value: string | null;
  opportunity: { kind: 'expansion' | 'advocacy'; ask: string } | null;
  tasks: Task[];
}

/** A step to a milestone. Optional ones never block it. */
export interface Task {
  id: string;
  name: string;
  owner: 'us' | 'customer';
  optional: boolean;
  learn: string | null;
  condition: TaskCondition;
}

export type TaskCondition = EventCondition | KpiCondition | { kind: 'manual' };

/** Counted actions in the product. `names` null: any event. */
export interface EventCondition {
  kind: 'event';
  names: string[] | null;
  min: number;
  counts: 'times' | 'distinct_names';
  /** The N events lie inside this many calendar days, both ends included; only with `times`. */
  withinDays: number | null;
}

/** A measured minimum or maximum. */
export interface KpiCondition {
  kind: 'kpi';
  kpi: string;
  bound: 'at_least' | 'at_most';
  value: number;
  maxAgeDays: number | null;
}

export interface EventSignal {
  name: string;
  day: BusinessDate;
  count: number;
}

export interface KpiSignal {
  kpi: string;
  day: BusinessDate;
  value: number;
}

/** What was observed of one account, each list in order of time. */
export interface Signals {
  events: readonly EventSignal[];
  kpis: readonly KpiSignal[];
  /** Task id → the day it was ticked. */
  ticks: ReadonlyMap<string, BusinessDate>;
}

export interface Assessment {
  journeyId: string;
  /** The milestone it works on; null when the journey is finished. */
  workingOn: string | null;
  /** 1 = working on the first milestone. */
  position: number;
  /** The date the previous milestone was reached, or the start. */
  since: BusinessDate;
  /** The dates on which the reached milestones were reached, in journey order. */
  reached: BusinessDate[];
  /** Reached milestones of which a required KPI task no longer meets its bound. */
  slipped: string[];
}

export const PACES = ['on_track', 'slow', 'stuck'] as const;
export type Pace = (typeof PACES)[number];

/** From this share of the usual days on, slow becomes stuck. */
const STUCK_FACTOR = 1.5;

/**
 * Finds the account's place on its journey by what is known on `date`.
 * @param startedOn signals before it count for nothing
 */
export function assess(
  journey: Journey,
  startedOn: BusinessDate,
  signals: Signals,
  date: BusinessDate,
): Assessment {
  const counted = countedSignals(signals, startedOn, date);
  const reached: BusinessDate[] = [];
  let since = startedOn;
  for (const { milestone } of journey.phases) {
    const on = reachedOn(milestone, counted, startedOn, since);
    if (on === null) break;
    reached.push(on);
    since = on;
  }
  const current = journey.phases[reached.length];
  return {
    journeyId: journey.id,
    workingOn: current?.milestone.id ?? null,
    position: reached.length + 1,
    since,
    reached,
    slipped: journey.phases
      .slice(0, reached.length)
      .filter(({ milestone }) => milestone.tasks.some((task) => hasSlipped(task, counted, date)))
      .map(({ milestone }) => milestone.id),
  };
}

/** Days that the account has been at its milestone. */
export function daysAt(assessment: Pick<Assessment, 'since'>, date: BusinessDate): number {
  return daysBetween(assessment.since, date);
}

/** On track up to the phase's usual days, slow up to 1.5 times that, then stuck; null when the journey is finished. */
export function paceOf(
  journey: Journey,
  assessment: Pick<Assessment, 'position' | 'since'>,
  date: BusinessDate,
): Pace | null {
  const phase = journey.phases[assessment.position - 1];
  if (phase === undefined) return null;
  const days = daysAt(assessment, date);
  if (days <= phase.usualDays) return 'on_track';
  return days <= phase.usualDays * STUCK_FACTOR ? 'slow' : 'stuck';
}

/** The last days at the milestone that are still on track and still slow. */
export function paceLimits(phase: Pick<Phase, 'usualDays'>): { onTrack: number; slow: number } {
  return { onTrack: phase.usualDays, slow: Math.floor(phase.usualDays * STUCK_FACTOR) };
}

/** The signals that count: from the start to the date. */
export function countedSignals(signals: Signals, startedOn: BusinessDate, date: BusinessDate): Signals {
  const counts = ({ day }: { day: BusinessDate }) => day >= startedOn && day <= date;
  return {
    events: signals.events.filter(counts),
    kpis: signals.kpis.filter(counts),
    ticks: new Map([...signals.ticks].filter(([, day]) => day <= date)),
  };
}

function reachedOn(
  milestone: Milestone,
  signals: Signals,
  startedOn: BusinessDate,
  previous: BusinessDate,
): BusinessDate | null {
  let on = previous;
  for (const task of milestone.tasks) {
    if (task.optional) continue;
    const satisfied = satisfiedOn(task, signals, startedOn);
    if (satisfied === null) return null;
    on = laterOf(on, satisfied);
  }
  return on;
}

/** A task with what is the case, against what it needs. */
export interface TaskReport {
  task: Task;
  satisfiedOn: BusinessDate | null;
  standing: 'done' | 'open' | 'not_met' | 'no_data';
  /** The count so far, or the newest value; null: none. */
  actual: number | null;
  /** The day of the newest KPI value. */
  actualOn: BusinessDate | null;
}

/** A milestone with its phase, when it was reached, and its tasks. */
export interface MilestoneReport {
  phase: Phase;
  reachedOn: BusinessDate | null;
  isCurrent: boolean;
  hasSlipped: boolean;
  tasks: TaskReport[];
}

/** The journey of one account, task by task, as known on `date`. */
export function reportJourney(
  journey: Journey,
  startedOn: BusinessDate,
  signals: Signals,
  date: BusinessDate,
): MilestoneReport[] {
  const assessment = assess(journey, startedOn, signals, date);
  const counted = countedSignals(signals, startedOn, date);
  return journey.phases.map((phase, index) => ({
    phase,
    reachedOn: assessment.reached[index] ?? null,
    isCurrent: assessment.workingOn === phase.milestone.id,
    hasSlipped: assessment.slipped.includes(phase.milestone.id),
    tasks: phase.milestone.tasks.map((task) => reportTask(task, counted, startedOn, date)),
  }));
}

function reportTask(task: Task, signals: Signals, startedOn: BusinessDate, date: BusinessDate): TaskReport {
  const { condition } = task;
  const on = satisfiedOn(task, signals, startedOn);
  const report: TaskReport = {
    task,
    satisfiedOn: on,
    standing: on === null ? 'open' : 'done',
    actual: null,
    actualOn: null,
  };
  if (condition.kind === 'event') return { ...report, actual: eventProgress(condition, signals.events) };
  if (condition.kind === 'manual') return report;
  const { standing, newest } = kpiStanding(condition, signals, date);
  return {
    ...report,
    // A value that was met once keeps the task done; what it is now is told beside it.
    standing: standing === 'met' ? 'done' : standing,
    actual: newest?.value ?? null,
    actualOn: newest?.day ?? null,
  };
}
