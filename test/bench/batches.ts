/** Events a second over `/v1/batch`: each one is on disk when its batch is answered. */
import { sql } from 'kysely';
import { Agent, request } from 'node:http';
import { openDatabase } from '#src/db/open.ts';
import { startChild } from './child.ts';
import { forgetSignals } from './databases.ts';
import { single, type Figure } from './figures.ts';
import { DATE, randomFrom, WORKSPACE_ID } from './fixture.ts';

const CONNECTIONS = 4;
const MOST_EVENTS = 60_000;
const SIZES = [100, 500];

export async function benchBatches(url: string, accounts: number): Promise<Figure[]> {
  const events = Math.min(MOST_EVENTS, accounts * 2);
  const { keys, dialect } = await someKeys(url);
  const api = startChild('batch-child.ts');
  const figures: Figure[] = [];
  try {
    const target = await api.call<{ url: string; key: string }>({ url });
    for (const size of SIZES) {
      const batches = makeBatches(keys, size, events);
      const start = performance.now();
      await sendAll(target, batches);
      const seconds = (performance.now() - start) / 1_000;
      figures.push(
        single({
          name: `/v1/batch of ${size}`,
          database: dialect,
          accounts,
          value: (batches.length * size) / seconds,
          unit: 'events/s',
          goal: '≥ 20,000',
          note: `${CONNECTIONS} connections; ${dialect === 'sqlite' ? 'synchronous = FULL' : 'the server without fsync'}`,
        }),
      );
    }
    return figures;
  } finally {
    await api.stop();
    const database = openDatabase(url);
    await forgetSignals(database);
    await database.close();
  }
}

async function someKeys(url: string) {
  const { db, dialect, close } = openDatabase(url);
  try {
    const { rows } = await sql<{ key: string }>`
      select key from account where workspace_id = ${WORKSPACE_ID} and key like '%3' limit 5000`.execute(db);
    return { keys: rows.map(({ key }) => key), dialect };
  } finally {
    await close();
  }
}

/** Bodies made beforehand; each run has messages of its own. */
function makeBatches(keys: readonly string[], size: number, events: number): string[] {
  const random = randomFrom(size);
  const run = `${Date.now()}-${size}`;
  return Array.from({ length: Math.ceil(events / size) }, (_, batch) =>
    JSON.stringify({
      batch: Array.from({ length: size }, (_, n) => ({
        type: 'track',
        event: ['login', 'report_opened', 'email_sent'][n % 3],
        userId: `user-${n}`,
        messageId: `NEW-${run}-${batch}-${n}`,
        timestamp: `${DATE}T0${n % 10}:00:00.000Z`,
        context: { groupId: keys[Math.floor(random() * keys.length)] },
        properties: {},
      })),
    }),
  );
}

async function sendAll({ url, key }: { url: string; key: string }, batches: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const left = batches.values();
  const connection = async () => {
    for (const body of left) {
      const status = await post(agent, url, key, body);
      if (status !== 200) throw new Error(`a batch was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  agent.destroy();
}

function post(agent: Agent, url: string, key: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      agent,
      method: 'POST',
      auth: `${key}:`,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    sending.once('error', reject);
    sending.once('response', (response) =>
      response.resume().once('end', () => resolve(response.statusCode ?? 0)),
    );
    sending.end(body);
  });
}
