/**
 * The thread of `apart.ts`: one morning after the other, until it is told to end. Its modules and the parsed program
 * stay; its connection is opened for each order, which takes a millisecond or two, so that between two mornings, most
 * of a day, it holds no page cache, no file and nothing of SQLite that the end of the process would cut off.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { clockFrom } from '../base/clock.ts';
import { createIdSource } from '../base/ids.ts';
import { createLog } from '../base/log.ts';
import { openDatabase } from '../db/open.ts';
import { createProgramSource } from '../program/service.ts';
import {
  doPart,
  type FromThread,
  type MorningOrder,
  type MorningReport,
  type ThreadData,
  type ToThread,
} from './apart.ts';

const { file } = workerData as ThreadData;
const makeId = createIdSource();
const log = createLog('silent');
const programs = createProgramSource();

async function doOrder({ workspaceId, date, now, part }: MorningOrder): Promise<MorningReport | null> {
  const database = openDatabase(`sqlite:${file}`);
  try {
    const applied = await programs.load(database.db, workspaceId);
    if (applied === null) return null;
    const deps = { database, makeId, now: clockFrom(new Date(now)), log };
    return await doPart(deps, workspaceId, applied, date, part);
  } finally {
    await database.close();
  }
}

function kindOf(error: unknown): { name?: string; code?: string } {
  if (!(error instanceof Error)) return {};
  return { name: error.name, ...('code' in error ? { code: String(error.code) } : {}) };
}

async function answer(port: MessagePort, { id, ...order }: MorningOrder & { id: number }): Promise<void> {
  const given = await doOrder(order).then(
    (report): FromThread => ({ id, ok: true, report }),
    (error: unknown): FromThread => ({ id, ok: false, error, kind: kindOf(error) }),
  );
  port.postMessage(given);
}

const port = parentPort;
if (port === null) throw new Error('this file is the thread of apart.ts');
port.on('message', (told: ToThread) => {
  if (told === 'end') port.close();
  else void answer(port, told);
});
