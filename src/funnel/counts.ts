/** Entries added up: a few thousand numbers, however many accounts there are. */
import { dayNumber, type BusinessDate } from '../base/business-date.ts';
import type { DurationCount, Outcome } from './domain.ts';
import type { Entry } from './entries.ts';

/** How many accounts, by days. */
type Days = Map<number, number>;
type Cell = Record<Outcome, Days>;

/** Counts by group, journey, place of the milestone, outcome and days. */
export class Counts {
  readonly #groups = new Map<string | null, Map<string, Cell[]>>();
  /** There are few dates, and many entries that begin or end on each. */
  readonly #dayNumbers = new Map<BusinessDate, number>();

  add(group: string | null, journeyId: string, { number, outcome, enteredOn, endedOn }: Entry): void {
    const cell = this.#cell(group, journeyId, number)[outcome];
    const days = this.#dayNumber(endedOn) - this.#dayNumber(enteredOn);
    cell.set(days, (cell.get(days) ?? 0) + 1);
  }

  /** The groups that have entries. */
  groups(): (string | null)[] {
    return [...this.#groups.keys()];
  }

  /** The entries of one milestone, by its place from 1; one more than there are: of those that finished the journey. */
  of(group: string | null, journeyId: string, number: number): DurationCount[] {
    const cell = this.#groups.get(group)?.get(journeyId)?.[number - 1];
    if (cell === undefined) return [];
    return (Object.entries(cell) as [Outcome, Days][]).flatMap(([outcome, byDays]) =>
      [...byDays].map(([days, accounts]) => ({ outcome, days, accounts })),
    );
  }

  #cell(group: string | null, journeyId: string, number: number): Cell {
    let journeys = this.#groups.get(group);
    if (journeys === undefined) this.#groups.set(group, (journeys = new Map()));
    let cells = journeys.get(journeyId);
    if (cells === undefined) journeys.set(journeyId, (cells = []));
    return (cells[number - 1] ??= { reached: new Map(), churned: new Map(), open: new Map() });
  }

  #dayNumber(date: BusinessDate): number {
    let number = this.#dayNumbers.get(date);
    if (number === undefined) this.#dayNumbers.set(date, (number = dayNumber(date)));
    return number;
  }
}
