/** The signals that put an account where its story says that it is. */
import { addDays, daysBetween, type BusinessDate } from '../../base/business-date.ts';
import type {
  EventCondition,
  EventSignal,
  Journey,
  KpiCondition,
  KpiSignal,
  Phase,
  Task,
} from '../../journey/domain.ts';
import { between, type Random } from './made-up.ts';
import type { AccountStory } from './story.ts';

export interface SampleSignals {
  events: EventSignal[];
  kpis: KpiSignal[];
  ticks: { taskId: string; day: BusinessDate }[];
}

/** What people do in the product besides the tasks: it keeps the account alive and is no step of the journey. */
const EVERYDAY = 'dashboard_viewed';
const FEATURES = [
  EVERYDAY,
  'form_published',
  'email_template_saved',
  'contacts_imported',
  'segment_created',
  'page_edited',
];
/** A task's events come in so many rows at most. */
const ROWS_PER_TASK = 8;
/** The events of one task lie within so many days. */
const LONGEST_EFFORT = 28;
const DAYS_BETWEEN_VALUES = 30;

/** A stretch of an account's time. */
interface Stretch {
  from: BusinessDate;
  to: BusinessDate;
}

/** All signals of one account, from its start to its last sign of life. Nothing is dated after `today`. */
export function signalsOf(
  story: AccountStory,
  journey: Journey,
  today: BusinessDate,
  random: Random,
): SampleSignals {
  const signals: SampleSignals = { events: [], kpis: [], ticks: [] };
  if (story.started === null || story.started < 0) return signals;
  const reached = (story.reached ?? []).map((ago) => addDays(today, -ago));
  const until = addDays(today, -(story.silent ?? between(random, 0, 6)));
  const teller: Teller = { story, signals, until, today, random };
  let from = addDays(today, -story.started);
  for (const [index, phase] of journey.phases.slice(0, reached.length + 1).entries()) {
    const on = reached[index];
    if (on === undefined) workOn(teller, phase, { from, to: until });
    else reach(teller, phase, { from, to: on });
    from = on ?? from;
  }
  everydayUse(teller, addDays(today, -story.started));
  return signals;
}

interface Teller {
  story: AccountStory;
  signals: SampleSignals;
  /** The day of the last sign of life. */
  until: BusinessDate;
  today: BusinessDate;
  random: Random;
}

/** Every required task is done by the end of the stretch, and one of them on its last day. */
function reach(teller: Teller, phase: Phase, stretch: Stretch): void {
  const { tasks } = phase.milestone;
  const required = tasks.filter(({ optional }) => !optional);
  const last = required.findLast(({ condition }) => condition.kind === 'kpi') ?? required.at(-1);
  for (const task of required)
    complete(teller, task, stretch, task === last ? stretch.to : dayIn(teller, stretch));
  for (const task of tasks.filter(({ optional }) => optional)) {
    if (teller.random() < 0.7) complete(teller, task, stretch, dayIn(teller, stretch));
  }
}

/** The tasks that the story leaves open are begun, the other required ones are done. */
function workOn(teller: Teller, phase: Phase, stretch: Stretch): void {
  if (stretch.to < stretch.from) return;
  const required = phase.milestone.tasks.filter(({ optional }) => !optional);
  const open =
    teller.story.open ?? required.filter(({ condition }) => condition.kind !== 'event').map(({ id }) => id);
  for (const task of required) {
    if (open.includes(task.id)) begin(teller, task, stretch);
    else complete(teller, task, stretch, dayIn(teller, stretch));
  }
}

function complete(teller: Teller, task: Task, stretch: Stretch, on: BusinessDate): void {
  const { condition } = task;
  if (condition.kind === 'manual') teller.signals.ticks.push({ taskId: task.id, day: on });
  else if (condition.kind === 'event')
    addEvents(teller, condition, condition.min, { from: stretch.from, to: on });
  else {
    addValues(teller, condition, { from: stretch.from, to: on }, { last: 'met' });
    keepMeasuring(teller, task.id, condition, on);
  }
}

