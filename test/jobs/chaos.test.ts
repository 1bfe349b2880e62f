/**
 * Two senders on one database, a Slack that fails in every way, and people's writes in between.
 * More runs: `SEEDS=3,4,5 npx vitest run test/jobs/chaos.test.ts`.
 */
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '#src/sandbox/seeded-random.ts';
import { onEachDatabase } from '../support/database.ts';
import { createRig, post, update, type Rig } from './rig.ts';

const CHANNELS = ['alpha', 'beta', 'gamma', 'delta'];
const WRITES = 80;
/** How long a request that was given up may take to arrive: on a busy machine longer than those of the other tests. */
const PATIENCE = { settleMs: 1_000 };
const SEEDS = process.env['SEEDS']?.split(',').map(Number) ?? [1, 2];

interface Expected {
  text: string;
  replies: string[];
}

onEachDatabase('two senders and a failing Slack', (use) => {
  it.each(SEEDS)('show each message once, in order, as it was last updated (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const channels = CHANNELS.map((name) => ({ id: `C0${name.toUpperCase()}`, name }));
    const rig = await createRig(use(), { channels });
    onTestFinished(() => rig.stop());
    const rates = { 'rate-limited': 0.05, 'server-error': 0.08, 'cut-before': 0.08, 'cut-after': 0.12 };
    rig.sandbox.faults.randomly({ random, rates });
    const senders = [1, 2].map(() => rig.sender({ own: true, settings: PATIENCE }));

    const expected = await writeAtRandom(rig, random, () => {
      for (const sender of senders) sender.kick();
      // Slower than the time-out of a request now and then.
      if (random() < 0.05) rig.sandbox.faults.next('chat.postMessage', { kind: 'slow', ms: 250 });
    });
    await Promise.all(senders.map((sender) => sender.drain()));

    for (const name of CHANNELS) {
      const channel = rig.sandbox.channel(name);
      const shown = channel.messages().map(({ text, ts }) => ({
        text,
        replies: channel
          .thread(ts)
          .slice(1)
          .map((reply) => reply.text),
      }));
      expect(shown).toEqual(expected.get(name));
    }
    expect(rig.broken).toEqual([]);
  });
});

/** Posts, replies and updates in random channels, several in a transaction; returns what must be shown. */
async function writeAtRandom(
  rig: Rig,
  random: () => number,
  afterCommit: () => void,
): Promise<Map<string, Expected[]>> {
  const expected = new Map(CHANNELS.map((name) => [name, [] as Expected[]]));
  const posts: { id: string; channel: string; shown: Expected }[] = [];
  const pick = <T>(items: T[]): T => items[Math.floor(random() * items.length)]!;
  for (let n = 0; n < WRITES; n += 1) {
    const dice = random();
    if (posts.length === 0 || dice < 0.5) {
      const channel = pick(CHANNELS);
      const texts = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, part) => `post ${n}.${part}`);
      const ids = await rig.write(...texts.map((text) => post(channel, text)));
      for (const [part, text] of texts.entries()) {
        const shown = { text, replies: [] };
        expected.get(channel)!.push(shown);
        posts.push({ id: ids[part]!, channel, shown });
      }
    } else {
      const target = pick(posts.slice(-15));
      const text = `${dice < 0.7 ? 'reply' : 'update'} ${n}`;
      if (dice < 0.7) {
        await rig.write(post(target.channel, text, target.id));
        target.shown.replies.push(text);
      } else {
        await rig.write(update(target.id, text));
        target.shown.text = text;
      }
    }
    afterCommit();
  }
  return expected;
}
