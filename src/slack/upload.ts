/** Brings a picture into Slack, so that a message can show it by its id. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from '../base/describe-error.ts';

export interface Upload {
  name: string;
  content: Uint8Array;
  altText: string;
}

const UPLOAD_TIMEOUT_MS = 5000;
/** Slack looks into a file after it has taken it, and shows it in no message before. */
const WAITS_MS = [100, 300, 700, 1500];
const MOST_ALT_TEXT = 1000;

/** @returns the file's id once Slack can show it; null when it does not come to that, which only the log is told */
export async function uploadPicture(
  { client, log }: { client: WebClient; log: Logger },
  picture: Upload,
): Promise<string | null> {
  try {
    return await upload(client, picture);
  } catch (error) {
    log.warn({ error: describeError(error) }, 'a picture could not be uploaded');
    return null;
  }
}

async function upload(client: WebClient, { name, content, altText }: Upload): Promise<string | null> {
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: name,
    length: content.byteLength,
    alt_text: altText.slice(0, MOST_ALT_TEXT),
  });
  if (url === undefined || id === undefined) throw new Error('Slack gave no address to upload to');
  const sent = await fetch(url, {
    method: 'POST',
    body: Buffer.from(content),
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  });
  if (!sent.ok) throw new Error(`Slack did not take the file: HTTP ${sent.status}`);
  await client.files.completeUploadExternal({ files: [{ id, title: name }] });
  for (const ms of WAITS_MS) {
    const { file } = await client.files.info({ file: id });
    if (file?.mimetype !== undefined && file.mimetype !== '') return id;
    await wait(ms);
  }
  throw new Error('Slack took too long to look into the file');
}