/** Some of what a task needs, never all of it. */
function begin(teller: Teller, { id, condition }: Task, stretch: Stretch): void {
  const { story, today, random } = teller;
  if (condition.kind === 'event') {
    const most = condition.counts === 'distinct_names' ? 1 : condition.min - 1;
    addEvents(teller, condition, Math.min(most, Math.round(condition.min * (0.3 + random() * 0.4))), stretch);
  } else if (condition.kind === 'kpi' && !story.unmeasured?.includes(id)) {
    const isOutdated = story.outdated?.includes(id) === true;
    const to = isOutdated ? addDays(today, -(condition.maxAgeDays ?? 0) - 14) : stretch.to;
    addValues(teller, condition, { from: stretch.from, to }, { last: 'missed' });
  }
}

/** `count` events in a few rows, the last one on the last day of the stretch. */
function addEvents(teller: Teller, condition: EventCondition, count: number, stretch: Stretch): void {
  const { signals, random } = teller;
  const names = condition.counts === 'distinct_names' ? FEATURES : (condition.names ?? [EVERYDAY]);
  const rows = condition.counts === 'distinct_names' ? count : Math.min(count, ROWS_PER_TASK);
  const effort = Math.min(
    daysBetween(stretch.from, stretch.to),
    (condition.withinDays ?? LONGEST_EFFORT) - 1,
    LONGEST_EFFORT,
  );
  for (let row = 0; row < rows; row += 1) {
    const back = row === rows - 1 ? 0 : between(random, 0, effort);
    const name =
      names[
        (condition.counts === 'distinct_names' ? row : between(random, 0, names.length - 1)) % names.length
      ];
    const share =
      condition.counts === 'distinct_names' ? 1 : Math.floor(count / rows) + (row < count % rows ? 1 : 0);
    signals.events.push({ name: name ?? EVERYDAY, day: addDays(stretch.to, -back), count: share });
  }
}

/** A few values on the way to the bound, the last one on the last day of the stretch. */
function addValues(
  { signals, random }: Teller,
  condition: KpiCondition,
  { from, to }: Stretch,
  { last }: { last: 'met' | 'missed' },
): void {
  if (to < from) return;
  for (const [step, progress] of [0.2, 0.55].entries()) {
    const day = addDays(to, -DAYS_BETWEEN_VALUES * (2 - step));
    if (day >= from)
      signals.kpis.push({ kpi: condition.kpi, day, value: missing(condition, progress, random) });
  }
  const value = last === 'met' ? meeting(condition, random) : missing(condition, 0.85, random);
  signals.kpis.push({ kpi: condition.kpi, day: to, value });
}

/** What is measured after a bound was met: it still is, unless the story says that it slipped or is out of date. */
function keepMeasuring(teller: Teller, taskId: string, condition: KpiCondition, met: BusinessDate): void {
  const { story, signals, until, random } = teller;
  if (story.outdated?.includes(taskId)) return;
  for (const back of [DAYS_BETWEEN_VALUES, 0]) {
    const day = addDays(until, -back);
    if (day <= met) continue;
    const hasSlipped = back === 0 && story.slipped?.includes(taskId) === true;
    const value = hasSlipped ? missing(condition, 0.6, random) : meeting(condition, random);
    signals.kpis.push({ kpi: condition.kpi, day, value });
  }
}

function meeting({ bound, value }: KpiCondition, random: Random): number {
  if (bound === 'at_least') return Math.max(value, Math.round(value * (1.02 + random() * 0.35)));
  return Math.min(value, Math.round(value * (0.6 + random() * 0.38)));
}

/** A value that misses the bound. @param progress from 0, far away, to 1, very near */
function missing({ bound, value }: KpiCondition, progress: number, random: Random): number {
  const near = progress - 0.1 + random() * 0.2;
  if (bound === 'at_least') return Math.min(value - 1, Math.round(value * (0.2 + 0.75 * near)));
  return Math.max(value + 1, Math.round(value * (2.3 - 1.2 * near)));
}

/** The last weeks in which somebody was there. */
function everydayUse({ signals, until, random }: Teller, from: BusinessDate): void {
  for (const weeks of [2, 1, 0]) {
    const day = addDays(until, -7 * weeks);
    if (day >= from) signals.events.push({ name: EVERYDAY, day, count: between(random, 2, 19) });
  }
}

function dayIn({ random }: Teller, { from, to }: Stretch): BusinessDate {
  return addDays(from, between(random, 0, daysBetween(from, to)));
}
