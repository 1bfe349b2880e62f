/**
 * Showing an answer to everybody in its channel: once for each button on each message, however often it is pressed
 * and whichever process takes the press.
 */
import type { Transaction } from 'kysely';
import { context, say, type Answer } from '#blocks/build.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn } from '#blocks/text.ts';
import { RespondError } from '@slack/bolt';
import { createHash } from 'node:crypto';
import { inTransaction, type Deps } from '../base/deps.ts';
import { describeError } from '../base/describe-error.ts';
import { enqueue } from '../jobs/outbox.ts';
import type { Person } from '../people/domain.ts';
import { messageOf, type AnswerTarget } from './answers.ts';
import { claimEvent, forgetEvent } from './store.ts';
import type { Database } from '../db/schema.ts';

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
const SHARED_ALREADY = say(mrkdwn`It is in the channel already.`);

/** What is told where the connection was lost: Slack may have shown it, and a second time would be one too many. */
const SHARED_PERHAPS = say(
  mrkdwn`Slack did not tell me whether it has shown this. Look in the channel; if it is not there, run the command once more and share it from there.`,
);

/** What is told to whoever would show it to others than our people. @param because goes on as a sentence */
export function sharedNotHere(because: string): Answer {
  return say(
    mrkdwn`I do not show it here, because ${because}: it may name customers, what they pay and who may leave. Share it in a channel of yours alone.`,
  );
}

/**
 * Shows it as Slack's answer to the press, which needs no bot in the channel and can show none of its files.
 * @returns null when it is shown; else what the person is told
 */
export async function shareOnce(sharing: Sharing, answer: Answer): Promise<Answer | null> {
  const { deps, workspaceId, respond } = sharing;
  if (!(await inTransaction(deps, (trx) => claim(trx, sharing)))) return SHARED_ALREADY;
  try {
    await respond?.({
      ...sharedMessage(sharing, answer),
      response_type: 'in_channel',
      replace_original: false,
    });
  } catch (error) {
    if (!isRefusal(error)) {
      deps.log.warn({ error: describeError(error) }, 'nobody knows whether an answer was shared');
      return SHARED_PERHAPS;
    }
    // Nobody has seen it: the next press may try again.
    await inTransaction(deps, (trx) => forgetEvent(trx, workspaceId, claimId(sharing)));
    throw error;
  }
  return null;
}

/** Whether Slack has read it and said no; any other error may come after it was shown. */
function isRefusal(error: unknown): boolean {
  return error instanceof RespondError && error.statusCode >= 400 && error.statusCode < 500;
}

/**
 * Posts it as the bot, which may show its files and must be in the channel.
 * @returns null when it will be; else what the person is told
 */
export async function postOnce(sharing: Sharing, answer: Answer): Promise<Answer | null> {
  const { deps, workspaceId, channelId, kick } = sharing;
  if (channelId === null) throw new Error('there is no channel to post to');
  const payload = sharedMessage(sharing, answer);
  const isFirst = await inTransaction(deps, async (trx) => {
    if (!(await claim(trx, sharing))) return false;
    await enqueue(deps, trx, workspaceId, [{ kind: 'post', channel: channelId, payload }]);
    return true;
  });
  if (!isFirst) return SHARED_ALREADY;
  kick();
  return null;
}

function sharedMessage({ person }: Sharing, answer: Answer) {
  return messageOf(answer, [context(mrkdwn`Shared by ${personName(person)}`)]);
}

async function claim(trx: Transaction<Database>, sharing: Sharing): Promise<boolean> {
  const { deps, workspaceId, press } = sharing;
  if (press === null) return true;
  const receivedAt = deps.now().toISOString();
  return claimEvent(trx, workspaceId, { id: claimId(sharing), receivedAt });
}

/** A digest, since a button may carry more than an index takes. */
function claimId({ person, channelId, press }: Sharing): string {
  const parts = [person.id, channelId, press?.messageTs, press?.actionId, press?.value];
  return `share ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
