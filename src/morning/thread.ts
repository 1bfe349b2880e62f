/** The thread of `apart.ts`: one morning on a connection of its own, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../base/clock.ts';
import { createIdSource } from '../base/ids.ts';
import { createLog } from '../base/log.ts';
import { openDatabase } from '../db/open.ts';
import { createProgramSource } from '../program/service.ts';
import { reportOf, type MorningOrder } from './apart.ts';
import { doDueMorning } from './service.ts';

const { file, workspaceId, date, now } = workerData as MorningOrder;
const database = openDatabase(`sqlite:${file}`);
const deps = {
  database,
  makeId: createIdSource(),
  now: clockFrom(new Date(now)),
  log: createLog('silent'),
};
try {
  const applied = await createProgramSource().load(database.db, workspaceId);
  const morning = applied === null ? null : await doDueMorning(deps, workspaceId, applied, date);
  parentPort?.postMessage(reportOf(morning));
} finally {
  await database.close();
}
