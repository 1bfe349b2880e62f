/** Development requirements in the database, with the accounts and the money that stand behind them. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { BackedRequirement, Backing, Requirement, RequirementState } from './domain.ts';

export async function findRequirement(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Requirement | null> {
  const row = await executor
    .selectFrom('requirement')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toRequirement(row);
}

/** @returns false when there is one of this id already: the same form was sent twice */
export async function insertRequirement(
  trx: Transaction<Database>,
  workspaceId: string,
  requirement: Requirement,
  by: { personId: string; now: string },
): Promise<boolean> {
  const result = await trx
    .insertInto('requirement')
    .values({
      workspace_id: workspaceId,
      id: requirement.id,
      scenario_id: requirement.scenarioId,
      created_by: by.personId,
      created_at: by.now,
      ...changing(requirement, by),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** @returns false when somebody else saved it meanwhile */
export async function updateRequirement(
  trx: Transaction<Database>,
  workspaceId: string,
  requirement: Requirement,
  by: { personId: string; now: string },
): Promise<boolean> {
  const result = await trx
    .updateTable('requirement')
    .set(changing(requirement, by))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', requirement.id)
    .where('version', '=', requirement.version - 1)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Who saved a requirement last. */
export async function findLastSaver(executor: Executor, workspaceId: string, id: string): Promise<string | null> {
  const row = await executor
    .selectFrom('requirement')
    .select('updated_by')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.updated_by ?? null;
}

/** Each requirement's accounts once, however often they stand behind it; churned ones do not. */
const BEHIND = sql`
  select r.workspace_id, r.id as requirement_id, c.account_id
  from requirement r
  join scenario_card s on s.workspace_id = r.workspace_id and s.scenario_id = r.scenario_id
  join goal_card c on c.workspace_id = s.workspace_id and c.id = s.card_id and c.state in ('draft', 'active')
  union
  select g.workspace_id, g.requirement_id, g.account_id from gap g
  where g.state = 'open' and g.requirement_id is not null`;

const SUMS = (workspaceId: string) => sql`
  select b.requirement_id, m.currency, count(*) as accounts, sum(m.arr) as arr
  from (${BEHIND}) b join (
    select a.workspace_id, a.id, coalesce(a.arr, x.arr, 0) as arr, coalesce(a.currency, (select max(u.currency)
      from subscription u where u.workspace_id = a.workspace_id and u.account_id = a.id)) as currency
    from account a left join assessment x on x.workspace_id = a.workspace_id and x.account_id = a.id
    where (a.stage is null or a.stage <> 'Churned') and coalesce(x.churned, 0) = 0
  ) m on m.workspace_id = b.workspace_id and m.id = b.account_id
  where b.workspace_id = ${workspaceId}
  group by b.requirement_id, m.currency`;

export interface RequirementPage {
  requirements: BackedRequirement[];
  total: number;
}

/**
 * Requirements by the number of accounts behind them, then by the largest sum of money in one currency, then the oldest
 * first. @param states only those; none: those that are not shipped
 */
export async function listBacked(
  executor: Executor,
  workspaceId: string,
  wanted: { states: readonly RequirementState[]; scenarioId: string | null },
  page: { limit: number; offset: number },
): Promise<RequirementPage> {
  const ofScenario = wanted.scenarioId === null ? sql`` : sql`and r.scenario_id = ${wanted.scenarioId}`;
  const { rows } = await sql<BackedRow>`
    with sums as materialized (${SUMS(workspaceId)})
    select r.*, s.name as scenario_name, coalesce(t.accounts, 0) as accounts, count(*) over () as total
    from requirement r
    left join scenario s on s.workspace_id = r.workspace_id and s.id = r.scenario_id
    left join (select requirement_id, sum(accounts) as accounts, max(arr) as top from sums group by requirement_id) t
      on t.requirement_id = r.id
    where r.workspace_id = ${workspaceId} and r.state in (${sql.join(wanted.states)}) ${ofScenario}
    order by coalesce(t.accounts, 0) desc, coalesce(t.top, 0) desc, r.id
    limit ${page.limit} offset ${page.offset}`.execute(executor);
  const backing = await listBacking(
    executor,
    workspaceId,
    rows.map(({ id }) => id),
  );
  const requirements = rows.map((row) => ({
    ...toRequirement(row),
    scenarioName: row.scenario_name,
    accounts: Number(row.accounts),
    backing: backing.get(row.id) ?? [],
  }));
  return { requirements, total: Number(rows[0]?.total ?? 0) };
}

type BackedRow = Selectable<Database['requirement']> & {
  scenario_name: string | null;
  accounts: number;
  total: number;
};

async function listBacking(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, Backing[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Backing & { requirement_id: string }>`
    select q.requirement_id, q.currency, q.accounts, q.arr from (${SUMS(workspaceId)}) q
    where q.requirement_id in (${sql.join(ids)}) order by q.arr desc, q.currency`.execute(executor);
  const found = rows.map((row) => ({ ...row, accounts: Number(row.accounts), arr: Number(row.arr) }));
  const byId = Map.groupBy(found, (row) => row.requirement_id);
  return new Map(
    [...byId].map(([id, list]) => [id, list.map(({ currency, accounts, arr }) => ({ currency, accounts, arr }))]),
  );
}

/** The names of accounts behind a requirement, by their money; at most `limit`. */
export async function listBackers(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
  limit: number,
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ requirement_id: string; name: string }>`
    select q.requirement_id, q.name from (
      select b.requirement_id, a.name, row_number() over (
        partition by b.requirement_id order by coalesce(a.arr, x.arr, 0) desc, a.name) as place
      from (${BEHIND}) b
      join account a on a.workspace_id = b.workspace_id and a.id = b.account_id
      left join assessment x on x.workspace_id = a.workspace_id and x.account_id = a.id
      where b.workspace_id = ${workspaceId} and b.requirement_id in (${sql.join(ids)})
        and (a.stage is null or a.stage <> 'Churned') and coalesce(x.churned, 0) = 0) q
    where q.place <= ${limit} order by q.requirement_id, q.place`.execute(executor);
  const byId = Map.groupBy(rows, (row) => row.requirement_id);
  return new Map([...byId].map(([id, list]) => [id, list.map(({ name }) => name)]));
}

/** How many requirements a scenario has in each state. */
export async function countByState(
  executor: Executor,
  workspaceId: string,
  scenarioId: string,
): Promise<Map<RequirementState, number>> {
  const rows = await executor
    .selectFrom('requirement')
    .select((eb) => ['state', eb.fn.countAll<number>().as('number')])
    .where('workspace_id', '=', workspaceId)
    .where('scenario_id', '=', scenarioId)
    .groupBy('state')
    .execute();
  return new Map(rows.map(({ state, number }) => [state, Number(number)]));
}

/** Requirements that are not shipped and hold the text, the newest first: what a gap may be linked to. */
export async function searchRequirements(
  executor: Executor,
  workspaceId: string,
  typed: string,
  limit: number,
): Promise<Requirement[]> {
  const like = `%${typed.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const rows = await executor
    .selectFrom('requirement')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'shipped')
    .where(sql<boolean>`lower(what) like ${like} escape '\\'`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toRequirement);
}

function changing(requirement: Requirement, by: { personId: string; now: string }) {
  return {
    what: requirement.what,
    why: requirement.why,
    acceptance: requirement.acceptance,
    state: requirement.state,
    release: requirement.release,
    version: requirement.version,
    updated_by: by.personId,
    updated_at: by.now,
  };
}

function toRequirement(row: Selectable<Database['requirement']>): Requirement {
  return {
    id: row.id,
    scenarioId: row.scenario_id,
    what: row.what,
    why: row.why,
    acceptance: row.acceptance,
    state: row.state,
    release: row.release,
    version: row.version,
  };
}
