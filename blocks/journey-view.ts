/** An account's journey: its milestones, and each task with what is the case against what it needs. */
import type { KnownBlock } from '@slack/types';
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import type { EventCondition, KpiCondition, MilestoneReport, TaskReport } from '#src/journey/domain.ts';
import { button, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { ids, numbered } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, link, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface JourneyView {
  account: { id: string; key: string; name: string };
  journeyName: string;
  milestones: MilestoneReport[];
  /** Since when it works on the current milestone. */
  since: BusinessDate;
  today: BusinessDate;
  /** Whether the reader may tick tasks. */
  mayTick: boolean;
}

export function journeyAnswer(view: JourneyView): Answer {
  const reached = view.milestones.filter(({ reachedOn }) => reachedOn !== null).length;
  const text = mrkdwn`*${view.account.name}* · ${view.journeyName} · ${reached} of ${count(view.milestones.length, 'milestone')} reached`;
  const call = { command: '/account', verb: 'journey', rest: view.account.key };
  const last: KnownBlock = {
    type: 'actions',
    elements: [
      verbButton('Open account', { ...call, verb: 'show' }, { number: 1 }),
      verbButton('Why?', { ...call, verb: 'why' }, { number: 2 }),
    ],
  };
  const rows = view.milestones.map((milestone, index) => milestoneBlocks(view, milestone, index));
  const more = (hidden: number): KnownBlock[] => [
    section(mrkdwn`${count(hidden, 'more milestone')} not shown.`),
  ];
  return {
    text,
    share: true,
    blocks: [
      section(text),
      ...rowsWithin(limits.message, rows, { reserve: [section(text), last], more }),
      last,
    ],
  };
}

function milestoneBlocks(view: JourneyView, report: MilestoneReport, index: number): KnownBlock[] {
  const { phase, tasks } = report;
  const ticked = view.mayTick ? tasks.filter((task) => canTick(view, report, task)) : [];
  const lines = tasks.filter((task) => !ticked.includes(task)).map((task) => taskLine(task, view.today));
  const title = mrkdwn`${stateSign(report)} *${index + 1}. ${truncate(phase.milestone.name, 120)}*   ${standing(view, report)}`;
  const value = phase.milestone.value;
  const head = [
    title,
    ...(report.isCurrent && value !== null ? [mrkdwn`_${truncate(value, 240)}_`] : []),
    ...(report.isCurrent || report.hasSlipped ? lines : []),
  ];
  return [
    section(join(head, '\n')),
    ...ticked.map((task, n) => section(taskLine(task, view.today), tickButton(view, task, n))),
  ];
}

/** What is ticked by hand for the current milestone; and a tick of today that reached one, to be taken back. */
function canTick(
  { today }: JourneyView,
  { isCurrent }: MilestoneReport,
  { task, satisfiedOn }: TaskReport,
): boolean {
  return task.condition.kind === 'manual' && (isCurrent || satisfiedOn === today);
}

function stateSign({ reachedOn, isCurrent, hasSlipped }: MilestoneReport): string {
  if (hasSlipped) return '↩️';
  if (reachedOn !== null) return '✅';
  return isCurrent ? '▶️' : '◻️';
}

function standing({ since, today }: JourneyView, report: MilestoneReport): Mrkdwn {
  if (report.reachedOn !== null) {
    const slipped = report.hasSlipped ? ', and slipped since' : '';
    return mrkdwn`reached ${day(report.reachedOn, today)}${slipped}`;
  }
  if (!report.isCurrent) return mrkdwn`later · usually ${count(report.phase.usualDays, 'day')}`;
  const days = count(daysBetween(since, today), 'day');
  return mrkdwn`working on it since ${day(since, today)}: ${days}, usual ${report.phase.usualDays}`;
}

function taskLine(report: TaskReport, today: BusinessDate): Mrkdwn {
  const { task } = report;
  const name =
    task.learn === null ? mrkdwn`${truncate(task.name, 120)}` : link(task.learn, truncate(task.name, 120));
  const notes = [task.owner === 'customer' ? 'customer' : 'us', ...(task.optional ? ['optional'] : [])];
  return mrkdwn`${taskSign(report)} ${name} (${notes.join(', ')}): ${taskStanding(report, today)}`;
}

function taskSign({ standing }: TaskReport): string {
  if (standing === 'done') return '☑️';
  return standing === 'no_data' ? '⚪' : '▫️';
}

/** What is the case against what is needed, such as `2 of 3 in 30 days` or `no data, needs 50 or more`. */
export function taskStanding(report: TaskReport, today: BusinessDate): string {
  const { condition } = report.task;
  const done = report.satisfiedOn === null ? '' : `done ${day(report.satisfiedOn, today)}`;
  if (condition.kind === 'manual') return done === '' ? 'not ticked yet' : done;
  if (condition.kind === 'event') return done === '' ? eventNeed(condition, report.actual ?? 0) : done;
  const now = kpiNow(condition, report, today);
  return done === '' ? now : `${done}; ${now}`;
}

function eventNeed(condition: EventCondition, actual: number): string {
  const within = condition.withinDays === null ? '' : ` within ${count(condition.withinDays, 'day')}`;
  const unit = condition.counts === 'distinct_names' ? ' different' : '';
  return `${figure(actual)} of ${figure(condition.min)}${unit}${within}`;
}

function kpiNow(
  condition: KpiCondition,
  { standing, actual, actualOn }: TaskReport,
  today: BusinessDate,
): string {
  const needs = `needs ${figure(condition.value)} or ${condition.bound === 'at_least' ? 'more' : 'less'}`;
  if (actual === null || actualOn === null) return `no data, ${needs}`;
  const newest = `${figure(actual)} on ${day(actualOn, today)}`;
  if (standing === 'no_data')
    return `no data since ${day(actualOn, today)} (then ${figure(actual)}), ${needs}`;
  return standing === 'done' ? `now ${newest}` : `${newest}, ${needs}`;
}

function tickButton(view: JourneyView, { task, standing }: TaskReport, n: number) {
  const value = `${view.account.id}:${task.id}`;
  return standing === 'done'
    ? button('Take back', numbered(ids.taskUntick, n), { value, label: `Take back: ${task.name}` })
    : button('Tick', numbered(ids.taskTick, n), { value, label: `Tick: ${task.name}` });
}
