import { optionsOf, textOf } from './blocks.ts';
import type { State } from './state.ts';
import { asObject, asObjects, asString } from './types.ts';
import type { Json } from './types.ts';

/** The text of blocks as a person reads it: marks, links, mentions and dates rendered, one line a block part. */
export function plainBlocks(state: State, blocks: Json[]): string {
  return blocks
    .flatMap((block) => plainParts(state, block))
    .filter((part) => part !== '')
    .join('\n');
}

function plainParts(state: State, block: Json): string[] {
  const read = (value: unknown): string => plainText(state, value);
  switch (block['type']) {
    case 'section':
      return [
        read(block['text']),
        ...asObjects(block['fields']).map(read),
        ...elementParts(state, asObject(block['accessory'])),
      ];
    case 'header':
    case 'alert':
      return [read(block['text'])];
    case 'markdown':
      return [textOf(block['text'])];
    case 'context':
      return asObjects(block['elements']).map((element) => read(element) || textOf(element['alt_text']));
    case 'image':
      return [read(block['title']), textOf(block['alt_text'])];
    case 'actions':
    case 'context_actions':
      return asObjects(block['elements']).flatMap((element) => elementParts(state, element));
    case 'input':
      return [read(block['label']), ...elementParts(state, asObject(block['element'])), read(block['hint'])];
    case 'rich_text':
      return [richText(state, block)];
    case 'table':
    case 'data_table':
      return [textOf(block['caption']), ...tableRows(state, block['rows'])];
    case 'card':
      return [
        ...[block['title'], block['subtitle'], block['body']].map(read),
        ...asObjects(block['actions']).flatMap((element) => elementParts(state, element)),
      ];
    case 'carousel':
      return asObjects(block['elements']).flatMap((card) => plainParts(state, card));
    case 'container':
      return [
        read(block['title']),
        read(block['subtitle']),
        ...asObjects(block['child_blocks']).flatMap((child) => plainParts(state, child)),
      ];
    default:
      return [textOf(block['title'])];
  }
}

/** A button's label; a menu's placeholder, preset and choices; a field's preset. */
function elementParts(state: State, element: Json | undefined): string[] {
  if (!element) return [];
  const read = (value: unknown): string => plainText(state, value);
  const listed = ['overflow', 'checkboxes', 'radio_buttons'].includes(String(element['type']));
  return [
    read(element['text']),
    read(element['placeholder']),
    ...(listed
      ? optionsOf(element).flatMap((option) => [read(option['text']), read(option['description'])])
      : []),
    ...(listed ? [] : [asObject(element['initial_option']), ...asObjects(element['initial_options'])]).map(
      (option) => read(option?.['text']),
    ),
    asString(element['initial_value']) ?? '',
    asString(element['initial_date']) ?? '',
    asString(element['alt_text']) ?? '',
  ];
}

function tableRows(state: State, rows: unknown): string[] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row) =>
    asObjects(row)
      .map((cell) =>
        cell['type'] === 'rich_text'
          ? richText(state, cell)
          : (asString(cell['text']) ?? String((cell['value'] as number | undefined) ?? '')),
      )
      .join(' | '),
  );
}

function richText(state: State, node: Json): string {
  const children = asObjects(node['elements']);
  switch (node['type']) {
    case 'text':
      return textOf(node['text']);
    case 'link':
      return asString(node['text']) ?? textOf(node['url']);
    case 'emoji':
      return `:${textOf(node['name'])}:`;
    case 'user':
      return `@${state.users.get(textOf(node['user_id']))?.name ?? textOf(node['user_id'])}`;
    case 'channel':
      return `#${state.channels.get(textOf(node['channel_id']))?.name ?? textOf(node['channel_id'])}`;
    case 'broadcast':
      return `@${textOf(node['range'])}`;
    case 'date':
      return textOf(node['fallback']);
    case 'rich_text':
    case 'rich_text_list':
      return children.map((child) => richText(state, child)).join('\n');
    default:
      return children.map((child) => richText(state, child)).join('');
  }
}

/** A text object as a person reads it: plain_text as it stands, mrkdwn rendered. */
function plainText(state: State, value: unknown): string {
  const record = asObject(value);
  if (!record) return asString(value) ?? '';
  const text = asString(record['text']) ?? '';
  return record['type'] === 'mrkdwn' ? plainMrkdwn(state, text) : text;
}

