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
import { isMrkdwn, plain, truncate, truncateMrkdwn, type Mrkdwn } from './text.ts';

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

/** @throws Error when a value of ours is empty or over Slack's limit, since cutting would change it */
export function whole(value: string, max: number): string {
  if (value.length > max || value === '')
    throw new Error(`a value of ${value.length} characters, where 1 to ${max} fit`);
  return value;
}
