import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import {
  edit,
  formatMessage,
  parseNested,
  post,
  readContent,
  remove,
  threadProblem,
  updateTextLimit,
} from '../messages.ts';
import { directChannel, findChannel } from '../state.ts';
import { asObject, asString } from '../types.ts';
import type { ChannelRecord, Json, MessageRecord, Refusal } from '../types.ts';
import { botMethod, flag, missing } from './method.ts';
import type { Method } from './method.ts';

/** The conversation that the bot wants to write in: an id, a name, or a person's id. */
function writableChannel(ctx: Context, args: Json): ChannelRecord | Refusal {
  const name = asString(args['channel']);
  if (name === undefined || name === '') return missing('channel');
  const person = ctx.state.users.get(name);
  const channel = person ? directChannel(ctx.state, [person.id]).channel : findChannel(ctx.state, name);
  if (!channel) return refuse('channel_not_found');
  const member = channel.members.has(ctx.state.botUserId);
  // A private channel does not exist for those outside it.
  if (!member && channel.is_private) return refuse('channel_not_found');
  if (channel.is_archived) return refuse('is_archived');
  return member ? channel : refuse('not_in_channel');
}

function postMessage(ctx: Context, args: Json): Json | Refusal {
  const channel = writableChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  const content = readContent(ctx, args);
  if (isRefusal(content)) return content;
  const threadTs = asString(args['thread_ts']) || undefined;
  const problem = threadProblem(channel, threadTs);
  if (problem) return problem;
  const message = post(
    ctx,
    {
      channel,
      user: ctx.state.botUserId,
      thread_ts: threadTs,
      broadcast: threadTs !== undefined && flag(args['reply_broadcast']),
    },
    content,
  );
  return { channel: channel.id, ts: message.ts, message: formatMessage(ctx, message, true) };
}

function postEphemeral(ctx: Context, args: Json): Json | Refusal {
  const channel = writableChannel(ctx, args);
  if (isRefusal(channel)) return channel;
  const user = asString(args['user']);
  if (user === undefined) return missing('user');
  if (!channel.members.has(user)) return refuse('user_not_in_channel');
  const content = readContent(ctx, args, { isPrivate: true });
  if (isRefusal(content)) return content;
  const message = post(
    ctx,
    {
      channel,
      user: ctx.state.botUserId,
      ephemeral_to: user,
      thread_ts: asString(args['thread_ts']) || undefined,
    },
    content,
  );
  return { message_ts: message.ts };
}

/** A message of the bot that it may still change. Names are not enough here: Slack wants the channel's id. */
function ownMessage(ctx: Context, args: Json, denied: string): MessageRecord | Refusal {
  const id = asString(args['channel']);
  const ts = asString(args['ts']);
  if (id === undefined) return missing('channel');
  if (ts === undefined) return missing('ts');
  const channel = ctx.state.channels.get(id);
  if (!channel || (channel.is_private && !channel.members.has(ctx.state.botUserId))) {
    return refuse('channel_not_found');
  }
  const message = channel.byTs.get(ts);
  if (!message) return refuse('message_not_found');
  if (channel.is_archived) return refuse('is_archived');
  return message.user === ctx.state.botUserId ? message : refuse(denied);
}

function update(ctx: Context, args: Json): Json | Refusal {
  const message = ownMessage(ctx, args, 'cant_update_message');
  if (isRefusal(message)) return message;
  const given = asObject(parseNested(args['metadata']));
  const clearsMetadata = given !== undefined && Object.keys(given).length === 0;
  const content = readContent(ctx, clearsMetadata ? { ...args, metadata: undefined } : args, {
    textLimit: updateTextLimit,
  });
  if (isRefusal(content)) return content;
  if (clearsMetadata) delete message.metadata;
  edit(ctx, message, content, ctx.state.botUserId);
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: formatMessage(ctx, message, true),
  };
}

function deleteMessage(ctx: Context, args: Json): Json | Refusal {
  const message = ownMessage(ctx, args, 'cant_delete_message');
  if (isRefusal(message)) return message;
  remove(ctx, message);
  return { channel: message.channel, ts: message.ts };
}

function getPermalink(ctx: Context, args: Json): Json | Refusal {
  const channel = ctx.state.channels.get(asString(args['channel']) ?? '');
  if (!channel) return refuse('channel_not_found');
  const message = channel.byTs.get(asString(args['message_ts']) ?? '');
  if (!message) return refuse('message_not_found');
  const anchor = `p${message.ts.replace('.', '')}`;
  const thread =
    message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}` : '';
  return { channel: channel.id, permalink: `${ctx.url()}/archives/${channel.id}/${anchor}${thread}` };
}

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': botMethod(['chat:write'], postMessage),
  'chat.postEphemeral': botMethod(['chat:write'], postEphemeral),
  'chat.update': botMethod(['chat:write'], update),
  'chat.delete': botMethod(['chat:write'], deleteMessage),
  'chat.getPermalink': botMethod([], getPermalink),
};
