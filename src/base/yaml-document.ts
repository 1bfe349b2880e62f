/** YAML text to a plain value and the lines where its parts stand. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import type { Problem } from './yaml-file.ts';
import { formatPath, type Path } from './yaml-part.ts';

export type YamlDocument =
  | { readable: false; problems: Problem[] }
  | {
      readable: true;
      value: unknown;
      /** Problems that leave the rest of the file readable, such as a key that stands twice. */
      problems: Problem[];
      lineOf: (path: Path) => number;
    };

const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 50;
// What neither a file for people nor a text column of PostgreSQL may hold.
// oxlint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Reads one document of the YAML 1.2 core schema. Tags, aliases, merge keys and several documents are refused:
 * the files need none of them, and each can make a small file mean something large or surprising.
 */
export function readYamlDocument(text: string): YamlDocument {
  const unreadable = textProblem(text);
  if (unreadable !== undefined) return { readable: false, problems: [unreadable] };

  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    stringKeys: true,
    uniqueKeys: false,
  });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(Math.min(offset, text.trimEnd().length)).line);
  if (document.errors.length > 0)
    return { readable: false, problems: syntaxProblems(document.errors, lineAt) };
  if (isEmpty(document)) return { readable: false, problems: [wholeFile('the file is empty')] };

  const walk = createWalk(lineAt);
  const value = walk.read(document.contents, [], 0);
  return { readable: true, value, problems: walk.problems, lineOf: walk.lineOf };
}

function textProblem(text: string): Problem | undefined {
  if (text.length > MAX_CHARACTERS) {
    return wholeFile(
      `the file is too long: at most ${MAX_CHARACTERS.toLocaleString('en')} characters are read`,
    );
  }
  const control = CONTROL_CHARACTER.exec(text);
  if (control === null && text.isWellFormed()) return undefined;
  const line = control === null ? 1 : text.slice(0, control.index).split('\n').length;
  return {
    line,
    path: '',
    problem: 'this is not a text file: it holds characters that nobody can see or type',
  };
}

function wholeFile(problem: string): Problem {
  return { line: 1, path: '', problem };
}

function isEmpty(document: Document.Parsed): boolean {
  const { contents } = document;
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** One problem a line: what follows a first error on the same line is mostly its echo. */
function syntaxProblems(errors: readonly YAMLError[], lineAt: (offset: number) => number): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const error of errors) {
    const line = lineAt(error.pos[0]);
    if (!byLine.has(line)) byLine.set(line, { line, path: '', problem: syntaxWords(error) });
  }
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [wholeFile(syntaxWords(exhausted))];
  return [...byLine.values()];
}

function syntaxWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'a second document begins here ("---"): write one document in a file';
    case 'TAB_AS_INDENT':
      return 'the line is indented with a tab: use spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second ": " stands in this line: put text that holds ": " in quotes';
    case 'NON_STRING_KEY':
      return 'a key must be text, as in "name: Inbound"';
    case 'RESOURCE_EXHAUSTION':
      return 'the file is nested too deeply to be read';
    default:
      return `this is not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  }
}

/** Turns nodes into values and remembers the line of every path. */
function createWalk(lineAt: (offset: number) => number) {
  const lineByPath = new Map<string, number>();
  const problems: Problem[] = [];

  function report(line: number, path: Path, problem: string): undefined {
    problems.push({ line, path: formatPath(path), problem });
    return undefined;
  }

  function lineOf(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lineByPath.get(formatPath(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return lineByPath.get('') ?? 1;
  }

  function read(node: Node | null, path: Path, depth: number): unknown {
    const offset = node?.range?.[0];
    const line = offset === undefined ? lineOf(path) : lineAt(offset);
    // A key is a better place than its value: it stands first, and the value may begin a line below.
    if (typeof path.at(-1) !== 'string') lineByPath.set(formatPath(path), line);
    if (node === null) return null;
    if (depth > MAX_DEPTH) return report(line, path, 'is nested too deeply to be read');
    if (isAlias(node)) return report(line, path, `must be written out here: "*${node.source}" is not read`);
    if (node.tag?.startsWith('!')) {
      return report(line, path, `must be written without "${node.tag}": tags are not read`);
    }
    if (isMap(node)) return readMap(node.items as Pair<Node, Node | null>[], path, depth);
    if (isSeq(node)) {
      return node.items.map((item, index) => read(item as Node | null, [...path, index], depth + 1));
    }
    return isScalar(node) ? readScalar(node.value, line, path) : undefined;
  }

  function readMap(pairs: readonly Pair<Node, Node | null>[], path: Path, depth: number): unknown {
    const value: Record<string, unknown> = {};
    const known = new Map<string, number>();
    for (const { key: keyNode, value: valueNode } of pairs) {
      const key = isScalar(keyNode) ? String(keyNode.value) : '';
      const at = [...path, key];
      const line = lineAt(keyNode.range?.[0] ?? 0);
      const first = known.get(key);
      if (first !== undefined) {
        report(line, at, `stands twice, first on line ${first}: keep one of the two`);
      } else if (isAlias(keyNode) || key === '__proto__' || CONTROL_CHARACTER.test(key)) {
        report(line, at, 'is not a key that can be read');
      } else if (valueNode === null) {
        // `{ ask: A quote, and a call }` has two keys; whoever wrote it meant one.
        report(line, at, 'is a key without a value: put text that holds a comma in quotes');
      } else {
        known.set(key, line);
        lineByPath.set(formatPath(at), line);
        value[key] = read(valueNode, at, depth + 1);
      }
    }
    return value;
  }

  function readScalar(value: unknown, line: number, path: Path): unknown {
    if (typeof value !== 'string') return value;
    if (!CONTROL_CHARACTER.test(value) && value.isWellFormed()) return value;
    return report(line, path, 'holds characters that nobody can see or type: write the text without them');
  }

  return { read, lineOf, problems };
}
