/** Exported rows as CSV. */
import { stringify } from 'csv-stringify/sync';
import { guardFormula } from '../base/formula.ts';
import { exportColumns, type ExportKind, type ExportRow } from './store.ts';

/** The line that names the columns. */
export function csvHeader(kind: ExportKind): string {
  return stringify([[...exportColumns(kind)]]);
}

export function csvRows(kind: ExportKind, rows: readonly ExportRow[]): string {
  return stringify([...rows], { columns: [...exportColumns(kind)], cast: { string: guardFormula } });
}
