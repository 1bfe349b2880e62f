/**
 * The outbox: messages are written in the transaction that causes them and leave for Slack later. So a message is
 * neither lost by a crash after the commit nor posted for a change that was rolled back.
 */
import type { Transaction } from 'kysely';
import type { Deps } from '../base/deps.ts';
import { findTargets, insertRows, supersedeUpdates, type NewRow, type Target } from './outbox-store.ts';
import type { Database } from '../db/schema.ts';

/** What Slack shows: the blocks, and the text for notifications. Escaped by whoever wrote it. */
export interface MessagePayload {
  text: string;
  blocks?: readonly object[];
  /** Of a post: the message of a person to which it is a reply. */
  threadTs?: string;
}

export type OutboxMessage =
  | {
      kind: 'post';
      /** A channel's name or id, or a person's Slack id for a direct message. With `threadOf`, the parent's counts. */
      channel: string;
      /** The outbox id of a post that is no reply itself: this one becomes a reply to it. */
      threadOf?: string;
      payload: MessagePayload;
    }
  | {
      kind: 'update';
      /** The outbox id of the post that is changed. */
      target: string;
      payload: MessagePayload;
    };

/**
 * Writes messages into the outbox, in the caller's transaction; kick the sender after the commit.
 *
 * Messages of one channel leave in the order in which they were written, updates and replies included: they wait
 * for their post. An update takes the place of older updates of the same post that no try has been made for, and
 * transactions that update the same post queue up here, so that the last one to commit is the last one shown.
 * @returns the outbox ids, in the order of `messages`
 * @throws Error when a target is no post of this workspace: a bug of the caller
 */
export async function enqueue(
  deps: Pick<Deps, 'database' | 'makeId' | 'now'>,
  trx: Transaction<Database>,
  workspaceId: string,
  messages: readonly OutboxMessage[],
): Promise<string[]> {
  const targets = await findTargets(deps.database.dialect, trx, workspaceId, messages.flatMap(targetsOf));
  const createdAt = deps.now().toISOString();
  const rows = messages.map((message): NewRow => ({
    id: deps.makeId(),
    kind: message.kind,
    channel: channelOf(message, targets),
    targetId: targetsOf(message)[0] ?? null,
    payload: JSON.stringify(message.payload),
    createdAt,
  }));
  await insertRows(trx, workspaceId, rows);
  await supersedeUpdates(trx, workspaceId, rows);
  return rows.map(({ id }) => id);
}

function targetsOf(message: OutboxMessage): string[] {
  if (message.kind === 'update') return [message.target];
  return message.threadOf === undefined ? [] : [message.threadOf];
}

function channelOf(message: OutboxMessage, targets: Map<string, Target>): string {
  const [targetId] = targetsOf(message);
  if (targetId === undefined) return message.kind === 'post' ? normalizeChannel(message.channel) : '';
  const target = targets.get(targetId);
  if (target?.kind !== 'post') throw new Error(`outbox message ${targetId} is no post of this workspace`);
  return target.channel;
}

/** One spelling per channel, since the channel is the queue: `#CS-Daily` is `cs-daily`; ids stay as they are. */
export function normalizeChannel(channel: string): string {
  return isSlackId(channel) ? channel : channel.replace(/^#/, '').toLowerCase();
}

/** Whether this is an id of Slack's (`C024BE91L`, `U0PRIYA`); names of channels have no capitals. */
export function isSlackId(channel: string): boolean {
  return /^[CDGUW][A-Z0-9]+$/.test(channel);
}
