/** Rich text: what Slack's own composer makes, and what apps send as such. */
import type { Json } from '../contract.ts';
import { emojiNamed, emojiOfPoints } from './emoji.ts';
import { Inlines } from './inline.tsx';
import { isLink } from '../../mrkdwn.ts';
import type { Inline, TextStyle } from '../../mrkdwn.ts';
import { nestLists } from './rich-lists.ts';
import type { ListNode, Part } from './rich-lists.ts';
import { Unknown } from './unknown.tsx';
import { asJson, asJsons, asText } from './values.ts';

/** A rich_text block, or the rich text in a cell. */
export function RichText({ value }: { value: Json }) {
  return (
    <div class="rich-text">
      {nestLists(asJsons(value['elements'])).map((part, index) => (
        <PartShown key={index} part={part} />
      ))}
    </div>
  );
}

function PartShown({ part }: { part: Part }) {
  if ('list' in part) return <List node={part} />;
  const leaves = <Leaves of={part.element} />;
  const border = part.element['border'] === 1 ? ' has-border' : '';
  switch (part.element['type']) {
    case 'rich_text_section':
      return <div class="rich-section">{leaves}</div>;
    case 'rich_text_quote':
      return <blockquote class={`quote${border}`}>{leaves}</blockquote>;
    case 'rich_text_preformatted':
      return (
        <pre class={`preformatted${border}`} {...languageOf(part.element)}>
          {leaves}
        </pre>
      );
    default:
      return <Unknown what="part of rich text" value={part.element} />;
  }
}

function languageOf(element: Json): { title?: string } {
  const language = asText(element['language']);
  return language === '' ? {} : { title: language };
}

/** Slack's signs for the levels of a list repeat after three. */
const LEVELS = 3;

function List({ node: { list, indent, nested } }: { node: ListNode }) {
  const items = asJsons(list['elements']);
  const shown = items.map((item, index) => (
    <li key={index}>
      <Leaves of={item} />
      {index === items.length - 1 && nested.map((inner, at) => <List key={at} node={inner} />)}
    </li>
  ));
  const look = `rich-list level-${indent % LEVELS}${list['border'] === 1 ? ' has-border' : ''}`;
  if (list['style'] !== 'ordered') return <ul class={look}>{shown}</ul>;
  const offset = typeof list['offset'] === 'number' ? list['offset'] : 0;
  return (
    <ol class={look} start={offset + 1}>
      {shown}
    </ol>
  );
}

function Leaves({ of }: { of: Json }) {
  return (
    <>
      {asJsons(of['elements']).map((leaf, index) => (
        <Leaf key={index} leaf={leaf} />
      ))}
    </>
  );
}

function Leaf({ leaf }: { leaf: Json }) {
  if (leaf['type'] === 'color') return <Color value={asText(leaf['value'])} />;
  const part = inlineOf(leaf);
  return part === undefined ? (
    <Unknown what="part of rich text" value={leaf} />
  ) : (
    <Inlines parts={[styled(part, asJson(leaf['style']) ?? {})]} />
  );
}

function Color({ value }: { value: string }) {
  const color = value.startsWith('#') ? value : `#${value}`;
  return (
    <span class="color">
      <span class="color-swatch" style={{ backgroundColor: color }} />
      {value}
    </span>
  );
}

const STYLES: Record<string, TextStyle> = {
  code: 'code',
  bold: 'bold',
  italic: 'italic',
  strike: 'strike',
  underline: 'underline',
  highlight: 'highlight',
  client_highlight: 'highlight',
};

function styled(part: Inline, style: Json): Inline {
  let result = part;
  for (const [key, name] of Object.entries(STYLES)) {
    if (style[key] === true) result = { kind: 'styled', style: name, children: [result] };
  }
  return result;
}

function inlineOf(leaf: Json): Inline | undefined {
  const text = asText(leaf['text']);
  switch (leaf['type']) {
    case 'text':
      return { kind: 'text', text };
    case 'link':
      return { kind: 'link', url: asText(leaf['url']), label: text };
    case 'user':
      return { kind: 'user', id: asText(leaf['user_id']), label: '' };
    case 'channel':
      return { kind: 'channel', id: asText(leaf['channel_id']), label: '' };
    case 'usergroup':
      return { kind: 'group', id: asText(leaf['usergroup_id']), label: '' };
    case 'team':
      return { kind: 'group', id: asText(leaf['team_id']), label: '' };
    case 'broadcast':
      return { kind: 'broadcast', range: asText(leaf['range']), label: '' };
    case 'emoji':
      return emojiOf(leaf);
    case 'date':
      return {
        kind: 'date',
        timestamp: Number(leaf['timestamp']),
        format: asText(leaf['format']),
        url: isLink(asText(leaf['url'])) ? asText(leaf['url']) : '',
        fallback: asText(leaf['fallback']),
      };
    default:
      return undefined;
  }
}

function emojiOf(leaf: Json): Inline {
  const name = asText(leaf['name']);
  const byPoints = emojiNamed(name) === undefined ? emojiOfPoints(asText(leaf['unicode'])) : undefined;
  if (byPoints !== undefined) return { kind: 'text', text: byPoints };
  const tone = typeof leaf['skin_tone'] === 'number' ? leaf['skin_tone'] : null;
  return { kind: 'emoji', name, tone, source: `:${name}:` };
}
