/** Tells an open page what happens in the workspace, as far as its person may see it, by server-sent events. */
import type { ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import type { Live } from './page/contract.ts';
import { showChannel, showExchange, showMessage, showView, showViews } from './page-view.ts';
import type { Change } from './state.ts';
import type { ChannelRecord, MessageRecord } from './types.ts';

/** Often enough that nothing between the page and us takes the connection for dead. */
const HEARTBEAT_MS = 15_000;

export interface LiveDeps {
  ctx: Context;
  /** Calls the listener when the clock begins to move, at each step, and at the end. */
  onClock: (listener: () => void) => () => void;
  showClock: () => Extract<Live, { kind: 'clock' }>['clock'];
}

export interface LiveHub {
  /** Answers with the events for one person until the connection closes. */
  serve(response: ServerResponse, userId: string, options: { exchanges: boolean }): void;
  /** Ends all of them. */
  stop(): void;
}

/** The open pages. */
export function createLiveHub(deps: LiveDeps): LiveHub {
  const { ctx } = deps;
  const open = new Set<ServerResponse>();
  return {
    serve(response, userId, { exchanges }) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': open\n\n');
      const send = (event: Live): void => {
        response.write(`data: ${JSON.stringify(event)}\n\n`);
      };
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
      const stops = [
        ctx.state.onChange((change) => {
          for (const event of seenBy(ctx, userId, change)) send(event);
        }),
        deps.onClock(() => send({ kind: 'clock', clock: deps.showClock() })),
        ...(exchanges
          ? [ctx.log.onAdd((exchange) => send({ kind: 'exchange', exchange: showExchange(exchange) }))]
          : []),
      ];
      open.add(response);
      response.on('close', () => {
        clearInterval(heartbeat);
        for (const stop of stops) stop();
        open.delete(response);
      });
    },
    stop() {
      for (const response of open) response.end();
    },
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
