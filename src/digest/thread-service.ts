/** The threads of digests, in which those who lead meet: what actions know of a digest. */
import type { MeetingThread } from '../actions/domain.ts';
import type { Executor } from '../db/open.ts';
import { findDigest, findDigestAt, type PostedDigest } from './store.ts';

/** The thread that a message opens; null: it opens none, or it is forgotten where that stands. */
export async function findThreadAt(
  executor: Executor,
  workspaceId: string,
  place: { channelId: string; ts: string },
): Promise<MeetingThread | null> {
  return threadOf(await findDigestAt(executor, workspaceId, place));
}

/** The thread of the newest digest; null: none was posted. */
export async function findNewestThread(
  executor: Executor,
  workspaceId: string,
): Promise<MeetingThread | null> {
  return threadOf(await findDigest(executor, workspaceId));
}

function threadOf(digest: PostedDigest | null): MeetingThread | null {
  if (digest === null) return null;
  const { id: digestId, day, outboxId, place } = digest;
  return { digestId, day, outboxId, place };
}
