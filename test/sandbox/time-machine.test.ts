import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Post } from '#src/program/domain.ts';
import type { ClockShown } from '#src/sandbox/page/contract.ts';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { SandboxOptions } from '#src/sandbox/sandbox.ts';
import { createTimeMachine } from '#src/sandbox/time-machine.ts';
import type { Timeline } from '#src/sandbox/time-travel.ts';
import { slotsBetween } from '#src/sandbox/timeline.ts';
import { clientOf, manifest, startBench } from './bot.ts';
import { get, listen, post } from './page-rig.ts';

const MONDAY = '2026-11-23T12:00:00.000Z';
const TUESDAY = '2026-11-24T12:00:00.000Z';
const weekdays: Post = { channel: 'cs-daily', at: '08:30', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

/** A clock that stands still unless it is moved. */
const frozen = (at = MONDAY) => createTimeMachine(() => new Date(at));

async function start(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ manifest, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** A bot that notes when it was run. */
function noting(dueBetween: Timeline['dueBetween'] = async () => []) {
  let now = (): Date => new Date(0);
  const ranAt: string[] = [];
  const timeline: Timeline = {
    timezone: async () => 'Europe/Berlin',
    dueBetween,
    runDue: async () => {
      ranAt.push(now().toISOString());
      return { failed: 0 };
    },
  };
  return {
    ranAt,
    timeline,
    by(clock: () => Date) {
      now = clock;
      return this;
    },
  };
}

describe('the time machine', () => {
  test('takes a person a day on, by way of what falls due', async () => {
    const timeMachine = frozen();
    const { url, clock } = await start({ timeMachine });
    const { timeline, ranAt } = noting(async () => [new Date('2026-11-24T07:30:00Z')]).by(timeMachine.now);
    clock.connect(timeline);
    const live = await listen(url, 'U0PRIYA');
    const { status, body } = await post(url, 'clock', { to: TUESDAY });
    expect(status).toBe(200);
    expect(body).toEqual({
      now: TUESDAY,
      timezone: 'Europe/Berlin',
      canMove: true,
      moving: null,
      failed: 0,
    });
    expect(ranAt).toEqual(['2026-11-24T07:30:00.000Z', TUESDAY]);
    const seen: ClockShown[] = [];
    while (seen.length === 0 || seen.at(-1)?.moving !== null) seen.push((await live.next('clock')).clock);
    expect(seen.map(({ moving }) => moving?.at)).toEqual([
      MONDAY,
      '2026-11-24T07:30:00.000Z',
      TUESDAY,
      undefined,
    ]);
    expect((await get<ClockShown>(url, 'clock')).body).toMatchObject({
      now: TUESDAY,
      timezone: 'Europe/Berlin',
    });
  });

  test('makes steps of a day at most', async () => {
    const timeMachine = frozen();
    const { url, clock } = await start({ timeMachine });
    const { timeline, ranAt } = noting(async () => [new Date('2026-11-26T18:00:00Z')]).by(timeMachine.now);
    clock.connect(timeline);
    await post(url, 'clock', { to: '2026-11-28T08:00:00+02:00' });
    expect(ranAt).toEqual([
      TUESDAY,
      '2026-11-25T12:00:00.000Z',
      '2026-11-26T12:00:00.000Z',
      '2026-11-26T18:00:00.000Z',
      '2026-11-27T18:00:00.000Z',
      '2026-11-28T06:00:00.000Z',
    ]);
  });

  test.each([
    ['invalid_time', 'tomorrow', 'such as 2026-11-30T09:00:00Z'],
    ['invalid_time', '2026-11-24', 'with its zone'],
    ['invalid_time', '2026-11-24T09:00:00', 'with its zone'],
    ['not_forward', '2026-11-22T12:00:00Z', 'choose a later time'],
    ['not_forward', MONDAY, 'choose a later time'],
    ['too_far', '2027-11-24T12:00:01Z', 'go to 2027-11-24T12:00:00.000Z or earlier'],
  ])('refuses with %s to go to %s', async (error, to, advice) => {
    const { url } = await start({ timeMachine: frozen() });
    const answer = await post(url, 'clock', { to });
    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect(answer.body['message']).toContain(advice);
    expect((await get<ClockShown>(url, 'clock')).body.now).toBe(MONDAY);
  });

  test('is not there where the clock is the machine’s own', async () => {
    const { url } = await start();
    expect((await get(url, 'clock')).body).toMatchObject({ canMove: false });
    const answer = await post(url, 'clock', { to: '2090-01-01T00:00:00Z' });
    expect(answer).toMatchObject({ status: 400, body: { error: 'fixed_clock' } });
    expect(answer.body['message']).toContain('npm start');
  });

  test('makes one journey at a time, and ends it when the sandbox stops', async () => {
    const sandbox = await startSandbox({ manifest, timeMachine: frozen() });
    const begun = Promise.withResolvers<void>();
    const work = Promise.withResolvers<void>();
    let steps = 0;
    sandbox.clock.connect({
      timezone: async () => 'Etc/UTC',
      dueBetween: async () => [],
      async runDue() {
        steps += 1;
        begun.resolve();
        await work.promise;
        return { failed: 0 };
      },
    });
    const move = post(sandbox.url, 'clock', { to: '2026-11-30T12:00:00Z' });
    await begun.promise;
    expect(await post(sandbox.url, 'clock', { to: TUESDAY })).toMatchObject({
      status: 400,
      body: {
        error: 'already_moving',
        message: 'the clock is on its way to 2026-11-30T12:00:00.000Z: wait until it is there',
      },
    });
    expect((await get<ClockShown>(sandbox.url, 'clock')).body).toMatchObject({
      now: TUESDAY,
      moving: { to: '2026-11-30T12:00:00.000Z', at: TUESDAY },
    });
    const stopped = sandbox.stop();
    work.resolve();
    await stopped;
    await move.catch(() => undefined);
    await expect(sandbox.clock.moveTo('2026-12-01T12:00:00Z')).rejects.toMatchObject({ code: 'stopping' });
    expect(steps).toBe(1);
  });

  test('is stopped on the way after its present step, and can be moved on from there', async () => {
    const { url, clock } = await start({ timeMachine: frozen() });
    const begun = Promise.withResolvers<void>();
    const work = Promise.withResolvers<void>();
    const { timeline } = noting();
    clock.connect({
      ...timeline,
      async runDue() {
        begun.resolve();
        await work.promise;
        return { failed: 0 };
      },
    });
    expect(await post(url, 'clock', { stop: true })).toMatchObject({ status: 200, body: { now: MONDAY } });
    const move = post(url, 'clock', { to: '2026-11-30T12:00:00Z' });
    await begun.promise;
    const stopped = post(url, 'clock', { stop: true });
    // It waits for the step that is under way.
    await expect.poll(async () => (await get(url, 'clock')).body).toMatchObject({ now: TUESDAY });
    work.resolve();
    const there = { status: 200, body: { now: TUESDAY, moving: null } };
    expect([await move, await stopped]).toMatchObject([there, there]);
    const on = await post(url, 'clock', { to: '2026-11-26T12:00:00Z' });
    expect(on.body).toMatchObject({ now: '2026-11-26T12:00:00.000Z', moving: null });
  });

  test('says how many jobs failed on the way', async () => {
    const { url, clock } = await start({ timeMachine: frozen() });
    const { timeline } = noting();
    let steps = 0;
    const runDue = async () => ({ failed: (steps += 1) % 2 });
    clock.connect({ ...timeline, runDue });
    const { body } = await post(url, 'clock', { to: '2026-11-26T12:00:00Z' });
    expect(body).toMatchObject({ failed: 2 });
  });

  test('goes on after a step that failed where it was', async () => {
    const { url, clock } = await start({ timeMachine: frozen() });
    const { timeline } = noting();
    clock.connect({ ...timeline, runDue: () => Promise.reject(new Error('no database')) });
    expect(await post(url, 'clock', { to: TUESDAY })).toMatchObject({ status: 500 });
    clock.connect(timeline);
    expect(await post(url, 'clock', { to: '2026-11-25T12:00:00Z' })).toMatchObject({
      status: 200,
      body: { now: '2026-11-25T12:00:00.000Z', moving: null },
    });
  });

  test('leaves the modal that a person opens meanwhile alone, and dates what is posted', async () => {
    const timeMachine = frozen();
    const bench = await startBench(
      (app) => {
        app.command('/account', async ({ ack, command, client }) => {
          await ack();
          await post(bench.sandbox.url, 'clock', { to: TUESDAY });
          await client.views.open({
            trigger_id: command.trigger_id,
            view: {
              type: 'modal',
              title: { type: 'plain_text', text: 'Open' },
              blocks: [{ type: 'divider' }],
            },
          });
        });
      },
      { timeMachine },
    );
    onTestFinished(() => bench.stop());
    const priya = bench.sandbox.as('U0PRIYA');
    await priya.command('/account');
    await priya.waitForView(({ title }) => title === 'Open');
    const { ts } = await bench.client.chat.postMessage({ channel: 'C0CSDAILY', text: 'Tuesday' });
    expect(Number(ts)).toBeCloseTo(Date.parse(TUESDAY) / 1000, 1);
  });
});

describe('a workspace that is started again', () => {
  async function statePath(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'milepost-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return join(folder, 'slack.json');
  }
  async function moved(path: string): Promise<void> {
    const sandbox = await startSandbox({ manifest, timeMachine: frozen(), statePath: path });
    await sandbox.clock.moveTo(TUESDAY);
    await sandbox.stop();
  }
  async function nowAfter(path: string, steadyAt: string, startsAnew: boolean): Promise<string> {
    const timeMachine = createTimeMachine(() => new Date(steadyAt), { startsAnew });
    await (await startSandbox({ manifest, timeMachine, statePath: path })).stop();
    return timeMachine.now().toISOString();
  }

  test('stays as far ahead as it was', async () => {
    const path = await statePath();
    await moved(path);
    expect(await nowAfter(path, '2026-11-23T15:00:00Z', false)).toBe('2026-11-24T15:00:00.000Z');
  });

  test('does not go back where each start begins at the same time, nor ahead of a later one', async () => {
    const path = await statePath();
    await moved(path);
    expect(await nowAfter(path, MONDAY, true)).toBe(TUESDAY);
    expect(await nowAfter(path, '2026-11-27T12:00:00.000Z', true)).toBe('2026-11-27T12:00:00.000Z');
  });

  test('has written down the time before anything happens at it', async () => {
    const path = await statePath();
    const sandbox = await start({ timeMachine: frozen(), statePath: path });
    const kept: unknown[] = [];
    sandbox.clock.connect({
      timezone: async () => 'Etc/UTC',
      dueBetween: async () => [],
      runDue: async () => {
        kept.push((JSON.parse(await readFile(path, 'utf8')) as { clock?: unknown }).clock);
        return { failed: 0 };
      },
    });
    await sandbox.clock.moveTo(TUESDAY);
    expect(kept).toEqual([{ shiftMs: 86_400_000, at: TUESDAY }]);
  });

  test('has its files, its read marks, and messages of a time before there were any', async () => {
    const path = await statePath();
    const first = await startSandbox({ manifest, statePath: path });
    const { url } = first;
    await clientOf(first).filesUploadV2({
      channel_id: 'C0CSDAILY',
      filename: 'rows.csv',
      content: 'x,y',
      initial_comment: 'Rows',
    });
    const { ts } = first.channel('cs-daily').latest();
    await post(url, 'people/U0PRIYA/read', { channel: 'C0CSDAILY', ts });
    await first.stop();
    const second = await start({ statePath: path });
    const { body } = await get<{ messages: { files: { url: string }[] }[] }>(
      second.url,
      'page/messages?person=U0PRIYA&channel=C0CSDAILY',
    );
    const file = await fetch(`${second.url}${body.messages[0]!.files[0]!.url}`);
    expect(await file.text()).toBe('x,y');
    const shown = second.as('U0PRIYA').read('cs-daily', ts);
    expect(shown).toMatchObject({ unread: 0, lastRead: ts });
  });
});

describe('what falls due by itself', () => {
  const between = (from: string, to: string, post = weekdays) =>
    slotsBetween([post], 'Europe/Berlin', new Date(from), new Date(to)).map((at) => at.toISOString());

  test('is each morning on its day, weekends left out', () => {
    expect(between('2026-11-26T12:00:00Z', '2026-12-01T07:30:00Z')).toEqual([
      '2026-11-27T07:30:00.000Z',
      '2026-11-30T07:30:00.000Z',
    ]);
  });

  test('comes after the one and before the other end', () => {
    expect(between('2026-11-24T07:30:00Z', '2026-11-25T07:30:00Z')).toEqual([]);
    expect(between('2026-11-24T07:29:59Z', '2026-11-24T07:30:01Z')).toEqual(['2026-11-24T07:30:00.000Z']);
  });

  test('follows the clocks when they change', () => {
    const post: Post = { ...weekdays, days: ['sat', 'sun', 'mon'] };
    expect(between('2027-03-26T12:00:00Z', '2027-03-29T12:00:00Z', post)).toEqual([
      '2027-03-27T07:30:00.000Z',
      '2027-03-28T06:30:00.000Z',
      '2027-03-29T06:30:00.000Z',
    ]);
  });
});
