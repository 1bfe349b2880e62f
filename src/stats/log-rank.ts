/** Whether groups come to an outcome alike fast. */
import { chiSquareTail } from './chi-square.ts';
import { type DurationCount, tallyDays, type Tally } from './durations.ts';

export interface LogRank {
  chiSquare: number;
  /** Of freedom. */
  degrees: number;
  /** The chance of a difference at least as great between groups that are alike. */
  pValue: number;
}

/**
 * The log-rank test that the groups reach alike fast. It compares hazards, so accounts that churned count as those still
 * open do: until they left.
 * Source: N. Mantel, Cancer Chemother. Rep. 50 (1966) 163–170, for many groups R. Peto, J. Peto, J. R. Stat. Soc. A 135
 * (1972) 185–207; the variance under ties is hypergeometric.
 * @returns null when fewer than two groups had anybody there when somebody reached it, or nothing is left to chance
 */
export function logRank(groups: readonly (readonly DurationCount[])[]): LogRank | null {
  const { excess, expected, covariance } = compare(groups.map(tallyDays));
  const present = expected.flatMap((value, group) => (value > 0 ? [group] : []));
  // The excesses add up to 0: the last group says nothing new.
  const told = present.slice(0, -1);
  const scores = told.map((group) => excess[group]!);
  const solved = solveSymmetric(
    told.map((group) => told.map((to) => covariance[group]![to]!)),
    scores,
  );
  if (told.length === 0 || solved === null) return null;
  const chiSquare = Math.max(
    0,
    scores.reduce((sum, score, index) => sum + score * solved[index]!, 0),
  );
  return { chiSquare, degrees: told.length, pValue: chiSquareTail(chiSquare, told.length) };
}

interface Comparison {
  /** Of those that reached it, over what would be expected, for each group. */
  excess: number[];
  expected: number[];
  covariance: number[][];
}

function compare(groups: readonly (readonly Tally[])[]): Comparison {
  const excess = groups.map(() => 0);
  const expected = groups.map(() => 0);
  const covariance = groups.map(() => groups.map(() => 0));
  for (const { atRisk, reached } of daysOfReaching(groups)) {
    const [all, events] = [sum(atRisk), sum(reached)];
    const spread = all > 1 ? (events * (all - events)) / (all - 1) : 0;
    for (const [group, present] of atRisk.entries()) {
      if (present === 0) continue;
      const share = present / all;
      expected[group]! += events * share;
      excess[group]! += reached[group]! - events * share;
      for (const [to, there] of atRisk.entries())
        covariance[group]![to]! += spread * share * ((to === group ? 1 : 0) - there / all);
    }
  }
  return { excess, expected, covariance };
}

/** The days on which anybody reached it, and who was there in each group. */
function* daysOfReaching(
  groups: readonly (readonly Tally[])[],
): Generator<{ atRisk: number[]; reached: number[] }> {
  const days = new Set(
    groups.flatMap((tallies) => tallies.flatMap((day) => (day.reached > 0 ? day.days : []))),
  );
  const places = groups.map(() => 0);
  for (const day of [...days].toSorted((a, b) => a - b)) {
    const next = groups.map((tallies, group) => {
      while ((tallies[places[group]!]?.days ?? Infinity) < day) places[group]! += 1;
      return tallies[places[group]!];
    });
    yield {
      atRisk: next.map((tally) => tally?.atRisk ?? 0),
      reached: next.map((tally) => (tally?.days === day ? tally.reached : 0)),
    };
  }
}

/** Solves `matrix` · x = `values` for a matrix of covariances by its Cholesky factor; null when it is singular. */
function solveSymmetric(matrix: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const factor: number[][] = [];
  const half: number[] = [];
  for (const [i, line] of matrix.entries()) {
    const row: number[] = [];
    for (let j = 0; j < i; j += 1) row.push((line[j]! - dot(row, factor[j]!)) / factor[j]![j]!);
    const left = line[i]! - dot(row, row);
    if (left <= line[i]! * 1e-12) return null;
    row.push(Math.sqrt(left));
    factor.push(row);
    half.push((values[i]! - dot(half, row)) / row[i]!);
  }
  const solved = half.slice();
  for (let i = half.length - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < half.length; j += 1) solved[i]! -= factor[j]![i]! * solved[j]!;
    solved[i]! /= factor[i]![i]!;
  }
  return solved;
}

/** Of as many numbers as both have. */
function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) total += a[i]! * b[i]!;
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
