/** What holds an account's health down, in points of its score. */
import { compareTexts } from '../base/text.ts';
import { weightIn, type Metric, type Scorecard } from './domain.ts';

/** A fresh metric that does not score all it could; in hundredths. */
export interface MetricCost {
  metric: Metric;
  /** Its own score. */
  score: number;
  /** What it keeps from the account's score: the costs of all metrics and the score add up to 100. */
  cost: number;
}

/**
 * The fresh metrics that cost an account points, the dearest first: by the shortfall of each and by its share of the weight
 * that is fresh.
 * @param scores by metric id, in hundredths: those of the fresh ones
 */
export function costsOf(
  { personas, metrics }: Pick<Scorecard, 'personas' | 'metrics'>,
  stage: string | null,
  scores: ReadonlyMap<string, number>,
): MetricCost[] {
  const known = metrics.flatMap((metric) => {
    const score = scores.get(metric.id);
    const weight = weightIn(metric, stage);
    return score === undefined || weight * personas[metric.persona] === 0 ? [] : [{ metric, score, weight }];
  });
  const byPersona = Map.groupBy(known, ({ metric }) => metric.persona);
  const sum = (weights: readonly number[]) => weights.reduce((all, weight) => all + weight, 0);
  const ofPersonas = sum([...byPersona.keys()].map((persona) => personas[persona]));
  return [...byPersona]
    .flatMap(([persona, own]) => {
      const ofPersona = sum(own.map(({ weight }) => weight));
      return own.map(({ metric, score, weight }) => ({
        metric,
        score,
        cost: (personas[persona] / ofPersonas) * (weight / ofPersona) * (10_000 - score),
      }));
    })
    .filter(({ cost }) => cost > 0)
    .toSorted((a, b) => b.cost - a.cost || compareTexts(a.metric.id, b.metric.id));
}
