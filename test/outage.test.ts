/** When the database is lost or its disk is full: people are told, nothing is half-written, and `/readyz` says so. */
import { sql } from 'kysely';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, it, onTestFinished } from 'vitest';
import { createDatabaseCheck } from '#src/db/health.ts';
import { migrate } from '#src/db/migrate.ts';
import { openDatabase } from '#src/db/open.ts';
import { startMorningRig } from './morning/rig.ts';
import { createTestDatabase } from './support/database.ts';
import { expect } from './support/matchers.ts';

const NOW = '2026-11-23T09:00:00Z';

it('answers with a reference while PostgreSQL is lost, and goes on when it is back', async () => {
  const server = await createTestDatabase('postgres');
  onTestFinished(() => server.remove());
  const line = await startLine(new URL(inject('postgresUrl')).port);
  onTestFinished(() => line.cut());
  const url = new URL(server.url);
  url.port = String(line.port);
  const database = openDatabase(url.href);
  await migrate(database);
  const rig = await startMorningRig(database, NOW);
  onTestFinished(async () => {
    await rig.stop();
    await database.close();
  });
  await rig.apply({});
  const priya = rig.sandbox.as('U0PRIYA');
  expect(await readiness(rig.bot().url)).toEqual({ status: 200, problems: [] });

  await line.cut();
  const during = await priya.command('/cs', 'rules');
  expect(during.status).toBe(200);
  expect(await during.nextReply()).toShow('Something went wrong', 'reference');
  await sleep(2_100);
  expect(await readiness(rig.bot().url)).toEqual({ status: 503, problems: ['the database does not answer'] });

  await line.mend();
  const after = await priya.command('/cs', 'rules');
  expect(await after.nextReply()).toShow('How the list is made');
  await sleep(2_100);
  expect(await readiness(rig.bot().url)).toEqual({ status: 200, problems: [] });
});

it('says that it is not ready while PostgreSQL takes what it is asked and answers nothing', async () => {
  const server = await createTestDatabase('postgres');
  onTestFinished(() => server.remove());
  const line = await startLine(new URL(inject('postgresUrl')).port);
  onTestFinished(() => line.cut());
  const url = new URL(server.url);
  url.port = String(line.port);
  const database = openDatabase(url.href);
  const check = createDatabaseCheck(database);
  expect(await check()).toEqual([]);
  line.hold();
  await sleep(2_100);
  // However many ask, the database is asked once.
  const answers = await Promise.all([check(), check(), check()]);
  expect(answers).toEqual(answers.map(() => ['the database does not answer']));
  expect(await check()).toEqual(['the database does not answer']);
  await line.cut();
  await line.mend();
  await sleep(2_100);
  expect(await check()).toEqual([]);
  await database.close();
});

it('gives up a PostgreSQL that takes the connection and never says a word', async () => {
  const silent = createServer((socket) => void socket.resume().on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => silent.close(resolve));
  });
  const { port } = silent.address() as AddressInfo;
  const database = openDatabase(`postgres://milepost@127.0.0.1:${port}/milepost`);
  await expect(sql`select 1`.execute(database.db)).rejects.toThrow(/timeout/);
  await database.close();
});

it('keeps nothing of a write for which the disk has no room, and says so', async () => {
  const database = await createTestDatabase('sqlite');
  onTestFinished(() => database.remove());
  const rig = await startMorningRig(database, NOW);
  onTestFinished(() => rig.stop());
  await rig.apply({});
  await rig.addAccounts(1, () => '2026-01-01');
  const [account] = await database.db.selectFrom('account').select('name').execute();
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count)}`.execute(database.db);

  const note = 'x'.repeat(2_900);
  const answers = [];
  for (let n = 0; n < 5; n += 1) {
    const result = await rig.sandbox.as('U0PRIYA').command('/account', `note "${account!.name}" ${note}`);
    answers.push((await result.nextReply()).plain());
  }
  expect(answers.at(-1)).toContain('Something went wrong');
  expect(answers.at(-1)).toContain('reference');
  const kept = answers.filter((answer) => answer.includes('Noted')).length;
  expect(await countOf('note')).toBe(kept);
  expect(await countOf('audit', 'account.note')).toBe(kept);

  async function countOf(table: 'note' | 'audit', action?: string): Promise<number> {
    const where = action === undefined ? sql`` : sql`where action = ${action}`;
    const counted = await sql<{
      count: number;
    }>`select count(*) as count from ${sql.table(table)} ${where}`.execute(database.db);
    return counted.rows[0]!.count;
  }
});

async function readiness(url: string): Promise<{ status: number; problems: string[] }> {
  const response = await fetch(`${url}/readyz`);
  const { problems } = (await response.json()) as { problems: string[] };
  return { status: response.status, problems };
}

/** A line to the server on this machine that can be cut and mended. */
async function startLine(serverPort: string) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const relay = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(serverPort), '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => relay.close(resolve));
  });
  return {
    port: (relay.address() as AddressInfo).port,
    async cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    async mend() {
      isCut = false;
    },
    /** Takes what is said, and passes nothing on. */
    hold() {
      for (const socket of sockets) socket.unpipe();
    },
  };
}
