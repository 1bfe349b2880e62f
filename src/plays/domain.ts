/** Plays: lists of steps with owners and due days, started by a rule, by hand, or by a metric without fresh data. */

export interface Play {
  id: string;
  name: string;
  steps: PlayStep[];
}

export interface PlayStep {
  id: string;
  /** What is done, such as `Ask the champion for an introduction`. */
  name: string;
  owner: 'lead' | 'partner' | 'leader';
  /** Business days from the day on which the play starts. */
  dueInBusinessDays: number;
  /** The signal that ends it; null: a person says so. */
  doneWhen: DoneWhen | null;
}

/** What ends a step by itself, when it is seen on or after the day on which the play started. */
export type DoneWhen =
  | { kind: 'event'; names: string[] }
  | { kind: 'kpi'; kpi: string; bound: 'at_least' | 'at_most'; value: number }
  /** Somebody spoke with somebody of the persona. */
  | { kind: 'touchpoint'; persona: 'decision_maker' | 'influencer' | 'user' }
  /** The metric of the scorecard has fresh data again. */
  | { kind: 'fresh'; metric: string }
  | { kind: 'ebr_held' };
