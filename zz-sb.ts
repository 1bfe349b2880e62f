import { createServer, Agent, request } from 'node:http';
import { openDatabase } from '#src/db/open.ts';
import { migrate } from '#src/db/migrate.ts';
import { createSignalsApi } from '#src/signals/http.ts';
import { createWriteKey } from '#src/signals/write-keys.ts';
import { createIdSource } from '#src/base/ids.ts';
import { rmSync } from 'node:fs';
import { fork } from 'node:child_process';
if (process.argv[2] === 'client') {
  const [, , , port, key, batches, size, conns] = process.argv as any;
  const agent = new Agent({ keepAlive: true, maxSockets: +conns });
  const bodies: string[] = [];
  for (let b = 0; b < +batches; b++) bodies.push(JSON.stringify({ sentAt: new Date(), batch: Array.from({ length: +size }, (_, i) => ({ type: 'track', event: 'feature_' + (i % 40), userId: 'u' + i, messageId: `node-next-${Date.now()}-${b}-${i}-3f2b`, timestamp: new Date(), context: { groupId: 'A-' + ((b * 31 + i * 7) % 2000), library: { name: '@segment/analytics-node', version: '3.1.0' } }, properties: { path: '/reports', plan: 'x' }, integrations: {}, _metadata: { nodeVersion: '24' } })) }));
  const t = performance.now(); let next = 0; const lat: number[] = [];
  await Promise.all(Array.from({ length: +conns }, async () => { while (next < bodies.length) { const body = bodies[next++]!; const t0 = performance.now(); await new Promise<void>((res, rej) => { const r = request({ port, path: '/v1/batch', method: 'POST', agent, headers: { authorization: 'Basic ' + Buffer.from(key + ':').toString('base64'), 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (x) => { if (x.statusCode !== 200) console.log(x.statusCode); x.resume(); x.on('end', res); }); r.on('error', rej); r.end(body); }); lat.push(performance.now() - t0); } }));
  const s = (performance.now() - t) / 1000; lat.sort((a, b) => a - b);
  console.log(`${batches}x${size} conns ${conns}: ${Math.round(+batches * +size / s)} events/s, p50 ${lat[lat.length >> 1]!.toFixed(0)} p99 ${lat[Math.floor(lat.length * .99)]!.toFixed(0)} ms, bytes/batch ${bodies[0]!.length}`);
  process.exit(0);
}
for (const s of ['', '-wal', '-shm']) rmSync('/tmp/t1/sig' + s, { force: true });
const database = openDatabase('sqlite:/tmp/t1/sig'); await migrate(database);
await database.db.insertInto('workspace').values({ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', name: 'W', created_at: '' } as any).execute();
const deps: any = { database, makeId: createIdSource(), now: () => new Date(), log: console, programs: { load: async () => null } };
const { key } = await createWriteKey(deps, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'bench');
const api = createSignalsApi(deps, { limit: { perSecond: 1e9, burst: 1e9 } });
const server = createServer((q, r) => void api(q, r)); await new Promise<void>((f) => server.listen(0, '127.0.0.1', f));
const port = (server.address() as any).port;
for (const [b, n, c] of [[500, 100, 10], [500, 100, 20], [100, 500, 8], [3000, 1, 20]]) { const c0 = process.cpuUsage(); await new Promise((f) => fork('zz-sb.ts', ['client', port, key, String(b), String(n), String(c)]).on('exit', f)); const u = process.cpuUsage(c0); console.log('server cpu user', u.user / 1000 | 0, 'sys', u.system / 1000 | 0); }
console.log(await database.db.selectFrom('event').select(({ fn }) => fn.countAll().as('n')).execute());
server.close(); await database.close();
