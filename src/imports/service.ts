/**
 * Imports CSV files by a mapping. Each batch of rows is a transaction of its own, for which others who write can wait; an import that stops in the middle goes on where it was when it is run again, because rows that
 * are there already change nothing. A strict import is one transaction: on SQLite others wait until it ends.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeAudit } from '../audit/store.ts';
import { businessDateOf } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { inRetriedTransaction } from '../db/retry.ts';
import type { ImportDeps } from '../base/imported-rows.ts';
import { createRowWriter } from './apply.ts';
import type { ParsedRow, RowWriter } from './batch.ts';
import type { CsvRow } from './csv.ts';
import {
  emptyResult,
  type FileResult,
  type ImportRequest,
  type ImportResult,
  type Reject,
  type Source,
} from './domain.ts';
import { planImport, type Reading } from './plan.ts';
import { readRows } from './read-file.ts';
import { createRejectSink, type RejectSink } from './rejects.ts';
import { applySnapshot } from './snapshot-service.ts';
import type { Scope } from './store.ts';

/**
 * So many rows are one transaction. Their places are all over the tables: the fewer transactions there are, the fewer
 * pages are written again and again. Other writers wait for some tenths of a second.
 */
const ROWS_AT_ONCE = 20_000;

/** Runs one batch: in a transaction of its own, or in the one of a strict import. */
export type RunBatch = <T>(work: (scope: Scope) => Promise<T>) => Promise<T>;

interface Run {
  deps: ImportDeps;
  workspaceId: string;
  request: ImportRequest;
  asOf: string;
  snapshotRun: string | null;
  sink: RejectSink;
  batch: RunBatch;
}

/**
 * Imports files. Nothing is written while one of them can not be read as it is mapped, and with `strict` while one row
 * is rejected; otherwise the rejected rows are written beside their file and the others go in.
 * @returns the counts of each file, in the mapping's order; or what is wrong
 */
export async function importFiles(
  deps: ImportDeps,
  workspaceId: string,
  request: ImportRequest,
): Promise<ImportResult> {
  const asOf = request.asOf ?? businessDateOf(deps.now(), request.timezone);
  const plan = await planImport(request, asOf);
  if (!plan.ok)
    return { ok: false, problem: 'unreadable', problems: plan.problems, files: [], rejects: new Map() };
  const sink = createRejectSink();
  const snapshotRun = request.fullSnapshot ? deps.makeId() : null;
  const run = { deps, workspaceId, request, asOf, snapshotRun, sink };
  const done = request.strict
    ? await importStrictly(run, plan.readings)
    : {
        isKept: true,
        ...(await importReadings({ ...run, batch: inOwnTransaction(deps, workspaceId) }, plan.readings)),
      };
  const files = done.files.map(({ result, reading }) => ({
    ...result,
    rejectedFile: sink.pathOf(reading.file),
  }));
  const rejects = await sink.close([...new Set(plan.readings.map(({ file }) => file))]);
  if (done.isKept) return { ok: true, files, notices: done.notices, rejects };
  const problems = files
    .filter(({ rejected }) => rejected > 0)
    .map(({ file, rejected }) => ({
      file,
      line: null,
      problem: `has ${rejected} rows that can not be taken`,
    }));
  return { ok: false, problem: 'rejected', problems, files, rejects };
}

interface Done {
  files: { result: FileResult; reading: Reading }[];
  notices: string[];
}

async function importReadings(run: Run, readings: readonly Reading[]): Promise<Done> {
  const done: Done = { files: [], notices: [] };
  for (const source of new Set(readings.map((reading) => reading.source))) {
    const ofSource: Done['files'] = [];
    let isComplete = true;
    for (const reading of readings.filter((candidate) => candidate.source === source)) {
      const imported = await importReading(run, reading);
      isComplete &&= imported.isComplete;
      ofSource.push({ result: imported.result, reading });
      done.notices.push(...imported.notices.map((notice) => `${reading.file.name}: ${notice}`));
    }
    if (run.snapshotRun !== null && source.as === 'account') {
      const notice = await endSnapshot(run, source, ofSource, isComplete);
      if (notice !== null) done.notices.push(notice);
    }
    for (const { result } of ofSource) await auditFile(run, result);
    done.files.push(...ofSource);
  }
  return done;
}

/** Rows without a readable key, or no rows at all, are no reason to take accounts for gone. */
async function endSnapshot(
  run: Run,
  source: Source,
  files: readonly { result: FileResult }[],
  isComplete: boolean,
): Promise<string | null> {
  const last = files.at(-1)?.result;
  if (last === undefined || run.snapshotRun === null) return null;
  const names = files.map(({ result }) => result.file).join(', ');
  if (files.every(({ result }) => result.read === result.skipped)) {
    return `${names}: there is no account in it, so that none was ended`;
  }
  if (!isComplete) return `${names}: rows without a readable key may be any account, so that none was ended`;
  Object.assign(last, await applySnapshot(run, source.id, run.asOf, run.snapshotRun));
  return null;
}

