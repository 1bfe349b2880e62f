import type { IncomingMessage, ServerResponse } from 'node:http';
import { deeds, needed, shownMessage, shownView } from './control-deeds.ts';
import type { Controlled } from './control-deeds.ts';
import type { Fault } from './faults.ts';
import { isForeign, parseJson, readBody, sendJson } from './http.ts';
import type { PageControl } from './page-control.ts';
import { seededRandom } from './seeded-random.ts';
import { SandboxError, asObject, asString } from './types.ts';
import type { ChannelRecord, Json } from './types.ts';

type Handler = (sandbox: Controlled, parts: string[], body: Json, query: URLSearchParams) => unknown;

/**
 * The control API under /sandbox/: lets another process (or the sandbox's page) look into the workspace,
 * act as a person and plan faults. JSON in, JSON out; a refusal is 400 with `error` and `message`.
 *
 * GET  channels · channels/ID/messages[?thread=TS] · people · people/ID/views · people/ID/ephemerals · log · clock
 * GET  page/…: what the page shows of the workspace to one person (page-control.ts)
 * POST people/ID/{command,press,submit,fill,close,options,shortcut,event,say,talk,read,home,upload}
 * POST faults/{next,random,duplicate,drop-sockets,rate-limits,clear} · connect · archive · uninstall · clock
 *      (`clock` takes `to`, or `stop: true`)
 */
export function createControl(sandbox: Controlled, page: PageControl) {
  const answerOf = (method: string | undefined, parts: string[], raw: string, query: URLSearchParams) => {
    const handlers = method === 'POST' ? posts : gets;
    const room = parts[0] ?? '';
    const handler = Object.hasOwn(handlers, room) ? handlers[room] : undefined;
    if (!handler) throw new SandboxError('not_found', `nothing at /sandbox/${parts.join('/')}`);
    return handler(sandbox, parts, asObject(parseJson(raw)) ?? {}, query);
  };
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> => {
    const raw = (await readBody(request)).toString();
    // A form of another site can post without asking; it cannot post JSON, nor from our own origin.
    if (request.method === 'POST' && (!isJson(request) || isForeign(request))) {
      sendJson(response, 403, { error: 'forbidden', message: 'post JSON from this machine' });
      return;
    }
    try {
      const parts = readParts(path);
      const given = new URLSearchParams(query);
      if (request.method === 'GET' && parts[0] === 'page') {
        await page.serve(response, parts.slice(1), given);
        return;
      }
      sendJson(response, 200, (await answerOf(request.method, parts, raw, given)) ?? { ok: true });
    } catch (error) {
      if (!(error instanceof SandboxError)) {
        sendJson(response, 500, { error: 'fatal_error', message: String(error) });
        return;
      }
      const status = error.code === 'not_found' ? 404 : 400;
      sendJson(response, status, { error: error.code, message: error.reason, details: error.details });
    }
  };
}
function readParts(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw new SandboxError('not_found', `nothing at /sandbox/${path}`);
  }
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/json') === true;
}

const gets: Record<string, Handler> = {
  channels: (sandbox, [, id, what], _body, query) => {
    if (id === undefined || what !== 'messages') {
      return {
        channels: [...sandbox.state.channels.values()].map(shownChannel),
      };
    }
    const thread = query.get('thread');
    const channel = sandbox.channel(id);
    return { messages: (thread ? channel.thread(thread) : channel.messages()).map(shownMessage) };
  },
  people: (sandbox, [, id, what]) => {
    if (id === undefined) return { people: [...sandbox.state.users.values()] };
    const person = sandbox.as(id);
    if (what === 'ephemerals') return { messages: person.ephemerals().map(shownMessage) };
    return { views: person.views().map(shownView), home: person.home() ?? null };
  },
  log: (sandbox) => ({ exchanges: sandbox.log.all() }),
  clock: (sandbox) => sandbox.clock.show(),
};

const posts: Record<string, Handler> = {
  people: (sandbox, [, id = '', deed = ''], body) => {
    const act = Object.hasOwn(deeds, deed) ? deeds[deed] : undefined;
    if (!act) throw new SandboxError('not_found', `nobody can ${deed}`);
    return act(sandbox.as(id), body, sandbox);
  },
  faults: (sandbox, [, what], body) => planFault(sandbox, what ?? '', body),
  clock: (sandbox, _parts, body) =>
    body['stop'] === true ? sandbox.clock.stopMove() : sandbox.clock.moveTo(needed(body, 'to')),
  connect: (sandbox, _parts, body) => sandbox.connectBot(needed(body, 'url')),
  archive: (sandbox, _parts, body) => sandbox.archive(needed(body, 'channel')),
  uninstall: (sandbox) => sandbox.uninstall(),
};

function planFault(sandbox: Controlled, what: string, body: Json): void {
  const { faults } = sandbox;
  switch (what) {
    case 'next':
      return faults.next(needed(body, 'method'), body['fault'] as Fault, Number(body['times'] ?? 1));
    case 'random':
      return faults.randomly({
        random: seededRandom(Number(body['seed'] ?? 1)),
        rates: asObject(body['rates']) ?? {},
        ...(Array.isArray(body['methods']) ? { methods: body['methods'] as string[] } : {}),
      });
    case 'duplicate':
      return faults.duplicateNext((asString(body['kind']) ?? 'any') as 'any');
    case 'drop-sockets':
      return faults.dropSockets();
    case 'rate-limits':
      faults.rateLimits = body['on'] !== false;
      return undefined;
    case 'clear':
      return faults.clear();
    default:
      throw new SandboxError('not_found', `no fault is called ${what}`);
  }
}

function shownChannel({ byTs: _byTs, messages, members, ...channel }: ChannelRecord): Json {
  return { ...channel, members: [...members], messages: messages.length };
}
