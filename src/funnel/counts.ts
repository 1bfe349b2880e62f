/** Entries added up: a few thousand numbers, however many accounts there are. */
import { dayNumber, type BusinessDate } from '../base/business-date.ts';
import { DurationTally } from '../stats/durations.ts';
import type { DurationCount } from './domain.ts';
import type { Entry } from './entries.ts';

/** Counts by group, journey, place of the milestone, outcome and days. */
export class Counts {
  readonly #groups = new Map<string | null, Map<string, DurationTally[]>>();
  /** There are few dates, and many entries that begin or end on each. */
  readonly #dayNumbers = new Map<BusinessDate, number>();

  add(group: string | null, journeyId: string, { number, outcome, enteredOn, endedOn }: Entry): void {
    const days = this.#dayNumber(endedOn) - this.#dayNumber(enteredOn);
    this.#tally(group, journeyId, number).add(outcome, days);
  }

  /** The groups that have entries. */
  groups(): (string | null)[] {
    return [...this.#groups.keys()];
  }

  /** The entries of one milestone, by its place from 1; one more than there are: of those that finished the journey. */
  of(group: string | null, journeyId: string, number: number): DurationCount[] {
    return this.#groups.get(group)?.get(journeyId)?.[number - 1]?.counts() ?? [];
  }

  #tally(group: string | null, journeyId: string, number: number): DurationTally {
    let journeys = this.#groups.get(group);
    if (journeys === undefined) this.#groups.set(group, (journeys = new Map()));
    let tallies = journeys.get(journeyId);
    if (tallies === undefined) journeys.set(journeyId, (tallies = []));
    return (tallies[number - 1] ??= new DurationTally());
  }

  #dayNumber(date: BusinessDate): number {
    let number = this.#dayNumbers.get(date);
    if (number === undefined) this.#dayNumbers.set(date, (number = dayNumber(date)));
    return number;
  }
}
