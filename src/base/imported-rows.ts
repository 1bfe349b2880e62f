/** The rows of an import as the features read them that write them: who says it, what they hold, what came of each. */
import type { Transaction } from 'kysely';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { addDays, businessDateOf, laterOf, type BusinessDate } from './business-date.ts';
import type { Deps } from './deps.ts';
import { asTyped } from './text.ts';

/** What a whole import needs. */
export interface ImportDeps extends Deps {
  /** Brings the messages up to date that show CTAs which an import has closed, in its transaction. */
  showCtas?: (trx: Transaction<Database>, ctaIds: readonly string[]) => Promise<void>;
}

/** What the rows of one kind need. */
export type RowDeps = Pick<Deps, 'makeId' | 'now'>;

/** A row of a file: the values of the mapped fields, lists as JSON. */
export interface ImportedRow {
  key: string;
  /** The identity that its source and its key make together. */
  sourceKey: string;
  accountId: string;
  values: Record<string, string | number | null>;
}

/** The field of a row that can not be taken, as files call it, and why. */
export interface RowProblem {
  column: string;
  reason: string;
}

/** What came of a row. */
export type RowOutcome = 'created' | 'updated' | 'unchanged' | RowProblem;

export interface ImportScope {
  executor: Transaction<Database>;
  dialect: DialectName;
  workspaceId: string;
}

export interface Importing {
  actor: string;
  /** The day that the file shows. */
  asOf: BusinessDate;
  /** Rows that differ from what is there are told as updated, and nothing is written. */
  onlyCompare: boolean;
  /** Takes in the gaps that rows name and that are not here: no import brings them. */
  missingGaps?: Set<string>;
  /** Takes in the surveys that rows name and that no metric asks for. */
  surveys?: NamedSurveys;
}

export interface NamedSurveys {
  /** What metrics ask for; null: it was not looked up yet. */
  known: ReadonlySet<string> | null;
  unknown: Set<string>;
}

/** Every day of a file may be past. */
export const EVER: BusinessDate = '0001-01-01';

export const NOBODY: RowProblem = {
  column: 'contact_key',
  reason: 'no contact of the account has this key',
};

/** Of a text no more is kept than any database can hold; null: there is none. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = asTyped(value);
  return text === '' ? null : text;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

export function listIn<T = string>(value: unknown): T[] {
  return typeof value === 'string' ? (JSON.parse(value) as T[]) : [];
}

/** The day of a row, of which files say the day or the time. */
export function dayOf({ values }: ImportedRow): BusinessDate | null {
  return textOf(values['day']) ?? textOf(values['atDay']);
}

/** Nothing was said after today, wherever that begins, nor after the day that the file shows. */
export function lastDayOf(deps: Pick<Deps, 'now'>, { asOf }: Importing): BusinessDate {
  return laterOf(asOf, addDays(businessDateOf(deps.now(), 'utc'), 1));
}

/** The keys and ids by which rows may be there already. */
export function keysOf(rows: readonly ImportedRow[]): string[] {
  return rows.flatMap(({ key, sourceKey }) => [sourceKey, key]);
}

/** What is there of a row: under its own source's key, or of an export under the key or the id that it had. */
export function knownAs<T>(known: ReadonlyMap<string, T>, { key, sourceKey }: ImportedRow): T | null {
  return known.get(sourceKey) ?? known.get(key) ?? null;
}

/** Ids as they are made here: what comes of an export keeps its own. */
const OWN_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export function idFor({ key }: ImportedRow, { makeId }: Pick<Deps, 'makeId'>): string {
  return OWN_ID.test(key) ? key : makeId();
}

/** Why a row that differs is not taken: it was written before what is known. Null: it was not, or does not say. */
export function changedSince({ values }: ImportedRow, before: { version: number } | null): RowProblem | null {
  const version = numberOf(values['version']);
  if (version === null || before === null || version >= before.version) return null;
  return {
    column: 'version',
    reason: `changed here since: version ${before.version}, the file has ${version}`,
  };
}

/** The version of what a row becomes: above the known one, and not below that of the file, so that it stays comparable. */
export function versionFrom({ values }: ImportedRow, before: { version: number } | null): number {
  return Math.max((before?.version ?? 0) + 1, numberOf(values['version']) ?? 1);
}
