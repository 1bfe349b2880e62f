/** A scenario's funnel with all its figures. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Program } from '../program/domain.ts';
import { countByState } from '../requirements/service.ts';
import type { RequirementState } from '../requirements/domain.ts';
import type { Proportion } from '../stats/proportion.ts';
import { REWARD_AGAIN_DAYS, signalSteps, type Facilitator, type Scenario, type Step } from './domain.ts';
import {
  priceFigures,
  stepFigures,
  variantFigure,
  type PriceFigure,
  type StepFigure,
  type VariantFigure,
} from './figures.ts';
import { countRewards, countSteps, listBefore } from './funnel-store.ts';
import { isMeasured, type Funnel, type Outcome } from './query.ts';
import { findScenarioCard, listPrices, listScenarioCards, type ScenarioCard } from './store.ts';
import { variantOf } from './variants.ts';

/** So many cards are named; the others are counted. */
const CARDS_SHOWN = 5;
const ACCOUNTS_PER_RANGE = 20_000;

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

export async function readFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  scenario: Scenario,
  program: Program | null,
  date: BusinessDate,
): Promise<ScenarioFigures> {
  const { db, dialect } = deps.database;
  const funnel = await funnelOf(db, workspaceId, scenario, program, date);
  const counts = await countSteps(db, dialect, funnel);
  const steps: Step[] = [...signalSteps(scenario), ...(funnel.outcome === null ? [] : [{ kind: 'outcome' as const }])];
  const variants: VariantFigure[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'facilitator' || step.facilitator.effect === null) continue;
    const { a, b } = await countVariants(deps, funnel, scenario, step.facilitator, index);
    variants.push(variantFigure(step.facilitator, a, b));
  }
  const { cards, total } = await listScenarioCards(db, workspaceId, scenario.id, CARDS_SHOWN);
  return {
    scenario,
    date,
    founding: await findScenarioCard(db, workspaceId, scenario.cardId),
    cards,
    cardCount: total,
    steps: stepFigures(steps, counts),
    variants,
    prices: priceFigures(await listPrices(db, workspaceId, scenario.id)),
    rewardsGiven: await countRewards(db, workspaceId, scenario.id, addDays(date, -REWARD_AGAIN_DAYS)),
    requirements: await countByState(db, workspaceId, scenario.id),
  };
}

/** A scenario as its funnel is asked for. */
export async function funnelOf(
  executor: Executor,
  workspaceId: string,
  scenario: Scenario,
  program: Program | null,
  date: BusinessDate,
): Promise<Funnel> {
  const founding = await findScenarioCard(executor, workspaceId, scenario.cardId);
  return {
    workspaceId,
    scenarioId: scenario.id,
    date,
    steps: signalSteps(scenario).map(({ events }) => events),
    outcome: await outcomeOf(executor, workspaceId, scenario, founding),
    program,
  };
}

const UNMEASURED: Outcome = { kpi: null, baseline: null, target: null, by: null, milestoneId: null };

async function outcomeOf(
  executor: Executor,
  workspaceId: string,
  scenario: Scenario,
  founding: ScenarioCard | null,
): Promise<Outcome | null> {
  if (founding !== null && isMeasured(founding)) return founding;
  const { cards } = await listScenarioCards(executor, workspaceId, scenario.id, ACCOUNTS_PER_RANGE);
  return cards.some((card) => card.state !== 'retired' && isMeasured(card)) ? UNMEASURED : null;
}

async function countVariants(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  funnel: Funnel,
  { salt }: Scenario,
  { id }: Facilitator,
  index: number,
): Promise<Record<'a' | 'b', Proportion>> {
  const counts = { a: { successes: 0, trials: 0 }, b: { successes: 0, trials: 0 } };
  let after: string | null = '';
  while (after !== null) {
    const page = await listBefore(db, dialect, funnel, index, { after, limit: ACCOUNTS_PER_RANGE });
    for (const { accountId, made } of page.accounts) {
      const count = counts[variantOf(salt, id, accountId)];
      count.trials += 1;
      if (made) count.successes += 1;
    }
    after = page.next;
  }
  return counts;
}

/** Which variant of each tested facilitator an account sees, by the facilitator's id. */
export function variantsFor(scenario: Scenario, accountId: string): Record<string, 'a' | 'b'> {
  const tested = scenario.facilitators.filter(({ effect }) => effect !== null);
  return Object.fromEntries(tested.map(({ id }) => [id, variantOf(scenario.salt, id, accountId)]));
}
