/** What each person has seen of a channel, and what waits for them there. */
import { mentionsIn } from './plain.ts';
import type { State } from './state.ts';
import { SandboxError } from './types.ts';
import type { ChannelRecord, MessageRecord } from './types.ts';

/** The newest message of a channel that a person has seen; undefined: none yet. */
export function lastRead(state: State, user: string, channel: ChannelRecord): string | undefined {
  return state.reads.get(user)?.get(channel.id);
}

/**
 * Notes that a person has seen a channel up to `ts`. The mark only moves forward, and never past what is there. With
 * the newest message outside threads the answers in threads count as seen: a channel shows that there are some.
 * Throws `invalid_ts` for what is no ts.
 */
export function markRead(state: State, user: string, channel: ChannelRecord, ts: string): void {
  if (!/^\d{10}\.\d{6}$/.test(ts)) throw new SandboxError('invalid_ts', `${ts} is no ts of a message`);
  const newest = channel.messages.at(-1)?.ts ?? ts;
  const newestShown = channel.messages.findLast(isOutsideThreads)?.ts ?? newest;
  const mark = isAfter(newestShown, ts) ? ts : newest;
  const before = lastRead(state, user, channel);
  if (before !== undefined && !isAfter(mark, before)) return;
  const marks = state.reads.get(user) ?? new Map<string, string>();
  state.reads.set(user, marks.set(channel.id, mark));
  state.change({ kind: 'read', channel: channel.id, user });
}

/** How much of others waits for a person in a channel, answers in threads included. */
export function countUnread(
  state: State,
  user: string,
  channel: ChannelRecord,
): { unread: number; mentions: number } {
  const mark = lastRead(state, user, channel);
  let unread = 0;
  let mentions = 0;
  for (let index = channel.messages.length - 1; index >= 0; index -= 1) {
    const message = channel.messages[index]!;
    if (mark !== undefined && !isAfter(message.ts, mark)) break;
    if (message.user === user) continue;
    unread += 1;
    if (channel.is_im || channel.is_mpim || isFor(message, user)) mentions += 1;
  }
  return { unread, mentions };
}

/** What a channel shows by itself: no answers in threads, but those sent to the channel too. */
export function isOutsideThreads({ ts, thread_ts: thread, subtype }: MessageRecord): boolean {
  return thread === undefined || thread === ts || subtype === 'thread_broadcast';
}

function isFor(message: MessageRecord, user: string): boolean {
  const { users, special } = mentionsIn(message);
  return users.includes(user) || special.some((range) => ['channel', 'here', 'everyone'].includes(range));
}

function isAfter(ts: string, other: string): boolean {
  return Number(ts) > Number(other);
}
