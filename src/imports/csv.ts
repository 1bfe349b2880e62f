/**
 * CSV as a stream of rows with their line numbers. Lines without a quote are split as they are; where there are
 * quotes, csv-parse reads the row. A row that it refuses costs that one line and none of the rows after it.
 */
import { parse } from 'csv-parse/sync';

export type Separator = ',' | ';' | '\t';
const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** A row of a file; `problem` says why its cells can not be told apart, and `cells` then holds the line as it is. */
export interface CsvRow {
  /** The line on which the row begins, counted from 1. */
  line: number;
  cells: string[];
  problem: string | null;
}

/** A quoted field that is longer than this many lines is taken for a quote that nobody closed. */
const LONGEST_FIELD_LINES = 4_000;

interface Line {
  text: string;
  /** What ended it: a field that spans lines keeps it. */
  end: string;
  number: number;
}

/**
 * Reads the rows, the header among them, in batches as the text comes in. Blank rows are passed over.
 * @param choose picks the separator by the file's first line
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  choose: (firstLine: string) => Separator = detectSeparator,
): AsyncGenerator<CsvRow[]> {
  let separator: Separator | null = null;
  let lines: Line[] = [];
  for await (const more of splitLines(text)) {
    lines = lines.length === 0 ? more : [...lines, ...more];
    const first = lines.find((line) => line.text.trim() !== '');
    if (first === undefined) continue;
    separator ??= choose(first.text);
    const { rows, rest } = takeRows(lines, separator, false);
    lines = rest;
    if (rows.length > 0) yield rows;
  }
  if (lines.length > 0) yield takeRows(lines, separator ?? ',', true).rows;
}

/** The sign that most often stands between fields of the line, quoted ones left aside; a comma when there is none. */
export function detectSeparator(firstLine: string): Separator {
  const bare = firstLine.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Lines that end in LF or CRLF; in a file that has neither, those that end in CR. */
async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let carried = '';
  let number = 0;
  let end: '\n' | '\r' | null = null;
  for await (const chunk of text) {
    const all: string = carried + chunk;
    end ??= lineEndOf(all);
    const parts = end === null ? [all] : all.split(end);
    carried = parts.pop() ?? '';
    yield parts.map((part) => asLine(part, end ?? '\n', (number += 1)));
  }
  if (carried === '') return;
  const last = end === null ? carried.split('\r') : [carried];
  yield last.map((part) => asLine(part, '', (number += 1)));
}

function lineEndOf(text: string): '\n' | '\r' | null {
  if (text.includes('\n')) return '\n';
  // A CR at the very end may be half of a CRLF.
  const at = text.indexOf('\r');
  return at >= 0 && at < text.length - 1 ? '\r' : null;
}

function asLine(part: string, end: string, number: number): Line {
  return part.endsWith('\r')
    ? { text: part.slice(0, -1), end: `\r${end}`, number }
    : { text: part, end, number };
}

/** Takes all whole rows; what may go on in the lines to come stays in `rest`. */
function takeRows(
  lines: readonly Line[],
  separator: Separator,
  isEnd: boolean,
): { rows: CsvRow[]; rest: Line[] } {
  const rows: CsvRow[] = [];
  const quoted: Line[][] = [];
  const flush = () => {
    rows.push(...parseQuoted(quoted, separator));
    quoted.length = 0;
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (!line.text.includes('"')) {
      if (quoted.length > 0) flush();
      const cells = line.text.split(separator);
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: line.number, cells, problem: null });
      at += 1;
      continue;
    }
    const count = linesOfRow(lines, at);
    if (count === null && !isEnd && lines.length - at < LONGEST_FIELD_LINES) break;
    const group = lines.slice(at, at + (count ?? 1));
    if (count === null || (count > 1 && !isReadable(group, separator))) {
      flush();
      rows.push(badRow(line, count === null));
      at += 1;
    } else {
      quoted.push(group);
      at += count;
    }
  }
  flush();
  return { rows, rest: lines.slice(at) };
}

/** How many lines the row takes that begins at `at`: up to where its quotes are even. Null: they never are. */
function linesOfRow(lines: readonly Line[], at: number): number | null {
  let quotes = 0;
  const last = Math.min(lines.length, at + LONGEST_FIELD_LINES);
  for (let index = at; index < last; index += 1) {
    quotes += countQuotes(lines[index]!.text);
    if (quotes % 2 === 0) return index - at + 1;
  }
  return null;
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}

/** Rows in one call; when one of them can not be read, each in its own, to find which. */
function parseQuoted(groups: readonly Line[][], separator: Separator): CsvRow[] {
  if (groups.length === 0) return [];
  const parsed = tryParse(groups.map(textOf).join('\n'), separator);
  if (parsed !== null && parsed.length === groups.length) {
    return parsed
      .map((cells, index) => ({ line: groups[index]![0]!.number, cells, problem: null }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  }
  return groups.map((group) => {
    const [cells, ...more] = tryParse(textOf(group), separator) ?? [];
    if (cells === undefined || more.length > 0) return badRow(group[0]!, false);
    return { line: group[0]!.number, cells, problem: null };
  });
}

function isReadable(group: readonly Line[], separator: Separator): boolean {
  return tryParse(textOf(group), separator)?.length === 1;
}

function tryParse(text: string, separator: Separator): string[][] | null {
  try {
    return parse(text, { delimiter: separator, relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
  } catch {
    return null;
  }
}

function textOf(group: readonly Line[]): string {
  return group.map(({ text, end }, index) => (index === group.length - 1 ? text : text + end)).join('');
}

function badRow(line: Line, isOpen: boolean): CsvRow {
  const problem = isOpen
    ? 'a quote is opened and never closed'
    : 'a quote stands inside a field: a field with quotes is quoted as a whole, its quotes doubled';
  return { line: line.number, cells: [line.text], problem };
}
