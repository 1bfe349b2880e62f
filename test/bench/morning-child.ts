/** One morning in a fresh process, so that its memory is its own. */
import pino from 'pino';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { doMorning } from '#src/morning/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { answerParent } from './child.ts';
import { WORKSPACE_ID } from './fixture.ts';

export interface MorningOrder {
  url: string;
  date: string;
}

export interface MorningTimes {
  /** Milliseconds. */
  wall: number;
  cpu: number;
  due: number;
  /** The largest resident set of this process, in MB. */
  peakMb: number;
  /** Before the morning began. */
  idleMb: number;
}

answerParent(async ({ url, date }: MorningOrder): Promise<MorningTimes> => {
  const database = openDatabase(url);
  const log = pino({ level: 'silent' });
  const deps = { database, makeId: createIdSource(), now: () => new Date(`${date}T09:00:00Z`), log };
  const applied = await createProgramSource().load(database.db, WORKSPACE_ID);
  if (applied === null) throw new Error('the fixture has no program');
  const idleMb = process.memoryUsage.rss() / 2 ** 20;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { list } = await doMorning(deps, WORKSPACE_ID, applied, date);
  const wall = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  await database.close();
  return { wall, cpu: (used.user + used.system) / 1_000, due: list.summary.due, peakMb, idleMb };
});
