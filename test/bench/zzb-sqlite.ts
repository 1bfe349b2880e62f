import SqliteFile from 'better-sqlite3';
const f = new SqliteFile(process.argv[2]!);
f.pragma('cache_size=-65536');
f.pragma('temp_store=memory');
const W = "'01KBENCH000000000000000000'";
const D = "'2026-11-23'";
const ev = (n: string) =>
  `e.workspace_id=${W} and e.account_id=s.id and e.name='${n}' and e.day >= s.started_on and e.day <= ${D}`;
const time = (name: string, q: string) => {
  f.prepare(q).all();
  const best = [];
  for (let i = 0; i < 3; i++) {
    const c = process.cpuUsage();
    f.prepare(q).all();
    const u = process.cpuUsage(c);
    best.push(Math.round((u.user + u.system) / 1000));
  }
  console.log(name, Math.min(...best), 'ms cpu', JSON.stringify(f.prepare(q).get()));
};
const A = `select id, started_on from account where workspace_id=${W}`;
time('scan accounts', `select count(*), sum(started_on > '2026') from account where workspace_id=${W}`);
time(
  'scan accounts subq',
  `select count(*), max(s) from (select started_on as s from account where workspace_id=${W} limit -1 offset 0)`,
);
time(
  '1 seek min',
  `select count(*), max(d) from (select (select min(e.day) from event e where ${ev('tracking_installed')}) d from (${A}) s limit -1 offset 0)`,
);
time(
  '1 seek order limit',
  `select count(*), max(d) from (select (select e.day from event e where ${ev('tracking_installed')} order by e.day limit 1) d from (${A}) s limit -1 offset 0)`,
);
time(
  'window',
  `select count(*), max(d) from (select (select min(w.day) from (select e.day, sum(e.count) over (order by unixepoch(e.day)/86400 range between 59 preceding and current row) as run from event e where ${ev('page_published')} and e.count > 0) w where w.run >= 3) d from (${A}) s limit -1 offset 0)`,
);
time(
  'window rows',
  `select count(*), max(d) from (select (select min(w.day) from (select e.day, sum(e.count) over (order by e.day rows unbounded preceding) as run from event e where ${ev('form_published')} and e.count > 0) w where w.run >= 2) d from (${A}) s limit -1 offset 0)`,
);
time(
  'offset',
  `select count(*), max(d) from (select (select e.day from event e where ${ev('form_published')} and e.count > 0 order by e.day limit 1 offset 1) d from (${A}) s limit -1 offset 0)`,
);
time(
  'distinct',
  `select count(*), max(d) from (select (select w.day from (select min(e.day) as day from event e where e.workspace_id=${W} and e.account_id=s.id and e.day >= s.started_on and e.day <= ${D} and e.count > 0 group by e.name order by 1 limit 1 offset 4) w) d from (${A}) s limit -1 offset 0)`,
);
time(
  'all events of account max',
  `select count(*), max(d) from (select (select max(e.day) as day from event e where e.workspace_id=${W} and e.account_id=s.id and e.day >= s.started_on and e.day <= ${D}) d from (${A}) s limit -1 offset 0)`,
);
time(
  'kpi',
  `select count(*), max(d) from (select (select min(k.day) from kpi_value k where k.workspace_id=${W} and k.account_id=s.id and k.kpi='active_users' and k.day >= s.started_on and k.day <= ${D} and k.value >= 20) d from (${A}) s limit -1 offset 0)`,
);
time(
  'kpi newest',
  `select count(*), max(d) from (select (select k.value from kpi_value k where k.workspace_id=${W} and k.account_id=s.id and k.kpi='active_users' and k.day >= s.started_on and k.day <= ${D} order by k.day desc, coalesce(k.at, '') desc, k.key desc limit 1) d from (${A}) s limit -1 offset 0)`,
);
time(
  'kpi newest pk',
  `select count(*), max(d) from (select (select k.value from kpi_value k where k.workspace_id=${W} and k.account_id=s.id and k.kpi='active_users' and k.day >= s.started_on and k.day <= ${D} order by k.day desc, k.key desc limit 1) d from (${A}) s limit -1 offset 0)`,
);
time(
  'empty seek sub',
  `select count(*), max(d) from (select (select sum(u.arr) from subscription u where u.workspace_id=${W} and u.account_id=s.id and u.starts_on<=${D}) d from (${A}) s limit -1 offset 0)`,
);
time(
  'churn seek',
  `select count(*), max(d) from (select (select 1 - c.returned from churn c where c.workspace_id=${W} and c.account_id=s.id and c.day<=${D} order by c.day desc, c.returned desc limit 1) d from (${A}) s limit -1 offset 0)`,
);
time(
  'ebr seek',
  `select count(*), max(d) from (select (select max(b.held_on) from ebr b where b.workspace_id=${W} and b.account_id=s.id and b.held_on<=${D}) d from (${A}) s limit -1 offset 0)`,
);
time('scan event', `select count(*), max(day) from event e where e.workspace_id=${W}`);
time(
  'scan event cond group',
  `select count(*), max(d) from (select account_id, min(case when name='tracking_installed' then day end) d from event e where e.workspace_id=${W} group by account_id)`,
);
