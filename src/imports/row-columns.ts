/** The cells of a file's rows by the names of its columns. */
import { unguardFormula } from '../base/formula.ts';
import { nearestWord } from '../base/nearest.ts';
import type { ColumnRef } from './domain.ts';
import { foldHeader } from './mapping.ts';

/** A row's texts, one for each column of the header. */
export type Cells = readonly string[];

/** A file's columns by their names; collects the names that it lacks. */
export class Columns {
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
