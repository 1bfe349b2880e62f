/** Entries of many ranges of accounts, added up: a few thousand numbers, however many accounts there are. */
import type { DurationCount, Outcome } from './domain.ts';

const OUTCOMES: readonly Outcome[] = ['reached', 'churned', 'open'];

/** Counts by group, journey, place of the milestone, outcome and days. */
export class Counts {
  readonly #groups = new Map<string | null, Map<string, Map<number, number>>>();

  add(
    group: string | null,
    journeyId: string,
    number: number,
    { outcome, days, accounts }: DurationCount,
  ): void {
    let cells = this.#groups.get(group);
    if (cells === undefined) this.#groups.set(group, (cells = new Map()));
    const name = cellOf(journeyId, number, outcome);
    let cell = cells.get(name);
    if (cell === undefined) cells.set(name, (cell = new Map()));
    cell.set(days, (cell.get(days) ?? 0) + accounts);
  }

  /** The groups that have entries. */
  groups(): (string | null)[] {
    return [...this.#groups.keys()];
  }

  /** The entries of one milestone, by its place from 1; one more than there are: of those that finished the journey. */
  of(group: string | null, journeyId: string, number: number): DurationCount[] {
    const cells = this.#groups.get(group);
    return OUTCOMES.flatMap((outcome) => {
      const cell = cells?.get(cellOf(journeyId, number, outcome)) ?? new Map<number, number>();
      return [...cell].map(([days, accounts]) => ({ outcome, days, accounts }));
    });
  }
}

function cellOf(journeyId: string, number: number, outcome: Outcome): string {
  return `${journeyId} ${number} ${outcome}`;
}
