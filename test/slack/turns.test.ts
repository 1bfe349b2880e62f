import { expect, it } from 'vitest';
import { createTurns } from '#src/slack/turns.ts';

/** Work that notes its name when it begins, and ends when it is told to. */
function recorder() {
  const done: string[] = [];
  const work = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const run = async (): Promise<void> => {
      done.push(name);
      await promise;
    };
    return { run, end: resolve, fail: reject };
  };
  return { done, work };
}

it('does what is done in one modal in the order in which it came', async () => {
  const turns = createTurns();
  const { done, work } = recorder();
  const [first, second] = [work('first'), work('second')];
  const all = [turns.take('V1', first.run), turns.take('V1', second.run)];
  second.end();
  await new Promise(setImmediate);
  expect(done).toEqual(['first']);
  first.end();
  await Promise.all(all);
  expect(done).toEqual(['first', 'second']);
});

it('lets another modal, and what is done in none, go on meanwhile', async () => {
  const turns = createTurns();
  const { done, work } = recorder();
  const slow = work('slow');
  const waiting = turns.take('V1', slow.run);
  for (const modal of ['V2', null, null]) await turns.take(modal, async () => void done.push(String(modal)));
  expect(done).toEqual(['slow', 'V2', 'null', 'null']);
  slow.end();
  await waiting;
});

it('goes on after what failed, and fails for whoever asked', async () => {
  const turns = createTurns();
  const { done, work } = recorder();
  const first = work('first');
  const failing = turns.take('V1', first.run);
  const next = turns.take('V1', async () => void done.push('next'));
  first.fail(new Error('no room'));
  await expect(failing).rejects.toThrow('no room');
  await next;
  expect(done).toEqual(['first', 'next']);
});
