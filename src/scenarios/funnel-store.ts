/** What a scenario's funnel comes to in the database: counts of all accounts, and those who wait in it. */
import { sql, type RawBuilder } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { columnCount, funnelQuery, mayEnd, type Funnel } from './query.ts';

/** Which of some accounts made how many of the funnel's steps; those that made none are left out. */
export async function listDepths(
  executor: Executor,
  dialect: DialectName,
  funnel: Funnel,
  accounts: RawBuilder<unknown>,
): Promise<{ accountId: string; depth: number }[]> {
  const columns = columnsOf(funnel);
  const missing = columns.map((column, index) => sql`when ${column} is null then ${sql.lit(index)}`);
  const { rows } = await sql<{ accountId: string; depth: number }>`
    select s.account_id as "accountId", case ${sql.join(missing, sql` `)} else ${sql.lit(columns.length)} end as depth
    from (${funnelQuery(dialect, funnel, accounts)}) s where d1 is not null`.execute(executor);
  return rows;
}

/** The ids of the next accounts of a workspace, as a condition on `a`, and the id after which to go on. */
export async function nextRange(
  executor: Executor,
  workspaceId: string,
  page: { after: string; limit: number },
): Promise<{ accounts: RawBuilder<unknown>; next: string | null }> {
  const end = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(1)
    .offset(page.limit - 1)
    .executeTakeFirst();
  const upTo = end === undefined ? sql`` : sql`and a.id <= ${end.id}`;
  return { accounts: sql`a.id > ${page.after} ${upTo}`, next: end?.id ?? null };
}

/** An account that entered, is not at the end, and has made no step for a while. */
export interface StuckAccount {
  accountId: string;
  ownerId: string | null;
}

/**
 * The accounts among `accounts` that entered, are not at the end, and made no step and got no reward of the scenario
 * for more than `days` days. Churned ones, and those with an open reward of the scenario, are left out.
 * @param actedAt the number of the step that enters, from 0
 */
export async function listStuck(
  executor: Executor,
  dialect: DialectName,
  funnel: Funnel,
  waiting: { accounts: RawBuilder<unknown>; actedAt: number; days: number },
): Promise<StuckAccount[]> {
  const columns = columnsOf(funnel);
  const entered = columns[waiting.actedAt];
  const end = columns.at(-1);
  // Who enters by the last step is at the end at once.
  if (entered === undefined || end === undefined || waiting.actedAt === columns.length - 1) return [];
  const latest = sql.join(columns.slice(waiting.actedAt).toReversed());
  const before = addDays(funnel.date, -waiting.days);
  const { workspaceId, scenarioId } = funnel;
  // A value, and no `exists`, keeps the planner at looking up each account: it would read the whole tables for each range.
  const reward = sql`(select max(r.drawn_on) from scenario_reward r left join cta t
      on t.workspace_id = r.workspace_id and t.id = r.cta_id
    where r.workspace_id = ${workspaceId} and r.account_id = s.account_id and r.scenario_id = ${scenarioId}
      and (r.drawn_on >= ${before} or t.state in ('open', 'claimed', 'snoozed')))`;
  const only = { at: waiting.actedAt + 1, where: sql`${entered} < ${before} and ${reward} is null` };
  const { rows } = await sql<StuckAccount>`
    select s.account_id as "accountId", ${ownerOf('a', funnel.date)} as "ownerId"
    from (${funnelQuery(dialect, funnel, waiting.accounts, only)}) s
    cross join account a
    where a.workspace_id = ${workspaceId} and a.id = s.account_id and ${end} is null
      and coalesce(${latest}) < ${before} and ${isNotChurned('a')}
    order by s.account_id`.execute(executor);
  return rows;
}

/** The accounts among those with an open reward of the scenario that have reached the funnel's end. */
export async function listRewardsReached(
  executor: Executor,
  dialect: DialectName,
  funnel: Funnel,
): Promise<string[]> {
  const end = columnsOf(funnel).at(-1);
  if (end === undefined) return [];
  const { workspaceId, scenarioId } = funnel;
  const open = sql`a.id in (select r.account_id from scenario_reward r join cta t
      on t.workspace_id = r.workspace_id and t.id = r.cta_id
    where r.workspace_id = ${workspaceId} and r.scenario_id = ${scenarioId}
      and t.state in ('open', 'claimed', 'snoozed'))`;
  const { rows } = await sql<{ id: string }>`
    select t.id from (${funnelQuery(dialect, funnel, open, { at: 0, where: mayEnd(dialect, funnel) })}) s
    cross join scenario_reward r cross join cta t
    where ${end} is not null and r.workspace_id = ${workspaceId} and r.account_id = s.account_id
      and r.scenario_id = ${scenarioId} and t.workspace_id = ${workspaceId} and t.id = r.cta_id
      and t.state in ('open', 'claimed', 'snoozed')`.execute(executor);
  return rows.map(({ id }) => id);
}

/** How many rewards of a scenario were given since a date. */
export async function countRewards(
  executor: Executor,
  workspaceId: string,
  scenarioId: string,
  since: BusinessDate,
): Promise<number> {
  const row = await executor
    .selectFrom('scenario_reward')
    .select((eb) => eb.fn.countAll<number>().as('given'))
    .where('workspace_id', '=', workspaceId)
    .where('scenario_id', '=', scenarioId)
    .where('drawn_on', '>', since)
    .executeTakeFirstOrThrow();
  return row.given;
}

function columnsOf(funnel: Funnel): RawBuilder<unknown>[] {
  return Array.from({ length: columnCount(funnel) }, (_, index) => sql.ref(`d${index + 1}`));
}
