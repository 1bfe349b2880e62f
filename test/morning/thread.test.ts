/** The thread of the mornings: the real one, on a file that a second connection can lock. */
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import type { BusinessDate } from '#src/base/business-date.ts';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { createMorningThread, type MorningOrder } from '#src/morning/apart.ts';
import { applyProgram } from '#src/program/service.ts';
import { silent } from '../jobs/rig.ts';
import { createTestDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { addAccounts, longBefore, programText } from './portfolio.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const DUE = 3;

/** A workspace with accounts that are due, and a thread whose workers can be looked at. */
async function startRig() {
  const database = await createTestDatabase('sqlite');
  onTestFinished(() => database.remove());
  const makeId = createIdSource();
  const workspaceId = await emptyWorkspace(database.db, makeId);
  const deps = { database, makeId, now: () => new Date('2026-11-22T11:00:00Z'), log: silent };
  expect(await applyProgram(deps, workspaceId, programText(), 'cli')).toMatchObject({ ok: true });
  await addAccounts(database, workspaceId, DUE, () => longBefore(MONDAY));

  const workers: Worker[] = [];
  const ends: number[] = [];
  const scripts: string[] = [];
  const thread = createMorningThread(database, (file) => {
    const script = scripts.shift();
    const worker =
      script === undefined
        ? new Worker(new URL('../../src/morning/thread.ts', import.meta.url), { workerData: { file } })
        : new Worker(script, { eval: true });
    worker.once('exit', (code) => ends.push(code));
    workers.push(worker);
    return worker;
  });
  if (thread === null) throw new Error('a file has a thread');
  onTestFinished(() => thread.stop());
  return {
    database,
    thread,
    workers,
    /** The codes with which workers have ended. */
    ends,
    /** What the next worker runs in place of the mornings. */
    scripts,
    morningOf: (date: BusinessDate): MorningOrder => ({
      workspaceId,
      date,
      now: `${date}T07:30:00.000Z`,
      part: 'whole',
    }),
    claimed: () => database.db.selectFrom('slot').select(['date', 'claimed_at']).orderBy('date').execute(),
    /** Keeps every morning from being written until the lock is let go. */
    async lock() {
      const other = openDatabase(database.url);
      const held = await other.db.startTransaction().execute();
      return async () => {
        await held.rollback().execute();
        await other.close();
      };
    },
  };
}

it('one thread does one morning after the other, each at the time of its order', async () => {
  const { thread, workers, ends, morningOf, claimed } = await startRig();
  expect(await thread.run(morningOf(MONDAY))).toEqual({ date: MONDAY, due: DUE, posted: true, waits: false });
  expect(await thread.run(morningOf(TUESDAY))).toEqual({
    date: TUESDAY,
    due: DUE,
    posted: true,
    waits: false,
  });
  expect(await thread.run(morningOf(MONDAY))).toBeNull();
  expect(workers).toHaveLength(1);
  expect(ends).toEqual([]);
  const slots = await claimed();
  expect(slots.map(({ date }) => date)).toEqual([MONDAY, TUESDAY]);
  for (const { date, claimed_at } of slots) expect(claimed_at).toMatch(new RegExp(`^${date}T07:3`));
});

it('orders that are given at once are done one at a time, in their order', async () => {
  const { thread, workers, morningOf } = await startRig();
  const mornings = await Promise.all([MONDAY, TUESDAY, TUESDAY].map((date) => thread.run(morningOf(date))));
  expect(mornings.map((morning) => morning?.date)).toEqual([MONDAY, TUESDAY, undefined]);
  expect(workers).toHaveLength(1);
});

it('a morning that fails says why, and the same thread does the next one', async () => {
  const { database, thread, workers, morningOf } = await startRig();
  await database.db.schema.alterTable('slot').renameTo('slot_gone').execute();
  await expect(thread.run(morningOf(MONDAY))).rejects.toMatchObject({
    name: 'SqliteError',
    code: 'SQLITE_ERROR',
    message: expect.stringContaining('no such table: slot'),
  });
  await database.db.schema.alterTable('slot_gone').renameTo('slot').execute();
  expect(await thread.run(morningOf(MONDAY))).toMatchObject({ date: MONDAY, posted: true });
  expect(workers).toHaveLength(1);
});

it('a thread that is ended in the middle fails its order, keeps nothing of it, and is followed by a new one', async () => {
  const { thread, workers, morningOf, lock, claimed } = await startRig();
  await thread.run(morningOf(MONDAY));
  const unlock = await lock();
  const failure = thread.run(morningOf(TUESDAY)).catch((error: unknown) => error);
  const next = thread.run(morningOf(TUESDAY));
  await workers[0]!.terminate();
  expect(await failure).toMatchObject({ message: "the morning's thread ended with 1" });
  expect((await claimed()).map(({ date }) => date)).toEqual([MONDAY]);
  await unlock();
  expect(await next).toEqual({ date: TUESDAY, due: DUE, posted: true, waits: false });
  expect(workers).toHaveLength(2);
});

it('a thread that fails to start fails its order with the reason; the next one starts another', async () => {
  const { thread, workers, scripts, morningOf } = await startRig();
  scripts.push('throw new Error("no room")');
  await expect(thread.run(morningOf(MONDAY))).rejects.toThrow('no room');
  expect(await thread.run(morningOf(MONDAY))).toMatchObject({ date: MONDAY });
  expect(workers).toHaveLength(2);
});

it('when it is stopped the order under way is done first, then the thread ends, and takes no more', async () => {
  const { thread, ends, morningOf, lock } = await startRig();
  const unlock = await lock();
  const seen: string[] = [];
  const morning = thread.run(morningOf(MONDAY)).finally(() => seen.push('done'));
  const stopped = thread.stop().finally(() => seen.push('stopped'));
  await expect(thread.run(morningOf(TUESDAY))).rejects.toThrow('stopped');
  expect(seen).toEqual([]);
  await unlock();
  expect(await morning).toMatchObject({ date: MONDAY, posted: true });
  await stopped;
  expect(seen).toEqual(['done', 'stopped']);
  expect(ends).toEqual([0]);
  await thread.stop();
});

it('is not there before the first order, and not where the database is no file', async () => {
  const { thread, workers } = await startRig();
  await thread.stop();
  expect(workers).toEqual([]);
  expect(createMorningThread({ file: null })).toBeNull();
});
