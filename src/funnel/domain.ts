/**
 * The success funnel: of the accounts that began to work on a milestone, how many reached it, left, or are still open.
 * Open accounts are censored, and leaving is a competing event.
 */
import type { BusinessDate } from '../base/business-date.ts';
import type { DurationCount, Outcome } from '../stats/durations.ts';
import { cumulativeIncidence, type Incidence } from '../stats/incidence.ts';
import type { LogRank } from '../stats/log-rank.ts';
import type { Interval } from '../stats/proportion.ts';

/** Under so many accounts no bottleneck is named, either. */
export { FEW } from '../stats/few.ts';

export type { DurationCount, Outcome };

/**
 * The share that reached the milestone within so many days; `beyond`: nobody was followed for so long, and the estimate
 * is what was seen until then.
 */
export type Conversion = Incidence;

/** The entries of some time. */
export interface Side {
  entered: number;
  /** By the usual days; null: nobody was looked at for so long. */
  conversion: Conversion | null;
}

/** How many entered, and which share reached it by its usual days. */
export function sideOf(counts: readonly DurationCount[], usualDays: number): Side {
  const [found] = cumulativeIncidence(counts, [usualDays]);
  return {
    entered: counts.reduce((all, { accounts }) => all + accounts, 0),
    conversion: found === undefined || found.beyond ? null : found,
  };
}

/** So many of those who were there left, for each 100 months that an account was there. */
export type ChurnRate = Interval & { accountMonths: number };

/** A milestone on a journey; other journeys may have one with the same id. */
export interface MilestoneKey {
  journeyId: string;
  id: string;
}

/** @param one null: none */
export function isSameMilestone(one: MilestoneKey | null, other: MilestoneKey): boolean {
  return one !== null && one.id === other.id && one.journeyId === other.journeyId;
}

export interface MilestoneFunnel extends MilestoneKey {
  name: string;
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
  churnPer100AccountMonths: ChurnRate | null;
  /** Fewer than `FEW` accounts entered. */
  few: boolean;
}

/** Those who finished a journey: they work on no milestone of it, and may leave all the same. */
export interface AfterJourney {
  journeyId: string;
  name: string;
  finished: number;
  churned: number;
  churnPer100AccountMonths: ChurnRate | null;
  /** Fewer than `FEW` accounts finished it. */
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
  after: AfterJourney[];
  /**
   * The milestone with the lowest conversion by its usual days among those with at least `FEW` entries of which some were
   * followed for so long; null: none.
   */
  bottleneck: MilestoneKey | null;
}

