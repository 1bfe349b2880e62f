/** Files of the workspace in blocks, and who is in a channel: as strict as Slack is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import { clientOf, manifest } from './bot.ts';

const C = 'C0CSDAILY';
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

describe('slack_file', () => {
  let sandbox: Sandbox;
  let client: ReturnType<typeof clientOf>;
  beforeAll(async () => {
    sandbox = await startSandbox({ manifest });
    client = clientOf(sandbox);
  });
  afterAll(() => sandbox.stop());

  const image = (file: object) => ({ type: 'image' as const, slack_file: file, alt_text: 'A chart' });
  const post = (file: object) =>
    client.apiCall('chat.postMessage', { channel: C, text: 'x', blocks: [image(file)] });
  const refused = {
    data: { error: 'invalid_blocks', errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'] },
  };

  async function upload(name: string, as = client, finish = true): Promise<string> {
    const { upload_url: url, file_id: id } = await as.files.getUploadURLExternal({
      filename: name,
      length: PNG.length,
    });
    expect((await fetch(url!, { method: 'POST', body: new Uint8Array(PNG) })).status).toBe(200);
    if (finish) await as.files.completeUploadExternal({ files: [{ id: id!, title: name }] });
    return id!;
  }

  test('is shown once Slack has looked into the file, and not before', async () => {
    const id = await upload('chart.png');
    await expect(post({ id })).rejects.toMatchObject(refused);
    expect((await client.files.info({ file: id })).file?.mimetype).toBe('');
    expect((await client.files.info({ file: id })).file?.mimetype).toBe('image/png');
    await expect(post({ id })).resolves.toMatchObject({ ok: true });
    const { file } = await client.files.info({ file: id });
    expect(file?.channels).toEqual([C]);
    await expect(post({ url: file?.url_private })).resolves.toMatchObject({ ok: true });
  });

  test('is no picture, not uploaded to the end, or nowhere', async () => {
    const text = await upload('notes.txt');
    await client.files.info({ file: text });
    await expect(post({ id: text })).rejects.toMatchObject(refused);
    await expect(post({ id: await upload('chart.png', client, false) })).rejects.toMatchObject(refused);
    await expect(post({ id: 'F0NONE' })).rejects.toMatchObject(refused);
    const theirs = sandbox.as('U0PRIYA').upload('chart.png', PNG);
    await expect(post({ id: theirs.id })).rejects.toMatchObject(refused);
  });

  test('is shown after a start between its upload and its message', async () => {
    const statePath = join(await mkdtemp(join(tmpdir(), 'milepost-files-')), 'slack.json');
    onTestFinished(() => rm(dirname(statePath), { recursive: true, force: true }));
    const first = await startSandbox({ manifest, statePath });
    const id = await upload('chart.png', clientOf(first));
    await first.stop();
    const second = await startSandbox({ manifest, statePath });
    onTestFinished(() => second.stop());
    const shown = { channel: C, text: 'x', blocks: [image({ id })] };
    await expect(clientOf(second).apiCall('chat.postMessage', shown)).resolves.toMatchObject({ ok: true });
  });

  test('is shown to no one person alone', async () => {
    const id = await upload('chart.png');
    await client.files.info({ file: id });
    const shown = { channel: C, user: 'U0PRIYA', text: 'x', blocks: [image({ id })] };
    await expect(client.apiCall('chat.postEphemeral', shown)).rejects.toMatchObject(refused);
  });
});

test('a channel may be shared with another company, and people be guests or strangers', async () => {
  const sandbox = await startSandbox({
    manifest,
    users: [
      { id: 'U0OURS', name: 'ours' },
      { id: 'U0GUEST', name: 'guest', is_restricted: true },
      { id: 'U0OTHER', name: 'other', team_id: 'T0OTHER' },
    ],
    channels: [
      { id: 'C0SHARED', name: 'shared', is_ext_shared: true },
      { id: 'C0OWN', name: 'own' },
    ],
  });
  const client = clientOf(sandbox);
  const channel = async (id: string) => (await client.conversations.info({ channel: id })).channel;
  const user = async (id: string) => (await client.users.info({ user: id })).user;
  expect(await channel('C0SHARED')).toMatchObject({ is_shared: true, is_ext_shared: true });
  expect(await channel('C0OWN')).toMatchObject({ is_shared: false, is_ext_shared: false });
  expect(await user('U0GUEST')).toMatchObject({ is_restricted: true, team_id: sandbox.teamId });
  expect(await user('U0OTHER')).toMatchObject({ is_restricted: false, team_id: 'T0OTHER' });
  await sandbox.stop();
});
