/**
 * `plays`: what is done step by step; and `missing_data`: how scarce data start them.
 *
 * ```yaml
 * plays:
 *   - id: first-report
 *     name: The first report
 *     steps:                                     # one after the other
 *       - id: show
 *         name: Show a user how a report is published
 *         owner: partner                         # lead (also without it), partner or leader
 *         due_in_business_days: 3                # from the day on which the play starts
 *       - id: publish
 *         name: Ask them to publish one of their own
 *         due_in_business_days: 10
 *         done_when: { event: report_published } # ends the step by itself
 *   - { id: hear-the-users, enabled: false }     # a preset, switched off
 * missing_data:
 *   at_most_per_person_and_day: 10               # so many plays start for the accounts of one lead on one day
 *   quiet_days: 30                               # after a play has ended, missing data leave it alone for so long
 * ```
 *
 * A step ends when a person says so, or when what `done_when` names is seen on or after the start of the play:
 * `event: NAMES`; `kpi: NAME` with `at_least` or `at_most`; `touchpoint: PERSONA` (somebody spoke with them);
 * `fresh: METRIC` (of the scorecard); `ebr_held: true`. The leader of a step is the first by name of those with the role.
 *
 * A play is started by hand (`/account play`), by a rule (`then: { …, play: ID }`, when it opens its CTA), or by scarce
 * data: a metric of the scorecard that names it (`play: ID`) and has no fresh data, or a line of `engagement` that names it
 * and whose cadence is missed. Each day, right after everybody's health was kept, at most `at_most_per_person_and_day` start
 * so for the accounts of each lead, the most valuable first; the others wait their turn on the days after. 0: none starts so.
 * The presets (src/plays/presets.ts) are there unless a play of the same id stands for them, as a whole or by its keys.
 */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf, mustBeWords } from '../../base/yaml-words.ts';
import { presetScorecard } from '../../health/presets.ts';
import {
  STEP_OWNERS,
  TOUCHED_PERSONAS,
  type DoneWhen,
  type MissingData,
  type Play,
  type PlayStep,
} from '../../plays/domain.ts';
import { DEFAULT_MISSING_DATA, findPresetPlay, presetPlayIds, withPresetPlays } from '../../plays/presets.ts';
import {
  checkExactlyOne,
  checkKnown,
  checkUnique,
  daysOrNoneField,
  idField,
  isMisspelt,
  NAME_WORDS,
  nameField,
} from './fields.ts';

const MOST_PLAYS = 90;
const MOST_STEPS = 20;
const MOST_DAYS = 260;

const EVENT_WORDS = `an event's name, or a list of names`;
const eventName = z.string(mustBe(EVENT_WORDS)).min(1).max(200);
const bound = z.number(mustBe('a number, such as 5')).optional();

const doneWhenSchema = z.strictObject(
  {
    event: z
      .union([eventName, z.array(eventName, mustBe(EVENT_WORDS)).min(1).max(50)], mustBe(EVENT_WORDS))
      .optional(),
    kpi: z.string(mustBe('the name of a KPI, such as active_users')).min(1).max(200).optional(),
    at_least: bound,
    at_most: bound,
    touchpoint: z.enum(TOUCHED_PERSONAS, mustBeOneOf(TOUCHED_PERSONAS)).optional(),
    fresh: idField.optional(),
    ebr_held: z.literal(true, mustBe('true')).optional(),
  },
  mustBe('one signal in braces, such as { event: report_published } or { touchpoint: user }'),
);

const stepSchema = z.strictObject({
  id: idField,
  name: nameField,
  owner: z.enum(STEP_OWNERS, mustBeOneOf(STEP_OWNERS)).optional(),
  due_in_business_days: z
    .int(mustBe('a whole number of business days from 0 to 260, such as 5'))
    .min(0)
    .max(MOST_DAYS),
  done_when: doneWhenSchema.optional(),
});

const playSchema = z.strictObject({
  id: idField,
  name: nameField.optional(),
  enabled: z.boolean(mustBe('true or false')).optional(),
  steps: z.array(stepSchema, mustBe('a list of at least one step')).min(1).optional(),
});

export const playsSchema = z.array(playSchema, mustBe('a list of plays'));

export const missingDataSchema = z.strictObject({
  at_most_per_person_and_day: z
    .int(mustBe('a whole number of plays from 0 to 1000, such as 10'))
    .min(0)
    .max(1000)
    .optional(),
  quiet_days: daysOrNoneField.optional(),
});

const SIGNALS = ['event', 'kpi', 'touchpoint', 'fresh', 'ebr_held'] as const;
const BOUNDS = ['at_least', 'at_most'] as const;

/** What a play must say unless it is a preset, which says it already. */
const REQUIRED = {
  name: NAME_WORDS,
  steps: 'a list of steps, such as [{ id: call, name: Call them, due_in_business_days: 3 }]',
};

