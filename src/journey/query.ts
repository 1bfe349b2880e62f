/**
 * The assessment of many accounts as one SQL query, generated from the journey: the same rules as `assess` in
 * domain.ts, which a property test holds equal to it.
 *
 * Each milestone is one nested sub-select that looks up its tasks by the signals' primary keys, and only for
 * accounts that reached the milestone before: most accounts cost a few index seeks. A fence after each level
 * keeps the planner from writing a level's expressions out twice.
 */
import { sql, type RawBuilder } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { dialectSql, type DialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import type { EventCondition, Journey, KpiCondition, Task } from './domain.ts';

type Sql = RawBuilder<unknown>;

/** What the query is written for. */
export interface QueryContext {
  dialect: DialectName;
  workspaceId: string;
  date: BusinessDate;
}

/** The same with the words of its dialect. */
interface Scope extends QueryContext {
  sqlOf: DialectSql;
}

/**
 * A select of `account_id, started_on, arr, position, since, reached, slips` for accounts on one journey; `slips` is
 * the slipped milestones as `,"id","id"`, or null when there are none.
 * @param accounts a select of `account_id, started_on, arr`: the accounts to assess, started by the date
 */
export function assessmentQuery(context: QueryContext, journey: Journey, accounts: Sql): Sql {
  const sqlOf = dialectSql(context.dialect);
  const scope = { ...context, sqlOf };
  let level = accounts;
  journey.phases.forEach(({ milestone }, index) => {
    const previous = reachedColumn(index);
    const found = milestone.tasks.filter((task) => !task.optional).map((task) => satisfiedOn(scope, task));
    const reached = sqlOf.latestOrNull([previous, ...found]);
    level = sql`select s.*, case when ${previous} is not null then ${reached} end as ${sql.ref(`r${index + 1}`)}
      from (${level}) s ${sqlOf.fence}`;
  });
  return sql`select s.*, ${slips(scope, journey)} from (select ${standing(journey)} from (${level}) s ${sqlOf.fence}) s ${sqlOf.fence}`;
}

/** The date on which the milestone with this number was reached, 1 being the first one; 0: the start. */
function reachedColumn(number: number): Sql {
  return number === 0 ? sql.ref('s.started_on') : sql.ref(`s.r${number}`);
}

function standing(journey: Journey): Sql {
  const count = journey.phases.length;
  const r = reachedColumn;
  const upTo = Array.from({ length: count }, (_, n) => n);
  const position = sql`case ${join(upTo.map((n) => sql`when ${r(n + 1)} is null then ${sql.lit(n + 1)} `))}else ${sql.lit(count + 1)} end`;
  const since = sql`coalesce(${sql.join([...upTo, count].toReversed().map(r))})`;
  const list = (n: number) =>
    n === 0
      ? sql.lit('[]')
      : sql`'["' || ${sql.join(
          upTo.slice(0, n).map((i) => r(i + 1)),
          sql` || '","' || `,
        )} || '"]'`;
  const reached = sql`case ${join(upTo.map((n) => sql`when ${r(n + 1)} is null then ${list(n)} `))}else ${list(count)} end`;
  return sql`s.account_id, s.started_on, s.arr, ${position} as position, ${since} as since, ${reached} as reached`;
}

/** The first date on which a task's condition held; null when it has not. */
function satisfiedOn(scope: Scope, task: Task): Sql {
  const { condition } = task;
  const { workspaceId, date } = scope;
  if (condition.kind === 'kpi') {
    const compare = condition.bound === 'at_least' ? sql`>=` : sql`<=`;
    return sql`(select min(k.day) from kpi_value k where ${kpiRows(scope, condition)} and k.value ${compare} ${condition.value})`;
  }
  if (condition.kind === 'event') return eventSatisfiedOn(scope, condition);
  return sql`(select case when t.day > s.started_on then t.day else s.started_on end from task_tick t
    where t.workspace_id = ${workspaceId} and t.account_id = s.account_id and t.task_id = ${task.id} and t.day <= ${date})`;
}

function eventSatisfiedOn(scope: Scope, condition: EventCondition): Sql {
  const rows = eventRows(scope, condition);
  if (condition.counts === 'distinct_names') {
    return sql`(select w.day from (select min(e.day) as day from event e where ${rows}
      group by e.name order by 1 limit 1 offset ${sql.lit(condition.min - 1)}) w)`;
  }
  if (condition.min === 1) return sql`(select min(e.day) from event e where ${rows})`;
  const window =
    condition.withinDays === null
      ? sql`order by e.day rows unbounded preceding`
      : sql`order by ${scope.sqlOf.dayNumber(sql`e.day`)} range between ${sql.lit(condition.withinDays - 1)} preceding and current row`;
  return sql`(select min(w.day) from (select e.day, sum(e.count) over (${window}) as run from event e where ${rows}) w
    where w.run >= ${condition.min})`;
}

function eventRows({ workspaceId, date }: Scope, { names }: EventCondition): Sql {
  const named =
    names === null
      ? sql``
      : names.length === 1
        ? sql`and e.name = ${names[0]}`
        : sql`and e.name in (${sql.join(names)})`;
  return sql`e.workspace_id = ${workspaceId} and e.account_id = s.account_id ${named}
    and e.day >= s.started_on and e.day <= ${date} and e.count > 0`;
}

function kpiRows({ workspaceId, date }: Scope, { kpi }: KpiCondition): Sql {
  return sql`k.workspace_id = ${workspaceId} and k.account_id = s.account_id and k.kpi = ${kpi}
    and k.day >= s.started_on and k.day <= ${date}`;
}

/** Which reached milestones slipped. */
function slips(scope: Scope, journey: Journey): Sql {
  const perMilestone = journey.phases.map(({ milestone }, index) => {
    const failing = milestone.tasks
      .filter((task) => !task.optional)
      .flatMap(({ condition }) => (condition.kind === 'kpi' ? [failsNow(scope, condition)] : []));
    if (failing.length === 0) return null;
    return sql`case when s.position > ${sql.lit(index + 1)} and (${sql.join(failing, sql` or `)})
      then ${`,${JSON.stringify(milestone.id)}`} else '' end`;
  });
  const parts = perMilestone.filter((part) => part !== null);
  if (parts.length === 0) return sql`cast(null as ${scope.sqlOf.text}) as slips`;
  return sql`nullif(${sql.join(parts, sql` || `)}, '') as slips`;
}

/**
 * The first date after `date` on which a slip of account `s` may end because its value has grown too old; null:
 * none. It may be too early, never too late.
 */
export function slipEndsOn(context: QueryContext, journey: Journey): Sql {
  const sqlOf = dialectSql(context.dialect);
  const scope = { ...context, sqlOf };
  const ends = journey.phases
    .flatMap(({ milestone }) => milestone.tasks)
    .flatMap(({ condition, optional }) => {
      if (optional || condition.kind !== 'kpi' || condition.maxAgeDays === null) return [];
      const newest = sql`(select max(k.day) from kpi_value k where ${kpiRows(scope, condition)}
        and k.day >= ${addDays(context.date, -condition.maxAgeDays)})`;
      return [sqlOf.addDays(newest, condition.maxAgeDays + 1)];
    });
  return sqlOf.earliest(ends);
}

/** The newest value is young enough and misses the bound. */
function failsNow(scope: Scope, condition: KpiCondition): Sql {
  const misses = condition.bound === 'at_least' ? sql`<` : sql`>`;
  const young =
    condition.maxAgeDays === null ? sql`` : sql`and k.day >= ${addDays(scope.date, -condition.maxAgeDays)}`;
  return sql`coalesce((select k.value from kpi_value k where ${kpiRows(scope, condition)} ${young}
    order by k.day desc, coalesce(k.at, '') desc, k.key desc limit 1) ${misses} ${condition.value}, false)`;
}

function join(parts: readonly Sql[]): Sql {
  return sql.join(parts, sql``);
}
