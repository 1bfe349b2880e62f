/**
 * Standard Markdown, of `markdown` blocks, as a tree: what Slack draws of it (headings, lists, quotes, code, tables,
 * rules, inline styles, links). Pure. References such as `<@U…>` mean there what they mean in mrkdwn.
 */
import { readReference } from '../../mrkdwn.ts';
import type { Inline, TextStyle } from '../../mrkdwn.ts';

export type Markdown =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: Markdown[] }
  /** `start` is null in a list without numbers. */
  | { kind: 'list'; start: number | null; items: Markdown[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][]; align: Align[] }
  | { kind: 'rule' };

export type Align = 'left' | 'center' | 'right';

/** Reads Markdown; any text is Markdown, so nothing is refused. */
export function parseMarkdown(text: string): Markdown[] {
  return blocksOf(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

const FENCE = /^ {0,3}(```+|~~~+)/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)(.*)$/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Deeper quotes and lists are read as text. */
const DEEPEST = 20;

interface Found {
  block: Markdown;
  /** The line after it. */
  end: number;
}

/** Reads the block of one kind that begins at a line; undefined where none does. */
type Reader = (lines: string[], at: number, depth: number) => Found | undefined;

function blocksOf(lines: string[], depth: number): Markdown[] {
  const blocks: Markdown[] = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at]!.trim() === '') {
      at += 1;
      continue;
    }
    const found = startOf(lines, at, depth) ?? paragraph(lines, at);
    blocks.push(found.block);
    at = found.end;
  }
  return blocks;
}

function startOf(lines: string[], at: number, depth: number): Found | undefined {
  if (depth > DEEPEST) return undefined;
  for (const read of [fenced, heading, rule, quote, list, table]) {
    const found = read(lines, at, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

const fenced: Reader = (lines, at) => {
  const [, fence] = FENCE.exec(lines[at]!) ?? [];
  if (fence === undefined) return undefined;
  let end = at + 1;
  while (end < lines.length && !lines[end]!.trim().startsWith(fence)) end += 1;
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end: end + 1 };
};

const heading: Reader = (lines, at) => {
  const [, signs, text] = HEADING.exec(lines[at]!) ?? [];
  if (signs === undefined) return undefined;
  return { block: { kind: 'heading', level: signs.length, children: inlineOf(text ?? '') }, end: at + 1 };
};

const rule: Reader = (lines, at) =>
  RULE.test(lines[at]!) ? { block: { kind: 'rule' }, end: at + 1 } : undefined;

const quote: Reader = (lines, at, depth) => {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end]!)) end += 1;
  if (end === at) return undefined;
  const inside = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { block: { kind: 'quote', blocks: blocksOf(inside, depth + 1) }, end };
};

const list: Reader = (lines, at, depth) => {
  const first = ITEM.exec(lines[at]!);
  if (first === null) return undefined;
  const isNumbered = /\d/.test(first[2]!);
  const items: Markdown[][] = [];
  let end = at;
  for (let item: RegExpExecArray | null = first; item !== null; item = ITEM.exec(lines[end] ?? '')) {
    if (/\d/.test(item[2]!) !== isNumbered || RULE.test(item[0])) break;
    const indent = item[1]!.length + item[2]!.length + Math.max(1, Math.min(item[3]!.length, 4));
    const own = [tickBox(item[4]!)];
    end += 1;
    while (end < lines.length && belongs(lines, end, indent)) {
      own.push(lines[end]!.slice(Math.min(indent, indentOf(lines[end]!))));
      end += 1;
    }
    items.push(blocksOf(own, depth + 1));
  }
  return { block: { kind: 'list', start: isNumbered ? Number.parseInt(first[2]!, 10) : null, items }, end };
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Does a line go on with the item before it? Indented ones do, and so does an empty one before such a line. */
function belongs(lines: string[], at: number, indent: number): boolean {
  const line = lines[at]!;
  if (line.trim() === '')
    return at + 1 < lines.length && lines[at + 1]!.trim() !== '' && indentOf(lines[at + 1]!) >= 2;
  return indentOf(line) >= Math.min(indent, 2);
}

function tickBox(text: string): string {
  return text.replace(/^\[([ xX])\] /, (_whole, tick: string) => (tick === ' ' ? '☐ ' : '☑ '));
}

const table: Reader = (lines, at) => {
  const [headLine = '', delimiter = ''] = lines.slice(at, at + 2);
  if (!headLine.includes('|') || !DELIMITER.test(delimiter)) return undefined;
  const align = cellsOf(delimiter).map((cell): Align => {
    if (!cell.endsWith(':')) return 'left';
    return cell.startsWith(':') ? 'center' : 'right';
  });
  let end = at + 2;
  while (end < lines.length && lines[end]!.includes('|')) end += 1;
  const [head = [], ...rows] = [headLine, ...lines.slice(at + 2, end)].map((line) =>
    cellsOf(line).map(inlineOf),
  );
  return { block: { kind: 'table', head, rows, align }, end };
};

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
}

function paragraph(lines: string[], at: number): Found {
  let end = at + 1;
  while (end < lines.length && lines[end]!.trim() !== '' && !begins(lines, end)) end += 1;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join('\n');
  return { block: { kind: 'paragraph', children: inlineOf(text) }, end };
}

/** Does another block begin here, in the middle of a paragraph? */
function begins(lines: string[], at: number): boolean {
  const line = lines[at]!;
  if ([FENCE, HEADING, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line))) return true;
  return line.includes('|') && DELIMITER.test(lines[at + 1] ?? '');
}

const inlineSign =
  /\\([!-/:-@[-`{-~])|(`+)((?:(?!\2)[^])+)\2|!?\[([^[\]\n]*)\]\(([^()\s]+)(?: [^()\n]*)?\)|<([^<>\s][^<>]*)>|:([a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1|100):|(\*\*|__|~~)(?=\S)((?:(?!\8)[^])*\S)\8|(?<!\w)([*_])(?=[^\s*_])((?:(?!\10)[^])*[^\s])\10(?!\w)/giu;

/** Styles, links, references and emoji in a line. */
export function inlineOf(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  const addText = (text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === 'text') last.text += text;
    else if (text !== '') parts.push({ kind: 'text', text });
  };
  for (const match of text.matchAll(inlineSign)) {
    addText(text.slice(from, match.index));
    const part = partOf(match);
    if (part.kind === 'text') addText(part.text);
    else parts.push(part);
    from = match.index + match[0].length;
  }
  addText(text.slice(from));
  return parts;
}

function partOf(match: RegExpExecArray): Inline {
  const [whole, escaped, , code, label, url, reference, emoji, double, strong, single, weak] = match;
  if (escaped !== undefined) return { kind: 'text', text: escaped };
  if (code !== undefined) return styled('code', [{ kind: 'text', text: code.trim() }]);
  if (url !== undefined) return { kind: 'link', url, label: label ?? '' };
  if (reference !== undefined) return readReference(reference) ?? { kind: 'text', text: whole };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji.toLowerCase(), tone: null, source: whole };
  if (double !== undefined) return styled(double === '~~' ? 'strike' : 'bold', inlineOf(strong ?? ''));
  return single === undefined ? { kind: 'text', text: whole } : styled('italic', inlineOf(weak ?? ''));
}

function styled(style: TextStyle, children: Inline[]): Inline {
  return { kind: 'styled', style, children };
}
