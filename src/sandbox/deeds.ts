import type { Context } from './context.ts';
import type { Ack, Courier } from './delivery.ts';
import { escapeCommandText } from './escape-command.ts';
import { viewMessage } from './message-view.ts';
import type { MessageView } from './message-view.ts';
import { commandPayload, eventPayload, shortcutPayload } from './payloads.ts';
import { respondTo } from './response-url.ts';
import { botScopes, findChannel, isSubscribed } from './state.ts';
import type { ResponseTarget } from './tickets.ts';
import { SandboxError, asObject, asString } from './types.ts';
import type { ChannelRecord, Json, MessageRecord, UserRecord } from './types.ts';
import { waitUntil } from './wait.ts';

/** What came of a deed: the ack, and whatever the bot answers by response_url. */
export interface DeedResult {
  status: number;
  /** The body of the ack: JSON where it is JSON, else text ('' when empty). */
  ackBody: unknown;
  /** Messages that came back so far, by the ack's body or the response_url, oldest first. */
  replies(): MessageView[];
  /** The next reply that this function has not given yet; waits for it (default 3 s), else throws `no_reply`. */
  nextReply(timeoutMs?: number): Promise<MessageView>;
}
export type CommandResult = DeedResult;

/** A channel by id or name. Throws `channel_not_found`. */
export function knownChannel(ctx: Context, name: string): ChannelRecord {
  const channel = findChannel(ctx.state, name);
  if (!channel) throw new SandboxError('channel_not_found', `there is no channel ${name}`);
  return channel;
}

/** Sends a slash command of the manifest, from a channel in which the person is. */
export async function runCommand(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  command: string,
  text: string,
  where: string | undefined,
): Promise<CommandResult> {
  const known = ctx.state.manifest.features?.slash_commands?.find((entry) => entry.command === command);
  if (!botScopes(ctx.state).includes('commands'))
    throw new SandboxError('missing_scope', 'commands need the scope commands');
  if (!known) throw new SandboxError('invalid_command', `${command} is not a command of the manifest`);
  const channel = where === undefined ? homeChannel(ctx, user) : knownChannel(ctx, where);
  if (!channel.members.has(user.id))
    throw new SandboxError('not_in_channel', `${user.name} is not in ${channel.name}`);
  const said = known.should_escape === true ? escapeCommandText(ctx.state, text) : text;
  const { payload, target } = commandPayload(ctx, user, channel, { command, text: said.trim() });
  return readDeed(ctx, await courier.command(payload), target, true);
}

function homeChannel(ctx: Context, user: UserRecord): ChannelRecord {
  for (const channel of ctx.state.channels.values()) {
    if (channel.members.has(user.id) && !channel.is_archived) return channel;
  }
  throw new SandboxError('channel_not_found', `${user.name} is in no channel`);
}

/** Runs a shortcut of the manifest: global, or on a message. */
export async function runShortcut(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  callbackId: string,
  on: { message: MessageRecord; channel: ChannelRecord } | undefined,
): Promise<DeedResult> {
  const kind = on ? 'message' : 'global';
  const known = ctx.state.manifest.features?.shortcuts ?? [];
  if (!known.some((shortcut) => shortcut.callback_id === callbackId && shortcut.type === kind)) {
    throw new SandboxError('invalid_shortcut', `${callbackId} is not a ${kind} shortcut of the manifest`);
  }
  const { payload, target } = shortcutPayload(ctx, user, callbackId, on);
  return readDeed(ctx, await courier.interaction(payload, `shortcut ${callbackId}`), target, false);
}

/** Lets an event happen to which the manifest subscribes. */
export async function sendEvent(
  ctx: Context,
  courier: Courier,
  user: UserRecord,
  event: Json,
): Promise<DeedResult> {
  const type = asString(event['type']) ?? '';
  if (type === 'url_verification') {
    const ack = await courier.event(
      { token: ctx.state.verificationToken, challenge: 'challenge', ...event },
      type,
    );
    return readDeed(ctx, ack, undefined, false);
  }
  if (!isSubscribed(ctx.state, type)) {
    throw new SandboxError('not_subscribed', `the manifest does not subscribe to ${type}`);
  }
  const own = ['app_uninstalled', 'tokens_revoked'].includes(type) ? event : { user: user.id, ...event };
  return readDeed(ctx, await courier.event(eventPayload(ctx, own), type), undefined, false);
}

/** Reads an ack. A command's ack may already be the answer: text or a message, ephemeral unless `in_channel`. */
export function readDeed(
  ctx: Context,
  ack: Ack,
  target: ResponseTarget | undefined,
  answers: boolean,
): DeedResult {
  if (answers && target && ack.text !== '') {
    const body = asObject(ack.json) ?? { text: ack.text };
    const problem = respondTo(ctx, target, body);
    if (problem)
      throw new SandboxError('bad_ack', `the answer was refused: ${problem.text}`, problem.messages);
  }
  let given = 0;
  const replies = (): MessageView[] =>
    (target?.replies ?? []).map((message) => viewMessage(ctx.state, message));
  return {
    status: ack.status,
    ackBody: ack.json ?? ack.text,
    replies,
    async nextReply(timeoutMs) {
      const reply = await waitUntil(ctx, 'a reply', timeoutMs, () => replies()[given]);
      given += 1;
      return reply;
    },
  };
}
