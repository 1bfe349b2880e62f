/** What the writers of all kinds of rows share: the rows of a batch, what comes of them, and keys that stand twice. */
import type { ImportDeps } from '../base/imported-rows.ts';
import type { FileResult, Reject, Source } from './domain.ts';
import type { Stored } from './field-reader.ts';
import type { AccountKey, RowReader } from './row-reader.ts';
import type { Scope, StoredRow } from './store.ts';
import { quoted } from './values.ts';

/** A row that could be read. */
export interface ParsedRow {
  line: number;
  cells: readonly string[];
  key: string;
  account: AccountKey | null;
  values: Record<string, Stored>;
}

/** What one batch came to. */
export interface BatchOutcome {
  counts: Pick<FileResult, 'created' | 'updated' | 'unchanged' | 'beforeStart'>;
  rejects: Reject[];
}

export interface RowWriter {
  /**
   * Writes one batch in a transaction. May be called again with the same rows when the transaction failed.
   * @param rejectedKeys keys of rows that could not be read: an account of which the file has a bad row is in the file
   */
  write(scope: Scope, rows: readonly ParsedRow[], rejectedKeys: readonly string[]): Promise<BatchOutcome>;
  /** What is to be said of the file when it is done; it is said behind the file’s name. */
  notices?(): string[];
}

export interface WriterContext {
  deps: ImportDeps;
  source: Source;
  reader: RowReader;
  actor: string;
  asOf: string;
  /** Names this run of a full snapshot; null: it is none. */
  snapshotRun: string | null;
}

/** The keys of a file so far. Those of a batch count from the next batch on: its transaction may be tried again. */
export class Seen {
  readonly #keys = new Set<string>();
  #batch: readonly ParsedRow[] = [];
  #batchKeys: string[] = [];

  /** To be called first for each batch, and again when it is tried again. */
  begin(batch: readonly ParsedRow[]): void {
    if (batch !== this.#batch) for (const key of this.#batchKeys) this.#keys.add(key);
    this.#batch = batch;
    this.#batchKeys = [];
  }

  /** The rows of the batch whose key stands for the first time, and those whose key stood before. */
  split<T>(rows: readonly T[], keyOf: (row: T) => string): { fresh: T[]; again: T[] } {
    const here = new Set<string>();
    const fresh: T[] = [];
    const again: T[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      (this.#keys.has(key) || here.has(key) ? again : fresh).push(row);
      here.add(key);
    }
    this.#batchKeys = [...here];
    return { fresh, again };
  }
}

export function standsTwice(parsed: ParsedRow, source: Source): Reject {
  const column = source.key.map(({ columns }) => columns[0]).join(' + ');
  const reason = `the key ${quoted(parsed.key)} stands on an earlier row of this file with other values`;
  return { line: parsed.line, cells: parsed.cells, column, reason };
}

export function isSame(before: StoredRow, after: StoredRow, columns: readonly string[]): boolean {
  return columns.every((column) => (before[column] ?? null) === (after[column] ?? null));
}

export function emptyOutcome(): BatchOutcome {
  return { counts: { created: 0, updated: 0, unchanged: 0, beforeStart: 0 }, rejects: [] };
}

/** So many names stand in a line. */
const NAMES_SHOWN = 8;

/** The first of some names, each in quotes, and how many more there are. */
export function namedFew(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `"${name}"`);
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more`
    : shown.join(', ');
}
