/** What holds an account's health down most. */
import { compareTexts } from '../base/text.ts';
import { weightIn, type Metric, type Scorecard } from './domain.ts';

/** A metric with its own score in hundredths. */
export interface LowestMetric {
  metric: Metric;
  score: number;
}

/**
 * The fresh metric that scores least of those that count in the stage; of equal ones the weightiest.
 * @param scores by metric id, in hundredths: those of the fresh ones
 * @returns null where none is fresh
 */
export function lowestMetric(
  { personas, metrics }: Pick<Scorecard, 'personas' | 'metrics'>,
  stage: string | null,
  scores: ReadonlyMap<string, number>,
): LowestMetric | null {
  const weightOf = (metric: Metric) => personas[metric.persona] * weightIn(metric, stage);
  const known = metrics.flatMap((metric) => {
    const score = scores.get(metric.id);
    return score === undefined || weightOf(metric) === 0 ? [] : [{ metric, score }];
  });
  const [lowest] = known.toSorted(
    (a, b) =>
      a.score - b.score || weightOf(b.metric) - weightOf(a.metric) || compareTexts(a.metric.id, b.metric.id),
  );
  return lowest ?? null;
}
