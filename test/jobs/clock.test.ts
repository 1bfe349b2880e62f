import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClock, type Job } from '#src/jobs/clock.ts';
import { collectLog } from './rig.ts';

const NOW = new Date('2026-11-23T07:30:00Z');

function clockOf(...jobs: Job[]) {
  const { log, lines } = collectLog();
  return { clock: createClock({ now: () => NOW, log }, jobs), lines };
}

describe('the clock', () => {
  it('gives each job the date of the application', async () => {
    const seen: Date[] = [];
    const { clock } = clockOf({ name: 'a', run: async (now) => void seen.push(now) });
    await clock.runNow();
    expect(seen).toEqual([NOW]);
  });

  it('goes on when a job fails, and logs it', async () => {
    let ran = 0;
    const { clock, lines } = clockOf(
      {
        name: 'broken',
        run: async () => {
          throw new Error('no database');
        },
      },
      { name: 'sound', run: async () => void (ran += 1) },
    );
    expect(await clock.runNow()).toBe(1);
    expect(ran).toBe(1);
    expect(lines()).toMatchObject([{ job: 'broken', err: { message: 'no database' } }]);
  });

  it('never runs a job twice at once; a run that is asked for follows the one under way', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let runs = 0;
    const { clock } = clockOf({
      name: 'slow',
      async run() {
        running += 1;
        expect(running).toBe(1);
        runs += 1;
        await gate.promise;
        running -= 1;
      },
    });
    const both = Promise.all([clock.runNow(), clock.runNow(), clock.runNow()]);
    gate.resolve();
    await both;
    expect(runs).toBe(3);
  });

  it('waits for the jobs under way when it stops', async () => {
    const gate = Promise.withResolvers<void>();
    let done = false;
    const { clock } = clockOf({
      name: 'slow',
      async run() {
        await gate.promise;
        done = true;
      },
    });
    clock.start();
    const run = clock.runNow();
    const stopped = clock.stop();
    gate.resolve();
    await stopped;
    expect(done).toBe(true);
    await run;
  });

  it('ticks each full minute until it is stopped, and leaves no timer behind', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T07:29:30Z') });
    onTestFinished(() => void vi.useRealTimers());
    let runs = 0;
    const { clock } = clockOf({ name: 'a', run: async () => void (runs += 1) });
    clock.start();
    clock.start();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(runs).toBe(3);
    await clock.stop();
    await clock.stop();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(runs).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves out the ticks that a job is still busy in', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T07:29:30Z') });
    onTestFinished(() => void vi.useRealTimers());
    const gate = Promise.withResolvers<void>();
    let slow = 0;
    let quick = 0;
    const { clock } = clockOf(
      {
        name: 'slow',
        async run() {
          slow += 1;
          await gate.promise;
        },
      },
      { name: 'quick', run: async () => void (quick += 1) },
    );
    clock.start();
    await vi.advanceTimersByTimeAsync(180_000);
    expect([slow, quick]).toEqual([1, 3]);
    gate.resolve();
    await clock.stop();
  });
});
