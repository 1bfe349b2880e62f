import SqliteFile from 'better-sqlite3';
const f = new SqliteFile(process.argv[2]!);
f.pragma('cache_size=-65536');
const W = "'01KBENCH000000000000000000'";
const time = (q: string) => {
  const st = f.prepare(q);
  f.exec('begin');
  st.reader ? st.all() : st.run();
  const c = process.cpuUsage();
  const r = st.reader ? st.all() : st.run();
  const u = process.cpuUsage(c);
  f.exec('rollback');
  console.log(
    Math.round((u.user + u.system) / 1000),
    'ms',
    q.slice(0, 90).replace(/\s+/g, ' '),
    Array.isArray(r) && r.length === 1 ? JSON.stringify(r[0]) : '',
  );
  for (const x of f.prepare('explain query plan ' + q).all() as any[]) console.log('     ', x.detail);
};
time(`select count(*) from account where workspace_id=${W}`);
time(`select count(*) from assessment where workspace_id=${W}`);
time(
  `select count(*) from account where workspace_id=${W} and (started_on is null or started_on > '2026-11-23' or segment is null or segment not in ('standard'))`,
);
time(
  `select count(*) from account a where workspace_id=${W} and id > '' and not exists (select 1 from assessment s where s.workspace_id=a.workspace_id and s.account_id=a.id)`,
);
time(
  `update cta set owner_id = owner_id from account a where a.workspace_id=cta.workspace_id and a.id=cta.account_id and cta.workspace_id=${W} and cta.rule_id='ebr-same-milestone-3-months' and cta.state='open' and cta.state in ('open', 'claimed', 'snoozed') and (cta.owner_id is distinct from coalesce(a.lead_id, a.partner_id)) returning cta.id`,
);
time(
  `update cta set owner_id = owner_id from account a where a.workspace_id=cta.workspace_id and a.id=cta.account_id and cta.workspace_id=${W} and cta.rule_id='ebr-same-milestone-3-months' and cta.state='open' and (cta.owner_id is distinct from coalesce(a.lead_id, a.partner_id)) returning cta.id`,
);
time(
  `select c.id from cta c join account a on a.workspace_id=c.workspace_id and a.id=c.account_id where c.workspace_id=${W} and c.type='ebr' and c.state in ('open', 'claimed') order by c.due_on, c.id limit 2000`,
);
time(
  `select count(distinct account_id), count(distinct case when opened_on > '2026-11-24' then account_id end) from cta where workspace_id=${W} and type='ebr' and state in ('open', 'claimed')`,
);
time(
  `select s.account_id from assessment s where s.workspace_id=${W} and s.churned=0 and (s.working_on is not null and s.since <= '2026-08-23') and (s.last_ebr_on is null or s.last_ebr_on < s.since)`,
);
time(
  `select a.key, a.name, s.working_on, s.since, s.last_ebr_on from assessment s join account a on a.workspace_id=s.workspace_id and a.id=s.account_id where s.workspace_id=${W} and s.churned=0 and (s.working_on is not null and s.since <= '2026-08-23') and (s.last_ebr_on is null or s.last_ebr_on < s.since)`,
);
time(
  `select l.account_id from (select s.account_id from assessment s where s.workspace_id=${W} and s.churned=0 and (s.working_on is not null and s.since <= '2026-08-23') and (s.last_ebr_on is null or s.last_ebr_on < s.since)) l where not exists (select 1 from cta c where c.workspace_id=${W} and c.rule_id='ebr-same-milestone-3-months' and c.account_id=l.account_id and c.state in ('open', 'claimed', 'snoozed')) and not exists (select 1 from cta c where c.workspace_id=${W} and c.rule_id='ebr-same-milestone-3-months' and c.account_id=l.account_id and c.closed_on > '2026-10-10')`,
);
time(
  `select id from cta where workspace_id=${W} and rule_id='ebr-same-milestone-3-months' and state in ('open', 'claimed', 'snoozed') and not exists (select 1 from assessment s where s.workspace_id=${W} and s.account_id=cta.account_id and s.churned=0 and (s.working_on is not null and s.since <= '2026-08-23') and (s.last_ebr_on is null or s.last_ebr_on < s.since))`,
);
