import { optionsOf, textOf } from './blocks.ts';
import { parseMrkdwn, readReference } from './mrkdwn.ts';
import type { Inline } from './mrkdwn.ts';
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
  return record['type'] === 'mrkdwn' ? plainMrkdwn(state, text) : spaced(text);
}

/** Mrkdwn as a person reads it: `<…>` rendered, formatting marks gone, entities decoded. */
export function plainMrkdwn(state: State, text: string): string {
  return spaced(
    plainInline(
      state,
      parseMrkdwn(text).flatMap((piece) => piece.children),
    ),
  );
}

/** A space that binds two words is read as any other. */
function spaced(text: string): string {
  return text.replaceAll('\u00A0', ' ');
}

function plainInline(state: State, parts: Inline[]): string {
  return parts.map((part) => plainPart(state, part)).join('');
}

function plainPart(state: State, part: Inline): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'styled':
      return plainInline(state, part.children);
    case 'emoji':
      return part.source;
    case 'link':
      return part.label || part.url;
    case 'user':
      return `@${state.users.get(part.id)?.name ?? (part.label || part.id)}`;
    case 'channel':
      return `#${state.channels.get(part.id)?.name ?? (part.label || part.id)}`;
    case 'group':
      return part.label || `@${part.id}`;
    case 'broadcast':
      return `@${part.label || part.range}`;
    case 'date':
      return part.fallback;
  }
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
    const reference = readReference(inside);
    if (reference?.kind === 'user') mentions.users.push(reference.id);
    else if (reference?.kind === 'channel') mentions.channels.push(reference.id);
    else if (reference?.kind === 'broadcast') mentions.special.push(reference.range);
    else if (reference?.kind === 'group') mentions.special.push(`subteam^${reference.id}`);
    else if (reference?.kind === 'link')
      mentions.links.push({ url: reference.url, label: reference.label || undefined });
  }
}
