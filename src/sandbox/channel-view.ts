import type { Context } from './context.ts';
import { viewMessage } from './message-view.ts';
import type { MessageView } from './message-view.ts';
import { isOutsideThreads } from './reads.ts';
import { findChannel } from './state.ts';
import { SandboxError } from './types.ts';
import type { ChannelRecord } from './types.ts';
import { waitUntil } from './wait.ts';

/** What a channel shows. */
export interface ChannelView {
  id: string;
  name: string;
  /** The newest message outside threads. Throws `message_not_found` while there is none. */
  latest(): MessageView;
  /** All messages outside threads, and the answers sent to the channel too, oldest first. */
  messages(): MessageView[];
  /** A message by its ts, replies included; undefined when there is none. */
  find(ts: string): MessageView | undefined;
  /** A thread: its first message and the replies, oldest first. */
  thread(ts: string): MessageView[];
  /** Waits (default 3 s) until a message, thread replies included, satisfies the predicate; the newest one wins. */
  waitFor(predicate: (message: MessageView) => boolean, timeoutMs?: number): Promise<MessageView>;
}

/** Looks into a channel by its id or name. Throws `channel_not_found`. */
export function createChannelView(ctx: Context, nameOrId: string): ChannelView {
  const found = findChannel(ctx.state, nameOrId);
  if (!found) throw new SandboxError('channel_not_found', `there is no channel ${nameOrId}`);
  const channel: ChannelRecord = found;
  const messages = (): MessageView[] =>
    channel.messages.filter(isOutsideThreads).map((message) => viewMessage(ctx.state, message));
  return {
    id: channel.id,
    name: channel.name,
    messages,
    latest() {
      const newest = messages().at(-1);
      if (!newest)
        throw new SandboxError('message_not_found', `nothing was posted in ${channel.name || channel.id}`);
      return newest;
    },
    find(ts) {
      const message = channel.byTs.get(ts);
      return message && viewMessage(ctx.state, message);
    },
    thread: (ts) =>
      channel.messages
        .filter((message) => message.ts === ts || message.thread_ts === ts)
        .map((message) => viewMessage(ctx.state, message)),
    waitFor: (predicate, timeoutMs) =>
      waitUntil(ctx, `a message in ${channel.name || channel.id}`, timeoutMs, () =>
        channel.messages.map((message) => viewMessage(ctx.state, message)).findLast(predicate),
      ),
  };
}
