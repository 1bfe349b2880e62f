/** Daily work: on the workspace's own calendar, and again when it was cut short. */
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import type { Job } from '#src/jobs/clock.ts';
import { createDailyJob, inTurn } from '#src/jobs/daily.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { onEachDatabase } from '../support/database.ts';
import { PROGRAM } from '../slack/harness.ts';
import { collectLog } from './rig.ts';

onEachDatabase('a daily job', (use) => {
  const makeId = createIdSource();
  const start = async (timezone: string | null, work: (date: string) => Promise<void>) => {
    const database = use();
    const { log, lines } = collectLog();
    const workspaceId = await emptyWorkspace(database.db, makeId);
    const deps = { database, log, makeId, now: () => new Date('2026-11-22T12:00:00Z') };
    if (timezone !== null) {
      const text = PROGRAM.replace(/^timezone: .*$/m, `timezone: ${timezone}`);
      expect(await applyProgram(deps, workspaceId, text, 'cli')).toMatchObject({ ok: true });
    }
    const make = (): Job =>
      createDailyJob(
        { ...deps, programs: createProgramSource() },
        'test.daily',
        async () => [{ workspaceId }],
        (_workspace, { date }) => work(date),
      );
    return { make, lines };
  };

  it.each([
    ['America/Sao_Paulo', '2026-11-23T02:59:00Z', '2026-11-23T03:00:00Z'],
    ['Asia/Tokyo', '2026-11-22T14:59:00Z', '2026-11-22T15:00:00Z'],
    [null, '2026-11-22T23:59:00Z', '2026-11-23T00:00:00Z'],
  ])('begins with the day of the workspace (%s)', async (timezone, evening, midnight) => {
    const dates: string[] = [];
    const { make } = await start(timezone, async (date) => void dates.push(date));
    const job = make();
    await job.run(new Date(evening));
    expect(dates).toEqual(['2026-11-22']);
    await job.run(new Date(midnight));
    await make().run(new Date(midnight));
    expect(dates).toEqual(['2026-11-22', '2026-11-23']);
  });

  it('is done again by the next process when a crash cut it short, and once when it went through', async () => {
    let done = 0;
    const begun = Promise.withResolvers<void>();
    let work = async (): Promise<void> => {
      begun.resolve();
      // This process is gone before its work ends.
      await new Promise(() => undefined);
    };
    const { make } = await start('Europe/Berlin', () => work());
    void make().run(new Date('2026-11-23T08:00:00Z'));
    await begun.promise;
    work = async () => void (done += 1);
    await make().run(new Date('2026-11-23T08:01:00Z'));
    await make().run(new Date('2026-11-23T08:02:00Z'));
    expect(done).toBe(1);
  });

  it('is tried again ten minutes after it failed', async () => {
    let tries = 0;
    const { make, lines } = await start('Europe/Berlin', async () => {
      tries += 1;
      if (tries === 1) throw new Error('the connection was lost');
    });
    const job = make();
    await job.run(new Date('2026-11-23T08:00:00Z'));
    await job.run(new Date('2026-11-23T08:09:00Z'));
    expect(tries).toBe(1);
    await job.run(new Date('2026-11-23T08:10:00Z'));
    await job.run(new Date('2026-11-23T08:30:00Z'));
    expect(tries).toBe(2);
    expect(lines()).toMatchObject([{ job: 'test.daily', err: { message: 'the connection was lost' } }]);
  });
});

it('jobs in turn wait for those before them, and go on when one fails', async () => {
  const ran: string[] = [];
  const job = (name: string, isBroken = false): Job => ({
    name,
    async run() {
      await new Promise((resolve) => setImmediate(resolve));
      ran.push(name);
      if (isBroken) throw new Error(name);
    },
  });
  const turn = inTurn('morning', [job('first'), job('broken', true), job('last')]);
  await expect(turn.run(new Date(0))).rejects.toThrow('of the jobs of morning, 1 failed');
  expect(ran).toEqual(['first', 'broken', 'last']);
});
