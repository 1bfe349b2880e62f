/** Triggers that fired and rewards that were drawn, with the CTAs that they opened. */
import { sql, type Transaction } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isChurned, isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { MOMENT_DAYS, QUIET_DAYS, REWARD_AGAIN_DAYS } from './domain.ts';
import { nextRange } from './funnel-store.ts';

const ROWS_PER_INSERT = 1_000;

/** A trigger that fires: the account, and who sees to it. */
export interface Moment {
  scenarioId: string;
  accountId: string;
  ownerId: string | null;
}

/**
 * The scenarios whose trigger fires now, among the next accounts: one of its events lies within the days of a moment, no
 * CTA of it is under way, and none was opened or closed within the quiet days.
 * @param watched each scenario's events
 * @returns `next`: the id after which to go on; null at the end
 */
export async function listMoments(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  watched: readonly { scenario: string; event: string }[],
  asked: { date: BusinessDate; after: string; limit: number },
): Promise<{ moments: Moment[]; next: string | null }> {
  const { accounts, next } = await nextRange(executor, workspaceId, asked);
  const quietSince = addDays(asked.date, -QUIET_DAYS);
  const events = [...new Set(watched.map(({ event }) => event))].map((event) => ({ event }));
  // Values, and no `exists`, keep the planner at looking up each account: it would read the whole tables for each range.
  const { rows } = await sql<Moment>`
    with w as materialized (select * from ${rowsAs(dialect, 'rows', { scenario: 'text', event: 'text' }, watched)}),
    seen as materialized (
      select a.workspace_id, a.id, a.lead_id, a.partner_id, n.event
      from account a cross join ${rowsAs(dialect, 'n', { event: 'text' }, events)}
      where a.workspace_id = ${workspaceId} and ${accounts}
        and (select min(e.day) from event e where e.workspace_id = ${workspaceId} and e.account_id = a.id
          and e.name = n.event and e.day > ${addDays(asked.date, -MOMENT_DAYS)} and e.day <= ${asked.date}
          and e.day >= coalesce(a.started_on, '') and e.count > 0) is not null
        and ${isNotChurned('a')})
    select distinct w.scenario as "scenarioId", a.id as "accountId", ${ownerOf('a', asked.date)} as "ownerId"
    from seen a join w on w.event = a.event
    where (select max(f.day) from scenario_trigger f left join cta t
          on t.workspace_id = f.workspace_id and t.id = f.cta_id
        where f.workspace_id = ${workspaceId} and f.scenario_id = w.scenario and f.account_id = a.id
          and (f.day > ${quietSince} or t.closed_on > ${quietSince} or t.state in ('open', 'claimed', 'snoozed'))) is null
    order by 1, 2`.execute(executor);
  return { moments: rows, next };
}

export async function insertTriggers(
  trx: Transaction<Database>,
  workspaceId: string,
  triggers: readonly { scenarioId: string; accountId: string; day: BusinessDate; ctaId: string }[],
): Promise<void> {
  for (const batch of inBatches(triggers, ROWS_PER_INSERT)) {
    await trx
      .insertInto('scenario_trigger')
      .values(
        batch.map(({ scenarioId, accountId, day, ctaId }) => ({
          workspace_id: workspaceId,
          scenario_id: scenarioId,
          account_id: accountId,
          day,
          cta_id: ctaId,
        })),
      )
      .execute();
  }
}

/**
 * The rewards of any scenario that accounts got lately, so that none gets the same one again.
 * @param accountIds at most those of one range
 */
export async function listLateRewards(
  executor: Executor,
  workspaceId: string,
  accountIds: readonly string[],
  date: BusinessDate,
): Promise<{ accountId: string; reward: string }[]> {
  return executor
    .selectFrom('scenario_reward')
    .select(['account_id as accountId', 'reward'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', 'in', accountIds)
    .where('drawn_on', '>', addDays(date, -REWARD_AGAIN_DAYS))
    .execute();
}

export async function insertRewards(
  trx: Transaction<Database>,
  workspaceId: string,
  rewards: readonly {
    scenarioId: string;
    accountId: string;
    drawnOn: BusinessDate;
    reward: string;
    ctaId: string;
  }[],
): Promise<void> {
  for (const batch of inBatches(rewards, ROWS_PER_INSERT)) {
    await trx
      .insertInto('scenario_reward')
      .values(
        batch.map(({ scenarioId, accountId, drawnOn, reward, ctaId }) => ({
          workspace_id: workspaceId,
          scenario_id: scenarioId,
          account_id: accountId,
          drawn_on: drawnOn,
          reward,
          cta_id: ctaId,
        })),
      )
      .execute();
  }
}

const OF_SCENARIOS = sql`select workspace_id, scenario_id, account_id, cta_id from scenario_trigger
  union all select workspace_id, scenario_id, account_id, cta_id from scenario_reward`;

/**
 * The CTAs of scenarios that are under way for accounts that have churned, or of one scenario.
 * @param scenarioId null: of churned accounts, whatever the scenario
 */
export async function listScenarioCtas(
  executor: Executor,
  workspaceId: string,
  scenarioId: string | null,
): Promise<string[]> {
  const which = scenarioId === null ? isChurned('a') : sql`f.scenario_id = ${scenarioId}`;
  const { rows } = await sql<{ id: string }>`
    select t.id from (${OF_SCENARIOS}) f
    join cta t on t.workspace_id = f.workspace_id and t.id = f.cta_id
    join account a on a.workspace_id = f.workspace_id and a.id = f.account_id
    where f.workspace_id = ${workspaceId} and t.state in ('open', 'claimed', 'snoozed') and ${which}
    order by t.id`.execute(executor);
  return rows.map(({ id }) => id);
}
