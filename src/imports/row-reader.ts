/** Reads a file's rows by a source of the mapping: compiled once per file, then a few calls per row. */
import { unguardFormula } from '../base/formula.ts';
import { nearestWord } from '../base/nearest.ts';
import { domainKey } from '../accounts/domain.ts';
import { nameKey } from '../accounts/name-key.ts';
import { createMomentReader } from './dates.ts';
import { joinKey, rowKey, type ColumnRef, type RowTest, type Source, type ValueSpec } from './domain.ts';
import { FIELDS, type Field, type Kind } from './fields.ts';
import { foldHeader } from './mapping.ts';
import * as values from './values.ts';

export type Cells = readonly string[];
export type Stored = string | number | null;

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

type Problem = { column: string; reason: string };

/** Buttons carry an account's key; the HTTP API takes no longer one either. */
const LONGEST_ACCOUNT_KEY = 255;
type ReadField = (cells: Cells, into: Record<string, Stored>) => Problem | null;

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

/** A file's columns by their names; collects the names that it lacks. */
class Columns {
  readonly problems: string[] = [];
  readonly #header: readonly string[];
  readonly #folded: string[];

  readonly #unguard: (text: string) => string;

  constructor(header: readonly string[], isGuarded: boolean) {
    this.#unguard = isGuarded ? unguardFormula : (text) => text;
    this.#header = header.map((name) => name.trim());
    this.#folded = this.#header.map(foldHeader);
  }

  /** The trimmed text of a column. */
  cell(ref: ColumnRef): (cells: Cells) => string {
    const index = this.#find(ref);
    const unguard = this.#unguard;
    if (ref.lower) return (cells) => unguard((cells[index] ?? '').trim()).toLowerCase();
    return (cells) => unguard((cells[index] ?? '').trim());
  }

  #find({ columns }: ColumnRef): number {
    for (const name of columns) {
      const exact = this.#header.indexOf(name.trim());
      if (exact >= 0) return exact;
      const folded = foldHeader(name);
      const first = this.#folded.indexOf(folded);
      if (first >= 0 && this.#folded.indexOf(folded, first + 1) >= 0) {
        this.#complain(`has more than one column "${name}"`);
      }
      if (first >= 0) return first;
    }
    const near = nearestWord(columns[0] ?? '', this.#header);
    const hint = near === undefined ? '.' : `; did you mean "${near}"?`;
    const wanted = columns.map((name) => `"${name}"`).join(' or ');
    this.#complain(`has no column ${wanted}${hint} Its columns: ${this.#header.join(', ')}`);
    return -1;
  }

  #complain(problem: string): void {
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }
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

function compileFields(
  source: Source,
  columns: Columns,
  context: { timezone: string; asOf: string },
): ReadField[] {
  const fields = FIELDS[source.as];
  const readers = [...source.set].flatMap(([name, spec]) => {
    const field = fields[name];
    return field === undefined ? [] : [compileField(name, field, spec, columns, context)];
  });
  for (const [name, field] of Object.entries(fields)) {
    const { column, empty } = field;
    if (source.set.has(name) || empty === undefined) continue;
    readers.push((_cells, into) => {
      into[column] = empty;
      return null;
    });
  }
  return readers;
}

function compileField(
  name: string,
  field: Field,
  spec: ValueSpec,
  columns: Columns,
  context: { timezone: string; asOf: string },
): ReadField {
  const column = spec.from?.columns[0] ?? name;
  const fixed = spec.asOf ? context.asOf : (spec.value ?? '');
  const cell = spec.from === null ? () => fixed : columns.cell(spec.from);
  const mapped = spec.map === null ? null : compileMap(spec.map, spec.otherwise);
  const store = compileStore(field, spec, context.timezone);
  return (cells, into) => {
    let text = cell(cells);
    if (mapped !== null) {
      const found = mapped(text);
      if (!found.ok) return { column, reason: found.reason };
      text = String(found.value);
    }
    if (text === '') {
      if (field.required) return { column, reason: 'is empty' };
      into[field.column] = field.empty ?? null;
      return null;
    }
    const reason = store(text, into);
    return reason === null ? null : { column, reason };
  };
}

/** The mapped value; an empty text that the map lacks stays empty. */
function compileMap(
  map: ReadonlyMap<string, string>,
  otherwise: string | null,
): (text: string) => values.Value {
  const folded = new Map([...map].map(([from, to]) => [from.trim().toLowerCase(), to]));
  return (text) => {
    const found = map.get(text) ?? folded.get(text.toLowerCase()) ?? (text === '' ? '' : otherwise);
    if (found !== null) return { ok: true, value: found };
    const near = nearestWord(text, [...map.keys()]);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return { ok: false, reason: `${values.quoted(text)} is not in the mapping's map${hint}` };
  };
}

/** Stores a text that is not empty, or answers why it can not be taken. */
function compileStore(
  field: Field,
  spec: ValueSpec,
  timezone: string,
): (text: string, into: Record<string, Stored>) => string | null {
  const { type, column } = field;
  if (type === 'date' || type === 'moment') {
    const read = createMomentReader(spec.date, timezone);
    const form =
      spec.date ?? 'YYYY-MM-DD, with or without a time; the mapping can name another form: date: DD.MM.YYYY';
    return (text, into) => {
      const moment = read(text);
      if (moment === null) return `${values.quoted(text)} is not a date of the form ${form}`;
      into[column] = moment.day;
      if (type === 'moment') into['at'] = moment.at;
      return null;
    };
  }
  const read = readerOf(type, spec);
  const longest = field.longest ?? Number.POSITIVE_INFINITY;
  return (text, into) => {
    if (text.length > longest) return `${values.quoted(text)} has more than ${longest} characters`;
    const found = read(text);
    if (!found.ok) return found.reason;
    into[column] = found.value;
    return null;
  };
}

function readerOf(
  type: Exclude<Field['type'], 'date' | 'moment'>,
  spec: ValueSpec,
): (text: string) => values.Value {
  switch (type) {
    case 'number':
      return (text) => values.readNumber(text, spec.number);
    case 'count':
      return (text) => values.readCount(text, spec.number);
    case 'version':
      return values.readVersion;
    case 'flag':
      return values.readFlag;
    case 'stage':
      return values.readStage;
    case 'persona':
      return values.readPersona;
    case 'answer_persona':
      return values.readAnswerPersona;
    case 'touchpoint_kind':
      return values.readTouchpointKind;
    case 'qualifiers':
      return values.readQualifiers;
    case 'currency':
      return values.readCurrency;
    case 'goal_state':
      return values.readGoalState;
    case 'period':
      return values.readPeriod;
    case 'gains':
      return values.readGains;
    case 'consent':
      return values.readConsent;
    case 'contacts':
      return values.readContacts;
    case 'names':
      return values.readNames;
    case 'alternatives':
      return values.readAlternatives;
    case 'email':
      return values.readEmail;
    case 'domain':
      return values.readDomain;
    case 'note':
      return (text) => ({ ok: true, value: text });
    case 'text':
    case 'person':
      return values.readText;
  }
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
