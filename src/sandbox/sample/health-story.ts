/** What people tell of an account of the sample, beside what its product tells. */
import type { Band } from '../../health/domain.ts';
import type { SpokenPersona } from '../../touchpoints/domain.ts';
import type { PersonKey } from './people.ts';

/** The newest comes first in every list; days are counted from the one on which the sample is loaded. */
export interface HealthStory {
  /** Days since somebody of ours spoke with somebody of each persona. */
  spoke: Partial<Record<SpokenPersona, readonly number[]>>;
  /** What was written down of the newest of these conversations. */
  notes?: Partial<Record<SpokenPersona, string>>;
  /** From 0 to 10, of a decision maker. */
  wouldSign?: readonly Said[];
  /** From 0 to 10, of an influencer. */
  wouldRecommend?: readonly Said[];
  /** From 1 to 5: whether the users do their work with the product, as the lead sees it. */
  work?: readonly Said[];
  judgements?: readonly JudgementStory[];
  /** Days since each piece that they published. */
  published?: readonly number[];
  /** Urgent tickets that were open, counted every three weeks. */
  tickets?: readonly number[];
}

/** An answer, the days since, and what was added in words. */
export type Said = readonly [value: number, ago: number, note?: string];

export interface JudgementStory {
  by: PersonKey;
  ago: number;
  band: Band;
  reason: string;
}

/** How an account is kept in touch with of which nothing particular is told. */
export type Mood = 'well' | 'fair' | 'poor';
