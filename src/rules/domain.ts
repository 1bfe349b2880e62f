/** Rules: a condition over an account's facts, and what to do where it holds. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Assessment, Pace } from '../journey/domain.ts';

/** A rule of the program. */
export interface Rule {
  id: string;
  name: string;
  enabled: boolean;
  when: Condition;
  then: RuleAction;
}

export interface RuleAction {
  /** The type of the CTA that it opens, such as `ebr`. */
  cta: string;
  priority: 'low' | 'normal' | 'high';
  dueInBusinessDays: number;
  owner: 'lead' | 'partner';
  /** After a CTA of the rule is closed, the rule stays quiet for that account for so long. */
  repeatAfterDays: number;
  /** The play that starts on the account when the rule opens its CTA. */
  play?: string;
}

export type Condition = { kind: 'all' | 'any'; of: Condition[] } | { kind: 'not'; of: Condition } | Clause;

/** A single comparison: what a why is made of. */
export type Clause =
  | { kind: 'working_on'; milestones: string[] }
  | { kind: 'position'; compare: 'is' | 'at_least' | 'at_most'; value: number }
  | { kind: 'days_at_milestone'; moreThan: number }
  | { kind: 'months_at_milestone'; moreThan: number }
  | { kind: 'pace'; paces: Pace[] }
  | { kind: 'slipped'; is: boolean }
  | { kind: 'finished'; is: boolean }
  | { kind: 'no_ebr_in_months'; months: number }
  | { kind: 'no_ebr_since_milestone_start' }
  | { kind: 'stage'; stages: string[] }
  | { kind: 'segment'; segments: string[] }
  | { kind: 'arr'; compare: 'at_least' | 'below'; value: number }
  | { kind: 'days_to_renewal'; atMost: number }
  | { kind: 'days_since_signal'; moreThan: number }
  | { kind: 'health'; compare: 'below' | 'at_least'; value: number }
  | { kind: 'coverage'; below: number }
  | { kind: 'fit'; verdicts: string[] };

/**
 * All that a rule may ask of an account, as known on a date. Null is unknown: a comparison with it does not hold,
 * and its `not` does.
 */
export interface AccountFacts {
  segment: string | null;
  /** `Churned` when the account is churned. */
  stage: string | null;
  /** Its own, or the sum of its open subscriptions. */
  arr: number | null;
  renewsOn: BusinessDate | null;
  churned: boolean;
  /** An `Assessment` fits; the journey is finished when `workingOn` is null. */
  place: Omit<Assessment, 'reached'>;
  startedOn: BusinessDate;
  /** Null: there never was one. */
  lastSignalOn: BusinessDate | null;
  /** When the last EBR was held; null: none ever. */
  lastEbrOn: BusinessDate | null;
  /** 0–100 */
  health: number | null;
  /** The share of the health score's weight that is fresh, in per cent. */
  coverage: number | null;
  /** The newest verdict; null: never assessed, which a rule reads as `unknown`. */
  fit: string | null;
}
