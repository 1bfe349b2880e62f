/** A scenario's funnel with all its figures. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { ACCOUNTS_PER_RANGE } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';
import type { Program } from '../program/domain.ts';
import { countByState } from '../requirements/service.ts';
import type { Proportion } from '../stats/proportion.ts';
import { REWARD_AGAIN_DAYS, signalSteps, type Facilitator, type Scenario, type Step } from './domain.ts';
import {
  priceFigures,
  stepFigures,
  variantFigure,
  type Outcome,
  type ScenarioCard,
  type ScenarioFigures,
} from './figures.ts';
import { countRewards, listDepths, nextRange } from './funnel-store.ts';
import { isMeasured, type Funnel } from './query.ts';
import { listPrices } from './price-store.ts';
import { findScenarioCard, hasMeasuredCard, listScenarioCards } from './store.ts';
import { variantOf } from './variants.ts';

/** So many cards are named; the others are counted. */
const CARDS_SHOWN = 5;

export async function readFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  scenario: Scenario,
  program: Program | null,
  date: BusinessDate,
): Promise<ScenarioFigures> {
  const { db } = deps.database;
  const funnel = await funnelOf(db, workspaceId, scenario, program, date);
  const steps: Step[] = [
    ...signalSteps(scenario),
    ...(funnel.outcome === null ? [] : [{ kind: 'outcome' as const }]),
  ];
  const { counts, variants } = await countSteps(deps, funnel, scenario, steps);
  const { cards, total } = await listScenarioCards(db, workspaceId, scenario.id, CARDS_SHOWN);
  return {
    scenario,
    date,
    founding: await findScenarioCard(db, workspaceId, scenario.cardId),
    cards,
    cardCount: total,
    steps: stepFigures(steps, counts),
    variants: variants.map(({ facilitator, a, b }) => variantFigure(facilitator, a, b)),
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
  return (await hasMeasuredCard(executor, workspaceId, scenario.id)) ? UNMEASURED : null;
}

interface VariantCount {
  /** The place of the facilitator's step, from 0. */
  at: number;
  facilitator: Facilitator;
  a: Proportion;
  b: Proportion;
}

/** How many accounts made each step, and of each test's variant how many came to its step and made it. */
async function countSteps(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  funnel: Funnel,
  { salt }: Scenario,
  steps: readonly Step[],
): Promise<{ counts: number[]; variants: VariantCount[] }> {
  const counts = steps.map(() => 0);
  const variants = steps.flatMap((step, at): VariantCount[] =>
    step.kind === 'facilitator' && step.facilitator.effect !== null
      ? [
          {
            at,
            facilitator: step.facilitator,
            a: { successes: 0, trials: 0 },
            b: { successes: 0, trials: 0 },
          },
        ]
      : [],
  );
  let after: string | null = '';
  while (after !== null) {
    const page = { after, limit: ACCOUNTS_PER_RANGE.list[dialect] };
    const { accounts, next } = await nextRange(db, funnel.workspaceId, page);
    for (const { accountId, depth } of await listDepths(db, dialect, funnel, accounts)) {
      for (let step = 0; step < depth; step += 1) counts[step] = (counts[step] ?? 0) + 1;
      for (const variant of variants) {
        if (depth < variant.at) continue;
        const count = variant[variantOf(salt, variant.facilitator.id, accountId)];
        count.trials += 1;
        if (depth > variant.at) count.successes += 1;
      }
    }
    after = next;
    // A database in this process answers without letting anybody else have a turn.
    await nextTurn();
  }
  return { counts, variants };
}
