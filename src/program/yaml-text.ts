/**
 * Changes single places of a YAML text and leaves every other byte as it stands. What is written anew is in flow style
 * where it fits a line, so that a change reads as one line too.
 */
import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** A piece of a text and what comes into its place. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** Maps, lists and scalars as `JSON.parse` gives them. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

type AnyPair = Pair<Node, Node | null>;

/** The text with the splices, which must not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.from - a.from)
    .reduce((made, { from, to, text: piece }) => made.slice(0, from) + piece + made.slice(to), text);
}

// Words that read as themselves and as nothing else, wherever they stand.
const BARE = /^[\p{L}][\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]+)*$/u;
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;

/** A value in flow style, on one line. */
export function flowText(value: Plain): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value as Record<string, Plain>).map(
      ([key, inner]) => `${key}: ${flowText(inner)}`,
    );
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return BARE.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
}

/** Where a node's own text ends: without the comments and line ends behind it. */
export function contentEnd(text: string, node: Node): number {
  const last = isCollection(node) && node.flow !== true ? lastInside(node) : null;
  if (last !== null) return contentEnd(text, last);
  const [start = 0, end = 0] = node.range ?? [];
  return start + text.slice(start, end).trimEnd().length;
}

function lastInside(node: Node): Node | null {
  if (isMap(node)) {
    const pair = node.items.at(-1) as AnyPair | undefined;
    return pair === undefined ? null : (pair.value ?? pair.key);
  }
  return isSeq(node) ? ((node.items.at(-1) as Node | undefined) ?? null) : null;
}

/** The text's own line end. */
export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function findPair(map: YAMLMap, key: string): AnyPair | undefined {
  return (map.items as AnyPair[]).find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Writes `key: value` into a map: in the place of what it has, or behind the pair `after`, or at the end. */
export function setPair(
  text: string,
  map: YAMLMap,
  key: string,
  value: string,
  after: readonly string[] = [],
): Splice {
  const found = findPair(map, key);
  if (found !== undefined) return replaceValue(text, found, value);
  const pairs = map.items as AnyPair[];
  const named = after.map((name) => findPair(map, name)).filter((pair) => pair !== undefined);
  const before = named.at(-1) ?? pairs.at(-1);
  if (before === undefined)
    return { from: startOf(map), to: contentEnd(text, map), text: `{ ${key}: ${value} }` };
  const end = contentEnd(text, before.value ?? before.key);
  if (map.flow === true) return { from: end, to: end, text: `, ${key}: ${value}` };
  return insertLines(text, end, `${' '.repeat(columnOf(text, startOf(pairs[0]!.key)))}${key}: ${value}`);
}

/** Puts text into the place of a pair's value; one that began on a line of its own comes up to its key. */
function replaceValue(text: string, { key, value }: AnyPair, replacement: string): Splice {
  if (value === null) {
    const end = contentEnd(text, key) + 1;
    return { from: end, to: end, text: ` ${replacement}` };
  }
  const keyEnd = contentEnd(text, key);
  const between = text.slice(keyEnd, startOf(value));
  const isPlain = /^\s*:\s*$/.test(between);
  return {
    from: isPlain ? keyEnd : startOf(value),
    to: contentEnd(text, value),
    text: isPlain ? `${between.slice(0, between.indexOf(':'))}: ${replacement}` : replacement,
  };
}

/** Takes a pair out of a map that has others. */
export function removePair(text: string, map: YAMLMap, key: string): Splice | null {
  const pairs = map.items as AnyPair[];
  const at = pairs.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  const pair = pairs[at];
  if (pair === undefined) return null;
  const from = startOf(pair.key);
  const to = contentEnd(text, pair.value ?? pair.key);
  if (map.flow !== true) return removeLines(text, from, to);
  const [before, behind] = [pairs[at - 1], pairs[at + 1]];
  if (before !== undefined) return { from: contentEnd(text, before.value ?? before.key), to, text: '' };
  return { from, to: behind === undefined ? to : startOf(behind.key), text: '' };
}

/** Puts an item behind the others of a list. */
export function appendItem(text: string, seq: YAMLSeq, item: readonly [string, string][]): Splice {
  const last = seq.items.at(-1) as Node | undefined;
  if (last !== undefined && seq.flow !== true) {
    const dash = startOfItem(text, seq, seq.items.length - 1);
    return insertLines(text, contentEnd(text, last), itemLines(item, columnOf(text, dash), lineEndOf(text)));
  }
  const flow = `{ ${item.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
  if (last === undefined) return { from: startOf(seq), to: contentEnd(text, seq), text: `[${flow}]` };
  const end = contentEnd(text, last);
  return { from: end, to: end, text: `, ${flow}` };
}

/** Takes an item out of a list. */
export function removeItem(text: string, seq: YAMLSeq, index: number): Splice {
  const items = seq.items as Node[];
  const to = contentEnd(text, items[index]!);
  if (seq.flow !== true) {
    const from = startOfItem(text, seq, index);
    // Further in than the key, as a list need not be.
    return items.length === 1 ? { from, to, text: '  []' } : removeLines(text, from, to);
  }
  const [before, behind] = [items[index - 1], items[index + 1]];
  if (before !== undefined) return { from: contentEnd(text, before), to, text: '' };
  return { from: startOf(items[index]!), to: behind === undefined ? to : startOf(behind), text: '' };
}

/** Writes `key:` with a list of one item at the end of a document whose top is a map. */
export function appendList(
  text: string,
  document: Document.Parsed,
  key: string,
  item: readonly [string, string][],
): Splice | null {
  const top = document.contents;
  if (!isMap(top)) return null;
  const last = top.items.at(-1) as AnyPair | undefined;
  if (last === undefined) return null;
  const end = contentEnd(text, last.value ?? last.key);
  const flow = `[{ ${item.map(([name, value]) => `${name}: ${value}`).join(', ')} }]`;
  if (top.flow === true) return { from: end, to: end, text: `, ${key}: ${flow}` };
  const column = columnOf(text, startOf((top.items[0] as AnyPair).key));
  const eol = lineEndOf(text);
  return insertLines(text, end, `${' '.repeat(column)}${key}:${eol}${itemLines(item, column + 2, eol)}`);
}

function itemLines(item: readonly [string, string][], column: number, eol: string): string {
  return item
    .map(([key, value], index) => `${' '.repeat(column)}${index === 0 ? '- ' : '  '}${key}: ${value}`)
    .join(eol);
}

/** Where the item's dash stands. */
function startOfItem(text: string, seq: YAMLSeq, index: number): number {
  const token = seq.srcToken;
  const start = token?.type === 'block-seq' ? token.items[index]?.start : undefined;
  const dash = start?.find(({ type }) => type === 'seq-item-ind');
  return dash?.offset ?? text.lastIndexOf('-', startOf(seq.items[index] as Node));
}

/** Whole lines behind the one in which `at` stands. */
function insertLines(text: string, at: number, lines: string): Splice {
  const eol = lineEndOf(text);
  const next = text.indexOf('\n', at);
  return next < 0
    ? { from: text.length, to: text.length, text: `${eol}${lines}${eol}` }
    : { from: next + 1, to: next + 1, text: `${lines}${eol}` };
}

/** The lines from the one of `from` to the one of `to`; where other text stands before them, from there on. */
function removeLines(text: string, from: number, to: number): Splice {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next < 0 ? text.length : next + 1;
  const isWhole = text.slice(lineStart, from).trim() === '';
  return isWhole ? { from: lineStart, to: end, text: '' } : { from, to, text: '' };
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
