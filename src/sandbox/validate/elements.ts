import { asObjects, asString } from '../types.ts';
import type { Json } from '../types.ts';
import {
  actionId,
  anyText,
  channelId,
  choiceOption,
  confirm,
  conversationFilter,
  dispatchConfig,
  initialAmongOptions,
  option,
  optionsOrGroups,
  overflowOption,
  ownOptions,
  plainText,
  slackFile,
  userId,
} from './composition.ts';
import { richText } from './rich-text.ts';
import { anything, boolean, exactlyOne, integer, list, object, oneOf, string, url } from './shapes.ts';
import type { Check, Rule } from './shapes.ts';

const kind = (type: string): Record<string, Check> => ({ type: oneOf(type) });
const focus = { action_id: actionId, focus_on_load: boolean };
const picker = { ...focus, confirm, placeholder: plainText(150) };
const typed = { ...focus, placeholder: plainText(150), dispatch_action_config: dispatchConfig };
const multi = { ...picker, max_selected_items: integer(1) };
const style = oneOf('primary', 'danger');
const label = string({ min: 1, max: 75 });
const decimal = string({ pattern: /^-?[0-9]+(\.[0-9]+)?$/ });

const noMoreThanMax: Rule = (value, pointer, problems) => {
  const max = value['max_selected_items'];
  for (const key of ['initial_options', 'initial_users', 'initial_conversations', 'initial_channels']) {
    const initial = value[key];
    if (typeof max === 'number' && Array.isArray(initial) && initial.length > max) {
      problems.push({ pointer: `${pointer}/${key}`, message: `no more than ${max} items allowed` });
    }
  }
};

const numberBounds: Rule = (value, pointer, problems) => {
  const read = (key: string): number => Number(asString(value[key]) ?? Number.NaN);
  const [min, max, initial] = [read('min_value'), read('max_value'), read('initial_value')];
  if (min > max)
    problems.push({ pointer: `${pointer}/min_value`, message: 'must not be more than max_value' });
  if (initial < min || initial > max) {
    problems.push({
      pointer: `${pointer}/initial_value`,
      message: 'must lie between min_value and max_value',
    });
  }
  if (value['is_decimal_allowed'] === false && !Number.isNaN(initial) && !Number.isInteger(initial)) {
    problems.push({ pointer: `${pointer}/initial_value`, message: 'decimals are not allowed' });
  }
};

const textBounds: Rule = (value, pointer, problems) => {
  const [min, max] = [value['min_length'], value['max_length']];
  const initial = asString(value['initial_value']);
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    problems.push({ pointer: `${pointer}/min_length`, message: 'must not be more than max_length' });
  }
  const most = typeof max === 'number' ? max : 3000;
  if (initial !== undefined && initial.length > most) {
    problems.push({
      pointer: `${pointer}/initial_value`,
      message: `must be less than ${most + 1} characters`,
    });
  }
};

const trigger = object(
  { url: url() },
  { customizable_input_parameters: list(object({ name: string({ min: 1 }), value: anything })) },
);

const feedbackButton = object(
  { text: plainText(75), value: string({ min: 1, max: 2000 }) },
  { accessibility_label: label },
);

export const button = object(
  { ...kind('button'), text: plainText(75) },
  {
    action_id: actionId,
    url: url({ max: 3000 }),
    value: string({ min: 1, max: 2000 }),
    style,
    confirm,
    accessibility_label: label,
  },
);

export const image = object(
  { ...kind('image'), alt_text: string({ min: 1 }) },
  { image_url: url({ max: 3000 }), slack_file: slackFile },
  exactlyOne('image_url', 'slack_file'),
);

