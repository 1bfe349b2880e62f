/**
 * Health: a scorecard of metrics per persona, and what it makes of an account: a score, its coverage and its band.
 * Scores and coverage are whole hundredths (0 to 10,000), and weights are whole numbers, so that sums come out alike here
 * and in both databases.
 */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { CUSTOMER_STAGES } from '../program/domain.ts';

export type { MovedBand, Movement } from './figures.ts';

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
  /** Days at the milestone as per cent of the phase's usual days; 0 once the journey is finished, unless a milestone slipped. */
  | { kind: 'pace' }
  /** The newest answer of one of ours to this question about the persona, from 1 to 5. */
  | { kind: 'judgement'; question: string };

/** What is known for a metric: its newest value, and the day of it. */
export interface MetricValue {
  value: number;
  day: BusinessDate;
  /** Of a pace: the journey is finished, so that there is nothing to be late with. */
  isFinished?: true;
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
  /** The business date for which it was found. */
  date: BusinessDate;
  /** The lifecycle stage by which the metrics were weighed. */
  stage: string | null;
  /** In hundredths, 0 to 10,000; null: no metric is fresh. */
  score: number | null;
  band: Band | null;
  /** In hundredths of a per cent, 0 to 10,000: the share of the weight that is fresh. */
  coverage: number;
  confidence: 'high' | 'low';
  personas: PersonaHealth[];
}

/** An account's health as the morning of a day kept it. */
export interface HealthSnapshot {
  day: BusinessDate;
  /** The program that scored it; a later one never rewrites it. */
  programVersion: number;
  stage: string | null;
  /** In hundredths; null: no metric was fresh. */
  score: number | null;
  /** In hundredths of a per cent. */
  coverage: number;
  band: Band | null;
  /** By metric id, in hundredths: those with fresh data. */
  scores: ReadonlyMap<string, number>;
  /**
   * In hundredths, by how much the score changed since `movedSince`; where it rose, at most what it did like for like.
   * Null: there was nothing to compare with.
   */
  movement: number | null;
  movedSince: BusinessDate | null;
}

/** The weight of a metric for an account in a lifecycle stage. */
export function weightIn(metric: Pick<Metric, 'weight'>, stage: string | null): number {
  return (stage === null ? undefined : metric.weight.byStage[stage]) ?? metric.weight.usual;
}

/**
 * The stages of customers in which a metric counts, so that it is worth asking for; `''` for accounts without a stage.
 * Joined with an account's stage they need no other test.
 */
export function stagesAsking(metric: Pick<Metric, 'weight'>): string[] {
  return ['', ...CUSTOMER_STAGES].filter((stage) => weightIn(metric, stage) > 0);
}

/** So many days before the asked one may an earlier snapshot lie that stands for it: in a card, a list and a rule alike. */
export const SLACK_DAYS = 7;

/** The first day whose data are fresh on a date; null: every day's are. */
export function freshFrom(
  { maxAgeDays }: Pick<Metric, 'maxAgeDays'>,
  date: BusinessDate,
): BusinessDate | null {
  return maxAgeDays === null ? null : addDays(date, -maxAgeDays);
}

/** Whether so much is known that a score may be green. @param coverage in hundredths of a per cent */
export function isSure({ sureFrom }: Pick<Scorecard, 'sureFrom'>, coverage: number): boolean {
  return coverage >= sureFrom * 100;
}

/** The whole per cent that people see: rounded down, so that 60 % is never said of what lies under the bar. */
export function percentOf(coverage: number): number {
  return Math.floor(coverage / 100);
}

/** The whole points that people see, rounded half up. @param score in hundredths */
export function pointsOf(score: number): number {
  return Math.floor((score + 50) / 100);
}

/** In hundredths: what is less is rounded to no point at all, and nobody is told of it. */
export const LEAST_MOVE = 50;

/** Whether a difference of scores, in hundredths, is one that people see. */
export function isMove(difference: number): boolean {
  return Math.abs(difference) >= LEAST_MOVE;
}

/** The band of a score, by the points that people see; under the bar of coverage it is never green. */
export function bandOf(
  scorecard: Pick<Scorecard, 'bands' | 'sureFrom'>,
  score: number,
  coverage: number,
): Band {
  const points = pointsOf(score);
  if (points < scorecard.bands.yellow) return 'red';
  return points < scorecard.bands.green || !isSure(scorecard, coverage) ? 'yellow' : 'green';
}

/** How somebody of ours judges an account as a whole; it stands beside the score and never goes into it. */
export interface Judgement {
  id: string;
  accountId: string;
  band: Band;
  reason: string;
  day: BusinessDate;
  judgedBy: string;
  judgedAt: string;
}

/** What Slack takes of a text that is typed into a field. */
export const MAX_JUDGEMENT_REASON = 3000;

/** The last day on which a value is fresh; null: it never grows old. */
export function freshUntil(
  { maxAgeDays }: Pick<Metric, 'maxAgeDays'>,
  day: BusinessDate,
): BusinessDate | null {
  return maxAgeDays === null ? null : addDays(day, maxAgeDays);
}
