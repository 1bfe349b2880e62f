import SqliteFile from 'better-sqlite3';
const f = new SqliteFile(process.argv[2]!);
f.exec('delete from sqlite_stat1; drop table if exists sqlite_stat1');
console.log(f.prepare("select count(*) from sqlite_master where name like 'sqlite_stat%'").get());
f.close();
