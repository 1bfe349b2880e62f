/** Looks into a file before anything of an import is written, and then reads its rows. */
import type { ImportFile, ImportProblem, Source } from './domain.ts';
import { readCsv, type CsvRow } from './csv.ts';
import { decodeText, UnreadableText } from './decode.ts';
import { createRowReader, type RowReader, type Via, type ViaIndex } from './row-reader.ts';
import { foldHeader } from './mapping.ts';

const HEAD_CHARACTERS = 256 * 1024;

/**
 * Reads the whole file once: whether it is text at all, and its header. So a file that turns out to be broken in the
 * middle has left nothing written.
 */
export async function inspectFile(
  file: ImportFile,
): Promise<{ ok: true; header: string[] } | { ok: false; problem: ImportProblem }> {
  const refuse = (problem: string, line: number | null = null) => ({
    ok: false as const,
    problem: { file: file.name, line, problem },
  });
  let head = '';
  try {
    for await (const text of decodeText(file.open())) if (head.length < HEAD_CHARACTERS) head += text;
  } catch (error) {
    if (error instanceof UnreadableText) return refuse(error.message, error.line);
    if (isMissing(error)) return refuse('can not be opened: there is no such file');
    throw error;
  }
  const first = await firstRow(head);
  if (first === null) return refuse('is empty: the first line names the columns');
  if (first.problem !== null)
    return refuse(`has a header that can not be read: ${first.problem}`, first.line);
  return { ok: true, header: first.cells };
}

/** The file's rows below the header, in batches as they are read. */
export async function* readRows(file: ImportFile): AsyncGenerator<CsvRow[]> {
  let isFirst = true;
  for await (const rows of readCsv(decodeText(file.open()))) {
    yield isFirst ? rows.slice(1) : rows;
    isFirst = false;
  }
}

/** A reader for the file's rows by one source, or each column that is wanted and not there. */
export function readerFor(
  file: ImportFile,
  source: Source,
  header: readonly string[],
  context: { timezone: string; asOf: string; via: Via | null },
): { ok: true; reader: RowReader } | { ok: false; problems: ImportProblem[] } {
  const made = createRowReader(source, header, context);
  if (made.ok) return made;
  return { ok: false, problems: made.problems.map((problem) => ({ file: file.name, line: 1, problem })) };
}

/**
 * The account key of each value of another file's column.
 * @returns the index; or that the file has no such column
 */
export async function indexVia(
  file: ImportFile,
  header: readonly string[],
  via: { match: string; take: string },
): Promise<{ ok: true; index: ViaIndex } | { ok: false; problem: ImportProblem }> {
  const folded = header.map(foldHeader);
  const [match, take] = [folded.indexOf(foldHeader(via.match)), folded.indexOf(foldHeader(via.take))];
  if (match < 0 || take < 0) {
    const missing = match < 0 ? via.match : via.take;
    const problem = `has no column "${missing}". Its columns: ${header.join(', ')}`;
    return { ok: false, problem: { file: file.name, line: 1, problem } };
  }
  const index = new Map<string, string | null>();
  for await (const rows of readRows(file)) {
    for (const { cells, problem } of rows) {
      const value = (cells[match] ?? '').trim();
      const account = (cells[take] ?? '').trim();
      if (problem !== null || value === '' || account === '') continue;
      const known = index.get(value);
      index.set(value, known === undefined || known === account ? account : null);
    }
  }
  return { ok: true, index };
}

async function firstRow(head: string): Promise<CsvRow | null> {
  async function* once(): AsyncGenerator<string> {
    yield head;
  }
  for await (const [row] of readCsv(once())) return row ?? null;
  return null;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
}