/** @param scorecard the metrics that a step may wait for are named there */
export function checkPlays(plays: Part, scorecard: Part, report: Report): void {
  const items = plays.items();
  checkUnique(items, report);
  if (items.length > MOST_PLAYS) {
    report(plays.path, `must hold at most ${MOST_PLAYS} plays; it holds ${items.length}`);
  }
  const metrics = metricIds(scorecard);
  for (const play of items) {
    checkComplete(play, report);
    checkSteps(play.get('steps'), metrics, report);
  }
}

/** The ids of the plays that a program with these `plays` has. */
export function playIdsIn(plays: Part): string[] {
  const own = plays.items().flatMap((play) => play.get('id').text() ?? []);
  return [...new Set([...own, ...presetPlayIds()])];
}

function metricIds(scorecard: Part): string[] {
  if (scorecard.value === undefined) return presetScorecard().metrics.map(({ id }) => id);
  return scorecard
    .get('metrics')
    .items()
    .flatMap((metric) => metric.get('id').text() ?? []);
}

function checkComplete(play: Part, report: Report): void {
  const id = play.get('id').text();
  if (id === undefined || findPresetPlay(id) !== undefined) return;
  const known = Object.keys(playSchema.shape);
  for (const [key, what] of Object.entries(REQUIRED)) {
    if (!play.has(key) && !isMisspelt(play, [key], known))
      report([...play.path, key], mustBeWords(what, undefined));
  }
}

function checkSteps(steps: Part, metrics: readonly string[], report: Report): void {
  const items = steps.items();
  checkUnique(items, report);
  if (items.length > MOST_STEPS) {
    report(steps.path, `must hold at most ${MOST_STEPS} steps; it holds ${items.length}`);
  }
  let before = 0;
  for (const step of items) {
    const due = step.get('due_in_business_days');
    if (typeof due.value === 'number') {
      if (due.value < before) {
        report(
          due.path,
          `must be ${before} or more: the step above it comes first, and is due after ${before}`,
        );
      }
      before = Math.max(before, due.value);
    }
    if (step.has('done_when')) checkDoneWhen(step.get('done_when'), metrics, report);
  }
}

function checkDoneWhen(doneWhen: Part, metrics: readonly string[], report: Report): void {
  checkExactlyOne(doneWhen, SIGNALS, report);
  if (doneWhen.has('kpi')) checkExactlyOne(doneWhen, BOUNDS, report);
  else {
    for (const key of BOUNDS.filter((name) => doneWhen.has(name)))
      report([...doneWhen.path, key], 'goes only with kpi');
  }
  const event = doneWhen.get('event');
  for (const name of [event, ...event.items()]) {
    if (name.text() === '*') report(name.path, 'must name the events: "*" counts only in a task');
  }
  checkKnown(doneWhen.get('fresh'), metrics, 'a metric of the scorecard', report);
}

/** The plays of a document that has no problems, and after them the presets that it does not mention. */
export function readPlays(plays: z.output<typeof playsSchema> = []): Play[] {
  return withPresetPlays(plays.map(readPlay));
}

export function readMissingData(missing: z.output<typeof missingDataSchema> | undefined): MissingData {
  return {
    atMostPerPersonAndDay: missing?.at_most_per_person_and_day ?? DEFAULT_MISSING_DATA.atMostPerPersonAndDay,
    quietDays: missing?.quiet_days ?? DEFAULT_MISSING_DATA.quietDays,
  };
}

function readPlay({ id, name, enabled, steps }: z.output<typeof playSchema>): Play {
  const preset = findPresetPlay(id);
  return {
    id,
    name: name ?? preset!.name,
    enabled: enabled ?? true,
    steps: steps === undefined ? preset!.steps : steps.map(readStep),
  };
}

function readStep(step: z.output<typeof stepSchema>): PlayStep {
  return {
    id: step.id,
    name: step.name,
    owner: step.owner ?? 'lead',
    dueInBusinessDays: step.due_in_business_days,
    doneWhen: step.done_when === undefined ? null : readDoneWhen(step.done_when),
  };
}

function readDoneWhen(written: z.output<typeof doneWhenSchema>): DoneWhen {
  if (written.event !== undefined) return { kind: 'event', names: [...new Set([written.event].flat())] };
  if (written.kpi !== undefined) {
    return written.at_least === undefined
      ? { kind: 'kpi', kpi: written.kpi, bound: 'at_most', value: written.at_most! }
      : { kind: 'kpi', kpi: written.kpi, bound: 'at_least', value: written.at_least };
  }
  if (written.touchpoint !== undefined) return { kind: 'touchpoint', persona: written.touchpoint };
  if (written.fresh !== undefined) return { kind: 'fresh', metric: written.fresh };
  return { kind: 'ebr_held' };
}
