/** A request's body as JSON, within the limits. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

export const MOST_BATCH_BYTES = 500 * 1024;
export const MOST_MESSAGE_BYTES = 32 * 1024;

export type Body =
  | { ok: true; value: unknown; bytes: number }
  | { ok: false; status: 400 | 413; message: string };

/** @param most the limit of what is sent, and of what a compressed body unpacks to */
export async function readJson(request: IncomingMessage, most: number): Promise<Body> {
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'text/plain') {
    return { ok: false, status: 400, message: `content-type is ${type}: send application/json` };
  }
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return { ok: false, status: 400, message: `content-encoding is ${encoding}: send plain JSON or gzip` };
  }
  const sent = Number(request.headers['content-length'] ?? 0) > most ? null : await readBytes(request, most);
  if (sent === null) return tooLarge(most);
  const plain = encoding === 'gzip' ? await unpack(sent, most) : sent;
  if (!Buffer.isBuffer(plain)) return plain;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
    return { ok: true, value: JSON.parse(text), bytes: plain.length };
  } catch {
    return { ok: false, status: 400, message: 'the body is not JSON in UTF-8' };
  }
}

/** Whether one message of a batch is larger than a message may be; only a large body can hold one. */
export function findLargeMessage(body: unknown, bytes: number): number | null {
  if (bytes <= MOST_MESSAGE_BYTES || typeof body !== 'object' || body === null || !('batch' in body))
    return null;
  const { batch } = body;
  if (!Array.isArray(batch)) return null;
  const index = batch.findIndex((message) => Buffer.byteLength(JSON.stringify(message)) > MOST_MESSAGE_BYTES);
  return index < 0 ? null : index;
}

/** Null: more than `most`. The request is then left to run on, so that its sender can still read the answer. */
function readBytes(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= most) chunks.push(chunk);
      else resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the sender has gone')));
  });
}

async function unpack(bytes: Buffer, most: number): Promise<Buffer | Body> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: most });
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isLarge ? tooLarge(most) : { ok: false, status: 400, message: 'the body is not gzip' };
  }
}

function tooLarge(most: number): Body {
  return { ok: false, status: 413, message: `the body is larger than ${most / 1024} KB` };
}
