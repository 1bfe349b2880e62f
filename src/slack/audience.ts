/** Who can read what is said in a channel: our people alone, or others too. */
import type { WebClient } from '@slack/web-api';
import { findPeopleBySlackIds } from '../people/service.ts';
import type { Call } from './call.ts';
import { readSlackUser } from './slack-profile.ts';

/** `because` goes on as a sentence: “Cut, because guests are in this channel”. */
export type Audience = { isOurs: true } | { isOurs: false; because: string };

export type FindAudience = (call: Call) => Promise<Audience>;

const OURS: Audience = { isOurs: true };
const SHARED: Audience = { isOurs: false, because: 'this channel is shared with another company' };
const GUESTS: Audience = { isOurs: false, because: 'guests are in this channel' };
const HIDDEN: Audience = { isOurs: false, because: 'I cannot see who reads along here' };

/** What was found holds for so long. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 1000;
const PER_PAGE = 1000;
/** In a larger channel nobody knows who reads along. */
const MOST_PAGES = 5;
/** So many whom we do not know yet, bots among them, are looked up. */
const MOST_STRANGERS = 20;

/** Remembers for some minutes what it found of a channel. */
export function createAudience(): FindAudience {
  const kept = new Map<string, { audience: Audience; until: number }>();
  return async (call) => {
    const { channelId } = call;
    // A modal is for the person alone.
    if (channelId === null) return OURS;
    const key = `${call.workspaceId} ${channelId} ${channelId.startsWith('D') ? call.person.id : ''}`;
    const now = call.deps.now().getTime();
    const known = kept.get(key);
    if (known !== undefined && known.until > now) return known.audience;
    const audience = await lookAt(call, channelId).catch(() => null);
    // Where Slack does not tell, nothing is given away, and the next time it is asked again.
    if (audience === null) return HIDDEN;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, { audience, until: now + KEPT_MS });
    return audience;
  };
}

async function lookAt(call: Call, channelId: string): Promise<Audience> {
  const { client, person } = call;
  if (channelId.startsWith('D')) {
    // A direct conversation of two others looks the same from here: it is ours where it is the one with us.
    const { channel } = await client.conversations.open({ users: person.slackUserId ?? '' });
    return channel?.id === channelId ? OURS : HIDDEN;
  }
  const { channel } = await client.conversations.info({ channel: channelId });
  if (channel === undefined) return HIDDEN;
  const isOtherCompany = channel.is_shared === true && channel.is_org_shared !== true;
  if (channel.is_ext_shared === true || channel.is_pending_ext_shared === true || isOtherCompany)
    return SHARED;
  const members = await listMembers(client, channelId);
  return members === null ? HIDDEN : judgeMembers(call, members);
}

/** Null: there are too many. */
async function listMembers(client: WebClient, channelId: string): Promise<string[] | null> {
  const members: string[] = [];
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await client.conversations.members({
      channel: channelId,
      limit: PER_PAGE,
      ...(cursor === '' ? {} : { cursor }),
    });
    members.push(...(found.members ?? []));
    cursor = found.response_metadata?.next_cursor ?? '';
    if (cursor === '') return members;
  }
  return null;
}

async function judgeMembers(call: Call, members: readonly string[]): Promise<Audience> {
  const people = await findPeopleBySlackIds(call.deps.database.db, call.workspaceId, members);
  if (people.some(({ isGuest }) => isGuest)) return GUESTS;
  const known = new Set(people.map(({ slackUserId }) => slackUserId));
  const unknown = members.filter((id) => !known.has(id));
  if (unknown.length > MOST_STRANGERS) return HIDDEN;
  for (const id of unknown) {
    const { user } = await call.client.users.info({ user: id });
    const profile = user === undefined ? null : readSlackUser(user, call.slackTeamId);
    if (profile === null) return HIDDEN;
    if (profile.isBot) continue;
    if (profile.isStranger) return SHARED;
    if (profile.isGuest) return GUESTS;
  }
  return OURS;
}