/** What entries may be counted apart by. */
export const GROUP_KINDS = ['fit', 'sold_by', 'segment', 'variant'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Those of them that are said of an account itself. */
export type GroupColumn = Exclude<GroupKind, 'variant'>;

export interface GroupFunnel {
  /** As people call it; null: nobody said it. */
  name: string | null;
  /** As it is asked for; null: nobody said it. */
  group: string | null;
  milestones: MilestoneFunnel[];
}

/** The same funnel, group by group. */
export interface GroupedFunnel {
  by: GroupKind;
  date: BusinessDate;
  segment: string | null;
  since: BusinessDate | null;
  /** The greatest first; last the one without a name. */
  groups: GroupFunnel[];
  /** In the order of the milestones: that the named groups with at least `FEW` entries reach it alike fast; null: too few. */
  tests: (LogRank | null)[];
}

/** The days ahead that are forecast. */
export const FORECAST_DAYS = [30, 60, 90] as const;

/** How many of the open accounts will reach their milestone within so many days. */
export interface Expected {
  days: number;
  expected: number;
  low: number;
  high: number;
  /** Open accounts that have been there longer, or would have to be followed longer, than anybody was. */
  beyond: number;
}

export interface MilestoneForecast extends MilestoneKey {
  name: string;
  open: number;
  expected: Expected[];
  /** Fewer than `FEW` accounts entered, of which it is forecast. */
  few: boolean;
}

/** An earlier forecast against what happened. */
export interface Backtest {
  /** By what was known on this day. */
  madeOn: BusinessDate;
  milestones: (MilestoneForecast & {
    /** How many reached it, in the order of `expected`. */
    happened: number[];
  })[];
  /** Of all milestones together. */
  expected: Expected[];
  happened: number[];
}

export interface Forecast {
  date: BusinessDate;
  segment: string | null;
  milestones: MilestoneForecast[];
  /** Of all milestones together. */
  expected: Expected[];
  /** For the longest of the days that are forecast; what was known then tells what it would have said. */
  backtest: Backtest;
}

/** An open account with a renewal ahead. */
export interface Prospect {
  id: string;
  key: string;
  name: string;
  milestoneId: string;
  milestoneName: string;
  /** At the milestone. */
  days: number;
  /** When it has more likely than not reached the milestone; null: that is not foreseeable. */
  likelyOn: BusinessDate | null;
  renewsOn: BusinessDate;
  arr: number | null;
  currency: string | null;
  value: ValueAhead;
}

/** Whether value likely comes before renewal; `unknown`: nobody was followed up to the renewal, so that it may be either. */
export type ValueAhead = 'late' | 'unknown' | 'in_time';

/** Whether value comes before renewal. */
export interface RenewalOutlook {
  date: BusinessDate;
  inTime: number;
  late: number;
  unknown: number;
  /** Open accounts without a renewal ahead. */
  withoutRenewal: number;
  /** Money a year of the late ones, by currency, the largest first. */
  lateArr: { currency: string | null; amount: number }[];
  /** The late ones first, by money; then those of which it is not known, by money; then by renewal. */
  accounts: Prospect[];
  hasMore: boolean;
}

/**
 * Where accounts are listed: at a milestone, of each journey that has it where none is said, or behind a journey that they
 * finished.
 */
export type FunnelPlace =
  | { kind: 'milestone'; id: string; journeyId?: string }
  | { kind: 'finished'; id: string };

/** Where accounts are listed; of trials those that reached the milestone, or all of them: `ALL_TRIALS`. */
export type ListPlace = FunnelPlace | { kind: 'trial'; id: string };

/** No milestone is called so. */
export const ALL_TRIALS = '*';

/**
 * A group whose accounts are listed by themselves; null: those of whom nobody said it. Of a variant those that were at the
 * milestone when they entered the scenario, or with `isLater` those that began on it after that.
 */
export type EntryGroup =
  | { by: GroupColumn; group: string | null }
  | { by: 'variant'; scenarioId: string; facilitatorId: string; group: string; isLater?: true };

/** The days on which entries were made; they are told as they stood on the last one. */
export interface EntryWindow {
  from: BusinessDate;
  upTo: BusinessDate;
}

/** Which of the entries at a place are listed; null: all. */
export interface EntryFilter {
  group: EntryGroup | null;
  window: EntryWindow | null;
}

export const NO_FILTER: EntryFilter = { group: null, window: null };

/** An account behind a figure. */
export interface ListedEntry {
  id: string;
  key: string;
  name: string;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  enteredOn: BusinessDate;
  outcome: Outcome;
  /** When it reached the milestone or left; the date while it is open. */
  endedOn: BusinessDate;
  days: number;
  /**
   * When it has more likely than not reached the milestone at which it is open; `on` is null where that is not
   * foreseeable. Null: it is not forecast.
   */
  likely: { on: BusinessDate | null } | null;
}

/** What a milestone of a trial says of buying. */
export interface TrialMilestone {
  id: string;
  name: string;
  /** So many trials reached it, and so many of these bought after that. */
  reached: number;
  paid: number;
  /** Of those that reached it and did not buy: so many left, and are open. */
  churned: number;
  open: number;
  /** The share that bought within the usual length of the trial, counted from reaching it; null: nobody reached it. */
  after: Conversion | null;
  /** The share that bought within as many days of the start, before they had reached it. */
  without: Conversion | null;
  few: boolean;
}

/** Free trials of one segment: who bought, by milestone reached. It is an association: whoever means to buy does more. */
export interface Trials {
  segment: string;
  name: string;
  date: BusinessDate;
  since: BusinessDate | null;
  /** The usual days of all phases. */
  usualDays: number;
  began: number;
  paid: number;
  churned: number;
  open: number;
  /** Of all, within the usual days. */
  conversion: Conversion | null;
  /** Fewer than `FEW` began. */
  few: boolean;
  milestones: TrialMilestone[];
  /**
   * The milestone after which the share that bought is greater by most than without it, of those that at least `FEW`
   * reached and whose difference has an interval above 0; null: none.
   */
  telling: string | null;
}

/** What a funnel that is shown is of. */
export interface FunnelAbout {
  /** Null: all. */
  segment: { id: string; name: string } | null;
  since: BusinessDate | null;
}
