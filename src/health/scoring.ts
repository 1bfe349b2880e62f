/** The arithmetic of a scorecard: from values to the scores of metrics, and from those to the account's score. */
import type { BusinessDate } from '../base/business-date.ts';
import {
  bandOf,
  freshFrom,
  HEALTH_PERSONAS,
  isSure,
  weightIn,
  type Health,
  type HealthPersona,
  type Metric,
  type MetricHealth,
  type MetricValue,
  type Scorecard,
} from './domain.ts';

const FULL = 10_000;

/**
 * What a value scores, in hundredths: linear between the two ends, clamped, rounded half up. The operations and their
 * order are those of `values-query.ts`; to clamp first keeps every one of them within the range of a float.
 */
export function scoreOf({ scores: { zeroAt, hundredAt } }: Pick<Metric, 'scores'>, value: number): number {
  const [low, high] = [Math.min(zeroAt, hundredAt), Math.max(zeroAt, hundredAt)];
  const clamped = Math.min(high, Math.max(low, value));
  return Math.floor(((clamped - zeroAt) / (hundredAt - zeroAt)) * FULL + 0.5);
}

/** What a scorecard makes of the scores of fresh metrics; all in hundredths. */
export interface Scored {
  score: number | null;
  coverage: number;
  personas: Record<HealthPersona, { score: number | null; coverage: number }>;
}

/**
 * The score of a persona is the weighted mean of its fresh metrics, and the account's is that of the personas that have
 * one, each rounded half up to hundredths. Coverage is the share of the weight that is fresh.
 * @param scores by metric id: those of the fresh ones
 */
export function scoreMetrics(
  { personas, metrics }: Pick<Scorecard, 'personas' | 'metrics'>,
  stage: string | null,
  scores: ReadonlyMap<string, number>,
): Scored {
  const account = { sum: 0, weight: 0, fresh: 0 };
  const byPersona = HEALTH_PERSONAS.map((persona) => {
    let [sum, fresh] = [0, 0];
    for (const metric of metrics) {
      const score = metric.persona === persona ? scores.get(metric.id) : undefined;
      if (score === undefined) continue;
      const weight = weightIn(metric, stage);
      sum += weight * score;
      fresh += weight;
    }
    const score = meanOf(sum, fresh);
    account.fresh += personas[persona] * fresh;
    if (score !== null) {
      account.sum += personas[persona] * score;
      account.weight += personas[persona];
    }
    // The weights of a persona add up to 100, so that this is in hundredths of a per cent.
    return [persona, { score, coverage: fresh * 100 }] as const;
  });
  return {
    score: meanOf(account.sum, account.weight),
    coverage: account.fresh,
    personas: Object.fromEntries(byPersona) as Scored['personas'],
  };
}

/**
 * An account's health on a date.
 * @param values by metric id, the newest known on the date; null or not there: nothing was ever measured
 */
export function scoreHealth(
  scorecard: Scorecard,
  stage: string | null,
  values: ReadonlyMap<string, MetricValue | null>,
  date: BusinessDate,
): Health {
  const metrics = scorecard.metrics.map((metric) =>
    metricHealth(metric, stage, values.get(metric.id) ?? null, date),
  );
  const scored = scoreMetrics(scorecard, stage, freshScores(metrics));
  return {
    date,
    stage,
    score: scored.score,
    band: scored.score === null ? null : bandOf(scorecard, scored.score, scored.coverage),
    coverage: scored.coverage,
    confidence: scored.score !== null && isSure(scorecard, scored.coverage) ? 'high' : 'low',
    personas: HEALTH_PERSONAS.map((persona) => ({
      persona,
      weight: scorecard.personas[persona],
      ...scored.personas[persona],
      metrics: metrics.filter(({ metric }) => metric.persona === persona),
    })).filter(({ weight, metrics: own }) => weight > 0 || own.length > 0),
  };
}

function metricHealth(
  metric: Metric,
  stage: string | null,
  value: MetricValue | null,
  date: BusinessDate,
): MetricHealth {
  const from = freshFrom(metric, date);
  const isFresh = value !== null && (from === null || value.day >= from);
  const score = isFresh ? scoreOf(metric, value.value) : null;
  return { metric, weight: weightIn(metric, stage), value, isFresh, score };
}

/** By metric id, the scores of the fresh ones. */
export function freshScores(metrics: readonly MetricHealth[]): Map<string, number> {
  return new Map(
    metrics.flatMap(({ metric, score }): [string, number][] => (score === null ? [] : [[metric.id, score]])),
  );
}

/** The metrics that count for an account in its stage and have no fresh data, in the scorecard's order. */
export function missingMetrics({ personas }: Pick<Health, 'personas'>): MetricHealth[] {
  return personas.flatMap(({ weight, metrics }) =>
    metrics.filter((metric) => weight > 0 && metric.weight > 0 && !metric.isFresh),
  );
}

/** The mean of whole hundredths, rounded half up; null without weight. */
function meanOf(sum: number, weight: number): number | null {
  return weight === 0 ? null : Math.floor((2 * sum + weight) / (2 * weight));
}
