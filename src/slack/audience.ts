/** Who can read what is said in a channel: our people alone, or others too. */
import type { WebClient } from '@slack/web-api';
import type { Deps } from '../base/deps.ts';
import type { Trouble } from '../jobs/delivery.ts';
import { createChannelNames, type ChannelNames } from '../jobs/channel-names.ts';
import { normalizeChannel } from '../jobs/outbox.ts';
import { readTrouble, type ClientFor } from '../jobs/slack.ts';
import type { Person } from '../people/domain.ts';
import { findPeopleBySlackIds } from '../people/service.ts';
import type { Call } from './call.ts';
import type { Installations } from './installation.ts';
import { readSlackUser } from './slack-profile.ts';

/**
 * `because` goes on as a sentence: “Cut, because guests are in this channel”. `isWithoutUs`: all that keeps us from
 * looking is that the bot is not in this channel. `trouble`: what kept us from looking just now, as a code for the log.
 */
export type Audience =
  | { isOurs: true }
  | { isOurs: false; because: string; isWithoutUs?: true; trouble?: string };

/** Who asks: a person's call, or a job, which asks about channels alone. */
type Asking = Pick<Call, 'client' | 'workspaceId' | 'slackTeamId'> & {
  deps: Pick<Deps, 'database' | 'now'>;
  channelId?: string | null;
  person?: Pick<Person, 'id' | 'slackUserId'>;
};

/** @param channelId default: the channel in which the person acts */
export type FindAudience = (asking: Asking, channelId?: string) => Promise<Audience>;

/** @param channel a name or an id, as the program says it */
export type FindReaders = (asking: Asking, channel: string) => Promise<Audience>;

/** The same for a job, in a workspace. */
export type ReadersOf = (workspaceId: string, channel: string) => Promise<Audience>;

const OURS: Audience = { isOurs: true };
const SHARED: Audience = { isOurs: false, because: 'this channel is shared with another company' };
const GUESTS: Audience = { isOurs: false, because: 'guests are in this channel' };
const HIDDEN = { isOurs: false, because: 'I cannot see who reads along here' } as const satisfies Audience;

/** What Slack answers about a channel in which the bot is not. */
const WITHOUT_US = new Set(['channel_not_found', 'not_in_channel']);

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
  return async (asking, channelId = asking.channelId ?? undefined) => {
    // A modal is for the person alone.
    if (channelId === undefined) return OURS;
    const key = `${asking.workspaceId} ${channelId} ${channelId.startsWith('D') ? asking.person?.id : ''}`;
    const now = asking.deps.now().getTime();
    const known = kept.get(key);
    if (known !== undefined && known.until > now) return known.audience;
    // Where Slack does not tell, nothing is given away, and the next time it is asked again.
    const looked = await attempt(() => lookAt(asking, channelId));
    if (!looked.ok) return unseen(looked.trouble, channelId);
    const { value: audience } = looked;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, { audience, until: now + KEPT_MS });
    return audience;
  };
}

/** Looks at the channels in which programs post. */
export function createReaders(): FindReaders {
  const findAudience = createAudience();
  const names = new WeakMap<WebClient, ChannelNames>();
  return async (asking, channel) => {
    const { client } = asking;
    const known = names.get(client) ?? createChannelNames((method, args) => client.apiCall(method, args));
    names.set(client, known);
    const looked = await attempt(() => known.resolve(normalizeChannel(channel)));
    if (!looked.ok) return unseen(looked.trouble);
    // Where nobody can read, nothing is given away: whoever posts there is told so.
    return looked.value === undefined ? OURS : findAudience(asking, looked.value);
  };
}

/** What jobs look by: the same in a workspace instead of a call. Where Milepost is not installed nobody reads. */
export function createReadersOf(
  deps: Pick<Deps, 'database' | 'now'>,
  clientFor: ClientFor,
  installations: Pick<Installations, 'list'>,
): ReadersOf {
  const findReaders = createReaders();
  return async (workspaceId, channel) => {
    const installed = (await installations.list()).find((one) => one.workspaceId === workspaceId);
    const client = await clientFor(workspaceId);
    if (installed === undefined || client === null) return OURS;
    return findReaders({ deps, client, workspaceId, slackTeamId: installed.slackTeamId }, channel);
  };
}

async function attempt<T>(
  look: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; trouble: Trouble }> {
  try {
    return { ok: true, value: await look() };
  } catch (error) {
    return { ok: false, trouble: readTrouble(error) };
  }
}

/** What Slack's silence means: one that refuses will do so again, a lost connection comes back. */
function unseen({ kind, code }: Trouble, channelId = ''): Audience {
  if (kind !== 'refused') return { ...HIDDEN, trouble: code };
  // A direct conversation of two others is none that the bot could be asked into.
  return WITHOUT_US.has(code) && !channelId.startsWith('D') ? { ...HIDDEN, isWithoutUs: true } : HIDDEN;
}

async function lookAt(asking: Asking, channelId: string): Promise<Audience> {
  const { client, person } = asking;
  if (channelId.startsWith('D')) {
    // A direct conversation of two others looks the same from here: it is ours where it is the one with us.
    const { channel } = await client.conversations.open({ users: person?.slackUserId ?? '' });
    return channel?.id === channelId ? OURS : HIDDEN;
  }
  const { channel } = await client.conversations.info({ channel: channelId });
  if (channel === undefined) return HIDDEN;
  const isOtherCompany = channel.is_shared === true && channel.is_org_shared !== true;
  if (channel.is_ext_shared === true || channel.is_pending_ext_shared === true || isOtherCompany)
    return SHARED;
  const members = await listMembers(client, channelId);
  return members === null ? HIDDEN : judgeMembers(asking, members);
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

async function judgeMembers(asking: Asking, members: readonly string[]): Promise<Audience> {
  const people = await findPeopleBySlackIds(asking.deps.database.db, asking.workspaceId, members);
  if (people.some(({ isGuest }) => isGuest)) return GUESTS;
  const known = new Set(people.map(({ slackUserId }) => slackUserId));
  const unknown = members.filter((id) => !known.has(id));
  if (unknown.length > MOST_STRANGERS) return HIDDEN;
  const found = await Promise.all(unknown.map((user) => asking.client.users.info({ user })));
  for (const { user } of found) {
    const profile = user === undefined ? null : readSlackUser(user, asking.slackTeamId);
    if (profile === null) return HIDDEN;
    if (profile.isBot) continue;
    if (profile.isStranger) return SHARED;
    if (profile.isGuest) return GUESTS;
  }
  return OURS;
}
