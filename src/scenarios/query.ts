/**
 * The funnel of a scenario as one SQL query, one row per account. As in the assessment each step is one nested
 * sub-select that looks its events up by the signals' primary key, only for accounts that made the step before, and
 * counts them from the day of that step on.
 */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Program } from '../program/domain.ts';
import type { Outcome } from './figures.ts';

type Sql = RawBuilder<unknown>;

export interface Funnel {
  workspaceId: string;
  scenarioId: string;
  date: BusinessDate;
  /** The events of each step that signals tell, in order. */
  steps: readonly (readonly string[])[];
  /** The outcome of accounts without a card of their own; null: the funnel ends with the last step. */
  outcome: Outcome | null;
  /** Where milestones stand in the journeys. */
  program: Program | null;
}

/** Whether a card says when its goal is reached: by a KPI's target, or else by a milestone. */
export function isMeasured({ kpi, target, milestoneId }: Outcome): boolean {
  return (kpi !== null && target !== null) || milestoneId !== null;
}

/** How many columns `d1`, `d2` … the query has. */
export function columnCount({ steps, outcome }: Pick<Funnel, 'steps' | 'outcome'>): number {
  return steps.length + (outcome === null ? 0 : 1);
}

/** Only the rows `s` after step `at` (0: the accounts) that fit: no later step is looked up for the others. */
export interface Narrowing {
  at: number;
  where: Sql;
}

/**
 * A select of `account_id, d1, d2 …`: the business date of each step, null from the first one that was not made.
 * Signals before the account's start count for nothing. An account's outcome is that of its own measured cards in the
 * scenario, the earliest first; without one it is that of the card from which the scenario grew.
 * @param accounts a condition on `a`, the account; all of the workspace when it is left out
 */
export function funnelQuery(
  dialect: DialectName,
  funnel: Funnel,
  accounts: Sql = sql`1 = 1`,
  only: Narrowing | null = null,
): Sql {
  const { fence } = dialectSql(dialect);
  const narrowed = (level: Sql, at: number) =>
    only?.at === at ? sql`select s.* from (${level}) s where ${only.where} ${fence}` : level;
  let level = narrowed(
    sql`select a.id as account_id, coalesce(a.started_on, '') as d0 from account a
      where a.workspace_id = ${funnel.workspaceId} and ${accounts}`,
    0,
  );
  funnel.steps.forEach((events, index) => {
    level = narrowed(next(level, index, firstEvent(funnel, events, day(index)), fence), index + 1);
  });
  if (funnel.outcome === null) return level;
  const at = funnel.steps.length;
  return next(level, at, outcomeOn(dialect, funnel, funnel.outcome, day(at)), fence);
}

/** A test of `s`, the account: whether what ends the funnel is there at all, whatever was before it. */
export function mayEnd(dialect: DialectName, funnel: Funnel): Sql {
  const { steps, outcome } = funnel;
  const end =
    outcome === null
      ? firstEvent(funnel, steps.at(-1) ?? [], day(0))
      : outcomeOn(dialect, funnel, outcome, day(0));
  return sql`${end} is not null`;
}

function next(level: Sql, index: number, found: Sql, fence: Sql): Sql {
  const column = sql.ref(`d${index + 1}`);
  return sql`select s.*, case when ${day(index)} is not null then ${found} end as ${column} from (${level}) s ${fence}`;
}

function day(index: number): Sql {
  return sql.ref(`s.d${index}`);
}

function firstEvent({ workspaceId, date }: Funnel, events: readonly string[], since: Sql): Sql {
  return sql`(select min(e.day) from event e where e.workspace_id = ${workspaceId} and e.account_id = s.account_id
    and e.name in (${sql.join(events)}) and e.day >= ${since} and e.day <= ${date} and e.count > 0)`;
}

const MEASURED = sql`c.state <> 'retired' and ((c.kpi is not null and c.target is not null) or c.milestone_id is not null)`;

/** The day of the outcome, on or after `since`. */
function outcomeOn(dialect: DialectName, funnel: Funnel, outcome: Outcome, since: Sql): Sql {
  const { workspaceId, scenarioId } = funnel;
  const { fence } = dialectSql(dialect);
  // The fence keeps the planner from walking through all cards of the scenario for each account: few have any card.
  const cards = sql`(select c.* from goal_card c where c.workspace_id = ${workspaceId}
      and c.account_id = s.account_id and ${MEASURED} ${fence}) c
    where (select o.card_id from scenario_card o where o.workspace_id = ${workspaceId}
      and o.scenario_id = ${scenarioId} and o.card_id = c.id) is not null`;
  const reached = sql`case when c.kpi is not null and c.target is not null
    then ${kpiOn(funnel, OWN, since)} else ${milestoneOn(dialect, funnel, sql`c.milestone_id`, since)} end`;
  return sql`case when exists (select 1 from ${cards}) then (select min(${reached}) from ${cards})
    else ${foundingOn(dialect, funnel, outcome, since)} end`;
}

function foundingOn(dialect: DialectName, funnel: Funnel, outcome: Outcome, since: Sql): Sql {
  if (outcome.kpi !== null && outcome.target !== null) return kpiOn(funnel, literal(outcome), since);
  return outcome.milestoneId === null
    ? sql`null`
    : milestoneOn(dialect, funnel, sql`${outcome.milestoneId}`, since);
}

/** The parts of a card's measure as they are compared. */
interface MeasureSql {
  kpi: Sql;
  meets: Sql;
  by: Sql;
}

/** Without a baseline more is better. */
const OWN: MeasureSql = {
  kpi: sql`c.kpi`,
  meets: sql`case when c.baseline > c.target then k.value <= c.target else k.value >= c.target end`,
  by: sql`and (c.measure_by is null or k.day <= c.measure_by)`,
};

function literal({ kpi, baseline, target, by }: Outcome): MeasureSql {
  const compare = baseline !== null && target !== null && baseline > target ? sql`<=` : sql`>=`;
  return {
    kpi: sql`${kpi}`,
    meets: sql`k.value ${compare} ${target}`,
    by: by === null ? sql`` : sql`and k.day <= ${by}`,
  };
}

function kpiOn({ workspaceId, date }: Funnel, { kpi, meets, by }: MeasureSql, since: Sql): Sql {
  return sql`(select min(k.day) from kpi_value k where k.workspace_id = ${workspaceId} and k.account_id = s.account_id
    and k.kpi = ${kpi} and k.day >= ${since} and k.day <= ${date} ${by} and ${meets})`;
}

/** The assessment keeps the dates of the reached milestones as a list in the order of the journey. */
function milestoneOn(dialect: DialectName, { workspaceId, date, program }: Funnel, id: Sql, since: Sql): Sql {
  const places = (program?.journeys ?? []).flatMap(({ id: journey, phases }) =>
    phases.map(({ milestone }, place) => ({ journey, milestone: milestone.id, place })),
  );
  const rows = rowsAs(dialect, 'm', { journey: 'text', milestone: 'text', place: 'integer' }, places);
  const list = dialect === 'postgres' ? sql`t.reached::jsonb` : sql`t.reached`;
  return sql`(select min(r.day) from (
    select ${list} ->> m.place as day from assessment t cross join ${rows}
    where t.workspace_id = ${workspaceId} and t.account_id = s.account_id and m.journey = t.journey_id
      and m.milestone = ${id}) r where r.day >= ${since} and r.day <= ${date})`;
}
