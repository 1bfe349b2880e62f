/** What an import will read: each file by each source that knows it, in the mapping's order, looked into beforehand. */
import { nearestWord } from '../base/nearest.ts';
import {
  REJECTED,
  type ImportFile,
  type ImportProblem,
  type ImportRequest,
  type Mapping,
  type Source,
} from './domain.ts';
import { foldHeader, matchesFile } from './mapping.ts';
import { indexVia, inspectFile, readerFor } from './read-file.ts';
import type { RowReader, Via } from './row-reader.ts';

/** One file to be read by one source. */
export interface Reading {
  file: ImportFile;
  source: Source;
  header: string[];
  reader: RowReader;
}

interface Context {
  request: ImportRequest;
  asOf: string;
  headers: Map<ImportFile, string[]>;
  vias: Map<string, Via>;
  problems: ImportProblem[];
}

/** @returns the readings, or everything that is wrong with the files; nothing has been written either way */
export async function planImport(
  request: ImportRequest,
  asOf: string,
): Promise<{ ok: true; readings: Reading[] } | { ok: false; problems: ImportProblem[] }> {
  const context: Context = { request, asOf, headers: new Map(), vias: new Map(), problems: [] };
  const { mapping } = request;
  const pairs = mapping.sources.flatMap((source) =>
    request.files
      .filter((file) => knows(source, file))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((file) => ({ source, file })),
  );
  checkFiles(context, pairs.length);
  for (const file of new Set([...pairs.map((pair) => pair.file), ...viaFiles(context, pairs)])) {
    const inspected = await inspectFile(file);
    if (inspected.ok) context.headers.set(file, inspected.header);
    else context.problems.push(inspected.problem);
  }
  const readings: Reading[] = [];
  for (const { source, file } of pairs) {
    const reading = await readingOf(context, source, file);
    if (reading !== null) readings.push(reading);
  }
  return context.problems.length > 0 ? { ok: false, problems: context.problems } : { ok: true, readings };
}

/** Corrected rows come back under the name of the file in which they were rejected. */
function knows(source: Source, file: ImportFile): boolean {
  const name = !file.found && file.name.endsWith(REJECTED) ? file.name.slice(0, -REJECTED.length) : file.name;
  return !name.endsWith(REJECTED) && matchesFile(source.file, name);
}

function checkFiles({ request, problems }: Context, pairs: number): void {
  const { mapping, files } = request;
  const known = [...new Set(mapping.sources.map((source) => source.file))];
  for (const file of files) {
    if (!file.found && !mapping.sources.some((source) => knows(source, file) || isVia(source, file))) {
      const near = nearestWord(file.name, known);
      const hint = near === undefined ? `it knows ${known.join(', ')}` : `did you mean ${near}?`;
      problems.push({ file: file.name, line: null, problem: `is not in the mapping: ${hint}` });
    }
    if (request.fullSnapshot && file.name.endsWith(REJECTED) && !file.found) {
      problems.push({ file: file.name, line: null, problem: 'holds single rows and is no full snapshot' });
    }
  }
  if (pairs === 0 && problems.length === 0) {
    problems.push({
      file: '',
      line: null,
      problem: `none of the files is in the mapping: it knows ${known.join(', ')}`,
    });
  }
}

function isVia(source: Source, file: ImportFile): boolean {
  return source.account?.by === 'via' && matchesFile(source.account.file, file.name);
}

function viaFiles({ request }: Context, pairs: readonly { source: Source }[]): ImportFile[] {
  return request.files.filter((file) => pairs.some(({ source }) => isVia(source, file)));
}

async function readingOf(context: Context, source: Source, file: ImportFile): Promise<Reading | null> {
  const { request, asOf, problems } = context;
  const header = context.headers.get(file);
  if (header === undefined) return null;
  const via = source.account?.by === 'via' ? await viaOf(context, source.account, file) : null;
  if (source.account?.by === 'via' && via === null) return null;
  const made = readerFor(file, source, header, { timezone: request.timezone, asOf, via });
  if (made.ok) return { file, source, header, reader: made.reader };
  problems.push(...made.problems);
  return null;
}

async function viaOf(
  context: Context,
  account: { file: string; match: string; take: string },
  file: ImportFile,
): Promise<Via | null> {
  const id = JSON.stringify([account.file, account.match, account.take]);
  const known = context.vias.get(id);
  if (known !== undefined) return known;
  const files = context.request.files.filter((candidate) => matchesFile(account.file, candidate.name));
  const via =
    files.length > 0 ? await indexOf(context, account, files) : importedVia(context.request.mapping, account);
  if (via !== null) context.vias.set(id, via);
  else if (files.length === 0) {
    const problem = `needs ${account.file}, which says whose its rows are: give that file too`;
    context.problems.push({ file: file.name, line: null, problem });
  }
  return via;
}

async function indexOf(
  { headers, problems }: Context,
  account: { match: string; take: string },
  files: readonly ImportFile[],
): Promise<Via | null> {
  const index = new Map<string, string | null>();
  for (const file of files) {
    const header = headers.get(file);
    if (header === undefined) return null;
    const read = await indexVia(file, header, account);
    if (!read.ok) {
      problems.push(read.problem);
      return null;
    }
    for (const [value, key] of read.index)
      index.set(value, index.has(value) && index.get(value) !== key ? null : key);
  }
  return { index };
}

/** Without the file, the rows that were imported of it say the same, when they are found by the same column. */
function importedVia(mapping: Mapping, account: { file: string; match: string; take: string }): Via | null {
  const source = mapping.sources.find(
    ({ file, key, account: own }) =>
      file === account.file &&
      key.length === 1 &&
      key[0]?.columns.some((column) => foldHeader(column) === foldHeader(account.match)) &&
      own?.by === 'key' &&
      own.column.columns.some((column) => foldHeader(column) === foldHeader(account.take)),
  );
  return source === undefined ? null : { source };
}
