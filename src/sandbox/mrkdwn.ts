/**
 * Slack's mrkdwn as a tree; pure, for the page and for the sandbox's own reading of texts (plain.ts).
 *
 * A text is cut into pieces (lines, quotes, preformatted text), a piece into inline parts. References in `<…>`, code
 * and emoji are found first, so that a mark in them is none; then `*`, `_` and `~` are paired within their line: a
 * mark opens and closes where no letter or digit touches its outer side and no space its inner side.
 */

/** What a `<…>` stands for. A label is the text after `|`, empty where there is none. */
export type Reference =
  | { kind: 'link'; url: string; label: string }
  | { kind: 'user' | 'group'; id: string; label: string }
  | { kind: 'channel'; id: string; label: string }
  | { kind: 'broadcast'; range: string; label: string }
  /** `timestamp` in seconds since 1970; `url` empty where the date is no link. */
  | { kind: 'date'; timestamp: number; format: string; url: string; fallback: string };

export type TextStyle = 'bold' | 'italic' | 'strike' | 'underline' | 'highlight' | 'code';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'styled'; style: TextStyle; children: Inline[] }
  /** `tone` is Slack's skin tone, 2 to 6; `source` is what was typed, shown where nobody knows the name. */
  | { kind: 'emoji'; name: string; tone: number | null; source: string }
  | Reference;

export interface Piece {
  kind: 'lines' | 'quote' | 'preformatted';
  /** With the line break that ends the piece, where another follows. */
  children: Inline[];
}

/** Reads mrkdwn; any text is mrkdwn, so nothing is refused. */
export function parseMrkdwn(text: string): Piece[] {
  const rest = /(?:^|(?<=\n))(?:&gt;|>){3} ?/g;
  for (const match of text.matchAll(rest)) {
    const before = text.slice(0, match.index);
    // Inside preformatted text it is no quote.
    if ((before.split('```').length - 1) % 2 === 1) continue;
    const quoted = text.slice(match.index + match[0].length);
    return [...piecesOf(before), { kind: 'quote', children: parseInline(quoted) }];
  }
  return piecesOf(text);
}

const FENCE = '```';

/** Preformatted text, and the lines around it. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let open = text.indexOf(FENCE);
  while (open >= 0) {
    const close = text.indexOf(FENCE, open + FENCE.length);
    if (close < 0) break;
    const code = text.slice(open + FENCE.length, close);
    if (code.trim() === '') {
      open = close;
      continue;
    }
    const end = close + FENCE.length;
    const lineBreak = text[end] === '\n' ? '\n' : '';
    pieces.push(...linesOf(text, from, open));
    pieces.push({
      kind: 'preformatted',
      children: parseCode(code.replace(/^\n/, '').replace(/\n$/, '') + lineBreak),
    });
    from = end + lineBreak.length;
    open = text.indexOf(FENCE, from);
  }
  return [...pieces, ...linesOf(text, from, text.length)];
}

const quoteSign = /^(?:&gt;|>) ?/;

/** Runs of quoted and of other lines. */
function linesOf(text: string, from: number, to: number): Piece[] {
  const runs: { kind: Piece['kind']; text: string }[] = [];
  let mayQuote = from === 0 || text[from - 1] === '\n';
  for (const line of text.slice(from, to).split(/(?<=\n)/)) {
    const kind = mayQuote && quoteSign.test(line) ? 'quote' : 'lines';
    const shown = kind === 'quote' ? line.replace(quoteSign, '') : line;
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += shown;
    else if (line !== '') runs.push({ kind, text: shown });
    mayQuote = true;
  }
  return runs.map((run) => ({ kind: run.kind, children: parseInline(run.text) }));
}

type Mark = '*' | '_' | '~';
const styles: Record<Mark, TextStyle> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** A part of a line, with where it stands in the text; `mark` is set for a sign that may be a mark. */
interface Token {
  node: Inline;
  at: number;
  mark: Mark | undefined;
  line: number;
}

/** Reads a text in which nothing but inline parts is looked for. */
export function parseInline(text: string): Inline[] {
  const tokens = tokensOf(text);
  return pair(text, tokens, followers(tokens), 0, tokens.length);
}

