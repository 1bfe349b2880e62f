/** A page of the sandbox without a browser: it asks over HTTP, and reads the live events as they come. */
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
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
  /** Resolves when the connection is closed, with the code of its end. */
  ended: Promise<number>;
  close(): void;
}

/** Listens as one person; closes when the test is over. */
export async function listen(url: string, person: string, more = ''): Promise<LiveReader> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sandbox/page/live?person=${person}${more}`);
  const told: Live[] = [];
  const given = new Set<Live>();
  let wake = (): void => undefined;
  socket.addEventListener('message', ({ data }) => {
    told.push(JSON.parse(String(data)) as Live);
    wake();
  });
  const ended = new Promise<number>((resolve) =>
    socket.addEventListener('close', ({ code }) => resolve(code)),
  );
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('no live events')));
  });
  onTestFinished(() => socket.close());
  return {
    told,
    ended,
    close: () => socket.close(),
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

/** Asks to upgrade as a page of `origin` would: the HTTP status, and the connection where there is one (101). */
export async function upgrade(
  url: string,
  person: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; socket: Duplex | null }> {
  const asked = request(`${url}/sandbox/page/live?person=${person}`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'c2FuZGJveCBzYW5kYm94IQ==',
      'sec-websocket-version': '13',
      ...headers,
    },
  });
  asked.end();
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', ({ statusCode }) => resolve({ status: statusCode ?? 0, socket: null }));
    asked.on('upgrade', (_response, socket: Duplex) => {
      onTestFinished(() => void socket.destroy());
      resolve({ status: 101, socket });
    });
  });
}
