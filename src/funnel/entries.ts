/**
 * What one account began to work on, and what became of it there by a date. A date that was found stays what it is: a
 * milestone that was reached stays reached, so that an account as it is known today tells where it was on any earlier day.
 */
import { departedOn, type ChurnSignal } from '../accounts/departure.ts';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Journey } from '../journey/domain.ts';
import type { FunnelPlace, Outcome } from './domain.ts';

/** What is known of an account on a journey. */
export interface FunnelAccount {
  startedOn: BusinessDate;
  /** When each milestone was reached, in the order of the journey; the first one that was not ends the list. */
  reached: readonly BusinessDate[];
  /** The newest first; on one day a return goes before a departure. */
  churn: readonly ChurnSignal[];
}

/** An account at a milestone. */
export interface Entry {
  /** The milestone's place on the journey, from 1; one more than there are: the journey is finished. */
  number: number;
  enteredOn: BusinessDate;
  outcome: Outcome;
  /** When it reached the milestone or left; the date while it is open. */
  endedOn: BusinessDate;
}

/** The numbers of some entries on a journey. */
export interface Numbers {
  first: number;
  last: number;
}

/** Those of all entries. */
export function allNumbers({ phases }: Pick<Journey, 'phases'>): Numbers {
  return { first: 1, last: phases.length + 1 };
}

/** Those of the entries at a place; null: the journey does not have it. */
export function numbersAt(
  { id, phases }: Pick<Journey, 'id' | 'phases'>,
  place: FunnelPlace,
): Numbers | null {
  const journeyId = place.kind === 'finished' ? place.id : (place.journeyId ?? id);
  if (journeyId !== id) return null;
  const index =
    place.kind === 'finished'
      ? phases.length
      : phases.findIndex(({ milestone }) => milestone.id === place.id);
  return index === -1 ? null : { first: index + 1, last: index + 1 };
}

/** Whether an entry was made from `since` up to `until`; null: whenever before or after. */
export function isWithin(
  { enteredOn }: Pick<Entry, 'enteredOn'>,
  { since, until = null }: { since: BusinessDate | null; until?: BusinessDate | null },
): boolean {
  return (since === null || enteredOn >= since) && (until === null || enteredOn <= until);
}

/**
 * An account's entries by a date in the order of the journey, those with the numbers from `first` to `last`: it enters a
 * milestone when it reaches the one before it, and nothing after it left.
 */
export function entriesOf(account: FunnelAccount, date: BusinessDate, { first, last }: Numbers): Entry[] {
  const { startedOn, reached } = account;
  const gone = departedOn(account.churn, date);
  const end = gone ?? date;
  const entries: Entry[] = [];
  for (let number = first; number <= last; number += 1) {
    const enteredOn = number === 1 ? startedOn : reached[number - 2];
    if (enteredOn === undefined || enteredOn > end) break;
    const hitOn = reached[number - 1];
    if (hitOn !== undefined && hitOn <= end) {
      entries.push({ number, enteredOn, outcome: 'reached', endedOn: hitOn });
    } else {
      entries.push({ number, enteredOn, outcome: gone === null ? 'open' : 'churned', endedOn: end });
    }
  }
  return entries;
}

/**
 * What became by `date` of the entry that was open on an earlier day, where it was reached since.
 * @returns the milestone's number, and after how many days from then on; null: no milestone was open, or not reached
 */
export function reachedLater(
  account: FunnelAccount,
  milestones: number,
  { openOn, date }: { openOn: BusinessDate; date: BusinessDate },
): { number: number; days: number } | null {
  const then = entriesOf(account, openOn, { first: 1, last: milestones }).at(-1);
  if (then?.outcome !== 'open') return null;
  const [now] = entriesOf(account, date, { first: then.number, last: then.number });
  return now?.outcome === 'reached' ? { number: then.number, days: daysBetween(openOn, now.endedOn) } : null;
}
