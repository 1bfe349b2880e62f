/**
 * A digest that is ordered where Slack is not at hand, as on the command line: the bot posts it, which can look who reads
 * along in the channel and can upload pictures.
 */
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { dueSlot } from '../jobs/slots.ts';
import { claimSlot, newestClaimed } from '../jobs/store.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { firstAppliedAt } from '../program/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { newestPosted } from './service.ts';

/** The name of the slot of which a digest's date is taken when it is ordered. */
const ORDERED = 'leadership.ordered';

export type DigestOrdered =
  | { ok: true; channel: string }
  /** It, or a later one, was posted or ordered before; or a later one is due, which the bot posts in its place. */
  | { ok: false; problem: 'posted-already' | 'ordered-already' | 'later-due'; newest: BusinessDate }
  /** The program says nowhere to post it. */
  | { ok: false; problem: 'no-channel' };

/** Orders the digest of a date. One that falls due later takes its place, where the bot was not there in between. */
export async function orderDigest(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<DigestOrdered> {
  const post = applied.program.posts.leadership;
  if (post === null) return { ok: false, problem: 'no-channel' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const posted = await newestPosted(trx, workspaceId, date);
    if (posted !== null) return { ok: false, problem: 'posted-already', newest: posted };
    const due = await newestDue(trx, workspaceId, applied, deps.now());
    if (due !== null && due > date) return { ok: false, problem: 'later-due', newest: due };
    const ordered = await newestOrdered(trx, workspaceId);
    if (ordered !== null && ordered >= date)
      return { ok: false, problem: 'ordered-already', newest: ordered };
    await claimSlot(trx, workspaceId, ORDERED, date, deps.now());
    return { ok: true, channel: post.channel };
  });
}

/** The date of the newest digest that is due at `now`, posted or not; null: none was yet, or there is nowhere to post it. */
export async function newestDue(
  executor: Executor,
  workspaceId: string,
  { program }: AppliedProgram,
  now: Date,
): Promise<BusinessDate | null> {
  const post = program.posts.leadership;
  const since = await firstAppliedAt(executor, workspaceId);
  if (post === null || since === null) return null;
  return dueSlot(post, program.timezone, now, since)?.date ?? null;
}

/** The newest date of which a digest was ordered, posted by now or not; null: none was. */
export function newestOrdered(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  return newestClaimed(executor, workspaceId, ORDERED);
}
