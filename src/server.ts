/** The HTTP server: Slack, signals, and what an operator asks. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface ServerParts {
  log: Logger;
  metrics: Metrics;
  /** Serves `POST /slack/events`; null in Socket Mode. */
  slack: RequestListener | null;
  /** Serves `/v1/…`. */
  signals: Handler;
  /** What keeps Milepost from working, in words; empty: nothing. */
  notReady: () => Promise<string[]>;
  /** What somebody should mend while Milepost works on, in words. Asked only while it is ready. */
  warnings: () => Promise<string[]>;
}

export interface RunningServer {
  /** The address that it listens on, such as http://127.0.0.1:3000 */
  url: string;
  /** Takes no new requests and waits for those under way. */
  stop(): Promise<void>;
}

/** Starts to listen. @throws Error when the address is taken */
export async function startServer(
  parts: ServerParts,
  listen: { port: number; host: string },
): Promise<RunningServer> {
  const server = createServer((request, response) => void serve(parts, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  const host = listen.host === '0.0.0.0' ? 'localhost' : listen.host;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, stop: () => stop(server) };
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const { route, handler } = findRoute(parts, request.method ?? 'GET', path);
  response.once('close', () => {
    parts.metrics.observeRequest(route, response.statusCode, (performance.now() - startedAt) / 1000);
  });
  try {
    await handler(request, response);
  } catch (error) {
    parts.log.error({ err: error, route }, 'a request failed');
    if (!response.headersSent) sendJson(response, 500, { error: 'internal error' });
    else response.destroy();
  }
}

function findRoute(parts: ServerParts, method: string, path: string): { route: string; handler: Handler } {
  if (path === '/slack/events' && parts.slack !== null) {
    const { slack } = parts;
    return method === 'POST'
      ? { route: path, handler: (request, response) => slack(request, response) }
      : {
          route: path,
          handler: (_request, response) => sendJson(response, 405, { error: 'use POST' }, { allow: 'POST' }),
        };
  }
  if (path.startsWith('/v1/')) return { route: '/v1', handler: parts.signals };
  if (path === '/healthz')
    return { route: path, handler: (_request, response) => sendJson(response, 200, { ok: true }) };
  if (path === '/readyz')
    return { route: path, handler: (_request, response) => sendReadiness(parts, response) };
  if (path === '/metrics')
    return { route: path, handler: (_request, response) => sendMetrics(parts, response) };
  return { route: 'other', handler: (_request, response) => sendJson(response, 404, { error: 'not found' }) };
}

async function sendReadiness(parts: ServerParts, response: ServerResponse): Promise<void> {
  const problems = await parts.notReady();
  const ok = problems.length === 0;
  sendJson(response, ok ? 200 : 503, { ok, problems, warnings: ok ? await parts.warnings() : [] });
}

async function sendMetrics(parts: ServerParts, response: ServerResponse): Promise<void> {
  const text = await parts.metrics.read();
  response.writeHead(200, { 'content-type': parts.metrics.contentType }).end(text);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}
