/** Development requirements in the database, with the accounts and the money that stand behind them. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import { nameKey } from '../accounts/name-key.ts';
import { arrOf, currencyOf, isNotChurned } from '../db/account-sql.ts';
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

/** @throws Error when there is one of this id already: the caller holds the workspace's lock and has looked */
export async function insertRequirement(
  trx: Transaction<Database>,
  workspaceId: string,
  requirement: Requirement,
  by: { personId: string; now: string },
): Promise<void> {
  await trx
    .insertInto('requirement')
    .values({
      workspace_id: workspaceId,
      id: requirement.id,
      scenario_id: requirement.scenarioId,
      created_by: by.personId,
      created_at: by.now,
      ...changing(requirement, by),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateRequirement(
  trx: Transaction<Database>,
  workspaceId: string,
  requirement: Requirement,
  by: { personId: string; now: string },
): Promise<void> {
  const result = await trx
    .updateTable('requirement')
    .set(changing(requirement, by))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', requirement.id)
    .where('version', '=', requirement.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`requirement ${requirement.id} was not written`);
}

/** Who saved a requirement last. */
export async function findLastSaver(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<string | null> {
  const row = await executor
    .selectFrom('requirement')
    .select('updated_by')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.updated_by ?? null;
}

const ASSESSED = sql`left join assessment x on x.workspace_id = a.workspace_id and x.account_id = a.id`;
const MONEY = sql`coalesce(${arrOf('a', 'x')}, 0) as arr, ${currencyOf('a')} as currency`;

/** The accounts of a scenario's open cards, each once: `c.scenario_id, c.account_id`. */
const OF_CARDS = sql`select distinct s.workspace_id, s.scenario_id, c.account_id from scenario_card s
  join goal_card c on c.workspace_id = s.workspace_id and c.id = s.card_id and c.state in ('draft', 'active')`;

/** The accounts of a requirement's open gaps, each once, that stand behind it by no card. */
const OF_GAPS = sql`select distinct g.workspace_id, g.requirement_id, g.account_id from gap g
  join requirement r on r.workspace_id = g.workspace_id and r.id = g.requirement_id
  where g.state = 'open' and not exists (select 1 from goal_card c join scenario_card s
      on s.workspace_id = c.workspace_id and s.card_id = c.id
    where c.workspace_id = g.workspace_id and c.account_id = g.account_id and c.state in ('draft', 'active')
      and s.scenario_id = r.scenario_id)`;

/**
 * `requirement_id, currency, accounts, arr`: what stands behind requirements; the sums of a scenario are made once for
 * all of its requirements. @param which a condition on `r`, the requirement
 */
function sums(workspaceId: string, which: RawBuilder<unknown>): RawBuilder<unknown> {
  const money = (rows: RawBuilder<unknown>, id: RawBuilder<unknown>) => sql`
    select m.id, m.currency, count(*) as accounts, sum(m.arr) as arr from (
      select ${id} as id, ${MONEY} from ${rows}
      join account a on a.workspace_id = ${workspaceId} and a.id = b.account_id ${ASSESSED} where ${isNotChurned('a', 'x')}
    ) m group by m.id, m.currency`;
  // Each part is made once: without statistics PostgreSQL would make it anew for each requirement.
  return sql`
    with wanted as materialized (
        select r.id, r.scenario_id from requirement r where r.workspace_id = ${workspaceId} and ${which}),
      asked as materialized (select distinct scenario_id from wanted where scenario_id is not null),
      carded as materialized (select distinct s.scenario_id, c.account_id from asked
        join scenario_card s on s.workspace_id = ${workspaceId} and s.scenario_id = asked.scenario_id
        join goal_card c on c.workspace_id = s.workspace_id and c.id = s.card_id and c.state in ('draft', 'active')),
      gapped as materialized (select distinct wanted.id, g.account_id from wanted
        join gap g on g.workspace_id = ${workspaceId} and g.requirement_id = wanted.id and g.state = 'open'
        where not exists (select 1 from carded
          where carded.scenario_id = wanted.scenario_id and carded.account_id = g.account_id)),
      by_scenario as materialized (${money(sql`carded b`, sql`b.scenario_id`)}),
      by_gap as materialized (${money(sql`gapped b`, sql`b.id`)})
    select p.requirement_id, p.currency, sum(p.accounts) as accounts, sum(p.arr) as arr from (
      select wanted.id as requirement_id, q.currency, q.accounts, q.arr
        from wanted join by_scenario q on q.id = wanted.scenario_id
      union all select id, currency, accounts, arr from by_gap) p
    group by p.requirement_id, p.currency`;
}

export interface RequirementPage {
  requirements: BackedRequirement[];
  total: number;
}

/**
 * Requirements by the number of accounts behind them, then by the largest sum of money in one currency, then the oldest
 * first. @param wanted those in one of the `states`, of one scenario or of all
 */
export async function listBacked(
  executor: Executor,
  workspaceId: string,
  wanted: { states: readonly RequirementState[]; scenarioId: string | null },
  page: { limit: number; offset: number },
): Promise<RequirementPage> {
  if (wanted.states.length === 0) return { requirements: [], total: 0 };
  const ofScenario = wanted.scenarioId === null ? sql`` : sql`and r.scenario_id = ${wanted.scenarioId}`;
  const which = sql`r.state in (${sql.join(wanted.states)}) ${ofScenario}`;
  const { rows } = await sql<BackedRow>`
    with sums as materialized (${sums(workspaceId, which)})
    select r.*, s.name as scenario_name, coalesce(t.accounts, 0) as accounts, count(*) over () as total
    from requirement r
    left join scenario s on s.workspace_id = r.workspace_id and s.id = r.scenario_id
    left join (select requirement_id, sum(accounts) as accounts, max(arr) as top from sums group by requirement_id) t
      on t.requirement_id = r.id
    where r.workspace_id = ${workspaceId} and ${which}
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
    accounts: row.accounts,
    backing: backing.get(row.id) ?? [],
  }));
  return { requirements, total: rows[0]?.total ?? 0 };
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
    select q.requirement_id, q.currency, q.accounts, q.arr
    from (${sums(workspaceId, sql`r.id in (${sql.join(ids)})`)}) q order by q.arr desc, q.currency`.execute(
    executor,
  );
  const byId = Map.groupBy(rows, (row) => row.requirement_id);
  return new Map(
    [...byId].map(([id, list]) => [
      id,
      list.map(({ currency, accounts, arr }) => ({ currency, accounts, arr })),
    ]),
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
      from (select r.id as requirement_id, b.workspace_id, b.account_id from requirement r
          join (${OF_CARDS}) b on b.workspace_id = r.workspace_id and b.scenario_id = r.scenario_id
          where r.workspace_id = ${workspaceId} and r.id in (${sql.join(ids)})
        union all select b.requirement_id, b.workspace_id, b.account_id from (${OF_GAPS}) b
          where b.workspace_id = ${workspaceId} and b.requirement_id in (${sql.join(ids)})) b
      join account a on a.workspace_id = b.workspace_id and a.id = b.account_id ${ASSESSED}
      where ${isNotChurned('a', 'x')}) q
    where q.place <= ${limit} order by q.requirement_id, q.place`.execute(executor);
  const byId = Map.groupBy(rows, (row) => row.requirement_id);
  return new Map([...byId].map(([id, list]) => [id, list.map(({ name }) => name)]));
}

/** How many requirements there are in each state. @param scenarioId of this scenario alone; null: of all */
export async function countByState(
  executor: Executor,
  workspaceId: string,
  scenarioId: string | null,
): Promise<Map<RequirementState, number>> {
  let query = executor
    .selectFrom('requirement')
    .select((eb) => ['state', eb.fn.countAll<number>().as('number')])
    .where('workspace_id', '=', workspaceId)
    .groupBy('state');
  if (scenarioId !== null) query = query.where('scenario_id', '=', scenarioId);
  const rows = await query.execute();
  return new Map(rows.map(({ state, number }) => [state, number]));
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

/** The shipped requirements of releases by their names, whatever their capitals, accents and spaces; oldest first. */
export async function listShippedIn(
  executor: Executor,
  workspaceId: string,
  releases: readonly string[],
): Promise<Map<string, { id: string; what: string }[]>> {
  if (releases.length === 0) return new Map();
  const keys = new Map(releases.map((name) => [nameKey(name), name]));
  const shipped = executor
    .selectFrom('requirement')
    .where('workspace_id', '=', workspaceId)
    .where('release', 'is not', null);
  // Databases compare other letters than those of ASCII each in its own way.
  const written = (await shipped.select('release').distinct().execute()).flatMap(({ release }) =>
    release !== null && keys.has(nameKey(release)) ? [release] : [],
  );
  if (written.length === 0) return new Map();
  const rows = await shipped
    .select(['id', 'what', 'release'])
    .where('release', 'in', written)
    .orderBy('id')
    .execute();
  return Map.groupBy(rows, ({ release }) => keys.get(nameKey(release ?? '')) ?? '');
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
