/** What a mapping says, and what an import answers. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Kind } from './fields.ts';

/** The end of the name of a file that holds rejected rows. */
export const REJECTED = '.rejected.csv';

/** A mapping file as it was read: which files become what. */
export interface Mapping {
  sources: Source[];
}

/** One kind of rows that is read from one kind of files. */
export interface Source {
  /** Names the rows of this source for good: a row is found again by its source and its key. */
  id: string;
  /** A file's name, or a glob of names. */
  file: string;
  as: Kind;
  key: ColumnRef[];
  account: AccountRef | null;
  set: Map<string, ValueSpec>;
  /** A row for which all of these hold is left out. */
  skipWhen: RowTest[];
  /** A row for which one of these does not hold is left out. */
  onlyWhen: RowTest[];
}

export interface ColumnRef {
  /** Names of the column, of which a file may have any: the first one that it has counts. */
  columns: string[];
  /** The value is taken in lower case. */
  lower: boolean;
}

export type AccountRef =
  | { by: 'key'; column: ColumnRef }
  | { by: 'domain' | 'name'; column: ColumnRef }
  /** The row of another file whose `match` column has this file's value names the account in its `take` column. */
  | { by: 'via'; file: string; match: string; take: string; lower: boolean };

export interface ValueSpec {
  /** Where the value stands in the row; null: it is `value` or the date of the import. */
  from: ColumnRef | null;
  value: string | null;
  /** Whether the value is the date that the file shows (`--as-of`). */
  asOf: boolean;
  map: ReadonlyMap<string, string> | null;
  /** What a value that the map lacks becomes; null: such a row is rejected. */
  otherwise: string | null;
  /** How dates are written, such as `DD.MM.YYYY HH:mm`; null: as in ISO 8601. */
  date: string | null;
  /** The decimal sign; the other one may then group thousands. */
  number: '.' | ',' | null;
  /** Fills the field only while it is empty. */
  once: boolean;
}

export interface RowTest {
  column: ColumnRef;
  test: { is: string[] } | { isNot: string[] } | { sameAs: ColumnRef };
}

/** A file to import: from a disk or uploaded. */
export interface ImportFile {
  name: string;
  /** Where it lies, when it does: rejected rows are then written beside it. */
  path: string | null;
  /** Its bytes, as often as they are asked for. */
  open(): AsyncIterable<Uint8Array>;
  /** Its length, when known, for showing progress. */
  bytes: number | null;
  /** Found in a directory: it is passed over when the mapping does not know it. */
  found: boolean;
}

/** What came of one file by one source. `read` is the sum of created, updated, unchanged, skipped and rejected. */
export interface FileResult {
  file: string;
  as: Kind;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Left out because the mapping says so. */
  skipped: number;
  rejected: number;
  /** Events and values before their account's start: kept, and counting for nothing. */
  beforeStart: number;
  /** Accounts that a full snapshot has again, and that it has no longer. */
  returned: number;
  ended: number;
  /** Where the rejected rows were written, when there are any and the file lies on a disk. */
  rejectedFile: string | null;
}

/** A row that could not be taken. */
export interface Reject {
  line: number;
  /** The column that is to blame, as the file calls it; empty: the row as a whole. */
  column: string;
  reason: string;
  cells: readonly string[];
}

export interface ImportRequest {
  mapping: Mapping;
  files: readonly ImportFile[];
  /** The date that the files show; default: today in the workspace's time zone. */
  asOf?: BusinessDate;
  fullSnapshot?: boolean;
  strict?: boolean;
  /** The workspace's time zone, an IANA name. */
  timezone: string;
  /** Who imports, for the audit trail. */
  actor: string;
  onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  file: string;
  as: Kind;
  /** Rows read so far. */
  read: number;
}

/** Something that is wrong with a file, or with what was asked. */
export interface ImportProblem {
  file: string;
  line: number | null;
  problem: string;
}

export type ImportResult =
  | { ok: true; files: FileResult[]; notices: string[]; rejects: ReadonlyMap<string, string> }
  | {
      ok: false;
      /** `unreadable`: a file can not be read as it is mapped; `rejected`: strict, and there are rejected rows. */
      problem: 'unreadable' | 'rejected';
      problems: ImportProblem[];
      files: FileResult[];
      rejects: ReadonlyMap<string, string>;
    };

export function emptyResult(file: string, as: Kind): FileResult {
  return {
    file,
    as,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    rejected: 0,
    beforeStart: 0,
    returned: 0,
    ended: 0,
    rejectedFile: null,
  };
}

const SEPARATOR = '|';

/** A row's identity as it is stored: the source and the values of its key; no two lists of values give the same text. */
export function rowKey(sourceId: string, values: readonly string[]): string {
  return `${sourceId}${SEPARATOR}${joinKey(values)}`;
}

/** The values of a key as one text: one value stays as it is. */
export function joinKey(values: readonly string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  return values.map((value) => value.replaceAll('\\', '\\\\').replaceAll(SEPARATOR, '\\|')).join(SEPARATOR);
}