const special =
  /<([^<>]+)>|`([^`\n]+)`|:([a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1|100|1234):(?::skin-tone-([2-6]):)?|[*_~\n]/gi;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  let line = 0;
  const add = (node: Inline, at: number, mark?: Mark): void => {
    tokens.push({ node, at, mark, line });
  };
  const addText = (to: number): void => {
    if (to > from) add({ kind: 'text', text: unescapeText(text.slice(from, to)) }, from);
    from = to;
  };
  const finder = new RegExp(special);
  for (let match = finder.exec(text); match !== null; match = finder.exec(text)) {
    const [whole] = match;
    const node = nodeOf(match);
    if (node === undefined) {
      // No reference, or code of nothing: the sign is text, and what follows it is read like any text.
      finder.lastIndex = match.index + 1;
      continue;
    }
    addText(match.index);
    add(node, match.index, whole in styles ? (whole as Mark) : undefined);
    from += whole.length;
    if (whole === '\n') line += 1;
  }
  addText(text.length);
  return tokens;
}

function nodeOf([whole, reference, code, emoji, tone]: RegExpExecArray): Inline | undefined {
  if (reference !== undefined) return readReference(reference);
  if (code !== undefined) {
    return code.trim() === '' ? undefined : { kind: 'styled', style: 'code', children: parseCode(code) };
  }
  if (emoji === undefined) return { kind: 'text', text: whole };
  return {
    kind: 'emoji',
    name: emoji.toLowerCase(),
    tone: tone === undefined ? null : Number(tone),
    source: whole,
  };
}

/** Of each token that may be a mark, the next one of its kind in its line. */
function followers(tokens: Token[]): (number | undefined)[] {
  const next: (number | undefined)[] = Array.from({ length: tokens.length });
  const seen = new Map<Mark, number>();
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const { mark, line } = tokens[index]!;
    if (mark === undefined) continue;
    const follower = seen.get(mark);
    if (follower !== undefined && tokens[follower]!.line === line) next[index] = follower;
    seen.set(mark, index);
  }
  return next;
}

const opening = markPatterns((mark) => String.raw`(?<![\p{L}\p{N}${mark}])[${mark}](?![\s${mark}])`);
const closing = markPatterns((mark) => String.raw`(?<![\s${mark}])[${mark}](?![\p{L}\p{N}${mark}])`);

function markPatterns(pattern: (mark: Mark) => string): Record<Mark, RegExp> {
  const made = (mark: Mark): RegExp => new RegExp(pattern(mark), 'uy');
  return { '*': made('*'), _: made('_'), '~': made('~') };
}

function fits(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function pair(
  text: string,
  tokens: Token[],
  next: (number | undefined)[],
  from: number,
  to: number,
): Inline[] {
  const nodes: Inline[] = [];
  for (let index = from; index < to; index += 1) {
    const { mark, at, node } = tokens[index]!;
    const end = next[index];
    if (
      mark !== undefined &&
      end !== undefined &&
      end < to &&
      fits(opening[mark], text, at) &&
      fits(closing[mark], text, tokens[end]!.at)
    ) {
      nodes.push({ kind: 'styled', style: styles[mark], children: pair(text, tokens, next, index + 1, end) });
      index = end;
    } else addNode(nodes, node);
  }
  return nodes;
}

/** Neighbouring texts become one. */
function addNode(nodes: Inline[], node: Inline): void {
  const last = nodes.at(-1);
  if (node.kind === 'text' && last?.kind === 'text') last.text += node.text;
  else nodes.push(node.kind === 'text' ? { ...node } : node);
}

/** In code nothing is formatted, but links and mentions stay what they are: Slack keeps a typed URL as `<…>` there. */
function parseCode(code: string): Inline[] {
  const nodes: Inline[] = [];
  let from = 0;
  const addText = (to: number): void => {
    if (to > from) addNode(nodes, { kind: 'text', text: unescapeText(code.slice(from, to)) });
  };
  for (const { index, 0: whole, 1: inside = '' } of code.matchAll(/<([^<>]+)>/g)) {
    const reference = readReference(inside);
    if (reference === undefined) continue;
    addText(index);
    nodes.push(reference);
    from = index + whole.length;
  }
  addText(code.length);
  return nodes;
}

/**
 * Reads what stands between `<` and `>`.
 * @returns undefined where Slack knows no such reference: then the brackets are text
 */
export function readReference(inside: string): Reference | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : unescapeText(inside.slice(bar + 1));
  const id = target.slice(1);
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id, label };
  if (/^#[CG][A-Z0-9]+$/.test(target)) return { kind: 'channel', id, label };
  if (/^!(channel|here|everyone)$/.test(target)) return { kind: 'broadcast', range: id, label };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return { kind: 'group', id: target.slice(9), label };
  if (isLink(target)) return { kind: 'link', url: unescapeText(target), label };
  const [, seconds, format = '', url = ''] = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/s.exec(target) ?? [];
  if (seconds === undefined) return undefined;
  return {
    kind: 'date',
    timestamp: Number(seconds),
    format: unescapeText(format),
    url: isLink(url) ? unescapeText(url) : '',
    fallback: label,
  };
}

/** Is it an address that a person may be sent to? */
export function isLink(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)\S/i.test(url);
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The three signs that Slack has escaped, as they are read. */
export function unescapeText(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}
