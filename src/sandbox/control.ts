import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FieldValue } from './entered.ts';
import type { Fault } from './faults.ts';
import { parseJson, readBody, sendJson } from './http.ts';
import type { MessageView, ViewHandle } from './message-view.ts';
import type { DeedResult } from './deeds.ts';
import type { Person } from './people.ts';
import type { Sandbox } from './sandbox.ts';
import { seededRandom } from './seeded-random.ts';
import { SandboxError, asObject, asString } from './types.ts';
import type { ChannelRecord, Json } from './types.ts';

type Controlled = Omit<Sandbox, 'url' | 'apiUrl'>;
type Handler = (sandbox: Controlled, parts: string[], body: Json, query: URLSearchParams) => unknown;

/**
 * The control API under /sandbox/: lets another process (or the sandbox's page) look into the workspace,
 * act as a person and plan faults. JSON in, JSON out; a refusal is 400 with `error` and `message`.
 *
 * GET  channels · channels/ID/messages[?thread=TS] · people · people/ID/views · people/ID/ephemerals · log
 * POST people/ID/{command,press,submit,fill,close,options,shortcut,event,say,upload}
 * POST faults/{next,random,duplicate,drop-sockets,rate-limits,clear} · connect · archive · uninstall
 */
export function createControl(sandbox: Controlled) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> => {
    const parts = path.split('/').map(decodeURIComponent);
    const isPost = request.method === 'POST';
    const raw = (await readBody(request)).toString();
    // A form of another site can post without asking; it cannot post JSON, nor from our own origin.
    if (isPost && (!isJson(request) || isForeign(request))) {
      sendJson(response, 403, { error: 'forbidden', message: 'post JSON from this machine' });
      return;
    }
    const handler = (isPost ? posts : gets)[parts[0] ?? ''];
    if (!handler) {
      sendJson(response, 404, { error: 'not_found', message: `nothing at /sandbox/${path}` });
      return;
    }
    try {
      const answer = await handler(
        sandbox,
        parts,
        asObject(parseJson(raw)) ?? {},
        new URLSearchParams(query),
      );
      sendJson(response, 200, answer ?? { ok: true });
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      sendJson(response, 400, { error: error.code, message: error.message, details: error.details });
    }
  };
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/json') === true;
}

function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
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
};

const posts: Record<string, Handler> = {
  people: (sandbox, [, id = '', deed = ''], body) => {
    const act = Object.hasOwn(deeds, deed) ? deeds[deed] : undefined;
    if (!act) throw new SandboxError('not_found', `nobody can ${deed}`);
    return act(sandbox.as(id), body, sandbox);
  },
  faults: (sandbox, [, what], body) => planFault(sandbox, what ?? '', body),
  connect: (sandbox, _parts, body) => sandbox.connectBot(needed(body, 'url')),
  archive: (sandbox, _parts, body) => sandbox.archive(needed(body, 'channel')),
  uninstall: (sandbox) => sandbox.uninstall(),
};

const deeds: Record<string, (person: Person, body: Json, sandbox: Controlled) => unknown> = {
  command: async (person, body) =>
    shownDeed(await person.command(needed(body, 'command'), asString(body['text']), asString(body['where']))),
  press: async (person, body, sandbox) =>
    shownDeed(
      await person.press(
        findPlace(person, body, sandbox),
        needed(body, 'action_id'),
        asObject(body['options']) ?? {},
      ),
    ),
  submit: async (person, body) => {
    const result = await person.submit(findView(person, body), fields(body));
    return { ...result, view: result.view && shownView(result.view) };
  },
  fill: (person, body) => person.fill(findView(person, body), fields(body)),
  close: (person, body) => person.close(findView(person, body), { all: body['all'] === true }),
  options: async (person, body, sandbox) => ({
    options: await person.options(
      findPlace(person, body, sandbox),
      needed(body, 'action_id'),
      asString(body['query']) ?? '',
    ),
  }),
  shortcut: async (person, body, sandbox) =>
    shownDeed(
      await person.shortcut(
        needed(body, 'callback_id'),
        body['ts'] === undefined ? undefined : (findPlace(person, body, sandbox) as MessageView),
      ),
    ),
  event: async (person, body) => shownDeed(await person.event(asObject(body['event']) ?? {})),
  say: (person, body) => {
    const thread = asString(body['thread_ts']);
    const said = person.say(
      needed(body, 'channel'),
      needed(body, 'text'),
      thread === undefined ? {} : { thread_ts: thread },
    );
    return shownMessage(said);
  },
  upload: (person, body) =>
    person.upload(needed(body, 'name'), asString(body['content']) ?? '', asString(body['mimetype'])),
};

function needed(body: Json, key: string): string {
  const value = asString(body[key]);
  if (value === undefined) throw new SandboxError('invalid_arguments', `${key} is missing`);
  return value;
}

function fields(body: Json): Record<string, FieldValue> {
  return (asObject(body['values']) ?? {}) as Record<string, FieldValue>;
}

function findView(person: Person, body: Json): ViewHandle {
  const id = asString(body['view_id']);
  const view = id === undefined ? person.view() : person.views().find((other) => other.id === id);
  if (!view) throw new SandboxError('view_not_found', 'no such modal is open');
  return view;
}

function findPlace(person: Person, body: Json, sandbox: Controlled): MessageView | ViewHandle {
  const ts = asString(body['ts']);
  if (ts === undefined) return findView(person, body);
  const channel = sandbox.channel(needed(body, 'channel'));
  const seen = [
    ...channel.messages().flatMap((message) => channel.thread(message.ts)),
    ...person.ephemerals(channel.id),
  ];
  const message = seen.find((other) => other.ts === ts);
  if (!message) throw new SandboxError('message_not_found', `no message ${ts} in ${channel.name}`);
  return message;
}

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

function shownMessage(message: MessageView): Json {
  return { ...message, plain: message.plain() };
}

function shownView(view: ViewHandle): Json {
  return { ...view, plain: view.plain() };
}

function shownDeed(result: DeedResult): Json {
  return { status: result.status, ackBody: result.ackBody, replies: result.replies().map(shownMessage) };
}
