/**
 * Kills the process that makes and sends the mornings of many days, without a warning, at random points. The short
 * form runs with all tests; `npm run test:kill` kills as often as `KILLS` says.
 */
import { expect, it, onTestFinished } from 'vitest';
import { addDays, latestDateMonthsBefore, type BusinessDate } from '#src/base/business-date.ts';
import { createIdSource } from '#src/base/ids.ts';
import { applyProgram } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import { startSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { connectWorkspace } from '#src/workspaces/service.ts';
import { silent } from '../jobs/rig.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runThroughKills, type KillResult } from '../support/kill-harness.ts';
import { accountName, addAccounts, companiesIn, longBefore, programText } from './portfolio.ts';

const KILLS = Number(process.env['KILLS'] ?? 3);
const SEED = Number(process.env['SEED'] ?? 1);
const WITHIN_MS = 700;
const ACCOUNTS = 210;
const FIRST_DAY = '2026-03-02';

it.each([
  { dialect: 'sqlite', processes: 1 },
  { dialect: 'postgres', processes: 2 },
] as const)(
  `the mornings of 200 due accounts survive ${KILLS} kills of each process ($processes on $dialect)`,
  { timeout: 60_000 + KILLS * 10_000 },
  async ({ dialect, processes }) => {
    const database = await createTestDatabase(dialect);
    onTestFinished(() => database.remove());
    // More work than can be done in all the lives that end by a kill.
    const days = (KILLS + 2) * processes;
    const { sandbox, workspaceId } = await prepare(database);
    onTestFinished(() => sandbox.stop());

    const runs = Array.from({ length: processes }, (_, index) =>
      runChild(database, sandbox, days, seededRandom(SEED + index)),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ kills }) => kills)).toEqual(results.map(() => KILLS));

    const dates = Array.from({ length: days }, (_, day) => addDays(FIRST_DAY, day));
    await expectEachListOnce(database, sandbox, workspaceId, dates);
    await expectEachCtaOnce(database, workspaceId, dates);
  },
);

/** Most are due from the first day on, the others become due one a day or so. */
function startsOn(n: number): BusinessDate {
  return n < 180 ? longBefore(FIRST_DAY) : addDays(lastStartOfDue(FIRST_DAY), n - 180);
}

/** Who has started on this date or before is due: more than three calendar months ago. */
function lastStartOfDue(date: BusinessDate): BusinessDate {
  return latestDateMonthsBefore(addDays(date, -1), 3);
}

async function prepare(database: TestDatabase): Promise<{ sandbox: Sandbox; workspaceId: string }> {
  const sandbox = await startSandbox({
    manifest: await readManifest(new URL('../../manifest.yml', import.meta.url)),
    // Later than all that the bot writes, as its look into the history expects.
    now: () => new Date('2027-06-01T12:00:00Z'),
    logSize: 10,
  });
  // Each post has arrived for a while before its sender knows: many kills fall into that time.
  sandbox.faults.always('chat.postMessage', { kind: 'slow', ms: 30 });
  const deps = {
    database,
    makeId: createIdSource(),
    now: () => new Date(`${addDays(FIRST_DAY, -1)}T20:00:00Z`),
    log: silent,
  };
  const workspaceId = await connectWorkspace(deps, { slackTeamId: sandbox.teamId, name: 'Kill' });
  const text = programText({ timezone: 'UTC', days: 'mon, tue, wed, thu, fri, sat, sun' });
  expect(await applyProgram(deps, workspaceId, text, 'cli')).toMatchObject({ ok: true });
  await addAccounts(database, workspaceId, ACCOUNTS, startsOn);
  return { sandbox, workspaceId };
}

function runChild(
  database: TestDatabase,
  sandbox: Sandbox,
  days: number,
  random: () => number,
): Promise<KillResult> {
  return runThroughKills({
    script: new URL('kill-child.ts', import.meta.url),
    env: {
      DATABASE_URL: database.url,
      SLACK_API_URL: sandbox.apiUrl,
      SLACK_BOT_TOKEN: sandbox.botToken,
      KILL_FROM: FIRST_DAY,
      KILL_DAYS: String(days),
    },
    kills: KILLS,
    withinMs: WITHIN_MS,
    random,
  });
}

/** The channel holds each message once, threads in order, and each due account once a day. */
async function expectEachListOnce(
  { db }: TestDatabase,
  sandbox: Sandbox,
  workspaceId: string,
  dates: readonly BusinessDate[],
): Promise<void> {
  const lists = await db
    .selectFrom('morning_list')
    .select(['id', 'date'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('date')
    .execute();
  expect(lists.map(({ date }) => date)).toEqual(dates);
  const parts = await db
    .selectFrom('morning_part')
    .select(['list_id', 'outbox_id'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('position')
    .execute();
  const outboxIds = lists.map(({ id }) =>
    parts.filter(({ list_id }) => list_id === id).map((part) => part.outbox_id),
  );
  const channel = sandbox.channel('cs-daily');
  const threads = channel.messages().map(({ ts }) => channel.thread(ts));
  expect(threads.map((thread) => thread.map(deliveryId))).toEqual(outboxIds);

  for (const [index, thread] of threads.entries()) {
    const due = Array.from({ length: ACCOUNTS }, (_, n) => n).filter(
      (n) => startsOn(n) <= lastStartOfDue(dates[index]!),
    );
    const shown = thread.flatMap((message) => companiesIn(message.plain()));
    expect(shown.toSorted()).toEqual(due.map(accountName));
  }
  const states = await db.selectFrom('outbox').select('state').distinct().execute();
  expect(states).toEqual([{ state: 'sent' }]);
}

async function expectEachCtaOnce(
  { db }: TestDatabase,
  workspaceId: string,
  dates: readonly BusinessDate[],
): Promise<void> {
  const ctas = await db
    .selectFrom('cta')
    .select(['account_id', 'opened_on', 'state'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('account_id')
    .execute();
  const expected = Array.from({ length: ACCOUNTS }, (_, n) => ({
    account_id: `A-${String(n).padStart(4, '0')}`,
    opened_on: dates.find((date) => startsOn(n) <= lastStartOfDue(date)),
    state: 'open',
  }));
  expect(ctas).toEqual(expected.filter(({ opened_on }) => opened_on !== undefined));
  const opened = await db
    .selectFrom('audit')
    .select('subject_id')
    .where('workspace_id', '=', workspaceId)
    .where('action', '=', 'cta.open')
    .execute();
  expect(new Set(opened.map(({ subject_id }) => subject_id)).size).toBe(opened.length);
  expect(opened).toHaveLength(ctas.length);
}

function deliveryId({ metadata }: MessageView): unknown {
  return metadata?.event_payload['delivery_id'];
}
