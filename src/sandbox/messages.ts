import { withIds } from './blocks.ts';
import { refuse } from './context.ts';
import { formatFile } from './entered.ts';
import type { Context } from './context.ts';
import { judgeSlackFiles, shareSlackFiles } from './slack-files.ts';
import { channelType } from './state.ts';
import type { State } from './state.ts';
import { asObject, asObjects, asString } from './types.ts';
import type { ChannelRecord, FileRecord, Json, MessageRecord, Refusal } from './types.ts';
import { judgeMessageBlocks } from './validate/surfaces.ts';

/** Slack cuts a longer text; the sandbox refuses it, since a cut message is never wanted. */
const postTextLimit = 40_000;
/** chat.update takes less. */
export const updateTextLimit = 4_000;

/** Of one person in one channel; a real client forgets them even sooner. */
const MOST_EPHEMERALS = 50;

/** What a message says, already judged. Undefined parts were not given. */
export interface Content {
  text: string | undefined;
  blocks: Json[] | undefined;
  attachments: Json[] | undefined;
  metadata: MessageRecord['metadata'];
  /** Files of the workspace, sent with a new message. */
  files?: FileRecord[];
}

/**
 * Reads and judges what a request wants to say.
 * Nested values may be objects or JSON text; `isPrivate`: one person alone reads it. Refuses with no_text, msg_too_long, invalid_blocks,
 * invalid_blocks_format, msg_blocks_too_long, invalid_metadata_format, as Slack does.
 */
export function readContent(
  ctx: Context,
  args: Json,
  { textLimit = postTextLimit, isPrivate = false }: { textLimit?: number; isPrivate?: boolean } = {},
): Content | Refusal {
  const text = asString(args['text']) ?? asString(args['markdown_text']);
  const blocks = readList(args['blocks']);
  const attachments = readList(args['attachments']);
  if (blocks === 'malformed') return refuse('invalid_blocks_format');
  if (attachments === 'malformed') return refuse('invalid_attachments');
  if ((text ?? '') === '' && !blocks?.length && !attachments?.length) return refuse('no_text');
  if ((text ?? '').length > textLimit) return refuse('msg_too_long');
  for (const list of [blocks, ...(attachments ?? []).map((attachment) => readOwnBlocks(attachment))]) {
    const refusal = list && (judgeList(ctx, list) ?? judgeSlackFiles(ctx, list, isPrivate));
    if (refusal) return refusal;
  }
  const metadata = readMetadata(args['metadata']);
  if (metadata === 'malformed') return refuse('invalid_metadata_format');
  return {
    text,
    blocks: blocks && withIds(blocks),
    attachments: attachments?.map(withOwnIds),
    metadata,
  };
}

function judgeList(ctx: Context, blocks: Json[]): Refusal | undefined {
  const verdict = judgeMessageBlocks(blocks);
  if (verdict.error !== undefined) {
    return refuse(
      verdict.error,
      verdict.messages.map((message) => `[ERROR] ${message}`),
      verdict.messages.length > 0 ? { errors: verdict.messages } : undefined,
    );
  }
  const objections = blocks.length > 0 ? ctx.judge('message', blocks) : [];
  return objections.length > 0
    ? refuse(
        'invalid_blocks',
        objections.map((message) => `[ERROR] ${message}`),
        { errors: objections },
      )
    : undefined;
}

function withOwnIds(attachment: Json): Json {
  const own = readOwnBlocks(attachment);
  return own ? { ...attachment, blocks: withIds(own) } : attachment;
}

function readOwnBlocks(attachment: Json): Json[] | undefined {
  return Array.isArray(attachment['blocks']) ? (attachment['blocks'] as Json[]) : undefined;
}

function readList(value: unknown): Json[] | undefined | 'malformed' {
  const parsed = parseNested(value);
  if (parsed === undefined || parsed === null || parsed === '') return undefined;
  return Array.isArray(parsed) ? (parsed as Json[]) : 'malformed';
}

function readMetadata(value: unknown): MessageRecord['metadata'] | 'malformed' {
  const parsed = parseNested(value);
  if (parsed === undefined || parsed === '') return undefined;
  const record = asObject(parsed);
  const type = asString(record?.['event_type']);
  const payload = asObject(record?.['event_payload']);
  return type === undefined || type === '' || !payload
    ? 'malformed'
    : { event_type: type, event_payload: payload };
}

