/** Scenarios in the database, with their cards. */
import { sql, type Selectable, type Transaction } from 'kysely';
import { nameKey } from '../accounts/name-key.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { documentOf, type Scenario, type ScenarioDocument } from './domain.ts';
import type { ListedScenario, ScenarioCard } from './figures.ts';

export async function findScenario(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Scenario | null> {
  const row = await executor
    .selectFrom('scenario')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toScenario(row);
}

/** The scenario of a name, however it is written. */
export async function findScenarioByName(
  executor: Executor,
  workspaceId: string,
  name: string,
): Promise<Scenario | null> {
  const row = await executor
    .selectFrom('scenario')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst();
  return row === undefined ? null : toScenario(row);
}

/** Scenarios by name, those that are active first. */
export async function listScenarios(
  executor: Executor,
  workspaceId: string,
  page: { limit: number; offset: number },
): Promise<ListedScenario[]> {
  const { rows } = await sql<ListedScenario>`
    select s.id, s.name, s.state,
      (select count(*) from scenario_card c where c.workspace_id = s.workspace_id and c.scenario_id = s.id) as cards,
      (select count(*) from requirement r where r.workspace_id = s.workspace_id and r.scenario_id = s.id) as requirements
    from scenario s where s.workspace_id = ${workspaceId}
    order by s.state, s.name_key limit ${page.limit} offset ${page.offset}`.execute(executor);
  return rows;
}

/** The names of all scenarios, for close spellings. */
export async function listScenarioNames(executor: Executor, workspaceId: string): Promise<string[]> {
  const rows = await executor
    .selectFrom('scenario')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .orderBy('name_key')
    .execute();
  return rows.map(({ name }) => name);
}

export async function listActiveScenarios(executor: Executor, workspaceId: string): Promise<Scenario[]> {
  const rows = await executor
    .selectFrom('scenario')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
  return rows.map(toScenario);
}

/** @throws Error when there is one of this id or name already: the caller holds the workspace's lock and has looked */
export async function insertScenario(
  trx: Transaction<Database>,
  workspaceId: string,
  scenario: Scenario,
): Promise<void> {
  await trx
    .insertInto('scenario')
    .values({
      workspace_id: workspaceId,
      id: scenario.id,
      card_id: scenario.cardId,
      salt: scenario.salt,
      created_by: scenario.createdBy,
      created_at: scenario.createdAt,
      ...changing(scenario),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateScenario(
  trx: Transaction<Database>,
  workspaceId: string,
  scenario: Scenario,
): Promise<void> {
  const result = await trx
    .updateTable('scenario')
    .set(changing(scenario))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', scenario.id)
    .where('version', '=', scenario.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`scenario ${scenario.id} was not written`);
}

const CARD = sql`c.id, c.name, c.state, c.account_id as "accountId", a.name as "accountName", c.kpi, c.baseline,
  c.target, c.measure_by as "by", c.milestone_id as "milestoneId"`;
const ACCOUNT = sql`join account a on a.workspace_id = c.workspace_id and a.id = c.account_id`;

export async function findScenarioCard(
  executor: Executor,
  workspaceId: string,
  cardId: string,
): Promise<ScenarioCard | null> {
  const { rows } = await sql<ScenarioCard>`select ${CARD} from goal_card c ${ACCOUNT}
    where c.workspace_id = ${workspaceId} and c.id = ${cardId}`.execute(executor);
  return rows[0] ?? null;
}

/** The cards of a scenario, the first to join first, and how many there are. */
export async function listScenarioCards(
  executor: Executor,
  workspaceId: string,
  scenarioId: string,
  limit: number,
): Promise<{ cards: ScenarioCard[]; total: number }> {
  const { rows } = await sql<ScenarioCard & { total: number }>`select ${CARD}, count(*) over () as total
    from scenario_card s join goal_card c on c.workspace_id = s.workspace_id and c.id = s.card_id ${ACCOUNT}
    where s.workspace_id = ${workspaceId} and s.scenario_id = ${scenarioId}
    order by c.id limit ${limit}`.execute(executor);
  return { cards: rows, total: rows[0]?.total ?? 0 };
}

/** Whether a card of the scenario that is not retired says when its goal is reached. */
export async function hasMeasuredCard(
  executor: Executor,
  workspaceId: string,
  scenarioId: string,
): Promise<boolean> {
  const { rows } = await sql`select 1 from scenario_card s
    join goal_card c on c.workspace_id = s.workspace_id and c.id = s.card_id
    where s.workspace_id = ${workspaceId} and s.scenario_id = ${scenarioId} and c.state <> 'retired'
      and ((c.kpi is not null and c.target is not null) or c.milestone_id is not null) limit 1`.execute(
    executor,
  );
  return rows.length > 0;
}

/** Cards whose name, or whose account's, holds the text; the newest first. Retired ones are left out. */
export async function searchCards(
  executor: Executor,
  workspaceId: string,
  typed: string,
  limit: number,
): Promise<ScenarioCard[]> {
  const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await sql<ScenarioCard>`select ${CARD} from goal_card c ${ACCOUNT}
    where c.workspace_id = ${workspaceId} and c.state <> 'retired'
      and (lower(c.name) like ${like(typed.toLowerCase())} escape '\\' or a.name_key like ${like(nameKey(typed))} escape '\\')
    order by c.id desc limit ${limit}`.execute(executor);
  return rows;
}

/** @returns false when the card was in the scenario already */
export async function insertScenarioCard(
  trx: Transaction<Database>,
  workspaceId: string,
  scenarioId: string,
  cardId: string,
): Promise<boolean> {
  const result = await trx
    .insertInto('scenario_card')
    .values({ workspace_id: workspaceId, scenario_id: scenarioId, card_id: cardId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The scenarios of a card, by name. */
export async function listScenariosOfCard(
  executor: Executor,
  workspaceId: string,
  cardId: string,
): Promise<{ id: string; name: string }[]> {
  return executor
    .selectFrom('scenario_card')
    .innerJoin('scenario', (join) =>
      join
        .onRef('scenario.workspace_id', '=', 'scenario_card.workspace_id')
        .onRef('scenario.id', '=', 'scenario_card.scenario_id'),
    )
    .select(['scenario.id', 'scenario.name'])
    .where('scenario_card.workspace_id', '=', workspaceId)
    .where('scenario_card.card_id', '=', cardId)
    .orderBy('scenario.name_key')
    .execute();
}

function changing(scenario: Scenario) {
  return {
    name: scenario.name,
    name_key: nameKey(scenario.name),
    state: scenario.state,
    version: scenario.version,
    document: JSON.stringify(documentOf(scenario)),
    updated_by: scenario.updatedBy,
    updated_at: scenario.updatedAt,
  };
}

function toScenario(row: Selectable<Database['scenario']>): Scenario {
  return {
    ...(JSON.parse(row.document) as ScenarioDocument),
    id: row.id,
    name: row.name,
    cardId: row.card_id,
    state: row.state,
    version: row.version,
    salt: row.salt,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}
