import SqliteFile from 'better-sqlite3';
const f = new SqliteFile(process.argv[2]!);
const W = "'01KBENCH000000000000000000'";
for (const q of [
  `select count(*), sum(started_on > '2026') from account where workspace_id=${W}`,
  `select count(*), sum(started_on > '2026') from account where workspace_id=${W} order by id`,
  `select count(*), sum(started_on > '2026') from account where workspace_id=${W} and id > ''`,
]) {
  console.log(f.prepare('explain query plan ' + q).all());
  f.prepare(q).all();
  const c = process.cpuUsage();
  f.prepare(q).all();
  console.log(process.cpuUsage(c));
}
console.log(f.prepare('select * from sqlite_stat1').all());