async function importReading(
  run: Run,
  reading: Reading,
): Promise<{ result: FileResult; isComplete: boolean; notices: string[] }> {
  const { file, source, header, reader } = reading;
  const result = emptyResult(file.name, source.as);
  const { deps, asOf, snapshotRun } = run;
  const writer = createRowWriter({ deps, source, reader, actor: run.request.actor, asOf, snapshotRun });
  let isComplete = true;
  for await (const rows of inRows(readRows(file), ROWS_AT_ONCE)) {
    const batch = readBatch(reading, rows);
    isComplete &&= !batch.hasUnknownKeys;
    await writeBatch(run, writer, batch, result);
    result.read += rows.length;
    result.skipped += batch.skipped;
    result.rejected += batch.rejects.length;
    await run.sink.write(
      file,
      header,
      batch.rejects.toSorted((a, b) => a.line - b.line),
    );
    run.request.onProgress?.({ file: file.name, as: source.as, read: result.read });
    await nextTurn();
  }
  return { result, isComplete, notices: writer.notices?.() ?? [] };
}

interface Batch {
  parsed: ParsedRow[];
  rejects: Reject[];
  rejectedKeys: string[];
  hasUnknownKeys: boolean;
  skipped: number;
}

function readBatch({ header, reader }: Reading, rows: readonly CsvRow[]): Batch {
  const batch: Batch = { parsed: [], rejects: [], rejectedKeys: [], hasUnknownKeys: false, skipped: 0 };
  for (const { line, cells, problem } of rows) {
    const bad = problem ?? raggedness(cells, header);
    if (bad !== null) {
      batch.rejects.push({ line, column: '', reason: bad, cells });
      batch.hasUnknownKeys = true;
      continue;
    }
    const read = reader.read(cells);
    if (read.kind === 'skip') batch.skipped += 1;
    else if (read.kind === 'row') batch.parsed.push({ line, cells, ...read });
    else {
      batch.rejects.push({ line, column: read.column, reason: read.reason, cells });
      if (read.key === null) batch.hasUnknownKeys = true;
      else batch.rejectedKeys.push(read.key);
    }
  }
  return batch;
}

function raggedness(cells: readonly string[], header: readonly string[]): string | null {
  if (cells.length < header.length) return `has ${cells.length} of ${header.length} columns`;
  const hasMore = cells.slice(header.length).some((cell) => cell.trim() !== '');
  return hasMore ? `has ${cells.length} columns, and the header ${header.length}` : null;
}

async function writeBatch(run: Run, writer: RowWriter, batch: Batch, result: FileResult): Promise<void> {
  if (batch.parsed.length === 0 && batch.rejectedKeys.length === 0) return;
  const { counts, rejects } = await run.batch((scope) =>
    writer.write(scope, batch.parsed, batch.rejectedKeys),
  );
  result.created += counts.created;
  result.updated += counts.updated;
  result.unchanged += counts.unchanged;
  result.beforeStart += counts.beforeStart;
  batch.rejects.push(...rejects);
}

async function auditFile(run: Run, { rejectedFile, ...after }: FileResult): Promise<void> {
  const { deps, workspaceId, request, asOf } = run;
  const entry = { actor: request.actor, action: 'import.file', after: { ...after, asOf } };
  await run.batch(({ executor }) => writeAudit(deps, executor, workspaceId, [entry]));
}

/** Thrown to take everything back; never leaves this file. */
class TakeBack extends Error {}

async function importStrictly(
  run: Omit<Run, 'batch'>,
  readings: readonly Reading[],
): Promise<Done & { isKept: boolean }> {
  const { deps, workspaceId } = run;
  let done: Done = { files: [], notices: [] };
  try {
    await inTransaction(deps, async (trx) => {
      const scope = { executor: trx, dialect: deps.database.dialect, workspaceId };
      done = await importReadings({ ...run, batch: (work) => work(scope) }, readings);
      if (done.files.some(({ result }) => result.rejected > 0)) throw new TakeBack();
    });
    return { ...done, isKept: true };
  } catch (error) {
    if (!(error instanceof TakeBack)) throw error;
    const files = done.files.map(({ reading, result }) => ({ reading, result: withoutChanges(result) }));
    return { files, notices: [], isKept: false };
  }
}

function withoutChanges(result: FileResult): FileResult {
  return { ...result, created: 0, updated: 0, unchanged: 0, beforeStart: 0, returned: 0, ended: 0 };
}

/** A transaction per batch; one that met another writer crosswise is tried again. */
function inOwnTransaction(deps: Deps, workspaceId: string): RunBatch {
  const { dialect } = deps.database;
  return (work) => inRetriedTransaction(deps, (executor) => work({ executor, dialect, workspaceId }));
}

/** The rows in lists of `size`. */
async function* inRows(batches: AsyncIterable<CsvRow[]>, size: number): AsyncGenerator<CsvRow[]> {
  let rows: CsvRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      rows.push(row);
      if (rows.length < size) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}
