/** People and channels that a form of the digest names. */
import { slackErrorOf } from '../base/describe-error.ts';
import type { Person } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import type { FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';

export async function peopleOf(call: Call, ids: readonly (string | null)[]): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const people = wanted.length === 0 ? [] : await findPeople(call.deps.database.db, call.workspaceId, wanted);
  return new Map(people.map((person) => [person.id, person]));
}

/** Why the company cannot read it in a channel; null: it can. */
export async function channelProblem(
  call: Call,
  findAudience: FindAudience,
  channel: string,
): Promise<string | null> {
  const found = await findChannel(call, channel);
  if (found === null)
    return 'Milepost cannot see this channel: write /invite @Milepost in it, then try again.';
  if (found.is_archived === true) return 'This channel is archived: choose another one.';
  if (found.is_member !== true)
    return 'Milepost is not in this channel: write /invite @Milepost in it, then try again.';
  const audience = await findAudience(call, channel);
  return audience.isOurs
    ? null
    : `It names customers, and ${audience.because}: choose a channel of ours alone.`;
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

/** The address of a message; null: there is none, or it was deleted. */
export async function linkOf(
  call: Call,
  place: { channelId: string; ts: string } | null,
): Promise<string | null> {
  if (place === null) return null;
  try {
    const { channelId: channel, ts } = place;
    const { permalink } = await call.client.chat.getPermalink({ channel, message_ts: ts });
    return permalink ?? null;
  } catch {
    // The message may have been deleted: the answer goes without a link.
    return null;
  }
}
