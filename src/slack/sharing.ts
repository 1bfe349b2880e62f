/**
 * Showing an answer to everybody in its channel: once for each button on each message, however often it is pressed
 * and whichever process takes the press.
 */
import { context, say, type Answer } from '#blocks/build.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn } from '#blocks/text.ts';
import { createHash } from 'node:crypto';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { enqueue } from '../jobs/outbox.ts';
import type { Person } from '../people/domain.ts';
import { messageOf, type AnswerTarget } from './answers.ts';
import { claimEvent, forgetEvent } from './store.ts';

export interface Sharing extends Pick<AnswerTarget, 'respond'> {
  deps: Deps;
  workspaceId: string;
  person: Person;
  channelId: string | null;
  press: Press | null;
  kick: () => void;
}

/** A button on a message. */
export interface Press {
  messageTs: string;
  actionId: string;
  /** What the button carries: another page of a list has another one. */
  value: string;
}

/** What is told to whoever presses once more. */
export const SHARED_ALREADY = say(mrkdwn`It is in the channel already.`);

/**
 * Shows it as Slack's answer to the press, which needs no bot in the channel and can show none of its files.
 * @returns false when an earlier press has shown it
 */
export async function shareOnce(sharing: Sharing, answer: Answer): Promise<boolean> {
  const { deps, workspaceId, respond } = sharing;
  const { db } = deps.database;
  if (!(await claim(db, sharing))) return false;
  try {
    await respond?.({
      ...sharedMessage(sharing, answer),
      response_type: 'in_channel',
      replace_original: false,
    });
  } catch (error) {
    // Nobody has seen it: the next press may try again.
    await forgetEvent(db, workspaceId, claimId(sharing));
    throw error;
  }
  return true;
}

/**
 * Posts it as the bot, which may show its files and must be in the channel.
 * @returns false when an earlier press has posted it
 */
export async function postOnce(sharing: Sharing, answer: Answer): Promise<boolean> {
  const { deps, workspaceId, channelId, kick } = sharing;
  if (channelId === null) throw new Error('there is no channel to post to');
  const payload = sharedMessage(sharing, answer);
  const isFirst = await inTransaction(deps, async (trx) => {
    if (!(await claim(trx, sharing))) return false;
    await enqueue(deps, trx, workspaceId, [{ kind: 'post', channel: channelId, payload }]);
    return true;
  });
  if (isFirst) kick();
  return isFirst;
}

function sharedMessage({ person }: Sharing, answer: Answer) {
  return messageOf(answer, [context(mrkdwn`Shared by ${personName(person)}`)]);
}

async function claim(executor: Executor, sharing: Sharing): Promise<boolean> {
  const { deps, workspaceId, press } = sharing;
  if (press === null) return true;
  const receivedAt = deps.now().toISOString();
  return claimEvent(executor, workspaceId, { id: claimId(sharing), receivedAt });
}

/** A digest, since a button may carry more than an index takes. */
function claimId({ person, channelId, press }: Sharing): string {
  const parts = [person.id, channelId, press?.messageTs, press?.actionId, press?.value];
  return `share ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
