/**
 * Block Kit as plain literals that Slack accepts whatever is put in: texts are cleaned, cut to Slack's limits
 * and never empty. mrkdwn comes only from the `mrkdwn` tag; a plain string becomes plain text.
 */
import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
  SectionBlockAccessory,
} from '@slack/types';
import { limits } from './limits.ts';
import { isMrkdwn, plain, plainLines, truncate, truncateMrkdwn, type Mrkdwn } from './text.ts';

/** Slack refuses empty texts. */
const NOTHING = '–';

/** A choice of a menu: `value` is ours and is never cut. */
export interface Choice {
  text: string;
  value: string;
  description?: string;
}

export interface ConfirmTexts {
  title: string;
  text: string;
  confirm: string;
  deny?: string;
  danger?: boolean;
}

/** A plain text object of at most `max` characters. */
export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: truncate(plain(text), max) || NOTHING, emoji: false };
}

/** The same with our own emoji; only for texts without foreign parts. */
export function ourText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: truncate(text, max) || NOTHING, emoji: true };
}

/** A mrkdwn object of at most `max` characters; Slack links nothing in it that we did not link. */
export function mrkdwnText(text: Mrkdwn, max: number): MrkdwnElement {
  const { value } = truncateMrkdwn(text, max);
  return { type: 'mrkdwn', text: value.trim() === '' ? NOTHING : value, verbatim: true };
}

export function section(text: Mrkdwn, accessory?: SectionBlockAccessory): SectionBlock {
  const block: SectionBlock = { type: 'section', text: mrkdwnText(text, limits.sectionText) };
  return accessory === undefined ? block : { ...block, accessory };
}

/** Two columns of short texts; what is over ten is left out. */
export function fields(texts: readonly Mrkdwn[]): SectionBlock {
  return {
    type: 'section',
    fields: texts.slice(0, limits.fields).map((text) => mrkdwnText(text, limits.fieldText)),
  };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.headerText) };
}

/** Small grey text; what is over ten parts is left out. */
export function context(...texts: readonly Mrkdwn[]): ContextBlock {
  return {
    type: 'context',
    elements: texts.slice(0, limits.contextElements).map((text) => mrkdwnText(text, limits.contextText)),
  };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export function image(url: string, altText: string): ImageBlock {
  return { type: 'image', image_url: url, alt_text: truncate(plain(altText), limits.headerText) || NOTHING };
}

/** A picture that was uploaded to Slack. @param altText its figures, for whoever does not see it */
export function picture(fileId: string, altText: string): ImageBlock {
  const alt = truncate(plain(altText), limits.altText) || NOTHING;
  return { type: 'image', slack_file: { id: fileId }, alt_text: alt };
}

/** Buttons and menus in a row; what is over 25 is left out. */
export function actions(...elements: readonly ActionsBlockElement[]): ActionsBlock {
  return { type: 'actions', elements: elements.slice(0, limits.actionElements) };
}

export interface ButtonOptions {
  value?: string;
  style?: 'primary' | 'danger';
  confirm?: ConfirmTexts;
  /** What a screen reader says, where the text alone does not tell which account is meant. */
  label?: string;
}

/** @throws Error when the action id or the value is over Slack's limit: it is ours, and cutting would change it */
export function button(text: string, actionId: string, options: ButtonOptions = {}): Button {
  const block: Button = {
    type: 'button',
    text: plainText(text, limits.buttonText),
    action_id: whole(actionId, limits.id),
  };
  if (options.value !== undefined) block.value = whole(options.value, limits.buttonValue);
  if (options.style !== undefined) block.style = options.style;
  if (options.confirm !== undefined) block.confirm = confirmation(options.confirm);
  if (options.label !== undefined)
    block.accessibility_label = plainText(options.label, limits.buttonText).text;
  return block;
}

export function confirmation(texts: ConfirmTexts): ConfirmationDialog {
  return {
    title: plainText(texts.title, limits.confirmTitle),
    text: plainText(texts.text, limits.confirmText),
    confirm: plainText(texts.confirm, limits.confirmButton),
    deny: plainText(texts.deny ?? 'Cancel', limits.confirmButton),
    ...(texts.danger === true ? { style: 'danger' } : {}),
  };
}

/** The three-dots menu; what is over five is left out. */
export function overflow(actionId: string, choices: readonly Choice[]): Overflow {
  return {
    type: 'overflow',
    action_id: whole(actionId, limits.id),
    options: choices.slice(0, limits.overflowOptions).map(option),
  };
}

export function option(choice: Choice): PlainTextOption {
  const made: PlainTextOption = {
    text: plainText(choice.text, limits.optionText),
    value: whole(choice.value, limits.optionValue),
  };
  return choice.description === undefined
    ? made
    : { ...made, description: plainText(choice.description, limits.optionText) };
}

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

export interface ModalOptions {
  callbackId?: string;
  title: string;
  /** Says the deed; without it the modal only shows. */
  submit?: string;
  close?: string;
  /** Ids only: every client can read it. */
  metadata?: unknown;
  /** Whether `edge.closed` is told when it is closed without being submitted. */
  tellsClosing?: boolean;
  blocks: readonly KnownBlock[];
}

/** @throws Error when the metadata is over Slack's limit */
export function modal(options: ModalOptions): ModalView {
  const view: ModalView = {
    type: 'modal',
    title: plainText(options.title, limits.modalTitle),
    close: plainText(
      options.close ?? (options.submit === undefined ? 'Close' : 'Cancel'),
      limits.modalButton,
    ),
    blocks: options.blocks.slice(0, limits.modal.blocks),
  };
  if (options.callbackId !== undefined) view.callback_id = whole(options.callbackId, limits.id);
  if (options.submit !== undefined) view.submit = plainText(options.submit, limits.modalButton);
  if (options.tellsClosing === true) view.notify_on_close = true;
  if (options.metadata !== undefined) {
    view.private_metadata = whole(JSON.stringify(options.metadata), limits.privateMetadata);
  }
  return view;
}

/** What a message or an answer shows: the first line alone, for notifications, and the blocks. */
export interface Answer {
  text: Mrkdwn;
  blocks?: readonly KnownBlock[];
  /** The answer may be shown to the channel: the edge adds *Share here* when the verb allows it. */
  share?: boolean;
}

/** An answer of one paragraph. */
export function say(text: Mrkdwn): Answer {
  return { text, blocks: [section(text)] };
}

/** The text of a notification, from which Slack reads mentions as it does from blocks. */
export function fallbackText(text: Mrkdwn | string): string {
  const cut = isMrkdwn(text)
    ? truncateMrkdwn(text, limits.fallbackText).value
    : truncate(plain(text), limits.fallbackText);
  return cut.trim() === '' ? NOTHING : cut;
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

function whole(value: string, max: number): string {
  if (value.length > max || value === '')
    throw new Error(`a value of ${value.length} characters, where 1 to ${max} fit`);
  return value;
}
