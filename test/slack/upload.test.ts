/** A picture that a job posts from the clock: in its message where Slack takes it, else in words. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictureOrWords } from '#blocks/picture.ts';
import { inTransaction } from '#src/base/deps.ts';
import { enqueue } from '#src/jobs/outbox.ts';
import { createPostingClient } from '#src/jobs/slack.ts';
import { funnelSvg, funnelWords } from '#src/pictures/funnel.ts';
import { createPictureUploader, type PictureUploader } from '#src/slack/upload.ts';
import { funnel } from '../pictures/samples.ts';
import { onEachDatabase } from '../support/database.ts';
import { startHarness, type Harness } from './harness.ts';

onEachDatabase('pictures of jobs', (use) => {
  let harness: Harness;
  let upload: PictureUploader;

  beforeAll(async () => {
    harness = await startHarness(use(), {
      channels: [{ id: 'C0LEADERS', name: 'leaders', members: ['U0PRIYA'], bot_is_member: true }],
    });
    const { sandbox, deps, workspaceId } = harness;
    const client = createPostingClient(sandbox.botToken, { slackApiUrl: sandbox.apiUrl, log: deps.log });
    upload = createPictureUploader(async (id) => (id === workspaceId ? client : null), deps.log);
  });
  afterAll(() => harness.stop());

  const drawing = { name: 'funnel.png', svg: funnelSvg(funnel) };

  /** As a job does it: the upload first, then the transaction with the message. */
  async function post() {
    const { deps, workspaceId, sandbox } = harness;
    const fileId = await upload(workspaceId, drawing);
    const blocks = [pictureOrWords(fileId, funnelWords(funnel))];
    await inTransaction(deps, (trx) =>
      enqueue(deps, trx, workspaceId, [
        { kind: 'post', channel: 'leaders', payload: { text: 'Funnel', blocks } },
      ]),
    );
    await harness.settle();
    return { fileId, message: sandbox.channel('leaders').latest() };
  }

  it('stand in their message, with their figures for whoever does not see them', async () => {
    const { fileId, message } = await post();
    expect(fileId).toMatch(/^F/);
    expect(message.blocks).toEqual([
      {
        type: 'image',
        slack_file: { id: fileId },
        alt_text: funnelWords(funnel),
        block_id: expect.any(String),
      },
    ]);
  });

  it.each([
    ['takes no file', 'files.getUploadURLExternal', 'internal_error'],
    ['has a limit', 'files.completeUploadExternal', 'ratelimited'],
    ['does not show it', 'chat.postMessage', 'invalid_blocks'],
  ])('are in words where Slack %s', async (_what, method, error) => {
    harness.sandbox.faults.next(method, { kind: 'error', error });
    const { message } = await post();
    expect(message.blocks).toEqual([
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: funnelWords(funnel), emoji: false }],
        block_id: expect.any(String),
      },
    ]);
  });

  it('are none where Milepost is not installed', async () => {
    expect(await upload('another workspace', drawing)).toBeNull();
  });

  it('are none where they can not be drawn, which the log is told', async () => {
    expect(await upload(harness.workspaceId, { name: 'broken.png', svg: 'no picture' })).toBeNull();
    expect(harness.logged.at(-1)).toMatchObject({ msg: 'a picture could not be drawn', name: 'broken.png' });
  });
});
