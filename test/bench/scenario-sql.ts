/**
 * The counts of the scenarios by SQL that is written for the benchmark's scenarios by hand: one KPI is the outcome, and
 * an account has at most one card. It opens nothing, draws nothing and keeps nothing; two shapes are tried.
 */
import { addDays } from '#src/base/business-date.ts';
import type { DialectName } from '#src/db/open.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';
import { KPI, TARGET, type BenchScenario } from './scenario-fixture.ts';

const W = `'${WORKSPACE_ID}'`;
const UNDER_WAY = `('open', 'claimed', 'snoozed')`;
const NOT_CHURNED = `a.stage <> 'Churned' and not exists (select 1 from assessment x where x.workspace_id = ${W}
  and x.account_id = a.id and x.churned = 1)`;

export const SHAPES = ['account by account', 'joined'] as const;
export type Shape = (typeof SHAPES)[number];

/** A scenario with the id under which it is kept. */
export type Kept = BenchScenario & { id: string };

/** One row: `s1`, `s2` … how many accounts made each step. */
export function funnelStatement(dialect: DialectName, shape: Shape, scenario: Kept): string {
  const count = eventsOf(scenario).length + 1;
  const counts = Array.from({ length: count }, (_, index) => `count(d${index + 1}) as s${index + 1}`);
  return `select ${counts.join(', ')} from (${funnel(dialect, shape, scenario, DATE)}) f`;
}

/** One row, `n`: how many accounts a trigger fires for, once for each scenario. */
export function triggersStatement(shape: Shape, scenarios: readonly Kept[], date: string): string {
  const watched = scenarios.map(({ id, trigger }) => `('${id}', '${trigger}')`).join(', ');
  const moment = `e.workspace_id = ${W} and e.account_id = a.id and e.name = w.event and e.day > '${addDays(date, -7)}'
    and e.day <= '${date}' and e.day >= a.started_on and e.count > 0`;
  const quiet = addDays(date, -30);
  const fires = `a.workspace_id = ${W} and ${NOT_CHURNED}
    and not exists (select 1 from scenario_trigger f left join cta t on t.workspace_id = f.workspace_id and t.id = f.cta_id
      where f.workspace_id = ${W} and f.scenario_id = w.scenario and f.account_id = a.id
        and (f.day > '${quiet}' or t.closed_on > '${quiet}' or t.state in ${UNDER_WAY}))`;
  const w = `with w (scenario, event) as (values ${watched})`;
  return shape === 'joined'
    ? `${w} select count(*) as n from (select distinct w.scenario, a.id
        from w join event e on e.name = w.event join account a on ${moment} where ${fires}) f`
    : `${w} select count(*) as n from account a cross join w
        where exists (select 1 from event e where ${moment}) and ${fires}`;
}

/** One row, `n`: how many accounts are stuck in the scenario and have no reward of it. */
export function stuckStatement(dialect: DialectName, shape: Shape, scenario: Kept, date: string): string {
  const days = eventsOf(scenario).map((_, index) => `f.d${index + 1}`);
  const before = addDays(date, -scenario.stuckDays);
  return `select count(*) as n from (${funnel(dialect, shape, scenario, date)}) f
    join account a on a.workspace_id = ${W} and a.id = f.id
    where f.d2 is not null and f.d${days.length + 1} is null and coalesce(${days.toReversed().join(', ')}) < '${before}'
      and ${NOT_CHURNED}
      and not exists (select 1 from scenario_reward r left join cta t on t.workspace_id = r.workspace_id and t.id = r.cta_id
        where r.workspace_id = ${W} and r.account_id = a.id and r.scenario_id = '${scenario.id}'
          and (r.drawn_on >= '${before}' or t.state in ${UNDER_WAY}))`;
}

function eventsOf({ trigger, action, facilitators }: BenchScenario): string[] {
  return [trigger, action, ...facilitators];
}

/** A row per account: its id and the day of each step, or null. */
function funnel(dialect: DialectName, shape: Shape, scenario: Kept, date: string): string {
  const own = `select c.account_id, c.target from scenario_card o
    join goal_card c on c.workspace_id = o.workspace_id and c.id = o.card_id
    where o.workspace_id = ${W} and o.scenario_id = '${scenario.id}' and c.state <> 'retired'`;
  const event = (name: string) =>
    `e.workspace_id = ${W} and e.account_id = s.id and e.name = '${name}' and e.day <= '${date}' and e.count > 0`;
  const kpi = `k.workspace_id = ${W} and k.account_id = s.id and k.kpi = '${KPI}' and k.day <= '${date}'`;
  const events = eventsOf(scenario);
  const end = events.length + 1;
  if (shape === 'account by account') {
    const fence = dialect === 'sqlite' ? 'limit -1 offset 0' : 'offset 0';
    let level = `select a.id, a.started_on as d0, c.target from account a left join (${own}) c on c.account_id = a.id
      where a.workspace_id = ${W}`;
    const finds = events.map(
      (name, index) => `select min(e.day) from event e where ${event(name)} and e.day >= s.d${index}`,
    );
    finds.push(
      `select min(k.day) from kpi_value k where ${kpi} and k.day >= s.d${end - 1} and k.value >= coalesce(s.target, ${TARGET})`,
    );
    finds.forEach((find, index) => {
      level = `select s.*, case when s.d${index} is not null then (${find}) end as d${index + 1} from (${level}) s ${fence}`;
    });
    return level;
  }
  const ctes = events.map((name, index) => {
    const since = index === 0 ? `account s` : `s${index} s`;
    const [day, of] = index === 0 ? ['s.started_on', `where s.workspace_id = ${W}`] : ['s.day', ''];
    return `s${index + 1} as materialized (select s.id, min(e.day) as day from ${since} join event e on ${event(name)}
      and e.day >= ${day} ${of} group by s.id)`;
  });
  ctes.push(`own as materialized (${own})`);
  ctes.push(`s${end} as materialized (select s.id, min(k.day) as day from s${end - 1} s
    left join own c on c.account_id = s.id join kpi_value k on ${kpi} and k.day >= s.day
    and k.value >= coalesce(c.target, ${TARGET}) group by s.id)`);
  const joins = Array.from(
    { length: end - 1 },
    (_, index) => `left join s${index + 2} on s${index + 2}.id = s1.id`,
  );
  const columns = Array.from({ length: end }, (_, index) => `s${index + 1}.day as d${index + 1}`);
  return `with ${ctes.join(', ')} select s1.id, ${columns.join(', ')} from s1 ${joins.join(' ')}`;
}
