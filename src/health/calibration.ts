/** Whether a score, or a judgement, told three months before who would leave. */
import { FEW } from '../stats/few.ts';
import { shareDifference, wilson, type Interval, type Proportion } from '../stats/proportion.ts';
import { BANDS, type Band } from './domain.ts';

/** So many days before, a warning would still have been of use. */
export const AHEAD_DAYS = 90;
/** Accounts that left within so many days are looked at. */
export const CHURN_DAYS = 365;
/** Of fewer accounts nothing is told. */
export { FEW };

/** Accounts that were judged alike by both, and what became of them. */
export interface CalibrationCount {
  /** What the score said; null: there was none. */
  score: Band | null;
  judgement: Band | null;
  churned: boolean;
  accounts: number;
}

export interface CalibrationRow {
  /** Null: nothing was known then. */
  band: Band | null;
  churned: number;
  kept: number;
  /** Of those of the band the share that left; null: there are too few. */
  share: Interval | null;
}

export type Signal =
  /** Of the red ones more left than of the green ones, by more than chance makes. */
  | { kind: 'signal'; difference: Interval }
  | { kind: 'opposite'; difference: Interval }
  /** The two can not be told apart. */
  | { kind: 'none'; difference: Interval }
  | { kind: 'too-few' };

export interface CalibrationTable {
  rows: CalibrationRow[];
  signal: Signal;
}

export interface Calibration {
  churned: number;
  kept: number;
  /** Of all the share that left; null: there are too few. */
  base: Interval | null;
  score: CalibrationTable;
  judgement: CalibrationTable;
}

export function calibrate(counts: readonly CalibrationCount[]): Calibration {
  const all = tally(counts);
  return {
    ...all,
    base: shareOf(all),
    score: tableOf(counts, ({ score }) => score),
    judgement: tableOf(counts, ({ judgement }) => judgement),
  };
}

function tableOf(
  counts: readonly CalibrationCount[],
  bandOf: (count: CalibrationCount) => Band | null,
): CalibrationTable {
  const of = (band: Band | null) => tally(counts.filter((count) => bandOf(count) === band));
  const rows = [...BANDS, null].map((band) => ({ band, ...of(band), share: shareOf(of(band)) }));
  return { rows, signal: signalOf(of('red'), of('green')) };
}

/** Red and green are compared; what is yellow says neither. */
function signalOf(red: Tally, green: Tally): Signal {
  const difference = shareDifference(proportionOf(red), proportionOf(green));
  if (difference === null || isFew(red) || isFew(green)) return { kind: 'too-few' };
  if (difference.low > 0) return { kind: 'signal', difference };
  return { kind: difference.high < 0 ? 'opposite' : 'none', difference };
}

interface Tally {
  churned: number;
  kept: number;
}

function tally(counts: readonly CalibrationCount[]): Tally {
  const sum = (churned: boolean) =>
    counts.filter((count) => count.churned === churned).reduce((total, { accounts }) => total + accounts, 0);
  return { churned: sum(true), kept: sum(false) };
}

function isFew({ churned, kept }: Tally): boolean {
  return churned + kept < FEW;
}

function shareOf(counted: Tally): Interval | null {
  return isFew(counted) ? null : wilson(proportionOf(counted));
}

function proportionOf({ churned, kept }: Tally): Proportion {
  return { successes: churned, trials: churned + kept };
}
