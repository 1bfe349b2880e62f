/** What the clock does for scenarios: triggers that fire, rewards for who is stuck, and CTAs whose cause is gone. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { addBusinessDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { ACCOUNTS_PER_RANGE } from '../db/account-ranges.ts';
import { insertCtas, resolveCtas, type ShowCtas } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import type { Program } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { REWARD_CTA, signalSteps, TRIGGER_CTA, type Scenario } from './domain.ts';
import { funnelOf } from './funnel-service.ts';
import { listRewardsReached, listStuck, nextRange, type StuckAccount } from './funnel-store.ts';
import {
  insertRewards,
  insertTriggers,
  listLateRewards,
  listMoments,
  listScenarioCtas,
} from './moments-store.ts';
import { findScenario, listActiveScenarios } from './store.ts';
import { drawReward, rewardKey } from './variants.ts';

const TRIGGER_DUE_DAYS = 2;
const REWARD_DUE_DAYS = 5;

export interface MomentsDone {
  triggered: number;
  rewarded: number;
  resolved: number;
}

/**
 * All of it for one workspace and day; done again for the same day it changes nothing.
 * @param after shows in the messages that list them that CTAs were resolved
 */
export async function doMoments(
  deps: Deps,
  workspaceId: string,
  program: Program | null,
  date: BusinessDate,
  after: ShowCtas,
): Promise<MomentsDone> {
  const done = {
    triggered: 0,
    rewarded: 0,
    resolved: await resolveGone(deps, workspaceId, program, date, after),
  };
  const scenarios = await listActiveScenarios(deps.database.db, workspaceId);
  if (scenarios.some(({ trigger }) => trigger.events.length > 0))
    done.triggered = await fireTriggers(deps, workspaceId, date);
  for (const scenario of scenarios)
    done.rewarded += await giveRewards(deps, workspaceId, scenario, program, date);
  return done;
}

/** Resolves the rewards whose account has reached the outcome, and whatever is open for churned accounts. */
async function resolveGone(
  deps: Deps,
  workspaceId: string,
  program: Program | null,
  date: BusinessDate,
  after: ShowCtas,
): Promise<number> {
  const { dialect } = deps.database;
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, dialect, workspaceId);
    const gone = await listScenarioCtas(trx, workspaceId, null);
    for (const scenario of await listActiveScenarios(trx, workspaceId)) {
      const funnel = await funnelOf(trx, workspaceId, scenario, program, date);
      gone.push(...(await listRewardsReached(trx, dialect, funnel)));
    }
    const ids = [...new Set(gone)];
    await resolveCtas(deps, trx, workspaceId, ids, date);
    if (ids.length > 0)
      await after(
        trx,
        ids.map((id) => ({ id })),
      );
    return ids.length;
  });
}

async function fireTriggers(deps: Deps, workspaceId: string, date: BusinessDate): Promise<number> {
  const { dialect } = deps.database;
  let fired = 0;
  let after: string | null = '';
  while (after !== null) {
    const asked = { date, after, limit: ACCOUNTS_PER_RANGE.sift[dialect] };
    after = await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, dialect, workspaceId);
      // Read anew under each lock: one may have been retired since, which resolved only what was open by then.
      const scenarios = await listActiveScenarios(trx, workspaceId);
      const watched = scenarios.flatMap(({ id, trigger }) =>
        trigger.events.map((event) => ({ scenario: id, event })),
      );
      if (watched.length === 0) return null;
      const names = new Map(scenarios.map(({ id, name }) => [id, name]));
      const { moments, next } = await listMoments(trx, dialect, workspaceId, watched, asked);
      const opened = moments.map((moment) => ({
        ...moment,
        day: date,
        ctaId: deps.makeId(),
        title: `The moment for “${names.get(moment.scenarioId) ?? ''}”`,
      }));
      await openCtas(deps, trx, workspaceId, TRIGGER_CTA, opened, { date, dueDays: TRIGGER_DUE_DAYS });
      await insertTriggers(trx, workspaceId, opened);
      fired += opened.length;
      return next;
    });
    await nextTurn();
  }
  return fired;
}

async function giveRewards(
  deps: Deps,
  workspaceId: string,
  scenario: Scenario,
  program: Program | null,
  date: BusinessDate,
): Promise<number> {
  const { catalogue, stuckDays } = scenario.reward;
  if (catalogue.length === 0 || stuckDays === null) return 0;
  const { db, dialect } = deps.database;
  const funnel = await funnelOf(db, workspaceId, scenario, program, date);
  const actedAt = signalSteps(scenario).findIndex(({ kind }) => kind === 'acted');
  let given = 0;
  let after: string | null = '';
  while (after !== null) {
    const page = { after, limit: ACCOUNTS_PER_RANGE.sift[dialect] };
    after = await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, dialect, workspaceId);
      // Retired since: what it opened is resolved, and nothing more is drawn.
      if ((await findScenario(trx, workspaceId, scenario.id))?.state !== 'active') return null;
      const { accounts, next } = await nextRange(trx, workspaceId, page);
      const stuck = await listStuck(trx, dialect, funnel, { accounts, actedAt, days: stuckDays });
      const drawn = await drawFor(deps, trx, workspaceId, scenario, stuck, date);
      await openCtas(deps, trx, workspaceId, REWARD_CTA, drawn, { date, dueDays: REWARD_DUE_DAYS });
      await insertRewards(trx, workspaceId, drawn);
      given += drawn.length;
      return next;
    });
    await nextTurn();
  }
  return given;
}

/** A reward for each stuck account that has not got all of them lately. */
async function drawFor(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { id, name, salt, reward: { catalogue } }: Scenario,
  stuck: readonly StuckAccount[],
  date: BusinessDate,
) {
  if (stuck.length === 0) return [];
  const ids = stuck.map(({ accountId }) => accountId);
  const late = await listLateRewards(trx, workspaceId, ids, date);
  const had = Map.groupBy(late, ({ accountId }) => accountId);
  return stuck.flatMap(({ accountId, ownerId }) => {
    const keys = new Set((had.get(accountId) ?? []).map(({ reward }) => rewardKey(reward)));
    const left = catalogue.filter((reward) => !keys.has(rewardKey(reward)));
    const reward = drawReward(left, { salt, accountId, date });
    if (reward === null) return [];
    const title = `Surprise them: “${reward}” (stuck in “${name}”)`;
    return [{ scenarioId: id, accountId, ownerId, drawnOn: date, reward, ctaId: deps.makeId(), title }];
  });
}

async function openCtas(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  type: string,
  opened: readonly { ctaId: string; accountId: string; ownerId: string | null; title: string }[],
  { date, dueDays }: { date: BusinessDate; dueDays: number },
): Promise<void> {
  const ctas = opened.map(({ ctaId, accountId, ownerId, title }) => ({
    id: ctaId,
    accountId,
    type,
    title,
    priority: 'normal',
    ownerId,
    dueOn: addBusinessDays(date, dueDays),
    openedOn: date,
    planItemId: null,
  }));
  await insertCtas(trx, workspaceId, ctas, deps.now().toISOString());
  const entries = ctas.map(({ id, accountId, title }) => ({
    actor: 'milepost',
    action: 'cta.open',
    accountId,
    subjectId: id,
    after: { title, state: 'open' },
  }));
  await writeAudit(deps, trx, workspaceId, entries);
}
