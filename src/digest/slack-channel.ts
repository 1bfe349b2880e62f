/** The channel in which the company is to read a digest. */
import { slackErrorOf } from '../base/describe-error.ts';
import { normalizeChannel } from '../jobs/outbox.ts';
import type { FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';

/**
 * Why the company cannot read it in a channel; null: it can. Where those who lead read the whole digest the company's edition
 * would be spent on them, since it is posted once; the channel of the morning's list may be that of a whole small company.
 */
export async function channelProblem(
  call: Call,
  findAudience: FindAudience,
  channel: string,
): Promise<string | null> {
  const found = await findChannel(call, channel);
  if (found === null)
    return 'Milepost cannot see this channel: write /invite @Milepost in it, then try again.';
  if (found.is_archived === true) return 'This channel is archived: choose another one.';
  if (await isLeadership(call, found))
    return 'The digest itself is posted in this channel, for those who lead: choose one that the company reads.';
  if (found.is_member !== true)
    return 'Milepost is not in this channel: write /invite @Milepost in it, then try again.';
  const audience = await findAudience(call, channel);
  return audience.isOurs
    ? null
    : `It names customers, and ${audience.because}: choose a channel of ours alone.`;
}

async function isLeadership(call: Call, { id, name }: { id?: string; name?: string }): Promise<boolean> {
  const post = (await call.program())?.program.posts.leadership ?? null;
  if (post === null) return false;
  const channel = normalizeChannel(post.channel);
  return channel === id || channel === name;
}

/** Null where Slack does not tell. A lost connection is thrown. */
async function findChannel(call: Call, channel: string) {
  try {
    return (await call.client.conversations.info({ channel })).channel ?? null;
  } catch (error) {
    if (slackErrorOf(error) === null) throw error;
    return null;
  }
}
