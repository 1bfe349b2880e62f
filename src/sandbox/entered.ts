import { elementsIn, optionsOf, textOf } from './blocks.ts';
import { SandboxError, asObject, asObjects, asString, show } from './types.ts';
import type { EnteredState, FileRecord, Json, MessageRecord } from './types.ts';

/** What a person may give for a field: text, a number, an option's value or label, or a list of them. */
export type FieldValue = string | number | boolean | null | Json | (string | Json)[];

/** The key in `state.values` under which an element keeps what was entered; undefined for buttons. */
const valueKeys: Record<string, string> = {
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  rich_text_input: 'rich_text_value',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
  file_input: 'files',
};

const initialKeys: Record<string, string> = {
  value: 'initial_value',
  rich_text_value: 'initial_value',
  selected_date: 'initial_date',
  selected_time: 'initial_time',
  selected_date_time: 'initial_date_time',
  selected_option: 'initial_option',
  selected_options: 'initial_options',
  selected_user: 'initial_user',
  selected_users: 'initial_users',
  selected_conversation: 'initial_conversation',
  selected_conversations: 'initial_conversations',
  selected_channel: 'initial_channel',
  selected_channels: 'initial_channels',
};

/** The key under which this element keeps its value; undefined when it keeps none (buttons, overflow). */
export function valueKey(element: Json): string | undefined {
  return valueKeys[asString(element['type']) ?? ''];
}

/** `state.values` of a view that nobody has touched yet: initial values, else null or an empty list. */
export function initialState(blocks: Json[]): EnteredState {
  const entered: EnteredState = new Map();
  for (const { element, block } of elementsIn(blocks)) {
    const key = valueKey(element);
    if (key === undefined) continue;
    const initial = element[initialKeys[key] ?? ''] ?? (isList(key) ? [] : null);
    setEntered(entered, block, element, { type: element['type'], [key]: initial });
  }
  return entered;
}

/** What one person sees in a message's menus and pickers: their own entries, else the initial values. */
export function enteredBy(message: MessageRecord, user: string): EnteredState {
  return message.entered.get(user) ?? initialState(message.blocks);
}

function isList(key: string): boolean {
  return key === 'files' || key.endsWith('s');
}

/** Records what was entered into one element. */
export function setEntered(entered: EnteredState, block: Json, element: Json, value: Json): void {
  const blockId = asString(block['block_id']) ?? '';
  const actions = entered.get(blockId) ?? new Map<string, Json>();
  actions.set(asString(element['action_id']) ?? '', value);
  entered.set(blockId, actions);
}

/** True when nothing stands in the field. */
function isEmpty(element: Json, value: Json | undefined): boolean {
  const content = value?.[valueKey(element) ?? ''];
  return (
    content === undefined ||
    content === null ||
    content === '' ||
    (Array.isArray(content) && content.length === 0)
  );
}

/**
 * What Slack sends for an element when a person enters `given`: an option may be named by its value or
 * its label. Throws `invalid_entry` when the element does not offer it or cannot take it.
 * `offered` are the options that an external menu has answered with.
 */
export function enter(element: Json, given: FieldValue, offered: Json[] = []): Json {
  const type = asString(element['type']) ?? '';
  const key = valueKey(element);
  if (key === undefined) throw new SandboxError('invalid_entry', `nothing can be entered into a ${type}`);
  if (given === null || given === '') return { type, [key]: isList(key) ? [] : null };
  switch (key) {
    case 'value':
      return { type, value: show(given) };
    case 'selected_date_time':
      return { type, [key]: Number(given) };
    case 'selected_option':
      return { type, [key]: findOption(element, given, offered) };
    case 'selected_options':
      return { type, [key]: asList(given).map((item) => findOption(element, item, offered)) };
    case 'rich_text_value':
      return { type, [key]: asObject(given) ?? richText(show(given)) };
    case 'files':
      return { type, [key]: asList(given) };
    default:
      return { type, [key]: isList(key) ? asList(given) : given };
  }
}

