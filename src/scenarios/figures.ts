/** What a scenario shows: its cards, and what its counts come to: conversion, variants, and what people would pay. */
import type { BusinessDate } from '../base/business-date.ts';
import type { GoalState } from '../goals/domain.ts';
import type { RequirementState } from '../requirements/domain.ts';
import {
  sampleSizePerGroup,
  shareDifference,
  wilson,
  type Interval,
  type Proportion,
} from '../stats/proportion.ts';
import { sampleQuantile } from '../stats/quantile.ts';
import type { Facilitator, Price, Scenario, Step } from './domain.ts';

/** A scenario as a list shows it. */
export interface ListedScenario {
  id: string;
  name: string;
  state: Scenario['state'];
  cards: number;
  requirements: number;
}

/** What a card says of when its goal is reached. */
export interface Outcome {
  kpi: string | null;
  baseline: number | null;
  target: number | null;
  /** The last day on which a value counts. */
  by: BusinessDate | null;
  milestoneId: string | null;
}

/** A card as a scenario shows it. */
export interface ScenarioCard {
  id: string;
  name: string;
  state: GoalState;
  accountId: string;
  accountName: string;
  kpi: string | null;
  baseline: number | null;
  target: number | null;
  by: string | null;
  milestoneId: string | null;
}

/** One step: how many accounts made it, and their share of those who made the step before. */
export interface StepFigure {
  step: Step;
  count: number;
  /** Null for the first step, and where nobody made the step before. */
  share: Interval | null;
}

/** The two variants of a facilitator: how many made its step, of those who made the step before. */
export interface VariantFigure {
  facilitator: Facilitator;
  a: Proportion;
  b: Proportion;
  /** The share of B less that of A. */
  difference: Interval | null;
  /** How many each variant needs, for the stated effect to be seen if it is there. */
  needed: number;
  enough: boolean;
}

/** What people would pay in one currency. */
export interface PriceFigure {
  currency: string;
  answers: number;
  /** Null under five answers: they are too few. */
  quartiles: { low: number; median: number; high: number } | null;
}

/** All that a scenario's own page shows. */
export interface ScenarioFigures {
  scenario: Scenario;
  date: BusinessDate;
  /** The card from which it grew; null: it is gone. */
  founding: ScenarioCard | null;
  cards: ScenarioCard[];
  cardCount: number;
  steps: StepFigure[];
  variants: VariantFigure[];
  prices: PriceFigure[];
  /** Rewards given in the last 90 days. */
  rewardsGiven: number;
  requirements: Map<RequirementState, number>;
}

/** @param counts of each step, in order */
export function stepFigures(steps: readonly Step[], counts: readonly number[]): StepFigure[] {
  return steps.map((step, index) => {
    const count = counts[index] ?? 0;
    const before = counts[index - 1];
    const share = before === undefined ? null : wilson({ successes: count, trials: before });
    return { step, count, share };
  });
}

export function variantFigure(facilitator: Facilitator, a: Proportion, b: Proportion): VariantFigure {
  const needed = neededFor(a, b, (facilitator.effect ?? 0) / 100);
  return {
    facilitator,
    a,
    b,
    difference: shareDifference(b, a),
    needed,
    enough: Math.min(a.trials, b.trials) >= needed,
  };
}

/**
 * How many each variant needs: the effect lies half below and half above the share of both together, which is drawn to
 * the middle by two successes and two failures, as A. Agresti and B. A. Coull, Am. Stat. 52 (1998) 119–126, do, so that
 * a few first accounts do not say that few are needed.
 */
function neededFor(a: Proportion, b: Proportion, effect: number): number {
  const together = (a.successes + b.successes + 2) / (a.trials + b.trials + 4);
  const low = Math.min(Math.max(together - effect / 2, 0), 1 - effect);
  return sampleSizePerGroup(low, low + effect);
}

const ENOUGH_ANSWERS = 5;

/** The figures of each currency, the one with most answers first. */
export function priceFigures(prices: readonly Pick<Price, 'amount' | 'currency'>[]): PriceFigure[] {
  const byCurrency = Map.groupBy(prices, ({ currency }) => currency);
  const figures = [...byCurrency].map(([currency, answers]) => {
    const amounts = answers.map(({ amount }) => amount);
    const [low, median, high] = [0.25, 0.5, 0.75].map((p) => sampleQuantile(amounts, p) ?? 0);
    const enough = amounts.length >= ENOUGH_ANSWERS;
    const quartiles = enough ? { low: low ?? 0, median: median ?? 0, high: high ?? 0 } : null;
    return { currency, answers: amounts.length, quartiles };
  });
  return figures.toSorted((a, b) => b.answers - a.answers || (a.currency < b.currency ? -1 : 1));
}
