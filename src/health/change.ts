/**
 * Why a score changed: its difference since an earlier day, in points per metric. The earlier day's metrics take the
 * later day's scores one after another, then those that are no longer fresh leave and those that became so join, and
 * last come the later day's weights; each step is told with what it did to the score, so the steps add up to the
 * difference exactly.
 *
 * The score is the mean of what is fresh, so a bad metric that goes missing lifts it although nothing got better.
 * *Like for like* is therefore the first part alone: by how much the earlier day's score would have changed with the
 * later values of what is fresh on both days. *Movement*, by which accounts are put in order, is the difference where the
 * score fell, and where it rose the smaller of the two: data that go missing never count as better.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BusinessDate } from '../base/business-date.ts';
import type { Metric, Scorecard } from './domain.ts';
import { scoreMetrics } from './scoring.ts';

/** What was scored on a day, and by which scorecard. */
export interface ScoredDay {
  scorecard: Scorecard;
  /** The account's lifecycle stage on that day. */
  stage: string | null;
  /** By metric id, in hundredths: those with fresh data. */
  scores: ReadonlyMap<string, number>;
}

export type MoveReason = 'better' | 'worse' | 'went_missing' | 'came_back' | 'weights_changed';

/** One step from the earlier score to the later one. */
export interface Move {
  reason: MoveReason;
  /** Null of `weights_changed`: another stage, or another scorecard. */
  metric: Metric | null;
  /** The metric's own scores in hundredths; null: no fresh data. */
  from: number | null;
  to: number | null;
  /** What it did to the account's score, in hundredths. */
  points: number;
}

export interface HealthChange {
  /** In hundredths; null: one of the days has no score. */
  difference: number | null;
  /** In hundredths, as `movementBetween` says it; null: the earlier day has no score. */
  movement: number | null;
  /** Their points add up to the difference; without a difference their points are 0. */
  moves: Move[];
}

/** A change with the day since which it is told. */
export interface ChangeSince extends HealthChange {
  since: BusinessDate;
  /** The earlier score in hundredths. */
  from: number | null;
}

/** The difference between two days of an account, by its causes. */
export function changeBetween(before: ScoredDay, after: ScoredDay): HealthChange {
  const from = scoreOfDay(before);
  const to = scoreOfDay(after);
  const walk = createWalk(before, from !== null && to !== null);
  const comparable = comparableMetrics(before.scorecard, after.scorecard);
  for (const metric of comparable) {
    const [was, is] = [before.scores.get(metric.id), after.scores.get(metric.id)];
    if (was === undefined || is === undefined || was === is) continue;
    walk.step(is > was ? 'better' : 'worse', metric, was, is);
  }
  const movement = movementBetween(before, after);
  for (const metric of comparable) {
    const [was, is] = [before.scores.get(metric.id) ?? null, after.scores.get(metric.id) ?? null];
    if (was !== null && is === null) walk.step('went_missing', metric, was, null);
    if (was === null && is !== null) walk.step('came_back', metric, null, is);
  }
  walk.end(to);
  return { difference: from === null || to === null ? null : to - from, movement, moves: walk.moves };
}

/**
 * By how much an account got better or worse between two days, in hundredths: the difference of its scores, or where that
 * is more than zero at most what it is like for like. 0 where nothing is known any more; null: the earlier day has no
 * score.
 */
export function movementBetween(before: ScoredDay, after: ScoredDay): number | null {
  const from = scoreOfDay(before);
  const to = scoreOfDay(after);
  if (from === null) return null;
  if (to === null) return 0;
  return to <= from ? to - from : Math.min(to - from, likeForLike(before, after, from));
}

/** By how much the earlier score would have changed by what is fresh on both days. */
function likeForLike(before: ScoredDay, after: ScoredDay, from: number): number {
  const scores = new Map(before.scores);
  for (const { id } of comparableMetrics(before.scorecard, after.scorecard)) {
    const is = after.scores.get(id);
    if (scores.has(id) && is !== undefined) scores.set(id, is);
  }
  return (scoreOfDay({ ...before, scores }) ?? from) - from;
}

/** The earlier scorecard's metrics that measure the same in the later one, in the earlier one's order. */
export function comparableMetrics(before: Scorecard, after: Scorecard): Metric[] {
  if (before === after) return before.metrics;
  const laterById = new Map(after.metrics.map((metric) => [metric.id, metric]));
  return before.metrics.filter((metric) => {
    const later = laterById.get(metric.id);
    return later !== undefined && isDeepStrictEqual(measureOf(metric), measureOf(later));
  });
}

/** Whether two scorecards make the same scores of the same data. */
export function scoresAlike(one: Scorecard, other: Scorecard): boolean {
  if (one === other) return true;
  const scoring = ({ personas, metrics }: Scorecard) => ({
    personas,
    metrics: metrics.map((metric) => [metric.id, metric.weight, metric.maxAgeDays, measureOf(metric)]),
  });
  return isDeepStrictEqual(scoring(one), scoring(other));
}

function measureOf({ persona, source, scores }: Metric): Pick<Metric, 'persona' | 'source' | 'scores'> {
  return { persona, source, scores };
}

function scoreOfDay({ scorecard, stage, scores }: ScoredDay): number | null {
  return scoreMetrics(scorecard, stage, scores).score;
}

/** Goes from the earlier day to the later one, metric by metric, with the weights of the earlier one. */
function createWalk(before: ScoredDay, hasPoints: boolean) {
  const scores = new Map(before.scores);
  const moves: Move[] = [];
  let at = scoreOfDay(before);
  const goTo = (next: number | null): number => {
    const points = hasPoints && at !== null && next !== null ? next - at : 0;
    // Where nothing is fresh for a moment, the score waits for what comes.
    at = next ?? at;
    return points;
  };
  return {
    moves,
    step(reason: MoveReason, metric: Metric, from: number | null, to: number | null): void {
      if (to === null) scores.delete(metric.id);
      else scores.set(metric.id, to);
      moves.push({ reason, metric, from, to, points: goTo(scoreOfDay({ ...before, scores })) });
    },
    /** What is left when every metric is as on the later day comes of the weights. */
    end(score: number | null): void {
      const points = goTo(score);
      if (points !== 0) moves.push({ reason: 'weights_changed', metric: null, from: null, to: null, points });
    },
  };
}
