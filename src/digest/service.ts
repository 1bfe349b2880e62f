/** Makes the weekly digest, posts it once, and keeps what it told. */
import type { Transaction } from 'kysely';
import { fallbackText, type Answer } from '#blocks/build.ts';
import { digestFoot } from '#blocks/digest-foot.ts';
import { digestMessage, digestReplies } from '#blocks/digest-message.ts';
import { saidSince } from '#blocks/digest-said.ts';
import { writeAudit } from '../audit/store.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { inRehearsal } from '../db/rehearsal.ts';
import type { Database } from '../db/schema.ts';
import { readPortfolioShares } from '../health/portfolio-service.ts';
import { takeSnapshots } from '../health/service.ts';
import { enqueue, type MessagePayload } from '../jobs/outbox.ts';
import { findTargets } from '../jobs/outbox-store.ts';
import { claimSlot, newestClaimed } from '../jobs/store.ts';
import { assessWorkspace } from '../journey/service.ts';
import { findPeople } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ReadersOf } from '../slack/audience.ts';
import type { PictureUploader } from '../slack/upload.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { WEEK_DAYS, withPeople, type Digest } from './domain.ts';
import { drawPictures } from './picture-service.ts';
import { readDigest } from './reading-service.ts';
import { readStanding } from './standing-service.ts';
import { withActions } from './standing.ts';
import { findDigest, insertDigest, readPeople, type PostedDigest } from './store.ts';

export { readDigest } from './reading-service.ts';
export type { PostedDigest } from './store.ts';

/** The name of the digest's slot. */
export const LEADERSHIP = 'leadership';

export interface PostDeps extends Deps {
  /** Null: pictures are told in words. */
  upload: PictureUploader | null;
  /** Who reads along in a channel; null: nobody can look. */
  readersOf: ReadersOf | null;
}

/** A digest with what is posted of it: the message, and the replies in its thread. */
export interface ShownDigest {
  digest: Digest;
  message: Answer;
  replies: Answer[];
}

export type DigestPosted =
  | ({ ok: true; outboxId: string } & ShownDigest)
  /** It, or a later one, was posted before. */
  | { ok: false; problem: 'posted-already'; newest: BusinessDate }
  /** Not only our people would read it there; `trouble`: what kept us from looking just now, as a code. */
  | { ok: false; problem: 'not-ours'; because: string; trouble: string | null }
  /** The program says nowhere to post it. */
  | { ok: false; problem: 'no-channel' };

/**
 * Posts the digest of a date with its thread. All of it is written in the transaction that claims the date, so that it is
 * posted once, whoever does it and wherever it is interrupted; kick the sender afterwards.
 * @param actor who wants it: a person's id, `milepost` or `cli`
 */
export async function postDigest(
  deps: PostDeps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  actor: string,
): Promise<DigestPosted> {
  const post = applied.program.posts.leadership;
  if (post === null) return { ok: false, problem: 'no-channel' };
  const { db } = deps.database;
  const before = await newestPosted(db, workspaceId, date);
  if (before !== null) return { ok: false, problem: 'posted-already', newest: before };
  const readers = await deps.readersOf?.(workspaceId, post.channel);
  if (readers?.isOurs === false) {
    const { because, trouble = null } = readers;
    return { ok: false, problem: 'not-ours', because, trouble };
  }
  const read = await readDigest(deps, workspaceId, applied, date);
  // Before the transaction, which no request may hold up.
  const pictures = await drawPictures(deps, workspaceId, applied, read, deps.upload);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    // Asked again under the lock: another process may have been faster.
    const newest = await newestPosted(trx, workspaceId, date);
    if (newest !== null) return { ok: false, problem: 'posted-already', newest };
    await claimSlot(trx, workspaceId, LEADERSHIP, date, deps.now());
    // Somebody may have commented meanwhile, or have done what they said they would.
    const actions = await readStanding(trx, workspaceId, applied, read);
    const digest = withPeople(withActions(read, actions), await readPeople(trx, workspaceId, date));
    const id = deps.makeId();
    const message = digestMessage(digest, digestFoot({ digestId: id, shared: null }));
    const replies = digestReplies(digest, pictures);
    const outboxId = await enqueueThread(deps, trx, workspaceId, post.channel, message, replies);
    await insertDigest(trx, workspaceId, { id, digest, outboxId, createdAt: deps.now().toISOString() });
    await writeAudit(deps, trx, workspaceId, [
      {
        actor,
        action: 'digest.post',
        accountId: null,
        subjectId: id,
        after: { date, channel: post.channel },
      },
    ]);
    return { ok: true, digest, message, replies, outboxId };
  });
}

