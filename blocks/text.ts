/**
 * Text that is safe to show in Slack. Everything that a person or an import typed passes through here: the
 * `mrkdwn` tag escapes what is put into it, so that nobody can mention a channel, forge a link or break a layout
 * by the name of an account.
 */

export { truncate } from '#src/base/text.ts';

const brand = Symbol('mrkdwn');

/** Text in Slack's mrkdwn of which every foreign part is escaped. Only this file makes it. */
export interface Mrkdwn {
  readonly [brand]: true;
  readonly value: string;
}

type Part = string | number | Mrkdwn;

/** Whether `value` is text that this file has made safe. */
export function isMrkdwn(value: unknown): value is Mrkdwn {
  return typeof value === 'object' && value !== null && brand in value;
}

/**
 * Builds mrkdwn: the literal parts are ours and keep their formatting, every interpolated string is escaped
 * and folded into one line, interpolated mrkdwn stays as it is.
 */
export function mrkdwn(literals: TemplateStringsArray, ...parts: readonly Part[]): Mrkdwn {
  let value = literals[0] ?? '';
  for (const [index, part] of parts.entries()) value += partOf(part) + (literals[index + 1] ?? '');
  return made(value);
}

/** Joins parts, each escaped unless it is mrkdwn already. The separator is ours. */
export function join(parts: readonly Part[], separator: string): Mrkdwn {
  return made(parts.map(partOf).join(separator));
}

/** A sentence with its full stop; a name at its end that has one already (“Ice Cream Co.”) needs no other. */
export function ended(sentence: Mrkdwn): Mrkdwn {
  return /[.!?…]\**$/.test(sentence.value) ? sentence : made(`${sentence.value}.`);
}

/** A text between quotation marks; those that are in it become single ones. */
export function inQuotes(text: string): Mrkdwn {
  return mrkdwn`“${text.replaceAll('“', '‘').replaceAll('”', '’')}”`;
}

/** Text of several lines that somebody typed, each line quoted, so that it cannot pass for ours. */
export function quoted(text: string): Mrkdwn {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => escapeText(line));
  return made(lines.map((line) => `>${line}`).join('\n'));
}

/** Names a person so that Slack shows their display name; text that is no user id is shown as text. */
export function mention(slackUserId: string): Mrkdwn {
  return made(/^[UW][A-Z0-9]{1,30}$/.test(slackUserId) ? `<@${slackUserId}>` : escapeText(slackUserId));
}

/** Names a channel by its id; text that is no channel id is shown as text. */
export function channelMention(slackChannelId: string): Mrkdwn {
  return made(
    /^[CDG][A-Z0-9]{1,30}$/.test(slackChannelId) ? `<#${slackChannelId}>` : escapeText(slackChannelId),
  );
}

/**
 * An instant in the reader's own time zone.
 * @param format Slack's date tokens, such as `{date_short_pretty} at {time}`
 */
export function dateToken(instant: Date, format = '{date_short_pretty} at {time}'): Mrkdwn {
  const fallback = `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return made(`<!date^${Math.floor(instant.getTime() / 1000)}^${format}|${fallback}>`);
}

/** A link, when the address is http or https; otherwise the label alone. */
export function link(url: string, label: string): Mrkdwn {
  const address = safeUrl(url);
  if (address === null) return made(escapeText(label));
  const target = address.replaceAll('&', '&amp;').replaceAll('|', '%7C');
  return made(`<${target}|${escapeText(label).replaceAll('|', '¦') || 'link'}>`);
}

/** The address in normal form when it is http or https and at most 3000 characters long; otherwise null. */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null;
  const href = parsed.href.replaceAll('<', '%3C').replaceAll('>', '%3E');
  return href.length <= 3000 ? href : null;
}

/** One line of plain text: control characters, line breaks and invisible direction marks are gone. */
export function plain(text: string): string {
  return folded(text, /[\s\p{Cc}\u2028\u2029]+/gu);
}

/** @param spaces what becomes one space */
function folded(text: string, spaces: RegExp): string {
  return text.toWellFormed().replace(UNSEEN, '').replace(spaces, ' ').trim();
}

/** Plain text of several lines, cleaned like `plain` but with its line breaks. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(plain)
    .join('\n')
    .trim();
}

/** The escaped form of one line that somebody typed; what a no-break space binds stays together. */
export function escapeText(text: string): string {
  return folded(text, /(?:(?!\u00A0)[\s\p{Cc}\u2028\u2029])+/gu)
    .replace(EMOJI_CODE, (code) => code.replaceAll(':', '∶'))
    .replace(LONE_UNDERSCORE, 'ˍ')
    .replaceAll(/[*~`&<>]/g, (sign) => SUBSTITUTE[sign] ?? sign);
}

/** What somebody typed, said back to them in one short line, with the people in it by their names. */
export function saidBack(text: string): Mrkdwn {
  const parts = text.slice(0, 300).split(/(<@[UW][A-Z0-9]{1,30}(?:\|[^>]*)?>)/);
  const said = parts.map((part) => {
    const id = /^<@([UW][A-Z0-9]{1,30})/.exec(part)?.[1];
    return id === undefined ? part : mention(id);
  });
  return truncateMrkdwn(
    join(
      said.filter((part) => part !== ''),
      ' ',
    ),
    100,
  );
}

/** `truncate` for mrkdwn: no escape, mention or link is cut in half either. */
export function truncateMrkdwn(text: Mrkdwn, max: number): Mrkdwn {
  if (text.value.length <= max) return text;
  if (max <= 0) return made('');
  let end = max - 1;
  const opened = text.value.lastIndexOf('<', end - 1);
  if (opened >= 0 && text.value.indexOf('>', opened) >= end) end = opened;
  const entity = /&[a-z]{0,3}$/.exec(text.value.slice(0, end));
  if (entity !== null) end = entity.index;
  return made(`${text.value.slice(0, end).replace(/[\uD800-\uDBFF]$/, '')}…`);
}

/** Zero-width spaces, soft hyphens, byte-order and direction marks: they hide or reorder what is read. */
const UNSEEN = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;
const EMOJI_CODE = /:[\p{L}\p{N}_+'-]+(?=:)/gu;
/** Slack formats by an underscore only at the edge of a word: one inside a word is harmless. */
const LONE_UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Signs that format become signs that look alike and do not. */
const SUBSTITUTE: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '*': '∗',
  '~': '∼',
  '`': 'ˋ',
};

function partOf(part: Part): string {
  if (typeof part === 'number') return String(part);
  return isMrkdwn(part) ? part.value : escapeText(part);
}

function made(value: string): Mrkdwn {
  return { [brand]: true, value };
}
