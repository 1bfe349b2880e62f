/** A mapping for files whose columns bear the names of the fields: nobody has to write one for them. */
import { nearestWord } from '../base/nearest.ts';
import type { ColumnRef, Mapping, ValueSpec } from './domain.ts';
import { FIELDS, type Kind } from './fields.ts';
import { foldHeader } from './mapping.ts';

const KEY_NAMES = ['key', 'id', 'external_key'];
const ACCOUNT_NAMES = ['account', 'account_key', 'account_id'];

export type PlainMapping =
  | { ok: true; mapping: Mapping; unread: UnreadColumn[] }
  | { ok: false; problem: string };

/** A column that bears no field's name, and the field that may be meant by it. */
export interface UnreadColumn {
  column: string;
  meant: string | null;
}

/**
 * Maps each column that is called like a field of the kind; the row's key stands in `key` (or `id`), the account of
 * other kinds than accounts in `account`.
 * @param header the columns of the file, as it writes them
 */
export function mapByNames(file: string, as: Kind, header: readonly string[]): PlainMapping {
  const columns = new Set(header.map(foldHeader));
  const has = (name: string) => columns.has(foldHeader(name));
  const key = KEY_NAMES.find(has);
  const account = ACCOUNT_NAMES.find(has);
  const fields = Object.keys(FIELDS[as]).filter(has);
  const known = Object.keys(FIELDS[as]).join(', ');
  if (key === undefined) {
    return {
      ok: false,
      problem: `has no column “key”, by which a row is found again. Its columns could be: key, ${known}`,
    };
  }
  if (as !== 'account' && account === undefined) {
    return {
      ok: false,
      problem: `has no column “account” with the account’s key. Its columns could be: key, account, ${known}`,
    };
  }
  if (fields.length === 0) return { ok: false, problem: `has none of the columns ${known}` };
  const named = [key, ...(as === 'account' || account === undefined ? [] : [account]), ...fields];
  return {
    ok: true,
    unread: unreadColumns(as, header, named),
    mapping: {
      sources: [
        {
          id: `${as} by name`,
          file,
          as,
          key: [columnNamed(key)],
          account:
            as === 'account' || account === undefined ? null : { by: 'key', column: columnNamed(account) },
          set: new Map(fields.map((field) => [field, valueOf(field)])),
          skipWhen: [],
          onlyWhen: [],
        },
      ],
    },
  };
}

/** @param named the columns that are read */
function unreadColumns(as: Kind, header: readonly string[], named: readonly string[]): UnreadColumn[] {
  const read = new Set(named.map(foldHeader));
  const missing = Object.keys(FIELDS[as]).filter((field) => !read.has(foldHeader(field)));
  return header
    .map((column) => column.trim())
    .filter((column) => column !== '' && !read.has(foldHeader(column)))
    .map((column) => ({ column, meant: meantField(column, missing) }));
}

/** The field that is spelt closely, else the one that begins most alike: `started` and `start date` for `started_on`. */
function meantField(column: string, fields: readonly string[]): string | null {
  const folded = foldHeader(column);
  const near = nearestWord(folded, fields);
  if (near !== undefined) return near;
  const alike = fields
    .map((field) => ({ field, shared: sharedBeginning(folded, foldHeader(field)) }))
    .filter(({ shared }) => shared >= SHARED_AT_LEAST)
    .toSorted((a, b) => b.shared - a.shared);
  return alike[0]?.field ?? null;
}

const SHARED_AT_LEAST = 5;

function sharedBeginning(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

function columnNamed(name: string): ColumnRef {
  return { columns: [name], lower: false };
}

function valueOf(field: string): ValueSpec {
  return {
    from: columnNamed(field),
    value: null,
    asOf: false,
    map: null,
    otherwise: null,
    date: null,
    number: null,
    once: false,
  };
}
