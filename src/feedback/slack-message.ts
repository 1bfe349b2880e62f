/** What Slack knows of a message besides its words: its address, who wrote it, and where. */
import type { Call } from '../slack/call.ts';
import { slackErrorOf } from '../base/describe-error.ts';
import type { ShortcutMessage } from '../slack/edge.ts';
import { mentionedIn, plainMessage } from '../slack/plain-message.ts';
import { readSlackUser } from '../slack/slack-profile.ts';
import { MAX, type Message } from './domain.ts';
import { findNames } from './message-service.ts';

/** The message as plain text, with its address, and its author where a customer wrote it. */
export async function readMessage(call: Call, message: ShortcutMessage): Promise<Message> {
  const { channelId, ts, text, author } = message;
  const names = await findNames(call.deps.database.db, call.workspaceId, mentionedIn(text));
  return {
    channel: channelId,
    ts,
    text: plainMessage(text, (id) => names.get(id) ?? null).slice(0, MAX.text),
    permalink: await findPermalink(call, channelId, ts),
    author: author === null ? null : await findAuthor(call, author),
  };
}

/** Null where the bot may not look: a private conversation that it is not in. */
async function findPermalink(call: Call, channel: string, messageTs: string): Promise<string | null> {
  const answer = await orRefused(call.client.chat.getPermalink({ channel, message_ts: messageTs }));
  return answer?.permalink ?? null;
}

/** Somebody of another workspace, or a guest; one of ours tells what a customer said, and so is not the author. */
async function findAuthor(call: Call, slackUserId: string): Promise<Message['author']> {
  const answer = await orRefused(call.client.users.info({ user: slackUserId }));
  const profile = answer?.user === undefined ? null : readSlackUser(answer.user, call.slackTeamId);
  if (profile === null || profile.isBot || !(profile.isStranger || profile.isGuest)) return null;
  return { name: profile.name.slice(0, MAX.author), email: profile.email };
}

/** The channel's name; null where the bot may not look, and of direct messages. */
export async function findChannelName(call: Call, channel: string): Promise<string | null> {
  const answer = await orRefused(call.client.conversations.info({ channel }));
  return answer?.channel?.name ?? null;
}

/** The answer, or null where Slack refuses to tell. A lost connection is thrown. */
async function orRefused<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (slackErrorOf(error) === null) throw error;
    return null;
  }
}
