/** Finds channels by the names that people know, and direct messages by their person. */
import { isSlackId } from './outbox.ts';

/** A channel may be renamed, and its name given to another one: what was read is not trusted for longer. */
const KEEP_MS = 10 * 60_000;
const PAGE = 999;

/** Calls a method of Slack's Web API; throws what its client throws. */
export type CallSlack = (method: string, args: Record<string, unknown>) => Promise<unknown>;

export interface ChannelNames {
  /**
   * The id of a channel name, or of the direct messages with a person; an id of a conversation is its own.
   * Undefined when the bot can see no channel of that name.
   * @throws what `CallSlack` throws
   */
  resolve(channel: string): Promise<string | undefined>;
  /** Forgets what was read: a channel turned out not to be where it was. */
  forget(): void;
}

/** As much of Slack's list of channels as was needed so far. */
interface Listing {
  ids: Map<string, string>;
  cursor: string | undefined;
  complete: boolean;
  startedAt: number;
}

/**
 * Channel names of one workspace. The list is read page by page, only as far as needed, and goes on where it was
 * when Slack cuts it short with a 429: a workspace may have thousands of channels, and Slack gives 20 pages a minute.
 * @param now milliseconds that pass, to know how old the list is
 */
export function createChannelNames(
  call: CallSlack,
  now: () => number = () => performance.now(),
): ChannelNames {
  const people = new Map<string, string>();
  const begin = (): Listing => ({ ids: new Map(), cursor: undefined, complete: false, startedAt: now() });
  let listing = begin();

  return {
    forget() {
      listing = begin();
    },
    async resolve(channel) {
      if (/^[UW]/.test(channel) && isSlackId(channel)) return openDirect(call, people, channel);
      if (isSlackId(channel)) return channel;
      if (now() - listing.startedAt > KEEP_MS) listing = begin();
      const current = listing;
      while (!current.ids.has(channel) && !current.complete) await readPage(call, current);
      const id = current.ids.get(channel);
      // A name that is missing now may be there the next time: whoever asks then reads afresh.
      if (id === undefined && listing === current) listing = begin();
      return id;
    },
  };
}

interface ListPage {
  channels?: { id?: string; name?: string }[];
  response_metadata?: { next_cursor?: string };
}

async function readPage(call: CallSlack, listing: Listing): Promise<void> {
  const page = (await call('conversations.list', {
    types: 'public_channel,private_channel',
    // Archived ones too, so that Slack says of such a channel what is wrong with it.
    exclude_archived: false,
    limit: PAGE,
    cursor: listing.cursor,
  })) as ListPage;
  for (const { id, name } of page.channels ?? []) {
    if (id !== undefined && name !== undefined) listing.ids.set(name, id);
  }
  listing.cursor = page.response_metadata?.next_cursor || undefined;
  listing.complete = listing.cursor === undefined;
}

async function openDirect(call: CallSlack, people: Map<string, string>, user: string): Promise<string> {
  const known = people.get(user);
  if (known !== undefined) return known;
  const { channel } = (await call('conversations.open', { users: user })) as {
    channel?: { id?: string };
  };
  if (channel?.id === undefined) throw new Error('conversations.open answered without a channel');
  people.set(user, channel.id);
  return channel.id;
}
