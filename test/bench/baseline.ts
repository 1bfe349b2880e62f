/**
 * The same answers by SQL that is written for the fixture's journey by hand: what each account has reached and when, and
 * who is due. It keeps nothing, checks nothing and explains nothing; several shapes are tried and the fastest counts.
 */
import type { DialectName } from '#src/db/open.ts';
import { addDays, latestDateMonthsBefore } from '#src/base/business-date.ts';
import { WORKSPACE_ID } from './fixture.ts';

const W = `'${WORKSPACE_ID}'`;

/** Statements of which each gives one row: `accounts`, `reached` (a sum, so that all of it is computed) and `due` as JSON. */
export function morningStatements(dialect: DialectName, date: string): Record<string, string> {
  return dialect === 'sqlite'
    ? { 'lazy seeks': lazySeeks(dialect, date), 'one scan': oneScanOfSqlite(date) }
    : { 'lazy seeks': lazySeeks(dialect, date), 'group by': groupedOfPostgres(date) };
}

/** Who is at one milestone for more than 90 days without a review since: what a list must read at least. */
export function bareList(date: string): string {
  return `select a.key, a.name, s.working_on, s.since, s.last_ebr_on from assessment s
    join account a on a.workspace_id = s.workspace_id and a.id = s.account_id
    where s.workspace_id = ${W} and s.churned = 0 and s.since < '${addDays(date, -90)}' and s.working_on is not null
      and (s.last_ebr_on is null or s.last_ebr_on < s.since)`;
}

/** Milestone after milestone, each looked up by the primary key where the one before was reached. */
function lazySeeks(dialect: DialectName, date: string): string {
  const fence = dialect === 'sqlite' ? 'limit -1 offset 0' : 'offset 0';
  const event = (
    name: string,
  ) => `e.workspace_id = ${W} and e.account_id = s.id ${name} and e.day >= s.started_on
    and e.day <= '${date}' and e.count > 0`;
  const kpi = (name: string, least: number) => `select min(k.day) from kpi_value k where k.workspace_id = ${W}
    and k.account_id = s.id and k.kpi = '${name}' and k.day >= s.started_on and k.day <= '${date}' and k.value >= ${least}`;
  const dayNumber = dialect === 'sqlite' ? 'unixepoch(e.day) / 86400' : `(e.day::date - date '1970-01-01')`;
  const run = (
    name: string,
    least: number,
    frame: string,
  ) => `select min(w.day) from (select e.day, sum(e.count)
    over (${frame}) as run from event e where ${event(`and e.name = '${name}'`)}) w where w.run >= ${least}`;
  const tasks = [
    [`select min(e.day) from event e where ${event("and e.name = 'tracking_installed'")}`],
    [run('page_published', 3, `order by ${dayNumber} range between 59 preceding and current row`)],
    [
      `select w.day from (select min(e.day) as day from event e where ${event('')} group by e.name order by 1 limit 1 offset 4) w`,
      kpi('active_users', 20),
    ],
    [run('form_published', 2, 'order by e.day rows unbounded preceding')],
    [kpi('leads_per_month', 50)],
  ];
  let level = accounts(date);
  tasks.forEach((queries, index) => {
    const previous = index === 0 ? 's.started_on' : `s.r${index}`;
    const found = queries.map((query, n) => `case when ${previous} is not null then (${query}) end as t${n}`);
    level = `select s.*, ${found.join(', ')} from (${level}) s ${fence}`;
    const dates = [previous, ...queries.map((_, n) => `s.t${n}`)];
    const latest = dialect === 'sqlite' ? `max(${dates.join(', ')})` : `greatest(${dates.join(', ')})`;
    const kept = ['id', 'started_on', ...Array.from({ length: index }, (_, n) => `r${n + 1}`)].map(
      (name) => `s.${name}`,
    );
    const isReached = dates.map((day) => `${day} is not null`).join(' and ');
    level = `select ${kept.join(', ')}, case when ${isReached} then ${latest} end as r${index + 1} from (${level}) s ${fence}`;
  });
  return summary(dialect, level, date);
}

