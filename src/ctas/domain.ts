/**
 * The life of a CTA: open → claimed → done (with an outcome) | snoozed | dismissed | resolved by itself.
 * Each change is a function from the CTA to its next state, or to the reason why it cannot be.
 */
import { addDays, type BusinessDate } from '../base/business-date.ts';

export const UNDER_WAY = ['open', 'claimed', 'snoozed'] as const;
export type CtaState = (typeof UNDER_WAY)[number] | 'done' | 'dismissed' | 'resolved';

/** The parts of a CTA that a press changes. */
export interface CtaProgress {
  state: CtaState;
  claimedBy: string | null;
  snoozedUntil: BusinessDate | null;
  /** Why it was snoozed or dismissed, or what came of it. */
  reason: string | null;
  closedOn: BusinessDate | null;
  closedBy: string | null;
}

export interface Cta extends CtaProgress {
  id: string;
  accountId: string;
  /** `ebr`, `plan_item`, a type that a rule names (`check_in`) or one of a feature (`goal_confirm`). */
  type: string;
  ruleId: string | null;
  title: string;
  priority: string;
  ownerId: string | null;
  dueOn: BusinessDate | null;
  openedOn: BusinessDate;
  planItemId: string | null;
  /** What closed it where neither a press nor the end of its cause did. */
  closedBecause: typeof RULE_OFF | null;
  /** What the last press replaced, for as long as it can be undone; CTAs that one press changed share its id. */
  undo: { progress: CtaProgress; until: string; by: string; press: string } | null;
}

/** What closed a CTA whose rule was switched off or taken out: nothing says that what it was about is better. */
export const RULE_OFF = 'rule_off' as const;

/** Nothing is planned further ahead. */
export const MAX_DAYS_AHEAD = 366;

/** For so long a press can be undone. */
export const UNDO_MS = 60_000;

export type CtaProblem =
  | 'cta-not-found'
  | 'cta-closed'
  | 'already-claimed'
  /** Not after today, or more than a year away: a wrong year would put it aside for ever. */
  | 'date-out-of-range'
  | 'reason-missing'
  /** A review ends with a plan, a plan item as kept or broken, a stretch's limit with an assessment: not by a press. */
  | 'ends-otherwise'
  | 'not-done'
  | 'nothing-to-undo'
  | 'too-late-to-undo';

export type Changed<T> = { ok: true; value: T } | { ok: false; problem: CtaProblem };

export function isUnderWay(cta: Pick<CtaProgress, 'state'>): boolean {
  return UNDER_WAY.some((state) => state === cta.state);
}

/** Makes `person` the one who sees to it; one that somebody else claimed stays theirs. */
export function claim(cta: CtaProgress, person: string): Changed<CtaProgress> {
  if (!isUnderWay(cta)) return { ok: false, problem: 'cta-closed' };
  if (cta.state === 'claimed') return { ok: false, problem: 'already-claimed' };
  return {
    ok: true,
    value: { ...cta, state: 'claimed', claimedBy: person, snoozedUntil: null, reason: null },
  };
}

/** Puts it aside until a later date; on that date it is back on the list. */
export function snooze(
  cta: CtaProgress,
  until: BusinessDate,
  reason: string,
  today: BusinessDate,
): Changed<CtaProgress> {
  if (!isUnderWay(cta)) return { ok: false, problem: 'cta-closed' };
  if (until <= today || until > addDays(today, MAX_DAYS_AHEAD))
    return { ok: false, problem: 'date-out-of-range' };
  if (reason.trim() === '') return { ok: false, problem: 'reason-missing' };
  return { ok: true, value: { ...cta, state: 'snoozed', snoozedUntil: until, reason } };
}

/** Closes it without doing it. */
export function dismiss(
  cta: CtaProgress,
  person: string,
  reason: string,
  today: BusinessDate,
): Changed<CtaProgress> {
  if (reason.trim() === '') return { ok: false, problem: 'reason-missing' };
  return close(cta, 'dismissed', person, reason, today);
}

/** Closes it as done, with what came of it. */
export function complete(
  cta: CtaProgress,
  person: string,
  outcome: string | null,
  today: BusinessDate,
): Changed<CtaProgress> {
  return close(cta, 'done', person, outcome, today);
}

/** Closes a CTA that a press alone ends; what came of it may be said afterwards. */
export function finish(
  cta: CtaProgress & Pick<Cta, 'type'>,
  person: string,
  today: BusinessDate,
): Changed<CtaProgress> {
  return endsByPress(cta.type)
    ? complete(cta, person, null, today)
    : { ok: false, problem: 'ends-otherwise' };
}

/** Says what came of a CTA that is done. */
export function sayOutcome(cta: CtaProgress & Pick<Cta, 'type'>, outcome: string): Changed<CtaProgress> {
  if (!endsByPress(cta.type)) return { ok: false, problem: 'ends-otherwise' };
  if (cta.state !== 'done') return { ok: false, problem: 'not-done' };
  if (outcome.trim() === '') return { ok: false, problem: 'reason-missing' };
  return { ok: true, value: { ...cta, reason: outcome } };
}

/** The type of the CTA that is opened past a stretch's limit. */
export const FIT_LIMIT = 'fit_limit';

/** Whether CTAs of this type are done by a press alone. */
export function endsByPress(type: string): boolean {
  return type !== 'ebr' && type !== 'plan_item' && type !== FIT_LIMIT;
}

/** The state before the last press, while the minute for it lasts. @param now UTC ISO time */
export function undo(cta: Cta, now: string, pressId: string | null): Changed<CtaProgress> {
  if (cta.undo === null || (pressId !== null && cta.undo.press !== pressId))
    return { ok: false, problem: 'nothing-to-undo' };
  return now <= cta.undo.until
    ? { ok: true, value: cta.undo.progress }
    : { ok: false, problem: 'too-late-to-undo' };
}

export function progressOf(cta: CtaProgress): CtaProgress {
  const { state, claimedBy, snoozedUntil, reason, closedOn, closedBy } = cta;
  return { state, claimedBy, snoozedUntil, reason, closedOn, closedBy };
}

/** Whether a press at one of the two is meant for the other too: a review is held once, however many rules ask for it. */
export function isSibling(cta: Cta, other: Cta): boolean {
  return (
    cta.id !== other.id && cta.accountId === other.accountId && cta.type === 'ebr' && other.type === 'ebr'
  );
}

function close(
  cta: CtaProgress,
  state: 'done' | 'dismissed',
  person: string,
  reason: string | null,
  today: BusinessDate,
): Changed<CtaProgress> {
  if (!isUnderWay(cta)) return { ok: false, problem: 'cta-closed' };
  return {
    ok: true,
    value: { ...cta, state, reason, snoozedUntil: null, closedOn: today, closedBy: person },
  };
}
