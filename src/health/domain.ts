/**
 * Health: a scorecard of metrics per persona, and the arithmetic that makes of them an account's score, its coverage
 * and its band. Scores and coverage are whole hundredths (0 to 10,000), and weights are whole numbers, so that the
 * sums come out alike here and in both databases.
 */
import type { BusinessDate } from '../base/business-date.ts';

export const HEALTH_PERSONAS = ['decision_maker', 'influencer', 'user', 'account'] as const;
export type HealthPersona = (typeof HEALTH_PERSONAS)[number];

export const BANDS = ['red', 'yellow', 'green'] as const;
export type Band = (typeof BANDS)[number];

export interface Scorecard {
  /** The weight of each persona in the account's score; they add up to 100. */
  personas: Record<HealthPersona, number>;
  metrics: Metric[];
  /** The whole points from which a band begins; below yellow is red. */
  bands: { yellow: number; green: number };
  /** Under this coverage, in per cent, the score is never green and its confidence is low. */
  sureFrom: number;
}

export interface Metric {
  id: string;
  name: string;
  persona: HealthPersona;
  /** Its weight within its persona, where those of a persona add up to 100; by lifecycle stage where it differs. */
  weight: { usual: number; byStage: Partial<Record<string, number>> };
  source: MetricSource;
  /** The value that scores 0, and the one that scores 100; linear between, and clamped. */
  scores: { zeroAt: number; hundredAt: number };
  /** Older data are not fresh; null: they never grow old. */
  maxAgeDays: number | null;
  /** The play that gets fresh data; null: none. */
  play: string | null;
}

/** Where a metric's value comes from, and its unit. */
export type MetricSource =
  /** The newest value of the KPI, in its unit. */
  | { kind: 'kpi'; kpi: string }
  /** How often the events were counted in the last days; no data before the account's first one. */
  | { kind: 'events'; names: string[]; withinDays: number }
  /** The same of events that are a burden, such as tickets: an account without one has none of it, which is known. */
  | { kind: 'support_load'; names: string[]; withinDays: number }
  /** The mean of the newest answer of each contact of the persona, or without contacts the newest answer. */
  | { kind: 'survey'; survey: string }
  /** Days since somebody of ours last spoke with somebody of the persona; of `account`: with anybody. */
  | { kind: 'days_since_contact' }
  /** Of the last held EBRs that say so, the per cent in which a decision maker was there. */
  | { kind: 'ebr_attendance'; last: number }
  /** Of the plan items that were due in the last days, the per cent that was kept. */
  | { kind: 'plan_kept'; withinDays: number }
  /** Days at the milestone as per cent of the phase's usual days; 0 once the journey is finished. */
  | { kind: 'pace' }
  /** The newest answer of one of ours to this question about the persona, from 1 to 5. */
  | { kind: 'judgement'; question: string };

/** What is known for a metric: its newest value, and the day of it. */
export interface MetricValue {
  value: number;
  day: BusinessDate;
}

export interface MetricHealth {
  metric: Metric;
  /** In the stage of the account. */
  weight: number;
  /** Null: nothing was ever measured. */
  value: MetricValue | null;
  isFresh: boolean;
  /** In hundredths; null without fresh data. */
  score: number | null;
}

export interface PersonaHealth {
  persona: HealthPersona;
  weight: number;
  /** In hundredths; null: none of its metrics is fresh. */
  score: number | null;
  /** In hundredths of a per cent. */
  coverage: number;
  metrics: MetricHealth[];
}

export interface Health {
  /** In hundredths, 0 to 10,000; null: no metric is fresh. */
  score: number | null;
  band: Band | null;
  /** In hundredths of a per cent, 0 to 10,000: the share of the weight that is fresh. */
  coverage: number;
  confidence: 'high' | 'low';
  personas: PersonaHealth[];
}

const FULL = 10_000;

/** The weight of a metric for an account in a lifecycle stage. */
export function weightIn(metric: Metric, stage: string | null): number {
  return (stage === null ? undefined : metric.weight.byStage[stage]) ?? metric.weight.usual;
}

/** What a value scores, in hundredths: linear between the two ends, clamped, rounded half up. */
export function scoreOf({ scores: { zeroAt, hundredAt } }: Pick<Metric, 'scores'>, value: number): number {
  const share = (value - zeroAt) / (hundredAt - zeroAt);
  return Math.floor(Math.min(1, Math.max(0, share)) * FULL + 0.5);
}

/** The whole points that people see, rounded half up. @param score in hundredths */
export function pointsOf(score: number): number {
  return Math.floor((score + 50) / 100);
}

/** The band of a score, by the points that people see; under the bar of coverage it is never green. */
export function bandOf(
  { bands, sureFrom }: Pick<Scorecard, 'bands' | 'sureFrom'>,
  score: number,
  coverage: number,
): Band {
  const points = pointsOf(score);
  if (points < bands.yellow) return 'red';
  return points < bands.green || coverage < sureFrom * 100 ? 'yellow' : 'green';
}
