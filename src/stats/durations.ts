/** How long things took, counted: what the estimates of conversion, the log-rank test and the forecast are made of. */

/** What became of an account by the date. Open accounts are censored: what will become of them is not known yet. */
export type Outcome = 'reached' | 'churned' | 'open';

/** How many accounts had one outcome after the same number of days: a million accounts are a few thousand of these. */
export interface DurationCount {
  outcome: Outcome;
  /** From the first day to the outcome, or to the date while it is open. */
  days: number;
  accounts: number;
}

/** Adds accounts up one by one. */
export class DurationTally {
  readonly #days: Record<Outcome, Map<number, number>> = {
    reached: new Map(),
    churned: new Map(),
    open: new Map(),
  };

  add(outcome: Outcome, days: number): void {
    const byDays = this.#days[outcome];
    byDays.set(days, (byDays.get(days) ?? 0) + 1);
  }

  counts(): DurationCount[] {
    return (Object.entries(this.#days) as [Outcome, Map<number, number>][]).flatMap(([outcome, byDays]) =>
      [...byDays].map(([days, accounts]) => ({ outcome, days, accounts })),
    );
  }
}

/** A day on which accounts ended or were last seen. */
export interface Tally {
  days: number;
  /** Still there when the day began. On one day outcomes come first: who is open at its end was at risk of them. */
  atRisk: number;
  reached: number;
  churned: number;
  open: number;
}

/** The days in order, each once, whatever the order and the splitting of the rows; rows of no accounts are not there. */
export function tallyDays(counts: readonly DurationCount[]): Tally[] {
  const byDay = new Map<number, Tally>();
  let atRisk = 0;
  for (const { outcome, days, accounts } of counts) {
    if (accounts === 0) continue;
    const tally = byDay.get(days) ?? { days, atRisk: 0, reached: 0, churned: 0, open: 0 };
    tally[outcome] += accounts;
    byDay.set(days, tally);
    atRisk += accounts;
  }
  const ordered = [...byDay.values()].toSorted((a, b) => a.days - b.days);
  for (const tally of ordered) {
    tally.atRisk = atRisk;
    atRisk -= tally.reached + tally.churned + tally.open;
  }
  return ordered;
}

/** The place of the last of `rows` on or before a day, −1 when there is none. */
export function placeOn(rows: readonly { days: number }[], days: number): number {
  let [low, high] = [-1, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rows[middle]!.days <= days) low = middle;
    else high = middle - 1;
  }
  return low;
}
