/**
 * Tells an open page what happens in the workspace, as far as its person may see it, over a WebSocket: a browser
 * holds few plain connections to one host, and each tab needs one.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context } from './context.ts';
import { isForeign } from './http.ts';
import type { Live } from './page/contract.ts';
import { knownUser, showChannel, showExchange, showMessage, showView, showViews } from './page-view.ts';
import type { Change } from './state.ts';
import { SandboxError } from './types.ts';
import type { ChannelRecord, MessageRecord } from './types.ts';
import { acceptWebSocket } from './websocket.ts';
import type { WebSocketConnection } from './websocket.ts';

/** A page that has not answered one ping when the next is due is gone. */
const HEARTBEAT_MS = 15_000;
/** A page so far behind is let go: it connects again by itself, and loads what is there then. */
const MOST_WAITING = 8 * 1024 * 1024;

export interface LiveDeps {
  ctx: Context;
  /** Calls the listener when the clock begins to move, at each step, and at the end. */
  onClock: (listener: () => void) => () => void;
  showClock: () => Extract<Live, { kind: 'clock' }>['clock'];
}

export interface LiveHub {
  /**
   * Answers an upgrade of `live?person=ID[&exchanges=1]` with the events for that person, until the connection closes.
   * Refuses a page of another site (403) and a stranger (400).
   */
  accept(request: IncomingMessage, socket: Duplex): void;
  /** Ends all of them. */
  stop(): void;
}

/** The open pages. */
export function createLiveHub(deps: LiveDeps): LiveHub {
  const { ctx } = deps;
  const open = new Set<WebSocketConnection>();
  return {
    accept(request, socket) {
      const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
      const refusal = refusalOf(ctx, request, query);
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
        return;
      }
      let isAlive = true;
      const connection = acceptWebSocket(request, socket, {
        onMessage: () => undefined,
        onPong: () => (isAlive = true),
        onClose: () => end(),
      });
      if (!connection) return;
      open.add(connection);
      const stopTelling = tellAll(deps, connection, query);
      const heartbeat = setInterval(() => {
        if (!isAlive) connection.destroy();
        isAlive = false;
        connection.ping();
      }, HEARTBEAT_MS);
      const end = (): void => {
        clearInterval(heartbeat);
        stopTelling();
        open.delete(connection);
      };
    },
    stop() {
      for (const connection of open) connection.close(GOING_AWAY);
    },
  };
}

/** The code of a close by a server that goes down (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** The HTTP status for whoever may not listen. */
function refusalOf(ctx: Context, request: IncomingMessage, query: URLSearchParams): string | undefined {
  if (isForeign(request)) return '403 Forbidden';
  try {
    knownUser(ctx, query.get('person') ?? '');
    return undefined;
  } catch (error) {
    if (error instanceof SandboxError) return '400 Bad Request';
    throw error;
  }
}

/** Sends on what happens from now on; returns how to stop it. */
function tellAll(deps: LiveDeps, connection: WebSocketConnection, query: URLSearchParams): () => void {
  const { ctx } = deps;
  const person = query.get('person') ?? '';
  const send = (event: Live): void => {
    connection.send(JSON.stringify(event));
    if (connection.waiting() > MOST_WAITING) connection.destroy();
  };
  const stops = [
    ctx.state.onChange((change) => {
      for (const event of seenBy(ctx, person, change)) send(event);
    }),
    deps.onClock(() => send({ kind: 'clock', clock: deps.showClock() })),
    ...(query.get('exchanges') === '1'
      ? [ctx.log.onAdd((exchange) => send({ kind: 'exchange', exchange: showExchange(exchange) }))]
      : []),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What one person's page is told of a change. */
function seenBy(ctx: Context, userId: string, change: Change): Live[] {
  switch (change.kind) {
    case 'message':
      return messageSeenBy(ctx, userId, change.op, change.message);
    case 'ephemeral': {
      const { op, message } = change;
      if (message.ephemeral_to !== userId) return [];
      return [{ kind: 'message', op, message: showMessage(ctx, message, userId) }];
    }
    case 'view':
      return change.user === userId ? [{ kind: 'views', views: showViews(ctx, userId) }] : [];
    case 'home':
      return change.user === userId ? [{ kind: 'home', home: showView(change.view) }] : [];
    case 'read':
      return change.user === userId ? channelSeenBy(ctx, userId, change.channel) : [];
    case 'channel':
      return channelSeenBy(ctx, userId, change.channel);
  }
}

function messageSeenBy(
  ctx: Context,
  userId: string,
  op: Extract<Change, { kind: 'message' }>['op'],
  message: MessageRecord,
): Live[] {
  const channel = ctx.state.channels.get(message.channel);
  if (!channel?.members.has(userId)) return [];
  const told: Live[] = [{ kind: 'message', op, message: showMessage(ctx, message, userId) }];
  if (op === 'updated') return told;
  const parent = parentOf(channel, message);
  if (parent) told.push({ kind: 'message', op: 'updated', message: showMessage(ctx, parent, userId) });
  if (message.user !== userId) told.push({ kind: 'channel', channel: showChannel(ctx, channel, userId) });
  return told;
}

/** The first message of the thread of an answer, whose count changes with it. */
function parentOf(channel: ChannelRecord, message: MessageRecord): MessageRecord | undefined {
  const { ts, thread_ts: thread } = message;
  return thread === undefined || thread === ts ? undefined : channel.byTs.get(thread);
}

function channelSeenBy(ctx: Context, userId: string, id: string): Live[] {
  const channel = ctx.state.channels.get(id);
  return channel?.members.has(userId)
    ? [{ kind: 'channel', channel: showChannel(ctx, channel, userId) }]
    : [];
}
