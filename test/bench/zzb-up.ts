import SqliteFile from 'better-sqlite3';
const path = process.argv[2]!;
const f = new SqliteFile(path);
f.pragma('cache_size=-65536');
f.pragma('temp_store=memory');
const W = "'01KBENCH000000000000000000'";
const D = "'2026-11-26'";
const time = (name: string, q: string) => {
  const st = f.prepare(q);
  const all = [];
  for (let i = 0; i < 3; i++) {
    const c = process.cpuUsage();
    f.exec('begin');
    st.reader ? st.all() : st.run();
    f.exec('rollback');
    const u = process.cpuUsage(c);
    all.push(Math.round((u.user + u.system) / 1000));
  }
  console.log(name, Math.min(...all));
};
const FACTS = [
  'journey_id',
  'working_on',
  'position',
  'since',
  'reached',
  'slipped',
  'churned',
  'arr',
  'last_signal_on',
  'last_ebr_on',
  'revisit_on',
];
time(
  'scan assessment',
  `select count(*), max(reached) from assessment where workspace_id=${W} and account_id > ''`,
);
const src = `select * from assessment where workspace_id=${W} and account_id > '' limit -1 offset 0`;
time(
  'upsert same 11',
  `insert into assessment (workspace_id, account_id, ${FACTS}) select f.workspace_id, f.account_id, ${FACTS.map((x) => 'f.' + x)} from (${src}) f where true on conflict (workspace_id, account_id) do update set ${FACTS.map((x) => `${x}=excluded.${x}`)} where ${FACTS.map((x) => `assessment.${x} is not excluded.${x}`).join(' or ')}`,
);
time(
  'compare first',
  `insert into assessment (workspace_id, account_id, ${FACTS}) select f.workspace_id, f.account_id, ${FACTS.map((x) => 'f.' + x)} from (${src}) f left join assessment o on o.workspace_id=f.workspace_id and o.account_id=f.account_id where ${FACTS.map((x) => `o.${x} is not f.${x}`).join(' or ')} on conflict (workspace_id, account_id) do update set ${FACTS.map((x) => `${x}=excluded.${x}`)}`,
);
time(
  'compare row',
  `select count(*) from (${src}) f left join assessment o on o.workspace_id=f.workspace_id and o.account_id=f.account_id where (${FACTS.map((x) => `o.${x}`)}) is not (${FACTS.map((x) => `f.${x}`)})`,
);
time(
  'forget',
  `delete from assessment where workspace_id=${W} and account_id > '' and account_id <= '~' and not exists (select 1 from account a where a.workspace_id = assessment.workspace_id and a.id = assessment.account_id
      and a.segment in ('standard') and a.started_on <= ${D})`,
);
time(
  'forget 2',
  `delete from assessment where workspace_id=${W} and account_id in (select a.id from account a where a.workspace_id =${W} and a.id > '' and a.id <= '~'
      and (a.segment is null or a.segment not in ('standard') or a.started_on is null or a.started_on > ${D}))`,
);
