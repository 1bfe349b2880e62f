import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import { formatMessage } from '../messages.ts';
import { channelType, directChannel } from '../state.ts';
import { asString } from '../types.ts';
import type { ChannelRecord, Json, MessageRecord, Refusal } from '../types.ts';
import { botMethod, conversationMethod, flag, missing, page } from './method.ts';
import type { Method } from './method.ts';

const kinds: Record<string, string> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

function wantedKinds(args: Json): string[] {
  return (asString(args['types']) || 'public_channel').split(',').map((kind) => kind.trim());
}

/** A conversation as Slack writes it. */
function formatChannel(ctx: Context, channel: ChannelRecord): Json {
  const common = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.is_archived,
    is_im: channel.is_im,
    is_mpim: channel.is_mpim,
    is_private: channel.is_private,
    is_org_shared: false,
    context_team_id: ctx.state.team.id,
    updated: channel.created * 1000,
  };
  if (channel.is_im) {
    const user = [...channel.members].find((id) => id !== ctx.state.botUserId);
    return { ...common, user, is_user_deleted: false, priority: 0 };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.is_private,
    is_group: channel.is_private && !channel.is_mpim,
    is_general: channel.name === 'general',
    is_shared: channel.is_ext_shared,
    is_ext_shared: channel.is_ext_shared,
    is_member: channel.members.has(ctx.state.botUserId),
    creator: channel.creator,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

/** The conversation that the bot may look at: private ones only from inside. */
function visibleChannel(ctx: Context, args: Json): ChannelRecord | Refusal {
  const id = asString(args['channel']);
  if (id === undefined || id === '') return missing('channel');
  const channel = ctx.state.channels.get(id);
  const hidden = channel?.is_private && !channel.members.has(ctx.state.botUserId);
  return channel && !hidden ? channel : refuse('channel_not_found');
}

function list(ctx: Context, args: Json): Json | Refusal {
  const wanted = wantedKinds(args);
  if (wanted.some((kind) => kinds[kind] === undefined)) return refuse('invalid_types');
  const found = [...ctx.state.channels.values()].filter(
    (channel) =>
      wanted.includes(channelType(channel)) &&
      (!channel.is_private || channel.members.has(ctx.state.botUserId)) &&
      !(flag(args['exclude_archived']) && channel.is_archived),
  );
  return pageOfChannels(ctx, found, args);
}

function usersConversations(ctx: Context, args: Json): Json | Refusal {
  const wanted = wantedKinds(args);
  const user = asString(args['user']) || ctx.state.botUserId;
  if (!ctx.state.users.has(user)) return refuse('user_not_found');
  const found = [...ctx.state.channels.values()].filter(
    (channel) =>
      wanted.includes(channelType(channel)) &&
      channel.members.has(user) &&
      (!channel.is_private || channel.members.has(ctx.state.botUserId)) &&
      !(flag(args['exclude_archived']) && channel.is_archived),
  );
  return pageOfChannels(ctx, found, args);
}

function pageOfChannels(ctx: Context, channels: ChannelRecord[], args: Json): Json | Refusal {
  const cut = page(channels, args, { fallback: 100, max: 1000 });
  if (isRefusal(cut)) return cut;
  return {
    channels: cut.items.map((channel) => formatChannel(ctx, channel)),
    response_metadata: { next_cursor: cut.next },
  };
}

function info(ctx: Context, args: Json): Json | Refusal {
  const channel = visibleChannel(ctx, args);
  return isRefusal(channel) ? channel : { channel: formatChannel(ctx, channel) };
}

/** Messages between `oldest` and `latest`; the bounds themselves only with `inclusive`. */
function within(messages: MessageRecord[], args: Json): MessageRecord[] {
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Number.POSITIVE_INFINITY);
  const inclusive = flag(args['inclusive']);
  return messages.filter((message) => {
    const ts = Number(message.ts);
    return inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function history(ctx: Context, args: Json): Json | Refusal {
  const channel = visibleChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  if (!channel.members.has(ctx.state.botUserId)) return refuse('not_in_channel');
  const shown = channel.messages.filter(
    (message) =>
      message.thread_ts === undefined ||
      message.thread_ts === message.ts ||
      message.subtype === 'thread_broadcast',
  );
  return pageOfMessages(ctx, within(shown, args).toReversed(), args, 999);
}

function replies(ctx: Context, args: Json): Json | Refusal {
  const channel = visibleChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  if (!channel.members.has(ctx.state.botUserId)) return refuse('not_in_channel');
  const ts = asString(args['ts']);
  if (ts === undefined) return missing('ts');
  const parent = channel.byTs.get(ts);
  if (!parent) return refuse('thread_not_found');
  const thread = channel.messages.filter((message) => message !== parent && message.thread_ts === ts);
  return pageOfMessages(ctx, [parent, ...within(thread, args)], args, 1000);
}

function pageOfMessages(ctx: Context, messages: MessageRecord[], args: Json, max: number): Json | Refusal {
  const cut = page(messages, args, { fallback: 100, max });
  if (isRefusal(cut)) return cut;
  const withMetadata = flag(args['include_all_metadata']);
  return {
    messages: cut.items.map((message) => formatMessage(ctx, message, withMetadata)),
    has_more: cut.next !== '',
    pin_count: 0,
    response_metadata: { next_cursor: cut.next },
  };
}

function open(ctx: Context, args: Json): Json | Refusal {
  const existing = asString(args['channel']);
  if (existing) {
    const channel = visibleChannel(ctx, args);
    return isRefusal(channel) ? channel : { channel: { id: channel.id } };
  }
  const users = (asString(args['users']) ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (users.length === 0) return refuse('users_list_not_supplied');
  if (users.length > 8) return refuse('too_many_users');
  for (const id of users) {
    const user = ctx.state.users.get(id);
    if (!user) return refuse('user_not_found');
    if (user.deleted) return refuse('user_disabled');
    if (user.is_bot) return refuse('cannot_dm_bot');
  }
  const { channel, existed } = directChannel(ctx.state, users);
  const whole = flag(args['return_im']) ? formatChannel(ctx, channel) : { id: channel.id };
  return { ...(existed ? { no_op: true, already_open: true } : {}), channel: whole };
}

function members(ctx: Context, args: Json): Json | Refusal {
  const channel = visibleChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  const cut = page([...channel.members], args, { fallback: 100, max: 1000 });
  if (isRefusal(cut)) return cut;
  return { members: cut.items, response_metadata: { next_cursor: cut.next } };
}

function join(ctx: Context, args: Json): Json | Refusal {
  const channel = visibleChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  if (channel.is_archived) return refuse('is_archived');
  if (channel.is_private) return refuse('method_not_supported_for_channel_type');
  channel.members.add(ctx.state.botUserId);
  ctx.state.change({ kind: 'channel', channel: channel.id });
  return { channel: formatChannel(ctx, channel) };
}

const listed = (run: Method['run']): Method => ({
  token: 'bot',
  scopes: (_ctx, args) => wantedKinds(args).map((kind) => kinds[kind] ?? 'channels:read'),
  run,
});

export const conversationMethods: Record<string, Method> = {
  'conversations.list': listed(list),
  'users.conversations': listed(usersConversations),
  'conversations.info': conversationMethod('read', info),
  'conversations.history': conversationMethod('history', history),
  'conversations.replies': conversationMethod('history', replies),
  'conversations.members': conversationMethod('read', members),
  'conversations.join': botMethod(['channels:join'], join),
  'conversations.open': {
    token: 'bot',
    scopes: (_ctx, args) => [(asString(args['users']) ?? '').includes(',') ? 'mpim:write' : 'im:write'],
    run: open,
  },
};
