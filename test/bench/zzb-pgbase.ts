import pg from 'pg';
const c = new pg.Client({ connectionString: process.argv[2]! });
await c.connect();
const W = "'01KBENCH000000000000000000'",
  D = "'2026-11-23'";
const run = async (name: string, q: string, show = false) => {
  const t: number[] = [];
  for (let i = 0; i < 3; i++) {
    const s = performance.now();
    const r = await c.query(q);
    t.push(performance.now() - s);
    if (i === 0) console.log(JSON.stringify(r.rows[0]));
  }
  console.log(name, t.map(Math.round).join(' '), 'ms');
  if (show)
    console.log(
      (await c.query('explain (analyze, costs off, timing off) ' + q)).rows
        .map((r) => r['QUERY PLAN'])
        .join('\n'),
    );
};
const r = (t: string) => `${t}.workspace_id=${W} and ${t}.day <= ${D}`;
const grouped = `
with a as materialized (select id, started_on from account where workspace_id=${W} and segment='standard' and started_on <= ${D}),
named as (select e.account_id, e.name, min(e.day) as first,
    min(e.day) filter (where e.run60 >= 3) as third60, min(e.day) filter (where e.run >= 2) as second
  from (select e.account_id, e.name, e.day,
      sum(e.count) over (partition by e.account_id, e.name order by e.day::date - date '1970-01-01' range between 59 preceding and current row) as run60,
      sum(e.count) over (partition by e.account_id, e.name order by e.day::date - date '1970-01-01') as run
    from event e join a on a.id = e.account_id and e.day >= a.started_on where ${r('e')} and e.count > 0) e group by e.account_id, e.name),
ev as (select account_id, min(first) filter (where name='tracking_installed') t1, min(third60) filter (where name='page_published') t2,
  (array_agg(first order by first))[5] t3, min(second) filter (where name='form_published') t4 from named group by account_id),
kp as (select k.account_id, min(k.day) filter (where kpi='active_users' and value >= 20) k1, min(k.day) filter (where kpi='leads_per_month' and value>=50) k2
  from kpi_value k join a on a.id=k.account_id and k.day >= a.started_on where ${r('k')} group by k.account_id),
reached as (select a.id, a.started_on, t1 r1, case when t1 is not null and t2 is not null then greatest(t1,t2) end r2, t3, k1, t4, k2 from a left join ev on ev.account_id=a.id left join kp on kp.account_id=a.id),
r3 as (select *, case when r2 is not null and t3 is not null and k1 is not null then greatest(r2,t3,k1) end as r3 from reached),
r4 as (select *, case when r3 is not null and t4 is not null then greatest(r3,t4) end as r4 from r3),
r5 as (select *, case when r4 is not null and k2 is not null then greatest(r4,k2) end as r5 from r4)
select count(*), count(r1) c1, count(r2) c2, count(r3) c3, count(r4) c4, count(r5) c5, max(coalesce(r5,r4,r3,r2,r1,started_on)) from r5`;
// without double window: running windows only over the names that need them
const split = `
with a as materialized (select id, started_on from account where workspace_id=${W} and segment='standard' and started_on <= ${D}),
e as materialized (select e.account_id, e.name, e.day, e.count from event e join a on a.id = e.account_id and e.day >= a.started_on where ${r('e')} and e.count > 0),
named as (select account_id, name, min(day) as first from e group by account_id, name),
ev as (select account_id, min(first) filter (where name='tracking_installed') t1, (array_agg(first order by first))[5] t3 from named group by account_id),
w2 as (select account_id, min(day) t2 from (select account_id, day, sum(count) over (partition by account_id order by day::date - date '1970-01-01' range between 59 preceding and current row) run from e where name='page_published') q where run >= 3 group by account_id),
w4 as (select account_id, min(day) t4 from (select account_id, day, sum(count) over (partition by account_id order by day rows unbounded preceding) run from e where name='form_published') q where run >= 2 group by account_id),
kp as (select k.account_id, min(k.day) filter (where kpi='active_users' and value >= 20) k1, min(k.day) filter (where kpi='leads_per_month' and value>=50) k2
  from kpi_value k join a on a.id=k.account_id and k.day >= a.started_on where ${r('k')} group by k.account_id),
reached as (select a.id, a.started_on, t1 r1, case when t1 is not null and t2 is not null then greatest(t1,t2) end r2, t3, k1, t4, k2 from a left join ev on ev.account_id=a.id left join w2 on w2.account_id=a.id left join w4 on w4.account_id=a.id left join kp on kp.account_id=a.id),
r3 as (select *, case when r2 is not null and t3 is not null and k1 is not null then greatest(r2,t3,k1) end as r3 from reached),
r4 as (select *, case when r3 is not null and t4 is not null then greatest(r3,t4) end as r4 from r3),
r5 as (select *, case when r4 is not null and k2 is not null then greatest(r4,k2) end as r5 from r4)
select count(*), count(r1) c1, count(r2) c2, count(r3) c3, count(r4) c4, count(r5) c5, max(coalesce(r5,r4,r3,r2,r1,started_on)) from r5`;
for (const set of ['', 'set jit=off', 'set work_mem="256MB"']) {
  if (set) {
    await c.query(set);
    console.log(set);
  }
  await run('grouped', grouped);
  await run('split', split);
}
await c.end();
