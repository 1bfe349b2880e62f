/** The fields of forms as plain literals that Slack accepts whatever is put in, as `build.ts` makes the other blocks. */
import type { InputBlock } from '@slack/types';
import { option, plainText, whole, type Choice } from './build.ts';
import { limits } from './limits.ts';
import { plain, plainLines, truncate } from './text.ts';

export interface InputOptions {
  hint?: string;
  optional?: boolean;
  /** A change of it is sent at once, before the form is. */
  dispatch?: boolean;
}

/**
 * A labelled field of a form.
 * @param name the field's name: the block id under which its value and its error are found
 */
export function input(
  name: string,
  label: string,
  element: InputBlock['element'],
  options: InputOptions = {},
): InputBlock {
  const block: InputBlock = {
    type: 'input',
    block_id: whole(name, limits.id),
    label: plainText(label, limits.inputLabel),
    element,
    optional: options.optional ?? false,
  };
  if (options.hint !== undefined) block.hint = plainText(options.hint, limits.inputHint);
  if (options.dispatch === true) block.dispatch_action = true;
  return block;
}

export interface FieldOptions<Initial> {
  initial?: Initial | null;
  placeholder?: string;
  /** Of a field whose changes are sent at once (`dispatch` of `input`): the action that listens to them. */
  actionId?: string;
}

/** The action id of fields of a form, whose names are their block ids. */
export const FIELD = 'field';

export interface TextFieldOptions extends FieldOptions<string> {
  multiline?: boolean;
  max?: number;
  /** The initial text stands there letter for letter, so that it comes back as it was. */
  asTyped?: boolean;
}

export function textField(options: TextFieldOptions = {}) {
  const max = Math.min(options.max ?? limits.inputText, limits.inputText);
  const text = options.initial ?? '';
  const cleaned = options.multiline === true ? plainLines : plain;
  const initial = truncate(options.asTyped === true ? text.toWellFormed() : cleaned(text), max);
  return {
    type: 'plain_text_input' as const,
    action_id: options.actionId ?? FIELD,
    max_length: max,
    ...(options.multiline === true ? { multiline: true } : {}),
    ...(initial === '' ? {} : { initial_value: initial }),
    ...typing(options),
    ...placeholder(options.placeholder),
  };
}

export function numberField(options: FieldOptions<number> & { min?: number; decimals?: boolean } = {}) {
  return {
    type: 'number_input' as const,
    action_id: options.actionId ?? FIELD,
    is_decimal_allowed: options.decimals ?? false,
    ...(options.min === undefined ? {} : { min_value: String(options.min) }),
    ...(options.initial === undefined || options.initial === null
      ? {}
      : { initial_value: String(options.initial) }),
    ...typing(options),
    ...placeholder(options.placeholder),
  };
}

export function dateField(options: FieldOptions<string> = {}) {
  return {
    type: 'datepicker' as const,
    action_id: options.actionId ?? FIELD,
    ...(options.initial ? { initial_date: options.initial } : {}),
    ...placeholder(options.placeholder),
  };
}

export function userField(options: FieldOptions<string> = {}) {
  return {
    type: 'users_select' as const,
    action_id: options.actionId ?? FIELD,
    ...(options.initial ? { initial_user: options.initial } : {}),
    ...placeholder(options.placeholder),
  };
}

/** A menu of at most 100 choices; an initial value that is none of them is left out. */
export function choiceField(choices: readonly Choice[], options: FieldOptions<string> = {}) {
  const offered = choices.slice(0, limits.selectOptions);
  const initial = offered.find(({ value }) => value === options.initial);
  return {
    type: 'static_select' as const,
    action_id: options.actionId ?? FIELD,
    options: offered.map(option),
    ...(initial === undefined ? {} : { initial_option: option(initial) }),
    ...placeholder(options.placeholder),
  };
}

/** The same of which several may be chosen; initial values that are none of them are left out. */
export function multiChoiceField(choices: readonly Choice[], options: FieldOptions<readonly string[]> = {}) {
  const offered = choices.slice(0, limits.selectOptions);
  const initial = offered.filter(({ value }) => options.initial?.includes(value) === true);
  return {
    type: 'multi_static_select' as const,
    action_id: options.actionId ?? FIELD,
    options: offered.map(option),
    ...(initial.length === 0 ? {} : { initial_options: initial.map(option) }),
    ...placeholder(options.placeholder),
  };
}

/** A menu whose choices are asked for while a person types; `actionId` names the options listener. */
export function searchField(actionId: string, options: FieldOptions<Choice> & { minLength?: number } = {}) {
  return {
    type: 'external_select' as const,
    action_id: whole(actionId, limits.id),
    min_query_length: options.minLength ?? 1,
    ...(options.initial ? { initial_option: option(options.initial) } : {}),
    ...placeholder(options.placeholder),
  };
}

/** Slack tells of a text while it is typed, not only when it is sent by Enter. */
function typing({ actionId }: FieldOptions<unknown>) {
  if (actionId === undefined) return {};
  const when: 'on_character_entered'[] = ['on_character_entered'];
  return { dispatch_action_config: { trigger_actions_on: when } };
}

function placeholder(text: string | undefined) {
  return text === undefined ? {} : { placeholder: plainText(text, limits.placeholder) };
}
