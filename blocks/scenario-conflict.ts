/** Two people edited one scenario: the second one reads both texts, and says which one is kept. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import type { Scenario } from '#src/scenarios/domain.ts';
import { actions, button, context, modal, section } from './build.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { scenarioCardField, scenarioValues, stringOf, type ScenarioValues } from './scenario-values.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';

export interface ScenarioConflict {
  theirs: Scenario;
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  /** What the second person typed. */
  mine: ScenarioValues;
}

export const conflictMetadata = z.object({
  scenarioId: z.string().max(64),
  version: z.number().int().min(1),
});

const COMPARED = 500;

/** Two people edited one scenario: the second one sees both texts of each field that differs. */
export function scenarioConflict({ theirs, savedBy, savedAt, mine }: ScenarioConflict): ModalView {
  const their = scenarioValues(theirs.name, theirs);
  const names = [...new Set([...Object.keys(mine), ...Object.keys(their)])];
  const rows = names
    .filter(
      (name) => name !== scenarioCardField && stringOf(mine[name]).trim() !== stringOf(their[name]).trim(),
    )
    .map((name) => [textOf(name, 'yours', mine[name]), textOf(name, 'theirs', their[name])]);
  const head = [
    section(
      mrkdwn`${savedBy} saved “${theirs.name}” ${savedAt}, while you were editing it. What you typed is kept as your draft. Save yours over it, or start from theirs; in the form the whole text can be read.`,
    ),
    actions(button('Start from theirs', ids.scenarioTheirs, { value: theirs.id })),
  ];
  const more = (hidden: number) => [context(mrkdwn`${hidden} more parts differ; the form shows them.`)];
  return modal({
    callbackId: ids.scenarioConflictForm,
    title: 'Saved meanwhile',
    submit: 'Save mine over it',
    metadata: { scenarioId: theirs.id, version: theirs.version },
    blocks: [...head, ...rowsWithin(limits.modal, rows, { reserve: head, more })],
  });
}

function textOf(name: string, whose: string, value: ScenarioValues[string] | undefined): KnownBlock {
  const typed = stringOf(value);
  const shown = typed.trim() === '' ? mrkdwn`_nothing_` : quoted(truncate(typed, COMPARED));
  return section(join([mrkdwn`*${labelOf(name)}* · ${whose}`, shown], '\n'));
}

const LABELS: Record<string, string> = {
  name: 'Name',
  trigger_events: 'Events to watch',
  measure: 'Commitment is known by',
  level: 'Commitment',
  note: 'What was found',
  action_events: 'Events that enter',
  rewards: 'Rewards',
  stuck_days: 'Stuck for more than so many days',
  currency: 'Currency',
  limits: 'Limits that they bear',
};

/** What a field of the form is called. */
export function labelOf(name: string): string {
  const facilitator = /^facilitator_([a-z]+)_(\d+)$/.exec(name);
  return facilitator === null
    ? (LABELS[name] ?? name)
    : `Facilitator ${Number(facilitator[2]) + 1}: ${facilitator[1]}`;
}
