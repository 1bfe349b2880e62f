/**
 * A digest that is ordered where Slack is not at hand, as on the command line: the bot posts it, which can look who reads
 * along in the channel and can upload pictures.
 */
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { claimSlot, newestClaimed } from '../jobs/store.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { newestPosted } from './service.ts';

/** The name of the slot of which a digest's date is taken when it is ordered. */
const ORDERED = 'leadership.ordered';

export type DigestOrdered =
  | { ok: true; channel: string }
  /** It, or a later one, was posted or ordered before. */
  | { ok: false; problem: 'posted-already' | 'ordered-already'; newest: BusinessDate }
  /** The program says nowhere to post it. */
  | { ok: false; problem: 'no-channel' };

/** Orders the digest of a date. One that falls due later takes its place, where the bot was not there in between. */
export async function orderDigest(
  deps: Deps,
  workspaceId: string,
  { program }: AppliedProgram,
  date: BusinessDate,
): Promise<DigestOrdered> {
  const post = program.posts.leadership;
  if (post === null) return { ok: false, problem: 'no-channel' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const posted = await newestPosted(trx, workspaceId, date);
    if (posted !== null) return { ok: false, problem: 'posted-already', newest: posted };
    const ordered = await newestOrdered(trx, workspaceId);
    if (ordered !== null && ordered >= date)
      return { ok: false, problem: 'ordered-already', newest: ordered };
    await claimSlot(trx, workspaceId, ORDERED, date, deps.now());
    return { ok: true, channel: post.channel };
  });
}

/** The newest date of which a digest was ordered, posted by now or not; null: none was. */
export function newestOrdered(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  return newestClaimed(executor, workspaceId, ORDERED);
}
