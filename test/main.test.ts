/** A start that is asked to end halfway: it ends in order, and the next one finds everything as it should be. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#src/db/open.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { startMilepost, type MilepostProcess } from './support/run-milepost.ts';

/** A Monday. */
const NOW = '2026-11-23T09:00:00Z';

interface Place {
  database: string;
  /** Where the sandbox keeps its messages. */
  snapshot: string;
  start(env?: Record<string, string>): MilepostProcess;
  remove(): Promise<void>;
}

async function openPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'milepost-start-test-'));
  const database = join(directory, 'milepost.db');
  const own = { DATABASE_URL: `sqlite:${database}`, PORT: '0' };
  return {
    database,
    snapshot: `${database}.slack.json`,
    remove: () => rm(directory, { recursive: true, force: true }),
    start: (env = { MILEPOST_NOW: NOW }) => startMilepost(['start'], { ...own, ...env }),
  };
}

/** Waits for something that a process does; its end is an answer, too. */
async function until(running: MilepostProcess, isSo: () => boolean): Promise<void> {
  const life = { isOver: false };
  void running.ended.then(() => (life.isOver = true));
  while (!isSo() && !life.isOver) await sleep(5);
}

const hasSaid = (running: MilepostProcess) => () => running.written().out !== '';

/** It has logged no error and shown no stack. */
function expectQuiet({ err }: { err: string }): void {
  expect(err.split('\n').filter((line) => /"level":[456]0|^\s+at |Error/.test(line))).toEqual([]);
}

/** What a start leaves behind, in figures. */
async function look({ database, snapshot }: Place) {
  const opened = openDatabase(`sqlite:${database}`);
  try {
    const count = async (from: string) => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.raw(from)}`.execute(
        opened.db,
      );
      return rows[0]!.n;
    };
    const { rows: broken } = await sql<object>`pragma integrity_check`.execute(opened.db);
    const { messages } = JSON.parse(await readFile(snapshot, 'utf8')) as { messages: Posted[] };
    const standing = messages.flatMap(({ metadata }) => metadata?.event_payload.delivery_id ?? []);
    const { rows: sent } = await sql<{ id: string }>`
      select id from outbox where kind = 'post' and state = 'sent' order by id`.execute(opened.db);
    return {
      figures: {
        accounts: await count('account'),
        audit: await count('audit'),
        ctas: await count('cta'),
        digests: await count('digest'),
        lists: await count("morning_list where date = '2026-11-23' and person_id is null"),
        posts: await count("outbox where kind = 'post'"),
      },
      integrity: broken,
      // What waits for its turn goes out with the next start.
      standing: standing.toSorted(),
      sent: sent.map(({ id }) => id),
    };
  } finally {
    await opened.close();
  }
}

interface Posted {
  metadata?: { event_payload: { delivery_id?: string } };
}

/** Everything is there, and what was sent stands there once. */
function expectWhole({ integrity, standing, sent }: Awaited<ReturnType<typeof look>>): void {
  expect(integrity).toEqual([{ integrity_check: 'ok' }]);
  expect(standing).toEqual(sent);
}

async function undisturbed(): Promise<object> {
  const place = await openPlace();
  const running = place.start();
  await until(running, hasSaid(running));
  running.terminate();
  expect(await running.ended).toMatchObject({ code: 0 });
  const left = await look(place);
  await place.remove();
  expectWhole(left);
  expect(left.figures).toMatchObject({ lists: 1 });
  return left.figures;
}

/** Several starts of a whole process, on a machine that may be busy. */
const MOST_MS = 180_000;

describe('a start in the sandbox', { timeout: MOST_MS }, () => {
  let known: Promise<object> | undefined;
  /** What a start brings that nobody disturbs. */
  const figures = (): Promise<object> => (known ??= undisturbed());

  const moments: [string, (place: Place, running: MilepostProcess) => Promise<void>][] = [
    ['at once', async () => {}],
    ['when its database is made', (place, running) => until(running, () => existsSync(place.database))],
    ['while the sample is written', (place, running) => after(place.database, running, 400)],
    ['when the sandbox keeps its first message', (place, running) => after(place.snapshot, running, 0)],
    ['when it is up', (_place, running) => until(running, hasSaid(running))],
  ];

  async function after(file: string, running: MilepostProcess, ms: number): Promise<void> {
    await until(running, () => existsSync(file));
    await sleep(ms);
  }

  it.each(moments)('that is asked to end %s ends in order, and the next one works', async (_when, moment) => {
    const place = await openPlace();
    onTestFinished(() => place.remove());
    const running = place.start();
    await moment(place, running);
    running.terminate();
    const end = await running.ended;
    expectQuiet(end);
    // Before it listens for it, a signal ends it at once: nothing has begun then.
    if (end.code === null) expect(existsSync(place.database)).toBe(false);
    else expect(end.code).toBe(0);

    const next = place.start();
    await until(next, hasSaid(next));
    next.terminate();
    const { code, out, err } = await next.ended;
    expectQuiet({ err });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('accounts need an EBR') });
    const left = await look(place);
    expectWhole(left);
    expect(left.figures).toEqual(await figures());
  });
});

describe('a start in Slack', { timeout: MOST_MS }, () => {
  it('that fails once the server listens ends the process, and says why', async () => {
    const slack = await startSandbox({
      manifest: await readManifest(new URL('../manifest.yml', import.meta.url)),
    });
    onTestFinished(() => slack.stop());
    const place = await openPlace();
    onTestFinished(() => place.remove());
    const running = place.start({
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: `${slack.appToken}-of-another-app`,
      SLACK_API_URL: slack.apiUrl,
      HOST: '127.0.0.1',
      MILEPOST_ADMIN: 'U0PRIYA',
    });
    const { code, err } = await running.ended;
    expect(code).toBe(1);
    expect(err).toContain('invalid_auth');
  });

  it.each(['auth.test', 'users.list'])(
    'that is asked to end while %s is not answered ends in order',
    async (method) => {
      const slack = await startSandbox({
        manifest: await readManifest(new URL('../manifest.yml', import.meta.url)),
      });
      onTestFinished(() => slack.stop());
      const place = await openPlace();
      onTestFinished(() => place.remove());
      const env = {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_SIGNING_SECRET: slack.signingSecret,
        SLACK_API_URL: slack.apiUrl,
        HOST: '127.0.0.1',
        MILEPOST_ADMIN: 'U0PRIYA',
      };
      const gate = Promise.withResolvers<void>();
      let isAsked = false;
      slack.faults.next(method, {
        kind: 'hold',
        // It is looked at when the call comes.
        get until() {
          isAsked = true;
          return gate.promise;
        },
      });
      const running = place.start(env);
      await until(running, () => isAsked);
      running.terminate();
      gate.resolve();
      const end = await running.ended;
      expectQuiet(end);
      expect(end.code).toBe(0);

      const next = place.start(env);
      await until(next, () => next.written().err.includes('Milepost is running'));
      next.terminate();
      const { code, err } = await next.ended;
      expectQuiet({ err });
      expect(code).toBe(0);
    },
  );
});
