/**
 * The share of accounts that had come to an outcome by a day, where another outcome competes and open accounts are
 * censored: the Aalen–Johansen estimate of the cumulative incidence. Without competition it is 1 − Kaplan–Meier.
 *
 * Sources. Estimate: O. O. Aalen, S. Johansen, Scand. J. Statist. 5 (1978) 141–150. Variance: of the Greenwood type, by
 * the recursion for the covariance of the transition matrix of P. K. Andersen, Ø. Borgan, R. D. Gill, N. Keiding,
 * Statistical Models Based on Counting Processes (1993), section IV.4.1; for competing risks it is that of G. E. Dinse,
 * M. G. Larson, Biometrika 73 (1986) 379–386, and A. Allignol, M. Schumacher, J. Beyersmann, Biom. J. 52 (2010) 126–137,
 * advise it. Interval: on the scale of log(−log), J. B. Choudhury, Statist. Med. 21 (2002) 1129–1144.
 */
import { type DurationCount, placeOn, tallyDays } from './durations.ts';
import { WIDTH } from './normal.ts';
import { type Interval, wilson } from './proportion.ts';

/** The outcomes that end it. */
export type End = 'reached' | 'churned';

/** The share that had come to the outcome within `at` days. */
export interface Incidence extends Interval {
  at: number;
  /**
   * Nobody was followed for so long, and some were still open when it ended. The estimate is then what was seen until
   * then, a floor; the interval goes up to where all that may still come would come.
   */
  beyond: boolean;
}

/** From this day on until the next step. */
export interface IncidenceStep extends Interval {
  days: number;
}

/** After the outcomes of a day. */
export interface State {
  days: number;
  /** The share that has come to the outcome, and the variance of this estimate. */
  share: number;
  variance: number;
  /** The share that has come to no outcome. */
  surviving: number;
  /** How many are known to have come to the outcome by then or not: not those who were last seen before. */
  known: number;
  ended: number;
}

/** The estimate day by day: all that the figures below are read from. Empty without accounts. */
export function followIncidence(counts: readonly DurationCount[], of: End): State[] {
  const tallies = tallyDays(counts);
  const all = tallies[0]?.atRisk ?? 0;
  let [share, surviving, others, ended, lost] = [0, 1, 0, 0, 0];
  // Variances of the two shares and their covariance.
  let [ofShare, ofBoth, ofSurviving] = [0, 0, 0];
  return tallies.map((tally) => {
    const { days, atRisk, open } = tally;
    const hazard = tally[of] / atRisk;
    const leaving = (tally.reached + tally.churned) / atRisk;
    ofShare +=
      2 * hazard * ofBoth + hazard ** 2 * ofSurviving + (surviving ** 2 * hazard * (1 - hazard)) / atRisk;
    ofBoth =
      (1 - leaving) * (ofBoth + hazard * ofSurviving) - (surviving ** 2 * hazard * (1 - leaving)) / atRisk;
    ofSurviving = (1 - leaving) ** 2 * ofSurviving + (surviving ** 2 * leaving * (1 - leaving)) / atRisk;
    share += surviving * hazard;
    surviving *= 1 - leaving;
    ended += tally[of];
    others += tally.reached + tally.churned - tally[of];
    const known = all - lost;
    lost += open;
    // The whole is 1 itself, which rounding would miss.
    if (surviving === 0 && others === 0) share = 1;
    return { days, share, variance: ofShare, surviving, known, ended };
  });
}

/**
 * The share that had come to the outcome by each of the days asked for, with a 95 % interval.
 * At 0 and at 1 the scale has no interval: there it is the score interval of those whose outcome is known by then, so
 * that no milestone is certain because nobody, or everybody of a few, reached it.
 * @returns one for each day, in their order; empty without accounts
 */
export function cumulativeIncidence(
  counts: readonly DurationCount[],
  at: readonly number[],
  of: End = 'reached',
): Incidence[] {
  const states = followIncidence(counts, of);
  const last = states.at(-1);
  if (last === undefined) return [];
  let ceiling: number | null = null;
  return at.map((day) => {
    const state = states[placeOn(states, day)] ?? before(states[0]!);
    const beyond = day > last.days && last.surviving > 0;
    const interval = intervalOf({ ...state, known: knownOn(states, day) });
    if (beyond) {
      ceiling ??= 1 - intervalOf(followIncidence(counts, other(of)).at(-1)!).low;
      interval.high = Math.max(interval.high, ceiling);
    }
    return { at: day, ...interval, beyond };
  });
}

/**
 * The whole estimate as steps, for a picture: from day 0 to the last day on which anybody was followed. As long as nobody
 * has come to the outcome each day is a step on which somebody is seen no longer, since the interval grows.
 * @returns empty without accounts
 */
export function incidenceCurve(counts: readonly DurationCount[], of: End = 'reached'): IncidenceStep[] {
  const states = followIncidence(counts, of);
  const last = states.at(-1);
  if (last === undefined) return [];
  const steps = states.flatMap((state, index) => {
    if (state.share > 0 && state.ended === states[index - 1]?.ended) return [];
    // From the day after on, those who were last seen on this one are not known any more.
    const known = (states[index + 1] ?? state).known;
    return [{ days: state.days, ...intervalOf({ ...state, known }) }];
  });
  if (steps[0]?.days !== 0) steps.unshift({ days: 0, ...intervalOf(before(states[0]!)) });
  const end = steps.at(-1)!;
  return end.days === last.days ? steps : [...steps, { ...end, days: last.days }];
}

/** Before the first day on which anything happened. */
function before(first: State): State {
  return { days: 0, share: 0, variance: 0, surviving: 1, known: first.known, ended: 0 };
}

/** How many are known on a day, which need not be one on which anything happened. */
function knownOn(states: readonly State[], day: number): number {
  const place = placeOn(states, day);
  if (states[place]?.days === day) return states[place].known;
  // Nobody was last seen between two days of the list, so the next one knows the same.
  return (states[place + 1] ?? states.at(-1)!).known;
}

function intervalOf({ share, variance, known, ended }: State): Interval {
  if (share === 0) return wilson({ successes: 0, trials: known })!;
  if (share === 1) return { ...wilson({ successes: ended, trials: ended })!, estimate: 1 };
  const log = Math.log(share);
  const width = (WIDTH * Math.sqrt(Math.max(0, variance))) / (share * Math.abs(log));
  return {
    estimate: share,
    low: Math.exp(log * Math.exp(width)),
    high: Math.exp(log * Math.exp(-width)),
  };
}

function other(of: End): End {
  return of === 'reached' ? 'churned' : 'reached';
}