function asList(given: FieldValue): (string | Json)[] {
  return Array.isArray(given) ? given : [given as string | Json];
}

/** The option that a person means by its value, its label, or the option itself. */
export function findOption(element: Json, given: FieldValue, offered: Json[] = []): Json {
  const options = [...optionsOf(element), ...offered];
  const wanted = asObject(given)?.['value'] ?? given;
  const found =
    options.find((option) => option['value'] === wanted) ??
    options.find((option) => textOf(option['text']) === wanted);
  if (found) return found;
  const labels = options.map((option) => `${show(option['value'])} (${textOf(option['text'])})`);
  throw new SandboxError(
    'invalid_entry',
    `no option ${JSON.stringify(wanted)} in ${show(element['action_id'])}; offered: ${labels.join(', ')}`,
  );
}

function richText(text: string): Json {
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  return { type: 'rich_text', elements: [section] };
}

/** The problem that the Slack client would show under a field before it sends anything; undefined when fine. */
export function clientProblem(block: Json, element: Json, value: Json | undefined): string | undefined {
  if (isEmpty(element, value)) {
    return block['optional'] === true ? undefined : 'This is a required field';
  }
  const content = value?.[valueKey(element) ?? ''];
  switch (element['type']) {
    case 'plain_text_input':
      return lengthProblem(element, show(content));
    case 'number_input':
      return numberProblem(element, show(content));
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(show(content)) ? undefined : 'Enter a valid email address';
    case 'url_text_input':
      return URL.canParse(show(content)) ? undefined : 'Enter a valid URL';
    case 'datepicker':
      return isDate(show(content)) ? undefined : 'Enter a valid date';
    case 'timepicker':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(show(content)) ? undefined : 'Enter a valid time';
    case 'file_input':
      return filesProblem(element, content);
    default:
      return countProblem(element, content);
  }
}

function lengthProblem(element: Json, text: string): string | undefined {
  const min = Number(element['min_length'] ?? 0);
  const max = Number(element['max_length'] ?? 3000);
  if (text.length < min) return `Enter at least ${min} characters`;
  return text.length > max ? `Enter at most ${max} characters` : undefined;
}

function numberProblem(element: Json, text: string): string | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return 'Enter a number';
  if (element['is_decimal_allowed'] === false && !/^-?\d+$/.test(text)) return 'Enter a whole number';
  const value = Number(text);
  if (element['min_value'] !== undefined && value < Number(element['min_value'])) {
    return `Enter a number of at least ${show(element['min_value'])}`;
  }
  if (element['max_value'] !== undefined && value > Number(element['max_value'])) {
    return `Enter a number of at most ${show(element['max_value'])}`;
  }
  return undefined;
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function countProblem(element: Json, content: unknown): string | undefined {
  const max = element['max_selected_items'];
  return typeof max === 'number' && Array.isArray(content) && content.length > max
    ? `Choose at most ${max} items`
    : undefined;
}

function filesProblem(element: Json, content: unknown): string | undefined {
  const files = asObjects(content);
  const max = Number(element['max_files'] ?? 10);
  if (files.length > max) return `Upload at most ${max} files`;
  const types = element['filetypes'];
  if (!Array.isArray(types)) return undefined;
  const other = files.find((file) => !types.includes(file['filetype']));
  return other ? `Files of type ${show(other['filetype'])} are not accepted` : undefined;
}

/** A file as Slack writes it into payloads and files.info; its content is fetched with the bot's token. */
export function formatFile(file: FileRecord, url: string, teamId: string): Json {
  const path = `${url}/files-pri/${teamId}-${file.id}`;
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.processing ? '' : file.mimetype,
    filetype: file.processing ? '' : file.filetype,
    pretty_type: file.processing ? '' : file.filetype.toUpperCase(),
    user: file.user,
    user_team: teamId,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: `${path}/${encodeURIComponent(file.name)}`,
    url_private_download: `${path}/download/${encodeURIComponent(file.name)}`,
    permalink: `${url}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    channels: file.channels,
  };
}
