/** What the workspace remembers, as its page is told of it (page/contract.ts). */
import type { Context } from './context.ts';
import type { LoggedExchange } from './exchange-log.ts';
import { enteredBy } from './entered.ts';
import { filesOf } from './messages.ts';
import type { Channel, ClockShown, Exchange, FileShown, Message, MessagePage } from './page/contract.ts';
import type { Person, View, Workspace } from './page/contract.ts';
import { countUnread, isOutsideThreads, lastRead } from './reads.ts';
import { directChannel, isSubscribed, openViews } from './state.ts';
import { SandboxError, asString } from './types.ts';
import type { ChannelRecord, FileRecord, Json, MessageRecord } from './types.ts';
import type { UserRecord, ViewRecord } from './types.ts';
import { formatEntered } from './view-records.ts';

/** How many messages a page of a channel has. */
const PAGE = 50;

/**
 * All that a person's page begins with. Opens their direct conversation with the bot where there was none, as the app
 * stands in each person's sidebar. Throws `user_not_found` for a stranger.
 */
export function showWorkspace(ctx: Context, userId: string, clock: ClockShown): Workspace {
  const { state } = ctx;
  knownUser(ctx, userId);
  directChannel(state, [userId]);
  const features = state.manifest.features ?? {};
  const home = state.homes.get(userId);
  return {
    team: state.team.name,
    bot: state.botUserId,
    me: userId,
    people: [...state.users.values()].map(showPerson),
    channels: [...state.channels.values()]
      .filter((channel) => channel.members.has(userId))
      .map((channel) => showChannel(ctx, channel, userId)),
    commands: (features.slash_commands ?? []).map((command) => ({
      command: command.command,
      description: command.description ?? '',
      usageHint: command.usage_hint ?? '',
    })),
    shortcuts: (features.shortcuts ?? []).map((shortcut) => ({
      callbackId: shortcut.callback_id,
      type: shortcut.type,
      name: shortcut.name ?? shortcut.callback_id,
    })),
    hasHome: features.app_home?.home_tab_enabled === true,
    hearsDirect: isSubscribed(state, 'message.im'),
    views: showViews(ctx, userId),
    home: home === undefined ? null : showView(home),
    clock,
  };
}

/** A person by id. Throws `user_not_found`. */
export function knownUser(ctx: Context, id: string): UserRecord {
  const user = ctx.state.users.get(id);
  if (!user || user.is_bot) throw new SandboxError('user_not_found', `nobody has the id ${id}`);
  return user;
}

/** A channel in which the person is. Throws `channel_not_found`, as Slack does of what one may not see. */
export function ownChannel(ctx: Context, userId: string, id: string): ChannelRecord {
  const channel = ctx.state.channels.get(id);
  if (!channel?.members.has(userId))
    throw new SandboxError('channel_not_found', `this person is in no channel ${id}`);
  return channel;
}

function showPerson(user: UserRecord): Person {
  const { id, name, title, tz } = user;
  return { id, name, realName: user.real_name, title, tz, isBot: user.is_bot, isDeleted: user.deleted };
}

/** A channel as one person has it in the sidebar. */
export function showChannel(ctx: Context, channel: ChannelRecord, userId: string): Channel {
  const direct = channel.is_im || channel.is_mpim;
  return {
    id: channel.id,
    name: direct ? '' : channel.name,
    kind: channel.is_im ? 'im' : channel.is_mpim ? 'mpim' : 'channel',
    isPrivate: channel.is_private,
    isArchived: channel.is_archived,
    members: [...channel.members],
    lastRead: lastRead(ctx.state, userId, channel) ?? null,
    ...countUnread(ctx.state, userId, channel),
  };
}

/**
 * The newest messages of a channel before `before`, those for this person alone included; or a whole thread.
 * Throws `channel_not_found` where the person is not in it.
 */
export function showMessages(
  ctx: Context,
  userId: string,
  channelId: string,
  { before, thread }: { before?: string | undefined; thread?: string | undefined } = {},
): MessagePage {
  const channel = ownChannel(ctx, userId, channelId);
  const mine = (ctx.state.ephemerals.get(userId) ?? []).filter(({ channel: at }) => at === channelId);
  const lists = [channel.messages, mine];
  // One more than a page tells whether there are more.
  const found =
    thread === undefined
      ? lists.map((list) => newest(list, before, PAGE + 1))
      : lists.map((list) => list.filter(({ ts, thread_ts: of }) => ts === thread || of === thread));
  const all = found.flat().toSorted((one, other) => Number(one.ts) - Number(other.ts));
  const cut = thread === undefined ? all.slice(-PAGE) : all;
  return {
    messages: cut.map((message) => showMessage(ctx, message, userId)),
    more: cut.length < all.length,
  };
}

/** The newest `count` messages outside threads before `before`, newest first, of a list that is oldest first. */
function newest(list: readonly MessageRecord[], before: string | undefined, count: number): MessageRecord[] {
  const found: MessageRecord[] = [];
  for (let at = list.length - 1; at >= 0 && found.length < count; at -= 1) {
    const message = list[at]!;
    const isEarlier = before === undefined || Number(message.ts) < Number(before);
    if (isEarlier && isOutsideThreads(message)) found.push(message);
  }
  return found;
}

/** A message as one person sees it. */
export function showMessage(ctx: Context, message: MessageRecord, userId: string): Message {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    files: filesOf(ctx.state, message).map((file) => showFile(file, userId)),
    threadTs: message.thread_ts ?? null,
    replyCount: message.reply_count,
    replyUsers: [...message.reply_users],
    latestReply: message.latest_reply ?? null,
    edited: message.edited !== undefined,
    ephemeral: message.ephemeral_to !== undefined,
    broadcast: message.subtype === 'thread_broadcast',
    entered: formatEntered(enteredBy(message, userId)),
  };
}

function showFile(file: FileRecord, userId: string): FileShown {
  const { id, name, title, mimetype, size } = file;
  const url = `/sandbox/page/files/${id}?${new URLSearchParams({ person: userId }).toString()}`;
  return { id, name, title, mimetype, size, url, altText: title };
}

/** The person's open modals, bottom first. */
export function showViews(ctx: Context, userId: string): View[] {
  return openViews(ctx.state, userId).map(showView);
}

/** A modal or a Home. */
export function showView(view: ViewRecord): View {
  const text = (value: Json | undefined): string | null => asString(value?.['text']) ?? null;
  return {
    id: view.id,
    type: view.type,
    callbackId: view.callback_id,
    title: text(view.title) ?? '',
    submit: text(view.submit),
    close: text(view.close),
    blocks: view.blocks,
    errors: { ...view.errors },
    entered: formatEntered(view.entered),
  };
}

/** A request and its answer, for the inspector. */
export function showExchange(exchange: LoggedExchange): Exchange {
  const { id, at, direction, method, request, response, status, ms, error, messages } = exchange;
  return { id, at, direction, method, request, response, status, ms, error: error ?? null, messages };
}
