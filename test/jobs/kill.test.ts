/**
 * Kills the process that writes and sends at random points. The short form runs with all tests; the full one
 * (`KILLS=60 npx vitest run test/jobs/kill.test.ts`) kills as often as it is told.
 */
import { expect, it, onTestFinished } from 'vitest';
import { defaults } from '#src/sandbox/state.ts';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { onEachDatabase } from '../support/database.ts';
import { runThroughKills } from '../support/kill-harness.ts';
import { createRig } from './rig.ts';

const KILLS = Number(process.env['KILLS'] ?? 4);
const SEED = Number(process.env['SEED'] ?? 1);
const WITHIN_MS = 700;
/** Enough that the work outlasts all lives that end by a kill. */
const SLOTS = Math.max(40, KILLS * 8);

onEachDatabase('a process that is killed', (use) => {
  it(
    `loses no message and posts none twice, after ${KILLS} kills`,
    { timeout: 30_000 + KILLS * 5_000 },
    async () => {
      const channels = [...defaults.channels, { id: 'C0THIRD', name: 'third' }];
      const rig = await createRig(use(), { channels });
      onTestFinished(() => rig.stop());
      // Each post has arrived for a while before its sender knows: most kills fall into that time.
      rig.sandbox.faults.always('chat.postMessage', { kind: 'slow', ms: 30 });
      const result = await runThroughKills({
        script: new URL('kill-child.ts', import.meta.url),
        env: {
          DATABASE_URL: use().url,
          SLACK_API_URL: rig.sandbox.apiUrl,
          SLACK_BOT_TOKEN: rig.sandbox.botToken,
          KILL_WORKSPACE: rig.workspaceId,
          KILL_SLOTS: String(SLOTS),
          // The posts of a channel alone take longer than all lives that end by a kill.
          KILL_PACE_MS: String(Math.ceil((KILLS * WITHIN_MS) / SLOTS)),
        },
        kills: KILLS,
        withinMs: WITHIN_MS,
        random: seededRandom(SEED),
      });
      expect(result.kills).toBe(KILLS);

      const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
      for (const [n, name] of ['cs-daily', 'leadership', 'third'].entries()) {
        const channel = rig.sandbox.channel(name);
        const mine = slots.filter((slot) => slot % 3 === n);
        expect(rig.texts(name)).toEqual(mine.flatMap((slot) => [`${slot} updated`, `${slot} second`]));
        const threads = channel.messages().filter(({ text }) => text.endsWith('updated'));
        for (const [index, { ts }] of threads.entries()) {
          const replies = channel.thread(ts).slice(1);
          expect(replies.map(({ text }) => text)).toEqual([
            `${mine[index]} reply a`,
            `${mine[index]} reply b`,
          ]);
        }
      }
      const left = await use()
        .db.selectFrom('outbox')
        .select('state')
        .distinct()
        .where('workspace_id', '=', rig.workspaceId)
        .execute();
      expect(left).toEqual([{ state: 'sent' }]);
    },
  );
});
