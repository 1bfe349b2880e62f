/** What the benchmark says: figures, each held against another one of the same run. */

export interface Figure {
  name: string;
  database: string;
  accounts: number;
  /** Measured, in `unit`. */
  value: number;
  unit: string;
  /** What the value is held against, in the same unit; null: only the goal. */
  against: number | null;
  /** The value in terms of `against`, always so that smaller is better or as the goal says. */
  ratio: number | null;
  goal: string | null;
  note: string;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The figure with `ratio = value / against`. */
export function compared(figure: Omit<Figure, 'ratio' | 'against'> & { against: number }): Figure {
  return { ...figure, ratio: figure.value / figure.against };
}

/** The figure alone. */
export function single(figure: Omit<Figure, 'ratio' | 'against'>): Figure {
  return { ...figure, against: null, ratio: null };
}

/** The figures as a table of text. */
export function tableOf(figures: readonly Figure[]): string {
  const heads = ['figure', 'database', 'accounts', 'value', 'against', 'ratio', 'goal', 'note'];
  const rows = figures.map((figure) => [
    figure.name,
    figure.database,
    figure.accounts.toLocaleString('en'),
    `${rounded(figure.value)} ${figure.unit}`,
    figure.against === null ? '' : `${rounded(figure.against)} ${figure.unit}`,
    figure.ratio === null ? '' : rounded(figure.ratio),
    figure.goal ?? '',
    figure.note,
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  return [heads, widths.map((width) => '-'.repeat(width)), ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
