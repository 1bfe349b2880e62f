import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { clientOf, manifest } from './bot.ts';

test('a sandbox that is started again has its messages, its Home and its tokens', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'milepost-'));
  const statePath = join(folder, 'sandbox.json');
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
  await rm(folder, { recursive: true });
});
