/**
 * The success funnel: of the accounts that began to work on a milestone, how many reached it, left, or are still open.
 * Open accounts are censored, and leaving is a competing event.
 */
import type { BusinessDate } from '../base/business-date.ts';
import type { Interval } from '../stats/proportion.ts';

/** Under so many accounts a figure says that they are few, and no bottleneck is named. */
export const FEW = 10;

/** What became of an account at a milestone by the date. */
export type Outcome = 'reached' | 'churned' | 'open';

/** How many accounts had one outcome after the same number of days: all that the statistics need of them. */
export interface DurationCount {
  outcome: Outcome;
  /** From the day on which it began to work on the milestone to the outcome, or to the date while it is open. */
  days: number;
  accounts: number;
}

/** An account at a milestone: one entry. */
export interface Entry {
  accountId: string;
  milestoneId: string;
  enteredOn: BusinessDate;
  outcome: Outcome;
  /** When it reached the milestone, or left; null while it is open. */
  on: BusinessDate | null;
}

/** The share that reached the milestone within so many days. */
export type Conversion = { at: number } & Interval;

export interface MilestoneFunnel {
  id: string;
  name: string;
  journeyId: string;
  /** Its place on the journey, from 1. */
  position: number;
  usualDays: number;
  entered: number;
  reached: number;
  churned: number;
  open: number;
  /** By its usual days; null: nobody entered. */
  conversion: Conversion | null;
  /** At the horizon that was asked for. */
  atHorizon: Conversion | null;
  /** Of those that reached it; null: none did. */
  medianDays: number | null;
  /** Per 100 account-months of exposure, with an exact Poisson interval; null: nobody was exposed for a day. */
  churnPer100AccountMonths: (Interval & { accountMonths: number }) | null;
  /** Fewer than `FEW` accounts entered. */
  few: boolean;
}

export interface Funnel {
  date: BusinessDate;
  /** Null: all. */
  segment: string | null;
  /** Entries from this day on; null: all. */
  since: BusinessDate | null;
  horizon: number;
  milestones: MilestoneFunnel[];
  /** The milestone with the lowest conversion by its usual days among those with at least `FEW` entries; null: none. */
  bottleneck: string | null;
}
