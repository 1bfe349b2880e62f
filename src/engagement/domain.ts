/** Engagement: who of us is the person to go to, per lifecycle stage and persona, and how often we speak. */

/** One line of the program's `engagement`. */
export interface Engagement {
  /** Empty: every stage that no other line for the persona names. */
  stages: string[];
  persona: 'decision_maker' | 'influencer' | 'user';
  /** Who of us goes to them. */
  who: 'lead' | 'partner' | 'leader';
  /** A longer silence is a missed cadence. */
  everyDays: number;
}
