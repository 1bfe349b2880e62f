/** `journeys`: phases, their milestones and tasks. */
import { z } from 'zod';
import type { Journey, Task, TaskCondition } from '../../journey/domain.ts';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { checkExactlyOne, checkUnique, daysField, idField, nameField, sentenceField } from './fields.ts';

const EVENT_WORDS = `an event's name, a list of names, or "*" for any event`;
const ANY_EVENT = '*';
const eventName = z.string(mustBe(EVENT_WORDS)).min(1).max(200);
const bound = z.number(mustBe('a number, such as 50')).optional();

const taskSchema = z.strictObject({
  id: idField,
  name: nameField,
  owner: z.enum(['us', 'customer'], mustBeOneOf(['us', 'customer'])),
  optional: z.boolean().optional(),
  learn: z
    .url({ protocol: /^https?$/, ...mustBe('a web address, such as https://example.com/guide') })
    .optional(),
  event: z.union([eventName, z.array(eventName, mustBe(EVENT_WORDS)).min(1)], mustBe(EVENT_WORDS)).optional(),
  min: z.number(mustBe('a number, 1 or more, such as 3')).min(1).optional(),
  counts: z.enum(['times', 'distinct_names'], mustBeOneOf(['times', 'distinct_names'])).optional(),
  within_days: daysField.optional(),
  kpi: z.string(mustBe(`a KPI's name, such as leads_per_month`)).min(1).max(200).optional(),
  at_least: bound,
  at_most: bound,
  max_age_days: daysField.optional(),
  manual: z.literal(true, mustBe('true')).optional(),
});

const opportunitySchema = z.strictObject({
  kind: z.enum(['expansion', 'advocacy'], mustBeOneOf(['expansion', 'advocacy'])),
  ask: sentenceField,
});

const milestoneSchema = z.strictObject({
  id: idField,
  name: nameField,
  value: sentenceField.optional(),
  opportunity: opportunitySchema.optional(),
  tasks: z.array(taskSchema, mustBe('a list of at least one task')).min(1),
});

const phaseSchema = z.strictObject({
  id: idField,
  name: nameField,
  starts_when: sentenceField.optional(),
  usual_days: daysField,
  milestone: milestoneSchema,
});

const journeySchema = z.strictObject({
  id: idField,
  name: nameField,
  phases: z.array(phaseSchema, mustBe('a list of at least one phase')).min(1),
});

export const journeysSchema = z.array(journeySchema, mustBe('a list of at least one journey')).min(1);

/** What only goes with one kind of task. */
const KEYS_OF_KIND = {
  event: ['min', 'counts', 'within_days'],
  kpi: ['at_least', 'at_most', 'max_age_days'],
} as const;

export function checkJourneys(journeys: Part, report: Report): void {
  checkUnique(journeys.items(), report);
  for (const journey of journeys.items()) {
    const phases = journey.get('phases').items();
    const milestones = phases.map((phase) => phase.get('milestone'));
    const tasks = milestones.flatMap((milestone) => milestone.get('tasks').items());
    checkUnique(phases, report);
    checkUnique(milestones, report);
    checkUnique(tasks, report);
    for (const milestone of milestones) checkReachable(milestone.get('tasks'), report);
    for (const task of tasks) checkTask(task, report);
  }
}

function checkReachable(tasks: Part, report: Report): void {
  const all = tasks.items();
  if (all.length > 0 && all.every((task) => task.get('optional').value === true)) {
    report(tasks.path, 'must hold a task that is not optional: the milestone is reached by it');
  }
}

function checkTask(task: Part, report: Report): void {
  checkExactlyOne(task, ['event', 'kpi', 'manual'], report);
  for (const [kind, keys] of Object.entries(KEYS_OF_KIND)) {
    for (const key of keys) {
      if (task.has(key) && !task.has(kind)) report([...task.path, key], `goes only with "${kind}"`);
    }
  }
  if (task.has('kpi')) checkExactlyOne(task, ['at_least', 'at_most'], report);
  if (task.has('event')) checkEvent(task, report);
}

function checkEvent(task: Part, report: Report): void {
  const names = task.get('event').items();
  const min = task.get('min').value;
  for (const name of names) {
    if (name.text() === ANY_EVENT) report(name.path, 'must stand alone, as in event: "*"');
  }
  if (task.get('counts').value !== 'distinct_names') return;
  const most =
    names.length > 0 ? new Set(names.map(({ value }) => value)).size : oneNameOrAny(task.get('event'));
  if (task.has('within_days')) {
    report([...task.path, 'within_days'], 'goes only with counts: times, not with distinct_names');
  }
  if (typeof min !== 'number') return;
  if (!Number.isInteger(min)) report([...task.path, 'min'], `must be a whole number of names; it is ${min}`);
  else if (min > most)
    report([...task.path, 'min'], `must be at most ${most}, the number of names listed; it is ${min}`);
}

function oneNameOrAny(event: Part): number {
  return event.text() === ANY_EVENT ? Infinity : 1;
}

/** The journeys of a document that has no problems. */
export function readJourneys(journeys: z.output<typeof journeysSchema>): Journey[] {
  return journeys.map(({ id, name, phases }) => ({
    id,
    name,
    phases: phases.map((phase) => ({
      id: phase.id,
      name: phase.name,
      startsWhen: phase.starts_when ?? null,
      usualDays: phase.usual_days,
      milestone: {
        id: phase.milestone.id,
        name: phase.milestone.name,
        value: phase.milestone.value ?? null,
        opportunity: phase.milestone.opportunity ?? null,
        tasks: phase.milestone.tasks.map(readTask),
      },
    })),
  }));
}

type TaskDocument = z.output<typeof taskSchema>;

function readTask(task: TaskDocument): Task {
  const { id, name, owner, optional = false, learn = null } = task;
  return { id, name, owner, optional, learn, condition: readTaskCondition(task) };
}

function readTaskCondition(task: TaskDocument): TaskCondition {
  if (task.event !== undefined) {
    return {
      kind: 'event',
      names: task.event === ANY_EVENT ? null : [task.event].flat(),
      min: task.min ?? 1,
      counts: task.counts ?? 'times',
      withinDays: task.within_days ?? null,
    };
  }
  if (task.kpi === undefined) return { kind: 'manual' };
  return {
    kind: 'kpi',
    kpi: task.kpi,
    bound: task.at_least === undefined ? 'at_most' : 'at_least',
    value: task.at_least ?? task.at_most ?? 0,
    maxAgeDays: task.max_age_days ?? null,
  };
}
