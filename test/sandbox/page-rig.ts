/** A page of the sandbox without a browser: it asks over HTTP, and reads the live events as they come. */
import { onTestFinished } from 'vitest';
import type { Live } from '#src/sandbox/page/contract.ts';

export interface Answer<T> {
  status: number;
  body: T;
}

export async function get<T>(url: string, path: string): Promise<Answer<T>> {
  const response = await fetch(`${url}/sandbox/${path}`);
  return { status: response.status, body: (await response.json()) as T };
}

export async function post<T = Record<string, unknown>>(
  url: string,
  path: string,
  body: unknown = {},
): Promise<Answer<T>> {
  const response = await fetch(`${url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
}

export interface LiveReader {
  /** All that was told so far. */
  told: Live[];
  /** Waits for the next thing told of a kind, from the first that was not yet given. */
  next<K extends Live['kind']>(kind: K): Promise<Extract<Live, { kind: K }>>;
  /** Resolves when the sandbox ends the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Listens as one person; closes when the test is over. */
export async function listen(url: string, person: string, more = ''): Promise<LiveReader> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/sandbox/page/live?person=${person}${more}`, {
    signal: leaving.signal,
  });
  if (response.body === null || response.headers.get('content-type') !== 'text/event-stream')
    throw new Error(`no live events, but HTTP ${response.status}`);
  const told: Live[] = [];
  const given = new Set<Live>();
  let wake = (): void => undefined;
  const ended = readEvents(response.body, (event) => {
    told.push(event);
    wake();
  }).catch(() => undefined);
  onTestFinished(() => leaving.abort());
  return {
    told,
    ended,
    close: () => leaving.abort(),
    async next(kind) {
      for (;;) {
        const found = told.find((event) => event.kind === kind && !given.has(event));
        if (found) {
          given.add(found);
          return found as never;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

async function readEvents(body: ReadableStream<Uint8Array>, take: (event: Live) => void): Promise<void> {
  let rest = '';
  const texts = body.pipeThrough(new TextDecoderStream());
  for await (const text of texts as AsyncIterable<string>) {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('data: ')) take(JSON.parse(part.slice(6)) as Live);
  }
}
