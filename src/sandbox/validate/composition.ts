import { optionsOf } from '../blocks.ts';
import { asObject, asObjects } from '../types.ts';
import type { Json } from '../types.ts';
import { boolean, byType, exactlyOne, list, object, oneOf, string, url } from './shapes.ts';
import type { Check, Rule } from './shapes.ts';

const plainFields = (max: number): Check =>
  object({ type: oneOf('plain_text'), text: string({ min: 1, max }) }, { emoji: boolean });
const mrkdwnFields = (max: number): Check =>
  object({ type: oneOf('mrkdwn'), text: string({ min: 1, max }) }, { verbatim: boolean });

/** A plain_text object of at most `max` characters. */
export function plainText(max = 3000): Check {
  return byType({ plain_text: plainFields(max) });
}

/** A plain_text or mrkdwn object of at most `max` characters. */
export function anyText(max = 3000): Check {
  return byType({ plain_text: plainFields(max), mrkdwn: mrkdwnFields(max) });
}

export const actionId = string({ min: 1, max: 255 });
export const blockId = string({ min: 1, max: 255 });
export const userId = string({ pattern: /^[UW][A-Z0-9]+$/ });
export const channelId = string({ pattern: /^[CG][A-Z0-9]+$/ });

export const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

const optionValue = string({ min: 1, max: 150 });

/** An option of a select menu. */
export const option = object({ text: plainText(75), value: optionValue }, { description: plainText(75) });
/** An option of an overflow menu, which may also be a link. */
export const overflowOption = object(
  { text: plainText(75), value: optionValue },
  { description: plainText(75), url: url({ max: 3000 }) },
);
/** An option of radio buttons or checkboxes, whose texts may be mrkdwn. */
export const choiceOption = object({ text: anyText(75), value: optionValue }, { description: anyText(75) });

const optionGroup = object({ label: plainText(75), options: list(option, 1, 100) });

/** The fields and the rule of a menu with its own options. */
export const ownOptions: Record<string, Check> = {
  options: list(option, 1, 100),
  option_groups: list(optionGroup, 1, 100),
};
export const optionsOrGroups = exactlyOne('options', 'option_groups');

export const dispatchConfig = object({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2, true),
});

export const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 1, 4, true),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  (value, pointer, problems) => {
    if (Object.keys(value).length === 0)
      problems.push({ pointer, message: 'must define at least one filter' });
  },
);

export const slackFile = object({}, { url: url(), id: string({ min: 1 }) }, exactlyOne('url', 'id'));

/** What is preselected must be one of the options, or Slack refuses the menu. */
export const initialAmongOptions: Rule = (value, pointer, problems) => {
  const offered = new Set(optionsOf(value).map(optionKey));
  const single = asObject(value['initial_option']);
  if (single && !offered.has(optionKey(single))) {
    problems.push({ pointer: `${pointer}/initial_option`, message: 'must be one of the provided options' });
  }
  for (const [index, chosen] of asObjects(value['initial_options']).entries()) {
    if (!offered.has(optionKey(chosen))) {
      problems.push({
        pointer: `${pointer}/initial_options/${index}`,
        message: 'must be one of the provided options',
      });
    }
  }
};

function optionKey(option: Json): string {
  return JSON.stringify([option['value'], asObject(option['text'])?.['text']]);
}
