/** Where a message stands, to be opened. */
import type { Call } from './call.ts';

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