/** Mrkdwn as a person reads it: `<…>` rendered, formatting marks gone, entities decoded. */
export function plainMrkdwn(state: State, text: string): string {
  const rendered = text.replaceAll(/<([^<>]+)>/g, (_whole, inside: string) => renderReference(state, inside));
  return unescape(withoutMarks(rendered));
}

function renderReference(state: State, inside: string): string {
  const [target = '', label] = inside.split('|', 2);
  if (target.startsWith('@')) return `@${state.users.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith('#'))
    return `#${state.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith('!date^')) return label ?? '';
  if (target.startsWith('!subteam^')) return label ?? `@${target.slice(9)}`;
  if (target.startsWith('!')) return `@${label ?? target.slice(1)}`;
  return label ?? target;
}

/** A pair of marks around text without spaces at its edges, not inside a word: what Slack formats. */
function markPattern(mark: string): RegExp {
  const outside = `[^\\p{L}\\p{N}${mark}]`;
  return new RegExp(
    `(^|${outside})[${mark}](?![\\s${mark}])([^${mark}\\n]*?[^\\s${mark}])[${mark}](?=$|${outside})`,
    'gmu',
  );
}

const marks = [markPattern('*'), markPattern('_'), markPattern('~')];
const codePattern = /```([^`]+)```|`([^`\n]+)`/g;

/** Takes away `*bold*`, `_italic_`, `~strike~`, backticks and quote marks where Slack would read them as marks. */
function withoutMarks(text: string): string {
  let plain = text.replaceAll(
    codePattern,
    (_whole, block?: string, inline?: string) => block ?? inline ?? '',
  );
  for (const pattern of marks) plain = plain.replaceAll(pattern, '$1$2');
  return plain.replaceAll(/^&gt; ?/gm, '');
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What would be live in a message: who is notified, and where links lead. */
export interface Mentions {
  users: string[];
  channels: string[];
  /** `channel`, `here`, `everyone`, `subteam^S…`. */
  special: string[];
  links: { url: string; label: string | undefined }[];
}

/**
 * Finds the live references of a message or view: `<@U…>`, `<#C…>`, `<!channel>` and `<url|label>` in every
 * mrkdwn text (the top-level `text` included), and those of rich text. Dates do not count.
 */
export function mentionsIn(shown: { text?: string; blocks: Json[]; attachments?: Json[] }): Mentions {
  const mentions: Mentions = { users: [], channels: [], special: [], links: [] };
  scanMrkdwn(shown.text ?? '', mentions);
  for (const value of [...shown.blocks, ...(shown.attachments ?? [])]) scan(value, mentions);
  return mentions;
}

function scan(value: unknown, mentions: Mentions): void {
  if (Array.isArray(value)) for (const item of value) scan(item, mentions);
  const record = asObject(value);
  if (!record) return;
  if (record['type'] === 'mrkdwn') scanMrkdwn(textOf(record['text']), mentions);
  else if (record['type'] === 'markdown') scanMrkdwn(textOf(record['text']), mentions);
  else if (record['type'] === 'user') mentions.users.push(textOf(record['user_id']));
  else if (record['type'] === 'channel') mentions.channels.push(textOf(record['channel_id']));
  else if (record['type'] === 'broadcast') mentions.special.push(textOf(record['range']));
  else if (record['type'] === 'usergroup') mentions.special.push(`subteam^${textOf(record['usergroup_id'])}`);
  else if (record['type'] === 'link') {
    mentions.links.push({ url: textOf(record['url']), label: asString(record['text']) });
  } else for (const entry of Object.values(record)) if (typeof entry === 'object') scan(entry, mentions);
}

function scanMrkdwn(text: string, mentions: Mentions): void {
  for (const [, inside = ''] of text.matchAll(/<([^<>]+)>/g)) {
    const [target = '', label] = inside.split('|', 2);
    if (/^@[UW][A-Z0-9]+$/.test(target)) mentions.users.push(target.slice(1));
    else if (/^#[CG][A-Z0-9]+$/.test(target)) mentions.channels.push(target.slice(1));
    else if (/^!(channel|here|everyone|subteam\^.+)$/.test(target)) mentions.special.push(target.slice(1));
    else if (/^(https?:\/\/|mailto:|tel:)/i.test(target)) mentions.links.push({ url: target, label });
  }
}
