/** Whether a rule is heard: what came of the CTAs that it opened. */
import { wilson } from '../stats/proportion.ts';

/** Of the CTAs that a rule opened; the parts add up to `opened`. */
export interface RuleFigures {
  opened: number;
  /** Claimed, done, or with a review booked or held. */
  acted: number;
  dismissed: number;
  /** By itself: the rule no longer listed the account. */
  resolved: number;
  /** Open after its due date, and nobody at it. */
  ranOut: number;
  /** Open, and not due yet. */
  waiting: number;
}

/** So many days back CTAs are counted. */
export const FIGURES_DAYS = 90;
/** Fewer than so many say nothing. */
const ENOUGH = 10;
/** A rule is quiet where at most this share of its CTAs is acted on, in all likelihood. */
const HARDLY_ANY = 0.3;

/**
 * Whether a rule opens much and hardly any of it is acted on, so that it may be muted. What is open and not due yet is
 * left out: somebody may still act on it.
 */
export function isQuiet(figures: RuleFigures | undefined): boolean {
  if (figures === undefined) return false;
  const trials = figures.opened - figures.waiting;
  const acted = wilson({ successes: figures.acted, trials });
  return trials >= ENOUGH && acted !== null && acted.high <= HARDLY_ANY;
}
