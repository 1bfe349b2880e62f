/** The form of a scenario in its five parts, with all that its draft or the scenario holds filled in. */
import type { KnownBlock, ModalView } from '@slack/types';
import * as z from 'zod';
import { COMMITMENT_MEASURES, FACILITATOR_KINDS, facilitatorField, MAX } from '#src/scenarios/domain.ts';
import { actions, button, context, header, modal, section } from './build.ts';
import { choiceField, input, numberField, searchField, textField, type InputOptions } from './form-fields.ts';
import { ids } from './ids.ts';
import { NONE, scenarioCardField, stringOf, type ScenarioValues } from './scenario-values.ts';
import { mrkdwn } from './text.ts';

/** Which form it is: ids alone. */
export const scenarioFormMetadata = z.object({
  scenarioId: z.string().max(64),
  /** The card from which a new one grows; empty: it is chosen in the form. */
  cardId: z.string().max(64),
  /** The version of the scenario that was read; 0: a new one. */
  version: z.number().int().min(0),
  /** The facilitators' ids, row by row; empty: a new one. */
  rows: z.array(z.string().max(64)).min(1).max(MAX.facilitators),
});
export type ScenarioFormMetadata = z.infer<typeof scenarioFormMetadata>;

export interface ScenarioForm extends ScenarioFormMetadata {
  /** What it grows from: the card and its account; null: it is chosen in the form. */
  card: { name: string; accountName: string } | null;
  values: ScenarioValues;
}

export const MEASURE_WORDS = { poll: 'a poll', research: 'research', judgement: 'judgement' } as const;
const LEVELS = ['1 · hardly', '2', '3', '4', '5 · fully'];

export function scenarioForm(form: ScenarioForm): ModalView {
  const { scenarioId, cardId, version, rows, values } = form;
  const metadata: ScenarioFormMetadata = { scenarioId, cardId, version, rows };
  return modal({
    callbackId: ids.scenarioForm,
    title: version === 0 ? 'Grow a scenario' : 'Edit the scenario',
    submit: 'Save',
    metadata,
    tellsClosing: true,
    blocks: [
      ...grownFrom(form),
      field('name', 'Name', text(values, 'name', MAX.name), {
        optional: false,
        hint: 'Such as: Weekly digest',
      }),
      ...triggerAndAction(values),
      ...facilitators(values, metadata),
      ...rewardAndPricing(values),
      context(mrkdwn`What you type is kept as your draft until you save.`),
    ],
  });
}

function grownFrom({ card, version }: ScenarioForm): KnownBlock[] {
  if (card !== null) {
    const from = version === 0 ? 'grows' : 'grew';
    return [section(mrkdwn`It ${from} from *${card.name}* (${card.accountName}).`)];
  }
  return [
    input(
      scenarioCardField,
      'Goal Card',
      searchField(ids.scenarioCard, { minLength: 0, placeholder: 'Its name or the account’s' }),
      { hint: 'The card whose goal the scenario leads to' },
    ),
  ];
}

function triggerAndAction(values: ScenarioValues): KnownBlock[] {
  return [
    header('TRIGGER'),
    field('trigger_events', 'Events to watch', lines(values, 'trigger_events'), {
      hint: 'What happens outside that makes it the moment, one per line, such as: funding_round. Each opens a CTA.',
    }),
    field(
      'measure',
      'Their commitment is known by',
      menu(
        values,
        'measure',
        COMMITMENT_MEASURES.map((value) => ({ text: MEASURE_WORDS[value], value })),
      ),
    ),
    field(
      'level',
      'How committed are they',
      menu(
        values,
        'level',
        LEVELS.map((label, index) => ({ text: label, value: String(index + 1) })),
      ),
    ),
    field('note', 'What was found', long(values, 'note', MAX.note)),
    header('ACTION'),
    field('action_events', 'Events that enter', lines(values, 'action_events'), {
      optional: false,
      hint: 'The least that a person does to enter, one per line, such as: digest_opened',
    }),
  ];
}

function facilitators(values: ScenarioValues, metadata: ScenarioFormMetadata): KnownBlock[] {
  const { rows } = metadata;
  const more =
    rows.length < MAX.facilitators
      ? actions(button('Add a facilitator', ids.scenarioAddFacilitator))
      : context(mrkdwn`A scenario has at most ${MAX.facilitators} facilitators.`);
  return [header('FACILITATORS'), ...rows.flatMap((_, index) => facilitatorFields(values, index)), more];
}

function facilitatorFields(values: ScenarioValues, index: number): KnownBlock[] {
  const number = index + 1;
  const name = (part: Parameters<typeof facilitatorField>[1]) => facilitatorField(index, part);
  const kinds = FACILITATOR_KINDS.map((value) => ({ text: value, value }));
  return [
    field(name('name'), `${number}. What moves them on`, text(values, name('name'), MAX.name), {
      hint:
        index === 0
          ? 'Such as: Intro video. In the order in which they come; empty it to remove it.'
          : undefined,
    }),
    field(name('kind'), `${number}. Content or feature`, menu(values, name('kind'), kinds)),
    field(name('event'), `${number}. Its event`, text(values, name('event'), MAX.event), {
      hint: 'It counts for whoever sees it, in either variant, such as: video_watched',
    }),
    field(
      name('effect'),
      `${number}. Test two variants: the difference that would matter`,
      numberField({ ...dispatching, initial: numberOf(values[name('effect')]), min: 1, decimals: true }),
      { hint: 'In percentage points, such as 10. Half of the accounts see A, half B. Left empty: no test.' },
    ),
  ];
}

function rewardAndPricing(values: ScenarioValues): KnownBlock[] {
  return [
    header('RANDOM REWARD'),
    field('rewards', 'Rewards', lines(values, 'rewards'), {
      hint: 'Small surprises outside of what they want, one per line. One is drawn for an account that is stuck.',
    }),
    field(
      'stuck_days',
      'Stuck for more than so many days',
      numberField({ ...dispatching, initial: numberOf(values['stuck_days']), min: 1 }),
    ),
    header('VALUE PRICING'),
    field('currency', 'Currency', text(values, 'currency', 10), { hint: 'Three letters, such as EUR' }),
    field('limits', 'Limits that they bear', lines(values, 'limits'), {
      hint: 'Constraints of the product, one per line, such as: at most 3 users',
    }),
  ];
}

const dispatching = { actionId: ids.scenarioField };

function field(
  name: string,
  label: string,
  element: Parameters<typeof input>[2],
  options: { hint?: string | undefined; optional?: boolean } = {},
): KnownBlock {
  const { hint, optional = true } = options;
  const kept: InputOptions = { optional, dispatch: true };
  return input(name, label, element, hint === undefined ? kept : { ...kept, hint });
}

function text(values: ScenarioValues, name: string, max: number) {
  const initial = stringOf(values[name]);
  return textField({ ...dispatching, asTyped: true, initial, max, multiline: /[\r\n]/.test(initial) });
}

function long(values: ScenarioValues, name: string, max: number) {
  return textField({ ...dispatching, asTyped: true, initial: stringOf(values[name]), max, multiline: true });
}

function lines(values: ScenarioValues, name: string) {
  return long(values, name, MAX.lines);
}

function menu(values: ScenarioValues, name: string, choices: Parameters<typeof choiceField>[0]) {
  return choiceField([{ text: '–', value: NONE }, ...choices], {
    ...dispatching,
    initial: stringOf(values[name]),
  });
}

function numberOf(value: ScenarioValues[string] | undefined): number | null {
  const typed = stringOf(value).trim();
  return typed === '' || !Number.isFinite(Number(typed)) ? null : Number(typed);
}
