/** Brings pictures into Slack, so that messages can show them by their ids. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from '../base/describe-error.ts';
import type { ClientFor } from '../jobs/slack.ts';
import { renderPng } from '../pictures/png.ts';

/** A picture that is drawn when it is brought into Slack. */
export interface Drawing {
  /** The file's name. */
  name: string;
  svg: string;
}

const UPLOAD_TIMEOUT_MS = 5000;
/** Slack looks into a file after it has taken it, and shows it in no message before. */
const WAITS_MS = [100, 300, 700, 1500];

/**
 * Draws a picture and uploads it; blocks show it by `picture` or `pictureOrWords`.
 * @returns the file's id once Slack can show it; null when it does not come to that, which only the log is told
 */
export async function uploadPicture(
  { client, log }: { client: WebClient; log: Logger },
  { name, svg }: Drawing,
): Promise<string | null> {
  let content: Uint8Array;
  try {
    content = await renderPng(svg);
  } catch (error) {
    log.warn({ error: describeError(error), name }, 'a picture could not be drawn');
    return null;
  }
  try {
    return await upload(client, name, content);
  } catch (error) {
    log.warn({ error: describeError(error), name }, 'a picture could not be uploaded');
    return null;
  }
}

/** Uploads as `uploadPicture` does, in a workspace instead of a call; null also where Milepost is not installed. */
export type PictureUploader = (workspaceId: string, drawing: Drawing) => Promise<string | null>;

/**
 * What jobs upload by. They do it before the transaction that writes the message, which no request may hold up: what
 * is uploaded for a message that is not written then is seen by nobody.
 * @param clientFor the clients of the sender, which never wait for a limit of Slack's
 */
export function createPictureUploader(clientFor: ClientFor, log: Logger): PictureUploader {
  return async (workspaceId, drawing) => {
    const client = await clientFor(workspaceId);
    return client === null ? null : uploadPicture({ client, log }, drawing);
  };
}

async function upload(client: WebClient, name: string, content: Uint8Array): Promise<string> {
  // The block describes the picture; a description of the file itself has kept Slack from sharing some files.
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: name,
    length: content.byteLength,
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
