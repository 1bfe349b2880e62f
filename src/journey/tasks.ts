/** When the condition of a task holds by the signals of one account, and how far it is from it. */
import { addDays, daysBetween, laterOf, type BusinessDate } from '../base/business-date.ts';
import type { EventCondition, EventSignal, KpiCondition, KpiSignal, Signals, Task } from './domain.ts';

/** The first date on which the task's condition held, or null when it has not. */
export function satisfiedOn(task: Task, signals: Signals, startedOn: BusinessDate): BusinessDate | null {
  const { condition } = task;
  if (condition.kind === 'event') return eventSatisfiedOn(condition, signals.events);
  if (condition.kind === 'kpi') {
    const first = signals.kpis.find((value) => value.kpi === condition.kpi && meets(condition, value.value));
    return first?.day ?? null;
  }
  const ticked = signals.ticks.get(task.id);
  return ticked === undefined ? null : laterOf(ticked, startedOn);
}

/** What the newest value says of a KPI condition; "no data" when there is none or it is too old. */
export function kpiStanding(
  condition: KpiCondition,
  signals: Signals,
  date: BusinessDate,
): { standing: 'met' | 'not_met' | 'no_data'; newest: KpiSignal | null } {
  const newest = signals.kpis.findLast((value) => value.kpi === condition.kpi) ?? null;
  if (newest === null || isTooOld(condition, newest.day, date)) return { standing: 'no_data', newest };
  return { standing: meets(condition, newest.value) ? 'met' : 'not_met', newest };
}

/** How much of an event condition is done: the largest count that it has had, in its own unit. */
export function eventProgress(condition: EventCondition, events: readonly EventSignal[]): number {
  const matching = events.filter((event) => isCounted(condition, event));
  if (condition.counts === 'distinct_names') return new Set(matching.map((event) => event.name)).size;
  const { withinDays } = condition;
  if (withinDays === null) return sum(matching);
  return Math.max(0, ...matching.map((event) => sum(windowEndingOn(event.day, withinDays, matching))));
}

function eventSatisfiedOn(condition: EventCondition, events: readonly EventSignal[]): BusinessDate | null {
  const matching = events.filter((event) => isCounted(condition, event));
  const names = new Set<string>();
  const recent: EventSignal[] = [];
  let total = 0;
  for (const event of matching) {
    names.add(event.name);
    recent.push(event);
    total += event.count;
    while (condition.withinDays !== null && recent[0]!.day < addDays(event.day, 1 - condition.withinDays)) {
      total -= recent.shift()!.count;
    }
    if ((condition.counts === 'distinct_names' ? names.size : total) >= condition.min) return event.day;
  }
  return null;
}

function isCounted(condition: EventCondition, event: EventSignal): boolean {
  return event.count > 0 && (condition.names === null || condition.names.includes(event.name));
}

function windowEndingOn(day: BusinessDate, days: number, events: readonly EventSignal[]): EventSignal[] {
  const from = addDays(day, 1 - days);
  return events.filter((event) => event.day >= from && event.day <= day);
}

function sum(events: readonly EventSignal[]): number {
  return events.reduce((total, event) => total + event.count, 0);
}

/** Whether a task that a reached milestone needed is below its bound now. */
export function hasSlipped(task: Task, signals: Signals, date: BusinessDate): boolean {
  if (task.optional || task.condition.kind !== 'kpi') return false;
  return kpiStanding(task.condition, signals, date).standing === 'not_met';
}

function meets(condition: KpiCondition, value: number): boolean {
  return condition.bound === 'at_least' ? value >= condition.value : value <= condition.value;
}

function isTooOld(condition: KpiCondition, day: BusinessDate, date: BusinessDate): boolean {
  return condition.maxAgeDays !== null && daysBetween(day, date) > condition.maxAgeDays;
}
