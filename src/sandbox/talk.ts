/** What a person does with the app without asking it anything: writes where it listens, opens its Home tab. */
import type { Context } from './context.ts';
import { knownChannel } from './deeds.ts';
import type { Courier } from './delivery.ts';
import { escapeText } from './escape-command.ts';
import { post, threadProblem } from './messages.ts';
import { eventPayload } from './payloads.ts';
import { mentionsIn } from './plain.ts';
import { channelType, directChannel, isSubscribed } from './state.ts';
import { SandboxError } from './types.ts';
import type { ChannelRecord, Json, MessageRecord, UserRecord } from './types.ts';
import { formatView } from './view-records.ts';

/** How events name the kind of a conversation: `message.channels` has `channel_type: channel`. */
const messageEvents = {
  public_channel: { event: 'message.channels', kind: 'channel' },
  private_channel: { event: 'message.groups', kind: 'group' },
  im: { event: 'message.im', kind: 'im' },
  mpim: { event: 'message.mpim', kind: 'mpim' },
} as const;

/** Posts a message as a person; nobody is told. Throws `not_in_channel`, `is_archived`, `no_text`, `thread_not_found`, `cannot_reply_to_message`. */
export function say(
  ctx: Context,
  user: UserRecord,
  channelName: string,
  text: string,
  thread: string | undefined,
): MessageRecord {
  const channel = knownChannel(ctx, channelName);
  if (!channel.members.has(user.id))
    throw new SandboxError('not_in_channel', `${user.name} is not in ${channelName}`);
  if (channel.is_archived) throw new SandboxError('is_archived', `${channelName} is archived`);
  const problem = threadProblem(channel, thread);
  if (problem) throw new SandboxError(problem.error, 'the message that you answer is gone, or is an answer');
  if (text.trim() === '') throw new SandboxError('no_text', 'a message says something');
  const content = { text, blocks: undefined, attachments: undefined, metadata: undefined };
  return post(ctx, { channel, user: user.id, thread_ts: thread }, content);
}

/**
 * Posts what a person typed, as their client writes it, and tells the bot of it as far as it is in the channel and
 * the manifest subscribes. It does not wait for the bot, as no client does: how that went is in the log.
 */
export function talk(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  channelName: string,
  text: string,
  thread: string | undefined,
): MessageRecord {
  const message = say(ctx, user, channelName, escapeText(ctx.state, text), thread);
  const channel = knownChannel(ctx, channelName);
  if (channel.members.has(ctx.state.botUserId)) {
    for (const event of eventsOf(ctx, channel, message)) tell(ctx, courier, event);
  }
  return message;
}

function eventsOf(ctx: Context, channel: ChannelRecord, message: MessageRecord): SubscribedEvent[] {
  const { event, kind } = messageEvents[channelType(channel)];
  const said = {
    user: message.user,
    ts: message.ts,
    client_msg_id: ctx.state.newId('M').toLowerCase(),
    text: message.text,
    team: ctx.state.team.id,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    channel: channel.id,
    event_ts: message.ts,
  };
  const isNamed = mentionsIn(message).users.includes(ctx.state.botUserId);
  return [
    { subscription: event, event: { type: 'message', ...said, channel_type: kind } },
    // In direct messages Slack sends no mention beside the message.
    ...(isNamed && kind !== 'im'
      ? [{ subscription: 'app_mention', event: { type: 'app_mention', ...said } }]
      : []),
  ];
}

/** Opens the Home tab of the app; the bot hears of it where the manifest subscribes. */
export function openHome(ctx: Context, courier: Courier, user: UserRecord): void {
  const { channel } = directChannel(ctx.state, [user.id]);
  const home = ctx.state.homes.get(user.id);
  const opened = {
    type: 'app_home_opened',
    user: user.id,
    channel: channel.id,
    tab: 'home',
    ...(home === undefined ? {} : { view: formatView(ctx.state, home) }),
  };
  tell(ctx, courier, { subscription: 'app_home_opened', event: opened });
}

interface SubscribedEvent {
  subscription: string;
  event: Json & { type: string };
}

function tell(ctx: Context, courier: Courier, { subscription, event }: SubscribedEvent): void {
  if (!isSubscribed(ctx.state, subscription)) return;
  // Whoever talks has nothing to do with the app; the log has what went wrong.
  courier.event(eventPayload(ctx, event), event.type).catch(() => undefined);
}
