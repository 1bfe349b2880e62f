/** Reads a file's rows by a source of the mapping: compiled once per file, then a few calls per row. */
import { domainKey } from '../accounts/domain.ts';
import { nameKey } from '../accounts/name-key.ts';
import { joinKey, rowKey, type RowTest, type Source } from './domain.ts';
import { compileFields, type Problem, type Stored } from './field-reader.ts';
import { FIELDS, type Kind } from './fields.ts';
import { Columns, type Cells } from './row-columns.ts';
import * as values from './values.ts';

export type ReadRow =
  | { kind: 'skip' }
  | { kind: 'reject'; column: string; reason: string; key: string | null }
  | { kind: 'row'; key: string; account: AccountKey | null; values: Record<string, Stored> };

/** What a row says of its account: a key, a domain or a name, in the form in which accounts are found by it. */
export interface AccountKey {
  /** `row:KIND`: the account of a row of that kind which an earlier import brought. */
  by: 'key' | 'domain' | 'name' | `row:${Kind}`;
  value: string;
  /** The column that says so, for a reason. */
  column: string;
}

/** The account's key by the value of another file's column; null: it names several. */
export type ViaIndex = ReadonlyMap<string, string | null>;

/** How a row's account is found by way of another file: in the file itself, or in what was imported of it. */
export type Via = { index: ViaIndex } | { source: Source };

export interface RowReader {
  read(cells: Cells): ReadRow;
  /** The columns of the table that the source fills. */
  columns: string[];
  /** Those of them that are only filled while they are empty. */
  once: ReadonlySet<string>;
  /** The columns with the text of a person, to be resolved to that person's id. */
  people: string[];
}

/** Buttons carry an account's key; the HTTP API takes no longer one either. */
const LONGEST_ACCOUNT_KEY = 255;

/**
 * @returns the reader, or what is wrong with the header: each column that the mapping names and the file lacks
 */
export function createRowReader(
  source: Source,
  header: readonly string[],
  context: { timezone: string; asOf: string; via: Via | null },
): { ok: true; reader: RowReader } | { ok: false; problems: string[] } {
  const columns = new Columns(header, isExported(source.as));
  const skip = source.skipWhen.map((test) => compileTest(test, columns));
  const only = source.onlyWhen.map((test) => compileTest(test, columns));
  const keyParts = source.key.map((ref) => ({ name: ref.columns[0] ?? '', cell: columns.cell(ref) }));
  const account = compileAccount(source, columns, context.via);
  const fields = compileFields(source, columns, context);
  if (columns.problems.length > 0) return { ok: false, problems: columns.problems };

  const read = (cells: Cells): ReadRow => {
    if (skip.length > 0 && skip.every((test) => test(cells))) return { kind: 'skip' };
    if (only.length > 0 && !only.every((test) => test(cells))) return { kind: 'skip' };
    const parts: string[] = [];
    for (const part of keyParts) {
      const text = part.cell(cells);
      if (text === '') return { kind: 'reject', column: part.name, reason: 'the key is empty', key: null };
      parts.push(text);
    }
    const key = joinKey(parts);
    if (source.as === 'account' && key.length > LONGEST_ACCOUNT_KEY) {
      const reason = `the key has more than ${LONGEST_ACCOUNT_KEY} characters`;
      return { kind: 'reject', column: keyParts[0]?.name ?? '', reason, key };
    }
    const row: Record<string, Stored> = {};
    for (const field of fields) {
      const problem = field(cells, row);
      if (problem !== null) return { kind: 'reject', ...problem, key };
    }
    const of = account?.(cells) ?? null;
    if (of !== null && 'reason' in of) return { kind: 'reject', ...of, key };
    return { kind: 'row', key, account: of, values: row };
  };
  return { ok: true, reader: { read, ...filledColumns(source) } };
}

/** Texts that people wrote are exported so that no spreadsheet runs them: they are read back as they were. */
function isExported(kind: Kind): boolean {
  return kind === 'goal' || kind === 'feedback' || kind === 'touchpoint' || kind === 'survey';
}

function compileTest({ column, test }: RowTest, columns: Columns): (cells: Cells) => boolean {
  const cell = columns.cell(column);
  if ('sameAs' in test) {
    const other = columns.cell(test.sameAs);
    return (cells) => cell(cells).toLowerCase() === other(cells).toLowerCase();
  }
  const wanted = new Set('is' in test ? test.is : test.isNot);
  return 'is' in test ? (cells) => wanted.has(cell(cells)) : (cells) => !wanted.has(cell(cells));
}

function compileAccount(
  source: Source,
  columns: Columns,
  via: Via | null,
): ((cells: Cells) => AccountKey | Problem) | null {
  const { account } = source;
  if (account === null) return null;
  if (account.by === 'via') {
    const { file, match: column, lower } = account;
    const cell = columns.cell({ columns: [column], lower: false });
    if (via !== null && 'source' in via) {
      const { as, id, key } = via.source;
      const toKey = key[0]?.lower ? (text: string) => text.toLowerCase() : (text: string) => text;
      return (cells) => ({ by: `row:${as}`, value: rowKey(id, [toKey(cell(cells))]), column });
    }
    return (cells) => {
      const found = via?.index.get(cell(cells));
      if (found === undefined) return { column, reason: `${values.quoted(cell(cells))} is not in ${file}` };
      if (found === null)
        return { column, reason: `${values.quoted(cell(cells))} has several accounts in ${file}` };
      return { by: 'key', value: lower ? found.toLowerCase() : found, column };
    };
  }
  const column = account.column.columns[0] ?? '';
  const cell = columns.cell(account.column);
  const toKey = { key: (text: string) => text, domain: domainKey, name: nameKey }[account.by];
  return (cells) => {
    const value = toKey(cell(cells));
    return value === '' ? { column, reason: 'no account is named' } : { by: account.by, value, column };
  };
}

function filledColumns(source: Source): Pick<RowReader, 'columns' | 'once' | 'people'> {
  const set = [...source.set].flatMap(([name, spec]) => {
    const field = FIELDS[source.as][name];
    return field === undefined ? [] : [{ field, spec }];
  });
  const columns = set.flatMap(({ field }) =>
    field.type === 'moment' ? [field.column, 'at'] : [field.column],
  );
  return {
    columns,
    once: new Set(set.filter(({ spec }) => spec.once).map(({ field }) => field.column)),
    people: set.filter(({ field }) => field.type === 'person').map(({ field }) => field.column),
  };
}
