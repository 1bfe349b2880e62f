/** What counted durations come to: conversion, days, churn, the bottleneck. */
import type { Journey, Phase } from '../journey/domain.ts';
import { cumulativeIncidence } from '../stats/incidence.ts';
import { poissonRate } from '../stats/poisson.ts';
import {
  FEW,
  type AfterJourney,
  type ChurnRate,
  type DurationCount,
  type MilestoneFunnel,
  type MilestoneKey,
  type Outcome,
} from './domain.ts';

/** The mean month of the calendar, in days. */
const DAYS_PER_MONTH = 365.25 / 12;
const RATE_PER_MONTHS = 100;

/** The figures of one milestone. @param position its place on the journey, from 1 */
export function milestoneFunnel(
  journey: Pick<Journey, 'id'>,
  { milestone, usualDays }: Phase,
  position: number,
  counts: readonly DurationCount[],
  horizon: number,
): MilestoneFunnel {
  const entered = countOf(counts);
  const [conversion = null, atHorizon = null] = cumulativeIncidence(counts, [usualDays, horizon]);
  return {
    id: milestone.id,
    name: milestone.name,
    journeyId: journey.id,
    position,
    usualDays,
    entered,
    reached: countOf(counts, 'reached'),
    churned: countOf(counts, 'churned'),
    open: countOf(counts, 'open'),
    conversion,
    atHorizon,
    medianDays: medianDays(counts),
    churnPer100AccountMonths: churnRate(counts),
    few: entered < FEW,
  };
}

/** What became of those who finished a journey. */
export function afterJourney(
  journey: Pick<Journey, 'id' | 'name'>,
  counts: readonly DurationCount[],
): AfterJourney {
  const finished = countOf(counts);
  return {
    journeyId: journey.id,
    name: journey.name,
    finished,
    churned: countOf(counts, 'churned'),
    churnPer100AccountMonths: churnRate(counts),
    few: finished < FEW,
  };
}

/**
 * The milestone with the lowest conversion by its usual days, of those that enough accounts began to work on. Where nobody
 * was followed for so long it is not known yet.
 */
export function bottleneckOf(milestones: readonly MilestoneFunnel[]): MilestoneKey | null {
  let lowest: { key: MilestoneKey; estimate: number } | null = null;
  for (const { id, journeyId, entered, conversion } of milestones) {
    if (entered < FEW || conversion === null || conversion.beyond) continue;
    const { estimate } = conversion;
    if (lowest === null || estimate < lowest.estimate) lowest = { key: { journeyId, id }, estimate };
  }
  return lowest?.key ?? null;
}

/** How many accounts, of all or with one outcome. */
export function countOf(counts: readonly DurationCount[], outcome?: Outcome): number {
  return counts.reduce(
    (sum, count) => (outcome === undefined || count.outcome === outcome ? sum + count.accounts : sum),
    0,
  );
}

/** The median days of those that reached the milestone; between two middle ones their mean. */
function medianDays(counts: readonly DurationCount[]): number | null {
  const reached = counts.filter(({ outcome }) => outcome === 'reached').toSorted((a, b) => a.days - b.days);
  const all = countOf(reached);
  if (all === 0) return null;
  const at = (place: number) => {
    let passed = 0;
    for (const { days, accounts } of reached) {
      passed += accounts;
      if (place < passed) return days;
    }
    throw new Error('there is no such place');
  };
  return (at(Math.floor((all - 1) / 2)) + at(Math.floor(all / 2))) / 2;
}

/** Departures per 100 months of exposure; null where nobody was exposed for a day. */
function churnRate(counts: readonly DurationCount[]): ChurnRate | null {
  const days = counts.reduce((sum, { days: each, accounts }) => sum + each * accounts, 0);
  const accountMonths = days / DAYS_PER_MONTH;
  const rate = poissonRate(countOf(counts, 'churned'), accountMonths / RATE_PER_MONTHS);
  return rate === null ? null : { ...rate, accountMonths };
}
