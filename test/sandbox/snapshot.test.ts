import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { createTimeMachine } from '#src/sandbox/time-machine.ts';
import { clientOf, manifest } from './bot.ts';

async function makePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'milepost-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'sandbox.json');
}

test.each([
  ['is cut off', '{"version":2,"botToken":"xoxb'],
  ['is empty', ''],
  ['is of another version', '{"version":1,"botToken":"x","appToken":"x","channels":[],"homes":[]}'],
  ['has another shape', '{"version":2,"botToken":"x","appToken":"x","channels":{}}'],
])('a file that %s is refused by its path, with what to do', async (_what, content) => {
  const statePath = await makePath();
  await writeFile(statePath, content);
  await expect(startSandbox({ manifest, statePath })).rejects.toThrow(
    `cannot read its messages in ${statePath}: the file is broken, or of another version. Delete it or move it away`,
  );
  expect(await readFile(statePath, 'utf8')).toBe(content);
});

test('what changed since it was last written is written as it is now', async () => {
  const statePath = await makePath();
  const first = await startSandbox({ manifest, statePath, timeMachine: createTimeMachine(() => new Date()) });
  const [channel, save] = [
    'C0CSDAILY',
    async () => first.clock.moveTo(new Date(Date.now() + 1e8).toISOString()),
  ];
  const { chat } = clientOf(first);
  const [changed, gone, thread] = [
    await chat.postMessage({ channel, text: 'To be changed' }),
    await chat.postMessage({ channel, text: 'To be deleted' }),
    await chat.postMessage({ channel, text: 'A thread' }),
  ];
  const answer = await chat.postMessage({ channel, text: 'Answer', thread_ts: thread.ts! });
  await chat.postEphemeral({ channel, user: 'U0PRIYA', text: 'Only you' });
  await save();
  await chat.update({ channel, ts: changed.ts!, text: 'Changed' });
  await chat.delete({ channel, ts: gone.ts! });
  await chat.postMessage({ channel, text: 'Second answer', thread_ts: thread.ts! });
  await chat.delete({ channel, ts: answer.ts! });
  await first.stop();
  const second = await startSandbox({ manifest, statePath });
  onTestFinished(() => second.stop());
  const texts = second.channel(channel).messages();
  expect(texts.map(({ text, reply_count }) => [text, reply_count])).toEqual([
    ['Changed', 0],
    ['A thread', 1],
  ]);
  expect(second.channel(channel).thread(thread.ts!).at(-1)?.text).toBe('Second answer');
  expect(second.as('U0PRIYA').ephemerals()).toMatchObject([{ text: 'Only you', ephemeral: true }]);
});

test('a sandbox that is started again has its messages, its Home and its tokens', async () => {
  const statePath = await makePath();
  const now = (): Date => new Date('2026-11-23T08:00:00Z');
  const first = await startSandbox({ manifest, statePath, now });
  const channel = 'C0CSDAILY';
  const posted = await clientOf(first).chat.postMessage({ channel, text: 'Before' });
  await clientOf(first).views.publish({
    user_id: 'U0PRIYA',
    view: { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Home' } }] },
  });
  await first.stop();
  const second = await startSandbox({ manifest, statePath, now });
  expect(second.botToken).toBe(first.botToken);
  await clientOf(second).chat.update({ channel, ts: posted.ts!, text: 'After' });
  const later = await clientOf(second).chat.postMessage({ channel, text: 'Later' });
  expect(
    second
      .channel(channel)
      .messages()
      .map((message) => message.text),
  ).toEqual(['After', 'Later']);
  expect(Number(later.ts)).toBeGreaterThan(Number(posted.ts));
  expect(second.as('U0PRIYA').home()?.plain()).toContain('Home');
  await second.stop();
});
