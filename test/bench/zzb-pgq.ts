import pg from 'pg';
const url = process.argv[2]!;
const size = Number(process.argv[3] ?? 2000);
const c = new pg.Client({ connectionString: url });
await c.connect();
const W = "'01KBENCH000000000000000000'",
  D = "'2026-11-23'";
const upTo = (await c.query(`select id from account order by id limit 1 offset ${size - 1}`)).rows[0].id;
const run = async (name: string, q: string, show = false) => {
  const t: number[] = [];
  for (let i = 0; i < 3; i++) {
    const s = performance.now();
    await c.query(q);
    t.push(performance.now() - s);
  }
  console.log(name, ((Math.min(...t) * 1000) / size).toFixed(1), 'us/account');
  if (show)
    console.log(
      (await c.query('explain (analyze, costs off, timing off) ' + q)).rows
        .map((r) => r['QUERY PLAN'])
        .join('\n'),
    );
};
const acc = `select id, started_on from account where workspace_id=${W} and segment in ('standard') and started_on <= ${D} and id > '' and id <= '${upTo}'`;
const r = (t: string) =>
  `${t}.workspace_id=${W} and ${t}.account_id > '' and ${t}.account_id <= '${upTo}' and ${t}.day <= ${D}`;
await run('scan range accounts', `select count(*), max(started_on) from (${acc}) a`);
await run('scan range events', `select count(*), max(day) from event e where ${r('e')} and e.count > 0`);
await run(
  'hash join events',
  `select count(*), max(e.day) from (${acc}) a join event e on e.account_id=a.id and ${r('e')} and e.day >= a.started_on and e.count > 0`,
  true,
);
await run(
  'group by account',
  `select count(*), max(x) from (select e.account_id, min(e.day) filter (where e.name='tracking_installed') x from (${acc}) a join event e on e.account_id=a.id and ${r('e')} and e.day >= a.started_on and e.count > 0 group by e.account_id) q`,
);
await run(
  'group by account,name',
  `select count(*), max(x) from (select e.account_id, e.name, min(e.day) x from (${acc}) a join event e on e.account_id=a.id and ${r('e')} and e.day >= a.started_on and e.count > 0 group by e.account_id, e.name) q`,
  true,
);
await run(
  'window',
  `select count(*), max(x) from (select account_id, min(day) filter (where run >= 3) x from (select e.account_id, e.day, sum(e.count) over (partition by e.account_id order by e.day::date - date '1970-01-01' range between 59 preceding and current row) run from (${acc}) a join event e on e.account_id=a.id and ${r('e')} and e.day >= a.started_on and e.count > 0 and e.name = 'page_published') q group by account_id) z`,
  true,
);
await run(
  'distinct',
  `select count(*), max(d5) from (select account_id, (array_agg(x order by x))[5] d5 from (select e.account_id, e.name, min(e.day) x from (${acc}) a join event e on e.account_id=a.id and ${r('e')} and e.day >= a.started_on and e.count > 0 group by e.account_id, e.name) q group by account_id) z`,
);
await run(
  'correlated seek',
  `select count(*), max(d) from (select (select min(e.day) from event e where e.workspace_id=${W} and e.account_id=a.id and e.name='tracking_installed' and e.day>=a.started_on and e.day<=${D} and e.count>0) d from (${acc}) a offset 0) z`,
);
await run(
  'kpi join',
  `select count(*), max(d) from (select k.account_id, min(day) filter (where kpi='active_users' and value >= 20) d, min(day) filter (where kpi='leads_per_month' and value >= 50) e from (${acc}) a join kpi_value k on k.account_id=a.id and ${r('k')} and k.day >= a.started_on group by k.account_id) z`,
);
await c.end();
