import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Context } from './context.ts';
import { readArguments, readBody, sendJson, sendText } from './http.ts';
import type { LiveHub } from './live.ts';
import { createPageFiles } from './page-files.ts';
import { serveResponseUrl } from './response-url.ts';
import type { SocketHub } from './socket-mode.ts';
import { serveApi } from './web-api/index.ts';

export interface ServerDeps {
  ctx: Context;
  sockets: SocketHub;
  /** The page's live events. */
  live: Pick<LiveHub, 'accept'>;
  /** Answers what lies under /sandbox/. */
  control: (request: IncomingMessage, response: ServerResponse, path: string, query: string) => Promise<void>;
}

export interface RunningServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 for everything that Slack would answer. Port 0 takes a free one.
 * @param ports where it listens; of several, the first that is free
 */
export async function startServer(
  deps: ServerDeps,
  ports: number | readonly number[],
): Promise<RunningServer> {
  const connections = new Set<Socket>();
  const servePage = createPageFiles();
  let listening = 0;
  const server: Server = createServer((request, response) => {
    const handled = isOwnHost(request, listening)
      ? route({ ...deps, servePage }, request, response)
      : Promise.resolve(sendText(response, 403, 'unknown host'));
    handled.catch((error: unknown) => {
      if (!response.headersSent)
        sendJson(response, 500, { ok: false, error: 'fatal_error', reason: String(error) });
    });
  });
  // The bot keeps connections open between bursts; closing them early would race with its next call.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    if (!isOwnHost(request, listening)) socket.destroy();
    else if (request.url?.startsWith('/sandbox/page/live?')) deps.live.accept(request, socket);
    else deps.sockets.accept(request, socket);
  });
  listening = await listen(server, typeof ports === 'number' ? [ports] : ports);
  return {
    port: listening,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

/** Listens on the first free port; returns it. @throws the last port's error when none is free */
async function listen(server: Server, [port = 0, ...others]: readonly number[]): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    if (others.length === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(server, others);
  }
  return (server.address() as AddressInfo).port;
}

/** A page of another site may resolve its own name to 127.0.0.1: only our own names are answered. */
function isOwnHost(request: IncomingMessage, port: number): boolean {
  const host = request.headers.host;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

async function route(
  deps: ServerDeps & { servePage: ReturnType<typeof createPageFiles> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { ctx } = deps;
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const [, room, ...rest] = path.split('/');
  switch (room) {
    case 'api':
      return serveApi(ctx, request, response, rest.join('/'), query);
    case 'response':
      return serveResponseUrl(ctx, request, response, rest[0] ?? '');
    case 'upload':
      return serveUpload(ctx, request, response, rest[0] ?? '');
    case 'files-pri':
      return serveFile(ctx, request, response, rest[0] ?? '');
    case 'oauth':
      return serveAuthorize(ctx, response, query);
    case 'archives':
      return leadToMessage(response, rest, query);
    case 'sandbox':
      return deps.control(request, response, rest.join('/'), query);
    case '':
    case 'page':
      return deps.servePage(response, rest.join('/'));
    default:
      return sendText(
        response,
        404,
        'nothing is here: the page is at /, the Web API at /api/, and /sandbox/ lets a program act as a person\n',
      );
  }
}

/** A permalink of chat.getPermalink leads to the page, at its message; an answer is found in its thread. */
function leadToMessage(
  response: ServerResponse,
  [channel = '', anchor = '']: string[],
  query: string,
): Promise<void> {
  const [, seconds, micros] = /^p(\d{10})(\d{6})$/.exec(anchor) ?? [];
  if (!/^[A-Z0-9]+$/.test(channel) || seconds === undefined) {
    sendText(response, 404, 'this is no address of a message');
    return Promise.resolve();
  }
  const thread = new URLSearchParams(query).get('thread_ts') ?? '';
  const spot = /^\d{10}\.\d{6}$/.test(thread) ? `t${thread}` : `p${seconds}.${micros}`;
  response.writeHead(302, { location: `/#${channel}/${spot}` });
  response.end();
  return Promise.resolve();
}

/** Takes the content of a file whose upload URL was given out. */
async function serveUpload(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const file = ctx.state.files.get(id);
  const body = await readBody(request);
  if (!file || file.complete) return sendText(response, 404, 'file_not_found');
  const multipart = request.headers['content-type']?.startsWith('multipart/form-data') === true;
  const parts = multipart ? Object.values(await readArguments(request, '', body)) : [body];
  const content = parts.find((part) => Buffer.isBuffer(part));
  if (!content || content.length !== file.size) return sendText(response, 400, 'length does not match');
  file.content = content;
  return sendText(response, 200, `OK - ${content.length}`);
}

/** Gives a file's content to whoever has the bot's token; others get Slack's sign-in page instead. */
function serveFile(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<void> {
  const file = ctx.state.files.get(name.slice(name.indexOf('-') + 1));
  if (request.headers.authorization !== `Bearer ${ctx.state.botToken}` || ctx.state.revoked !== '') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><title>Sign in</title>');
  } else if (!file?.complete) sendText(response, 404, 'file_not_found');
  else {
    response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.content.length });
    response.end(file.content);
  }
  return Promise.resolve();
}

/** Installs at once: sends the browser back with a code, as if somebody had pressed Allow. */
function serveAuthorize(ctx: Context, response: ServerResponse, query: string): Promise<void> {
  const params = new URLSearchParams(query);
  const redirectUri = params.get('redirect_uri') ?? undefined;
  if (
    params.get('client_id') !== ctx.state.clientId ||
    redirectUri === undefined ||
    !URL.canParse(redirectUri)
  ) {
    sendText(response, 400, 'client_id or redirect_uri is wrong');
    return Promise.resolve();
  }
  const code = ctx.state.newId('oauth.');
  const [admin] = ctx.state.users.keys();
  ctx.state.oauthCodes.set(code, { user: admin ?? '', redirectUri });
  const back = new URL(redirectUri);
  back.searchParams.set('code', code);
  back.searchParams.set('state', params.get('state') ?? '');
  response.writeHead(302, { location: back.href });
  response.end();
  return Promise.resolve();
}
