import { fixtureUrl, startPostgresServer } from '/work/main/test/bench/databases.ts';
const [dialect, n] = process.argv.slice(2);
let server: any;
const url = await fixtureUrl(dialect as any, Number(n), async () => (server ??= await startPostgresServer()));
console.log(url);
await server?.stop();
process.exit(0);