/** A nested argument: JSON text in a form, the value itself in a JSON body. Text that is no JSON stays text. */
export function parseNested(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Who speaks, and where. */
export interface Posting {
  channel: ChannelRecord;
  user: string;
  thread_ts?: string | undefined;
  ephemeral_to?: string;
  broadcast?: boolean;
}

/** Why nobody can answer there; undefined where they can, and outside threads. */
export function threadProblem(channel: ChannelRecord, threadTs: string | undefined): Refusal | undefined {
  if (threadTs === undefined) return undefined;
  const parent = channel.byTs.get(threadTs);
  if (!parent) return refuse('thread_not_found');
  const isReply = parent.thread_ts !== undefined && parent.thread_ts !== parent.ts;
  return isReply ? refuse('cannot_reply_to_message') : undefined;
}

/** Stores a message whose content was judged, and tells the listeners. */
export function post(ctx: Context, posting: Posting, content: Content): MessageRecord {
  const { state } = ctx;
  const message: MessageRecord = {
    channel: posting.channel.id,
    ts: state.nextTs(),
    user: posting.user,
    text: content.text ?? (content.blocks ? "This content can't be displayed." : ''),
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    files: (content.files ?? []).map((file) => file.id),
    reply_count: 0,
    reply_users: [],
    entered: new Map(),
  };
  if (posting.user === state.botUserId) Object.assign(message, { bot_id: state.botId, app_id: state.appId });
  if (content.metadata) message.metadata = content.metadata;
  if (posting.thread_ts !== undefined) message.thread_ts = posting.thread_ts;
  if (posting.broadcast) message.subtype = 'thread_broadcast';
  if (posting.ephemeral_to !== undefined) {
    message.ephemeral_to = posting.ephemeral_to;
    const seen = state.ephemerals.get(posting.ephemeral_to) ?? [];
    state.ephemerals.set(posting.ephemeral_to, [...seen, message]);
    state.change({ kind: 'ephemeral', op: 'posted', channel: message.channel, message });
    const here = seen.filter(({ channel }) => channel === message.channel);
    if (here.length >= MOST_EPHEMERALS) remove(ctx, here[0]!);
    return message;
  }
  shareSlackFiles(ctx, message.channel, message.blocks);
  posting.channel.messages.push(message);
  posting.channel.byTs.set(message.ts, message);
  countReply(posting.channel, message);
  state.change({ kind: 'message', op: 'posted', channel: message.channel, message });
  return message;
}

function countReply(channel: ChannelRecord, reply: MessageRecord): void {
  const parent = reply.thread_ts === undefined ? undefined : channel.byTs.get(reply.thread_ts);
  if (!parent) return;
  parent.thread_ts ??= parent.ts;
  parent.reply_count += 1;
  parent.latest_reply = reply.ts;
  if (!parent.reply_users.includes(reply.user)) parent.reply_users.push(reply.user);
}

/** The people of a thread stay named: Slack too is slow to forget them. */
function uncountReply(channel: ChannelRecord, reply: MessageRecord): void {
  const parent = reply.thread_ts === undefined ? undefined : channel.byTs.get(reply.thread_ts);
  if (!parent || parent === reply) return;
  parent.reply_count -= 1;
  const latest = channel.messages.findLast((other) => other !== parent && other.thread_ts === parent.ts);
  if (latest) parent.latest_reply = latest.ts;
  else delete parent.latest_reply;
}

/** Changes a message in place. What was not given is kept: text alone keeps the blocks. */
export function edit(ctx: Context, message: MessageRecord, content: Content, by: string): void {
  const ephemeral = message.ephemeral_to !== undefined;
  if (content.text !== undefined) message.text = content.text;
  if (content.blocks !== undefined) {
    message.blocks = content.blocks;
    shareSlackFiles(ctx, message.channel, message.blocks);
    message.entered = new Map();
  }
  if (content.attachments !== undefined) message.attachments = content.attachments;
  if (content.metadata !== undefined) message.metadata = content.metadata;
  if (!ephemeral) message.edited = { user: by, ts: ctx.state.nextTs() };
  const kind = ephemeral ? 'ephemeral' : 'message';
  ctx.state.change({ kind, op: 'updated', channel: message.channel, message });
}

/** Removes a message. */
export function remove(ctx: Context, message: MessageRecord): void {
  const { state } = ctx;
  if (message.ephemeral_to !== undefined) {
    const seen = state.ephemerals.get(message.ephemeral_to) ?? [];
    state.ephemerals.set(
      message.ephemeral_to,
      seen.filter((other) => other !== message),
    );
    state.change({ kind: 'ephemeral', op: 'deleted', channel: message.channel, message });
    return;
  }
  const channel = state.channels.get(message.channel);
  if (channel) {
    channel.messages = channel.messages.filter((other) => other !== message);
    channel.byTs.delete(message.ts);
    uncountReply(channel, message);
  }
  state.change({ kind: 'message', op: 'deleted', channel: message.channel, message });
}

/** A message as Slack writes it into answers and payloads. */
export function formatMessage(ctx: Context, message: MessageRecord, withMetadata = false): Json {
  const { state } = ctx;
  const bot = message.bot_id !== undefined;
  return {
    type: 'message',
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    user: message.user,
    ts: message.ts,
    ...(bot ? { bot_id: message.bot_id, app_id: message.app_id, bot_profile: botProfile(state) } : {}),
    text: message.text,
    team: state.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.files.length > 0 ? { files: formatFiles(ctx, message) } : {}),
    ...(message.thread_ts === undefined ? {} : threadFields(message)),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

function formatFiles(ctx: Context, message: MessageRecord): Json[] {
  return filesOf(ctx.state, message).map((file) => formatFile(file, ctx.url(), ctx.state.team.id));
}

/** The files that were sent with a message. */
export function filesOf(state: State, message: MessageRecord): FileRecord[] {
  return message.files.map((id) => state.files.get(id)).filter((file) => file !== undefined);
}

function threadFields(message: MessageRecord): Json {
  if (message.thread_ts !== message.ts) return { thread_ts: message.thread_ts };
  return {
    thread_ts: message.thread_ts,
    reply_count: message.reply_count,
    reply_users_count: message.reply_users.length,
    latest_reply: message.latest_reply,
    reply_users: message.reply_users,
  };
}

function botProfile(state: State): Json {
  return {
    id: state.botId,
    app_id: state.appId,
    user_id: state.botUserId,
    name: state.users.get(state.botUserId)?.real_name,
    deleted: false,
    team_id: state.team.id,
  };
}

/** A channel's name in payloads: direct messages are called `directmessage`. */
export function channelLabel(channel: ChannelRecord): string {
  return channelType(channel) === 'im' ? 'directmessage' : channel.name;
}

/** Blocks of a message, those of its attachments included. */
export function allBlocks(message: MessageRecord): Json[] {
  return [...message.blocks, ...message.attachments.flatMap((attachment) => asObjects(attachment['blocks']))];
}
