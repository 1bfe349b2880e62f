import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Json } from './types.ts';
import { asObject } from './types.ts';

/** Larger bodies are refused: no request of a bot is near it, uploads included. */
const maxBody = 32 * 1024 * 1024;

/** True for a request that a page of another site makes; one without an origin comes from no page. */
export function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && origin !== `http://${host}`;
}

/** Reads a request's whole body; throws when it is over 32 MB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/**
 * Reads Web API arguments out of a form, JSON or multipart body, and the query of the URL.
 * Form values stay strings: nested arguments are JSON text in them, as Slack takes them.
 */
export async function readArguments(request: IncomingMessage, query: string, body: Buffer): Promise<Json> {
  const type = request.headers['content-type'] ?? '';
  const args: Json = { ...parseQuery(query) };
  if (type.startsWith('application/json')) return { ...args, ...asObject(parseJson(body.toString())) };
  if (type.startsWith('multipart/form-data')) return { ...args, ...(await readMultipart(type, body)) };
  return { ...args, ...parseQuery(body.toString()) };
}

async function readMultipart(type: string, body: Buffer): Promise<Json> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const args: Json = {};
  for (const [key, value] of form) {
    args[key] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
  }
  return args;
}

/** Parses JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  // Most acks are empty, and a thrown error is dear when thousands of them come.
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // What people wrote is in it, and nobody may take it for a page.
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

/** Answers with plain text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