/** Each account's signals read once, all tasks from that. */
function oneScanOfSqlite(date: string): string {
  const level = `select a.id, a.started_on, f.t1 as r1, case when f.t1 is not null then max(f.t1, f.t2) end as r2,
      case when f.t1 is not null then max(f.t1, f.t2, f.t3, k.k1) end as r3,
      case when f.t1 is not null then max(f.t1, f.t2, f.t3, k.k1, f.t4) end as r4,
      case when f.t1 is not null then max(f.t1, f.t2, f.t3, k.k1, f.t4, k.k2) end as r5
    from (${accounts(date)}) a
    left join (select account_id, min(case when name = 'tracking_installed' then first end) as t1,
        min(case when name = 'page_published' then third end) as t2,
        nullif(substr(group_concat(first, '' order by first), 41, 10), '') as t3,
        min(case when name = 'form_published' then second end) as t4
      from (select account_id, name, min(day) as first, min(case when near >= 3 then day end) as third,
          min(case when run >= 2 then day end) as second
        from (select e.account_id, e.name, e.day,
            sum(e.count) over (partition by e.account_id, e.name order by unixepoch(e.day) / 86400
              range between 59 preceding and current row) as near,
            sum(e.count) over (partition by e.account_id, e.name order by unixepoch(e.day) / 86400) as run
          from account a cross join event e where a.workspace_id = ${W} and a.segment = 'standard'
            and e.workspace_id = ${W} and e.account_id = a.id and e.day >= a.started_on and e.day <= '${date}' and e.count > 0)
        group by account_id, name) group by account_id) f on f.account_id = a.id
    left join (select k.account_id, min(case when k.kpi = 'active_users' and k.value >= 20 then k.day end) as k1,
        min(case when k.kpi = 'leads_per_month' and k.value >= 50 then k.day end) as k2
      from account a cross join kpi_value k where a.workspace_id = ${W} and k.workspace_id = ${W} and k.account_id = a.id
        and k.day >= a.started_on and k.day <= '${date}' group by k.account_id) k on k.account_id = a.id`;
  return summary('sqlite', level, date);
}

function groupedOfPostgres(date: string): string {
  const days = `order by e.day::date - date '1970-01-01'`;
  const level = `select *, case when r4 is not null and k2 is not null then greatest(r4, k2) end as r5 from
   (select *, case when r3 is not null and t4 is not null then greatest(r3, t4) end as r4 from
   (select *, case when r2 is not null and t3 is not null and k1 is not null then greatest(r2, t3, k1) end as r3 from
   (select a.id, a.started_on, f.t1 as r1, case when f.t1 is not null and f.t2 is not null then greatest(f.t1, f.t2) end as r2,
      f.t3, f.t4, k.k1, k.k2
    from (${accounts(date)}) a
    left join (select account_id, min(first) filter (where name = 'tracking_installed') as t1,
        min(third) filter (where name = 'page_published') as t2, (array_agg(first order by first))[5] as t3,
        min(second) filter (where name = 'form_published') as t4
      from (select account_id, name, min(day) as first, min(day) filter (where near >= 3) as third,
          min(day) filter (where run >= 2) as second
        from (select e.account_id, e.name, e.day,
            sum(e.count) over (partition by e.account_id, e.name ${days} range between 59 preceding and current row) as near,
            sum(e.count) over (partition by e.account_id, e.name ${days}) as run
          from (${accounts(date)}) a join event e on e.account_id = a.id and e.day >= a.started_on
          where e.workspace_id = ${W} and e.day <= '${date}' and e.count > 0) e
        group by account_id, name) n group by account_id) f on f.account_id = a.id
    left join (select k.account_id, min(k.day) filter (where k.kpi = 'active_users' and k.value >= 20) as k1,
        min(k.day) filter (where k.kpi = 'leads_per_month' and k.value >= 50) as k2
      from (${accounts(date)}) a join kpi_value k on k.account_id = a.id and k.day >= a.started_on
      where k.workspace_id = ${W} and k.day <= '${date}' group by k.account_id) k on k.account_id = a.id) x) x) x`;
  return summary('postgres', level, date);
}

function accounts(date: string): string {
  return `select id, started_on from account where workspace_id = ${W} and id > '' and segment = 'standard' and started_on <= '${date}'`;
}

/** One row for all: the dates go into a sum so that none is left out, and only who is due comes back by name. */
function summary(dialect: DialectName, level: string, date: string): string {
  const before = latestDateMonthsBefore(addDays(date, -1), 3);
  const isDue = `x.r5 is null and x.since <= '${before}'
    and not exists (select 1 from ebr b where b.workspace_id = ${W} and b.account_id = x.id and b.held_on >= x.since
      and b.held_on <= '${date}')
    and coalesce((select c.returned from churn c where c.workspace_id = ${W} and c.account_id = x.id and c.day <= '${date}'
      order by c.day desc, c.returned desc limit 1), 1) = 1`;
  const fence = dialect === 'sqlite' ? 'limit -1 offset 0' : 'offset 0';
  const due =
    dialect === 'sqlite'
      ? `json_group_array(x.id) filter (where ${isDue})`
      : `(json_agg(x.id) filter (where ${isDue}))::text`;
  return `select count(*) as accounts, count(x.r1) + count(x.r2) + count(x.r3) + count(x.r4) + count(x.r5) as reached,
      max(x.since) as latest, ${due} as due
    from (select r.*, coalesce(r.r5, r.r4, r.r3, r.r2, r.r1, r.started_on) as since from (${level}) r ${fence}) x`;
}
