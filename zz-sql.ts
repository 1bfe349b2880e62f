import S from 'better-sqlite3';
const db = new S('/tmp/t1/db');
const keys = db.prepare('select key from event limit 2000').all() as any[];
const json = JSON.stringify(keys);
for (const q of [
 `select t.key, t.day from (select value ->> '$.key' as key from json_each(?)) as r join event t on t.workspace_id='w' and t.key=r.key`,
 `select t.key, t.day from (select value ->> '$.key' as key from json_each(?)) as r cross join event t where t.workspace_id='w' and t.key=r.key`,
 `with r as materialized (select value ->> '$.key' as key from json_each(?)) select t.key, t.day from r cross join event t where t.workspace_id='w' and t.key=r.key`,
]) {
  console.log(db.prepare('explain query plan '+q).all(json).map((x:any)=>x.detail));
  const t=performance.now(); const n=db.prepare(q).all(json).length; console.log(n, performance.now()-t);
}
