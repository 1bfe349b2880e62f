import { refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { channelType } from '../state.ts';
import { asString } from '../types.ts';
import type { ChannelRecord, Json, Refusal } from '../types.ts';

/** One Web API method. */
export interface Method {
  /** Whose token it takes; `none` needs no token (OAuth). */
  token: 'bot' | 'app' | 'none';
  /** The scopes that the call needs: with several, all of them. */
  scopes?: (ctx: Context, args: Json) => string[];
  /** What is answered beside `ok: true`, or a refusal. */
  run: (ctx: Context, args: Json) => Json | Refusal;
}

/** A method of the bot that needs these scopes. */
export function botMethod(scopes: string[], run: Method['run']): Method {
  return { token: 'bot', scopes: () => scopes, run };
}

/** A method whose scope depends on the kind of the conversation, such as channels:history or groups:history. */
export function conversationMethod(right: 'history' | 'read', run: Method['run']): Method {
  return {
    token: 'bot',
    scopes: (ctx, args) => {
      const channel = ctx.state.channels.get(asString(args['channel']) ?? '');
      return [`${scopePrefix(channel)}:${right}`];
    },
    run,
  };
}

const prefixes = { public_channel: 'channels', private_channel: 'groups', im: 'im', mpim: 'mpim' };

/** The scope family of a conversation; an unknown one counts as a channel. */
function scopePrefix(channel: ChannelRecord | undefined): string {
  return channel ? prefixes[channelType(channel)] : 'channels';
}

/** A refusal that names a missing argument. */
export function missing(name: string): Refusal {
  return refuse('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
}

/** Reads a flag, which a form carries as text. */
export function flag(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** Cuts a list into a page by Slack's cursors; refuses a cursor that it never gave. */
export function page<T>(
  items: T[],
  args: Json,
  bounds: { fallback: number; max: number },
): { items: T[]; next: string } | Refusal {
  const limit = args['limit'] === undefined ? bounds.fallback : Number(args['limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > bounds.max) return refuse('invalid_limit');
  const cursor = asString(args['cursor']) ?? '';
  const start =
    cursor === ''
      ? 0
      : Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) return refuse('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), next };
}