/** The date of the digest that was posted for this date or a later one; null: none was. */
export async function newestPosted(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<BusinessDate | null> {
  const newest = await newestClaimed(executor, workspaceId, LEADERSHIP);
  return newest !== null && newest >= date ? newest : null;
}

/** Writes a message and the replies in its thread. @returns the id of the message */
export async function enqueueThread(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  channel: string,
  message: Answer,
  replies: readonly Answer[],
): Promise<string> {
  const first = { kind: 'post' as const, channel, payload: payloadOf(message) };
  const [threadOf] = await enqueue(deps, trx, workspaceId, [first]);
  if (threadOf === undefined) throw new Error('the outbox gave no id');
  const posts = replies.map((reply) => ({
    kind: 'post' as const,
    channel,
    threadOf,
    payload: payloadOf(reply),
  }));
  await enqueue(deps, trx, workspaceId, posts);
  return threadOf;
}

/**
 * Shows in a posted message what people say to it by now and with whom it was shared, in the transaction of what
 * changed, and in its thread what does not fit; a message that is forgotten stays as it is. Kick the sender afterwards.
 * @param saidBefore what people said until now, where that is what changed
 */
export async function refreshDigest(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { id, digest, day, outboxId, shared }: PostedDigest,
  saidBefore?: Awaited<ReturnType<typeof readPeople>>,
): Promise<void> {
  const known = await findTargets(deps.database.dialect, trx, workspaceId, [outboxId]);
  if (known.get(outboxId)?.kind !== 'post') return;
  const now = withPeople(digest, await readPeople(trx, workspaceId, day));
  const [sharer = null] = shared === null ? [] : await findPeople(trx, workspaceId, [shared.by]);
  const foot = digestFoot({ digestId: id, shared: shared === null ? null : { ...shared, sharer } });
  const replies = saidBefore === undefined ? [] : saidSince(withPeople(digest, saidBefore), now);
  await enqueue(deps, trx, workspaceId, [
    { kind: 'update', target: outboxId, payload: payloadOf(digestMessage(now, foot)) },
    ...replies.map((reply) => ({
      kind: 'post' as const,
      channel: '',
      threadOf: outboxId,
      payload: payloadOf(reply),
    })),
  ]);
}

/** The newest digest that was posted, with what people say to it by now; null: there is none. */
export async function findNewestDigest(
  executor: Executor,
  workspaceId: string,
): Promise<PostedDigest | null> {
  const posted = await findDigest(executor, workspaceId);
  if (posted === null) return null;
  return {
    ...posted,
    digest: withPeople(posted.digest, await readPeople(executor, workspaceId, posted.day)),
  };
}

/**
 * The digest that would be posted, with its replies; nothing is kept or posted. Where no morning of the week has scored
 * anybody, the mornings of the date and of a week before are done for it, and taken back.
 */
export async function rehearseDigest(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<ShownDigest> {
  return shown(deps, workspaceId, applied, await readRehearsed(deps, workspaceId, applied, date));
}

/** The digest as it would be posted now, with pictures in words; nothing is kept or posted, and no morning is done for it. */
export async function showDigest(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<ShownDigest> {
  return shown(deps, workspaceId, applied, await readDigest(deps, workspaceId, applied, date));
}

async function shown(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  digest: Digest,
): Promise<ShownDigest> {
  const pictures = await drawPictures(deps, workspaceId, applied, digest, null);
  return { digest, message: digestMessage(digest), replies: digestReplies(digest, pictures) };
}

async function readRehearsed(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<Digest> {
  const isScored = (await readPortfolioShares(deps.database.db, workspaceId, date)) !== null;
  if (isScored) return readDigest(deps, workspaceId, applied, date);
  return inRehearsal(deps, async (rehearsal) => {
    for (const day of [addDays(date, -WEEK_DAYS), date]) {
      await assessWorkspace(rehearsal, workspaceId, applied.program, day);
      await takeSnapshots(rehearsal, workspaceId, applied, day);
    }
    return readDigest(rehearsal, workspaceId, applied, date);
  });
}

function payloadOf({ text, blocks = [] }: Answer): MessagePayload {
  return { text: fallbackText(text), blocks };
}
