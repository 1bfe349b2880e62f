/**
 * Reads a YAML file that a person wrote against a zod schema, and answers with every problem of the file at once:
 * its line, its path, and in plain words what would be accepted. The program and the mapping file are read so.
 */
import type { z } from 'zod';
import { createPart, formatPath, type Part, type Path } from './yaml-part.ts';
import { readYamlDocument } from './yaml-document.ts';
import { createIssueReader } from './yaml-issues.ts';

/** What is wrong at one place of a file. `path` is as `journeys[0].phases[2].usual_days`, empty for the whole file. */
export interface Problem {
  /** Counted from 1. */
  line: number;
  path: string;
  problem: string;
}

/** Tells of a problem at a path of the document. */
export type Report = (path: Path, problem: string) => void;

export type YamlFile<T> =
  | { ok: true; value: T; lineOf: (path: Path) => number }
  | { ok: false; problems: Problem[] };

/**
 * Reads `text` as one YAML document and by `schema`.
 *
 * Use strict objects in the schema: an unknown key is then answered with the nearest known one. Give a schema
 * `mustBe(…)` of `yaml-words.ts` as its second argument to say what it accepts.
 * @param check looks at what a schema can not say (references, ids that stand twice). It runs whether or not the
 *   schema is content, so that all problems come at once: parts that it is given may be missing or of the wrong kind
 * @returns the schema's output and the line of any path in it (of a path that the file lacks: its nearest ancestor),
 *   or the problems in order of line, at least one
 */
export function parseYamlFile<S extends z.ZodType>(
  text: string,
  schema: S,
  check?: (document: Part, report: Report) => void,
): YamlFile<z.output<S>> {
  const document = readYamlDocument(text);
  if (!document.readable) return { ok: false, problems: inOrder(document.problems) };

  const { lineOf } = document;
  const problems = [...document.problems];
  const report: Report = (path, problem) => {
    problems.push({ line: lineOf(path), path: formatPath(path), problem });
  };
  const issues = createIssueReader(report);
  const parsed = schema.safeParse(document.value, { error: issues.words, reportInput: true });
  if (!parsed.success) issues.read(parsed.error.issues);
  check?.(createPart(document.value), report);
  if (parsed.success && problems.length === 0) return { ok: true, value: parsed.data, lineOf };
  return { ok: false, problems: inOrder(problems) };
}

/** By line; on one line in the order found. The same words at the same place are said once. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((found) => [JSON.stringify(found), found]));
  return [...unique.values()].toSorted((a, b) => a.line - b.line);
}
