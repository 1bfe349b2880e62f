/** The fields of a Goal Card's form: each holds what its draft or its card holds. */
import type { KnownBlock } from '@slack/types';
import { isBusinessDate } from '#src/base/business-date.ts';
import { option, type Choice } from './build.ts';
import { choiceField, dateField, input, numberField, textField, type InputOptions } from './form-fields.ts';
import { NONE, type GoalValues } from './goal-values.ts';
import { ids } from './ids.ts';

/** The choice of a menu that says nothing. */
export const NOT_KNOWN: Choice = { text: 'Not known', value: NONE };

/** `decision_maker` as a choice: “Decision maker”. */
export function named(value: string): Choice {
  const words = value.replaceAll('_', ' ');
  return { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, value };
}

/** A field whose changes are sent at once, so that they are kept as a draft. */
export function field(
  name: string,
  label: string,
  element: Parameters<typeof input>[2],
  options: InputOptions = {},
): KnownBlock {
  return input(name, label, element, { optional: true, dispatch: true, ...options });
}

const actionId = ids.goalField;

export function text(values: GoalValues, name: string, max: number) {
  const initial = stringOf(values[name]);
  // A line break, which a field of one line could not show, came from elsewhere.
  return textField({ actionId, asTyped: true, initial, max, multiline: /[\r\n]/.test(initial) });
}

export function long(values: GoalValues, name: string, max: number) {
  return textField({ actionId, asTyped: true, initial: stringOf(values[name]), max, multiline: true });
}

export function number(values: GoalValues, name: string) {
  const initial = stringOf(values[name]);
  const element = numberField({ actionId, decimals: true });
  return /^-?\d+(\.\d+)?$/.test(initial) ? { ...element, initial_value: initial } : element;
}

export function date(values: GoalValues, name: string) {
  const initial = stringOf(values[name]);
  return dateField({ actionId, initial: isBusinessDate(initial) ? initial : null });
}

export function menu(values: GoalValues, name: string, choices: readonly Choice[]) {
  return choiceField(choices, { actionId, initial: stringOf(values[name]) });
}

export function checkboxes(values: GoalValues, name: string, choices: readonly Choice[]) {
  const given = values[name];
  const checked = Array.isArray(given) ? given : [];
  const initial = choices.filter(({ value }) => checked.includes(value));
  return {
    type: 'checkboxes' as const,
    action_id: actionId,
    options: choices.map(option),
    ...(initial.length === 0 ? {} : { initial_options: initial.map(option) }),
  };
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
