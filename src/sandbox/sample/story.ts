/** What the sample tells of one account. Everything in time is said in days from the day on which it is loaded. */
import type { PersonKey } from './people.ts';

export interface AccountStory {
  name: string;
  segment: string | null;
  stage: string | null;
  lead: PersonKey | null;
  partner: PersonKey | null;
  /** The account's own ARR and currency; or its subscriptions; or nothing is known. */
  money: Money | readonly SubscriptionStory[] | null;
  /** Days since the start; negative: in the future; null: nobody wrote it down. */
  started: number | null;
  /** Days since each milestone was reached, the first one first. */
  reached?: readonly number[];
  /** Days to the renewal. */
  renewsIn?: number;
  /** Days since the last signal; some days by default. */
  silent?: number;
  /** The required tasks of the current milestone that are not done; by default its KPI tasks. */
  open?: readonly string[];
  /** KPI tasks of the current milestone that were never measured. */
  unmeasured?: readonly string[];
  /** KPI tasks whose newest value is too old to count. */
  outdated?: readonly string[];
  /** KPI tasks that were met once and are not any more. */
  slipped?: readonly string[];
  reviews?: readonly ReviewStory[];
  /** A CTA of the review rule that was dismissed so many days ago. */
  dismissed?: { ago: number; reason: string };
  /** Left, or came back. */
  churn?: readonly { ago: number; returned?: boolean; reason: string; note?: string }[];
  notes?: readonly { ago: number; by: PersonKey; text: string }[];
  /** Who is known there; made up when nothing is said. */
  contacts?: readonly ContactStory[];
  /** It began as a free trial, and bought. */
  trial?: BoughtTrial;
}

/** What was before an account bought; its own segment, journey and owners are those that it has as a customer. */
export interface BoughtTrial {
  /** Days since each milestone of the trial was reached, the first one first. */
  reached: readonly number[];
  boughtAgo: number;
}

export interface Money {
  arr: number;
  currency: string;
}

export interface SubscriptionStory extends Money {
  /** Days since it began. */
  from: number;
  /** Days until it ends, negative when it has; null: it goes on. */
  endsIn: number | null;
}

/** A review that was held, and what became of its plan. */
export interface ReviewStory {
  ago: number;
  note: string;
  /** Whether a decision maker of theirs was there; where nobody is said, nobody knows. */
  decisionMaker?: boolean;
  plan: readonly PlanStory[];
}

export interface PlanStory {
  what: string;
  owner: 'us' | 'customer';
  /** Days until it is due, negative when it was. */
  dueIn: number;
  state: 'open' | 'kept' | 'broken';
}

export interface ContactStory {
  name: string;
  title: string;
  persona: 'decision_maker' | 'influencer' | 'user' | null;
  qualifiers?: readonly ('economic_buyer' | 'technical_buyer' | 'champion')[];
}
