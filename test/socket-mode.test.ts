/** The bot without a public address: over a socket that it opens itself. */
import pino from 'pino';
import { it, onTestFinished } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { startBot } from '#src/bot.ts';
import { applyProgram } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import { PROGRAM } from './slack/harness.ts';
import { createTestDatabase } from './support/database.ts';
import { expect } from './support/matchers.ts';

it('answers commands, also after the socket was dropped', async () => {
  const database = await createTestDatabase('sqlite');
  onTestFinished(() => database.remove());
  const sandbox = await startSandbox({
    manifest: await readManifest(new URL('../manifest.yml', import.meta.url)),
  });
  const deps = { database, makeId: createIdSource(), now: () => new Date(), log: pino({ level: 'silent' }) };
  const bot = await startBot(deps, {
    botToken: sandbox.botToken,
    signingSecret: null,
    appToken: sandbox.appToken,
    apiUrl: sandbox.apiUrl,
    firstAdmin: null,
    port: 0,
    host: '127.0.0.1',
  });
  onTestFinished(async () => {
    await bot.stop();
    await sandbox.stop();
  });
  await applyProgram(deps, bot.workspaceId, PROGRAM, 'cli');
  const [someone] = sandbox.state.users.keys();
  const ask = async () => (await sandbox.as(someone!).command('/cs', 'rules')).nextReply();
  expect(await ask()).toShow('How the list is made');
  sandbox.faults.dropSockets();
  await expect
    .poll(async () => (await ask().catch(() => null))?.plain() ?? '', { timeout: 20_000 })
    .toContain('How the list is made');
  expect((await fetch(`${bot.url}/slack/events`, { method: 'POST' })).status).toBe(404);
});
