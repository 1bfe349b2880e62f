/** Who slipped within some days: a milestone that was reached, and whose minimum is not met any more. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { assessedOn, listStaleOf } from './service.ts';
import { findSlips, listKeptSlips, type SlipRow } from './slip-store.ts';

/** An account with the milestones on which it slipped. */
export interface Slip {
  accountId: string;
  milestoneIds: string[];
}

/** From so many changed accounts of a range on, all of it is assessed anew. */
const MANY_CHANGED = 1_000;

/**
 * The accounts that are slipped at the end of some days on a milestone on which they were not before them. Where the
 * assessments of the last day were kept they are taken, but for accounts that changed since. Range by range; nothing is written.
 */
export async function* walkSlippedSince(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { from, upTo }: { from: BusinessDate; upTo: BusinessDate },
): AsyncGenerator<Slip[]> {
  const { db, dialect } = deps.database;
  const isKept = (await assessedOn(db, workspaceId)) === upTo;
  for await (const range of accountRanges(deps.database, workspaceId, 'read')) {
    const changed = isKept ? await listStaleOf(db, workspaceId, range) : [];
    const isAnew = !isKept || changed.length > MANY_CHANGED;
    const scope = isAnew ? range : { kind: 'accounts' as const, ids: changed };
    const anew =
      isAnew || changed.length > 0
        ? await findSlips(db, workspaceId, { dialect, program, date: upTo }, scope)
        : [];
    const kept = isAnew ? [] : await listKeptSlips(db, workspaceId, range, changed.length > 0);
    const now = [...kept, ...anew];
    if (now.length === 0) continue;
    const ids = now.map(({ accountId }) => accountId);
    const before = await findSlips(
      db,
      workspaceId,
      { dialect, program, date: addDays(from, -1) },
      { kind: 'accounts', ids },
    );
    yield newSlips(now, before);
  }
}

function newSlips(now: readonly SlipRow[], before: readonly SlipRow[]): Slip[] {
  const known = new Map(before.map((row) => [row.accountId, idsOf(row)]));
  return now
    .map((row) => ({
      accountId: row.accountId,
      milestoneIds: idsOf(row).filter((id) => known.get(row.accountId)?.includes(id) !== true),
    }))
    .filter(({ milestoneIds }) => milestoneIds.length > 0);
}

function idsOf({ slipped }: SlipRow): string[] {
  return JSON.parse(slipped) as string[];
}
