/**
 * Kills the process that makes and sends the digests of many weeks, without a warning, at random points. The short form
 * runs with all tests; `npm run test:kill` kills as often as `KILLS` says.
 */
import { expect, it, onTestFinished } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { createIdSource } from '#src/base/ids.ts';
import { applyProgram } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { connectWorkspace } from '#src/workspaces/service.ts';
import { silent } from '../jobs/rig.ts';
import { createTestDatabase } from '../support/database.ts';
import { runThroughKills } from '../support/kill-harness.ts';
import { PROGRAM, writeAccounts } from './world.ts';

const KILLS = Number(process.env['KILLS'] ?? 2);
const SEED = Number(process.env['SEED'] ?? 1);
const WITHIN_MS = 900;
/** A Monday. */
const FIRST = '2026-11-02';
/** Five sections, or those of them that have something to tell, and the agenda. */
const LEAST_REPLIES = 3;

it.each([
  { dialect: 'sqlite', processes: 1 },
  { dialect: 'postgres', processes: 2 },
] as const)(
  `digests survive ${KILLS} kills of each process ($processes on $dialect)`,
  { timeout: 60_000 + KILLS * 10_000 },
  async ({ dialect, processes }) => {
    const database = await createTestDatabase(dialect);
    onTestFinished(() => database.remove());
    const weeks = (KILLS + 2) * processes;
    const sandbox = await startSandbox({
      manifest: await readManifest(new URL('../../manifest.yml', import.meta.url)),
      // Later than all that the bot writes, as its look into the history expects.
      now: () => new Date(`${addDays(FIRST, 7 * (weeks + 1))}T12:00:00Z`),
      logSize: 10,
    });
    onTestFinished(() => sandbox.stop());
    // Each post has arrived for a while before its sender knows: many kills fall into that time.
    sandbox.faults.always('chat.postMessage', { kind: 'slow', ms: 30 });
    const deps = {
      database,
      makeId: createIdSource(),
      now: () => new Date(`${addDays(FIRST, -1)}T20:00:00Z`),
      log: silent,
    };
    const workspaceId = await connectWorkspace(deps, { slackTeamId: sandbox.teamId, name: 'Kill' });
    expect(await applyProgram(deps, workspaceId, PROGRAM, 'cli')).toMatchObject({ ok: true });
    await writeAccounts(database, workspaceId);

    const results = await Promise.all(
      Array.from({ length: processes }, (_, index) =>
        runThroughKills({
          script: new URL('kill-child.ts', import.meta.url),
          env: {
            DATABASE_URL: database.url,
            SLACK_API_URL: sandbox.apiUrl,
            SLACK_BOT_TOKEN: sandbox.botToken,
            KILL_FROM: FIRST,
            KILL_WEEKS: String(weeks),
          },
          kills: KILLS,
          withinMs: WITHIN_MS,
          random: seededRandom(SEED + index),
        }),
      ),
    );
    expect(results.map(({ kills }) => kills)).toEqual(results.map(() => KILLS));

    const { db } = database;
    const digests = await db.selectFrom('digest').select(['day', 'outbox_id']).orderBy('day').execute();
    expect(digests.map(({ day }) => day)).toEqual(
      Array.from({ length: weeks }, (_, week) => addDays(FIRST, 7 * week)),
    );
    const rows = await db.selectFrom('outbox').select(['id', 'target_id', 'state']).orderBy('id').execute();
    expect(rows.filter(({ state }) => state !== 'sent')).toEqual([]);
    const channel = sandbox.channel('leadership');
    const threads = channel.messages().map(({ ts }) => channel.thread(ts).map(deliveryId));
    const written = digests.map(({ outbox_id: first }) => [
      first,
      ...rows.filter(({ target_id: target }) => target === first).map(({ id }) => id),
    ]);
    expect(threads).toEqual(written);
    // Those of the first weeks: later ones, of weeks in which nothing was written, are short.
    expect(Math.max(...written.map((thread) => thread.length))).toBeGreaterThan(LEAST_REPLIES);
  },
);

function deliveryId({ metadata }: MessageView): unknown {
  return metadata?.event_payload['delivery_id'];
}