/** Menus and pickers, which stand in actions, sections and inputs alike. */
const selects: Record<string, Check> = {
  static_select: object(
    kind('static_select'),
    { ...picker, ...ownOptions, initial_option: option },
    optionsOrGroups,
    initialAmongOptions,
  ),
  external_select: object(kind('external_select'), {
    ...picker,
    initial_option: option,
    min_query_length: integer(0),
  }),
  users_select: object(kind('users_select'), { ...picker, initial_user: userId }),
  conversations_select: object(kind('conversations_select'), {
    ...picker,
    initial_conversation: string({ min: 1 }),
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: conversationFilter,
  }),
  channels_select: object(kind('channels_select'), {
    ...picker,
    initial_channel: channelId,
    response_url_enabled: boolean,
  }),
  multi_static_select: object(
    kind('multi_static_select'),
    { ...multi, ...ownOptions, initial_options: list(option, 1) },
    optionsOrGroups,
    initialAmongOptions,
    noMoreThanMax,
  ),
  multi_external_select: object(
    kind('multi_external_select'),
    { ...multi, min_query_length: integer(0), initial_options: list(option, 1) },
    noMoreThanMax,
  ),
  multi_users_select: object(
    kind('multi_users_select'),
    { ...multi, initial_users: list(userId, 1) },
    noMoreThanMax,
  ),
  multi_conversations_select: object(
    kind('multi_conversations_select'),
    {
      ...multi,
      initial_conversations: list(string({ min: 1 }), 1),
      default_to_current_conversation: boolean,
      filter: conversationFilter,
    },
    noMoreThanMax,
  ),
  multi_channels_select: object(
    kind('multi_channels_select'),
    { ...multi, initial_channels: list(channelId, 1) },
    noMoreThanMax,
  ),
};

const choices: Record<string, Check> = {
  checkboxes: object(
    { ...kind('checkboxes'), options: list(choiceOption, 1, 10) },
    { ...focus, initial_options: list(choiceOption, 1), confirm },
    initialAmongOptions,
  ),
  radio_buttons: object(
    { ...kind('radio_buttons'), options: list(choiceOption, 1, 10) },
    { ...focus, initial_option: choiceOption, confirm },
    initialAmongOptions,
  ),
  datepicker: object(kind('datepicker'), {
    ...picker,
    initial_date: string({ pattern: /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/ }),
  }),
  timepicker: object(kind('timepicker'), {
    ...picker,
    initial_time: string({ pattern: /^([01][0-9]|2[0-3]):[0-5][0-9]$/ }),
    timezone: string({ min: 1 }),
  }),
};

const datetimepicker = object(kind('datetimepicker'), {
  ...focus,
  confirm,
  initial_date_time: integer(0, 9_999_999_999),
});

const pressed: Record<string, Check> = {
  button,
  overflow: object(
    { ...kind('overflow'), options: list(overflowOption, 1, 5) },
    { action_id: actionId, confirm },
  ),
  workflow_button: object(
    { ...kind('workflow_button'), text: plainText(75), workflow: object({ trigger }), action_id: actionId },
    { style, accessibility_label: label },
  ),
};

/** What an actions block may hold. */
export const actionElements: Record<string, Check> = { ...pressed, ...choices, ...selects, datetimepicker };

/** What may stand beside a section's text. */
export const accessories: Record<string, Check> = { ...pressed, ...choices, ...selects, image };

/** What an input block may hold. */
export const inputElements: Record<string, Check> = {
  ...choices,
  ...selects,
  datetimepicker,
  plain_text_input: object(
    kind('plain_text_input'),
    {
      ...typed,
      initial_value: string(),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
    textBounds,
  ),
  email_text_input: object(kind('email_text_input'), { ...typed, initial_value: string() }),
  url_text_input: object(kind('url_text_input'), { ...typed, initial_value: string() }),
  number_input: object(
    { ...kind('number_input'), is_decimal_allowed: boolean },
    { ...typed, initial_value: decimal, min_value: decimal, max_value: decimal },
    numberBounds,
  ),
  rich_text_input: object(
    { ...kind('rich_text_input'), action_id: actionId },
    { ...typed, initial_value: richText },
  ),
  file_input: object(kind('file_input'), {
    action_id: actionId,
    filetypes: list(string({ min: 1 }), 1),
    max_files: integer(1, 10),
  }),
};

/** What a context block may hold. */
export const contextElements: Record<string, Check> = {
  image,
  plain_text: anyText(),
  mrkdwn: anyText(),
};

/** What a context_actions block may hold. */
export const contextActionElements: Record<string, Check> = {
  feedback_buttons: object(
    { ...kind('feedback_buttons'), positive_button: feedbackButton, negative_button: feedbackButton },
    { action_id: actionId },
  ),
  icon_button: object(
    { ...kind('icon_button'), icon: oneOf('trash'), text: plainText(75) },
    {
      action_id: actionId,
      value: string({ min: 1, max: 2000 }),
      confirm,
      accessibility_label: label,
      visible_to_user_ids: list(userId),
    },
  ),
};

/** The action ids of a block's elements that stand there more than once. */
export function repeatedActionIds(elements: Json[]): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (const element of asObjects(elements)) {
    const id = asString(element['action_id']);
    if (id === undefined) continue;
    if (seen.has(id)) repeated.push(id);
    seen.add(id);
  }
  return repeated;
}
