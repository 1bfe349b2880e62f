/** Who slipped within some days: a milestone that was reached, and whose minimum is not met any more. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { AccountScope } from '../db/account-scope.ts';
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
 * The accounts that slipped within some days on a milestone, and are slipped on it still on a date after them. Where the
 * assessments of the date were kept they are taken, but for accounts that changed since; of the other days only who is
 * slipped on the date is assessed. Range by range; nothing is written.
 */
export async function* walkSlippedSince(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { from, upTo, date }: { from: BusinessDate; upTo: BusinessDate; date: BusinessDate },
): AsyncGenerator<Slip[]> {
  const { db, dialect } = deps.database;
  const slipsOn = (day: BusinessDate, scope: AccountScope) =>
    findSlips(db, workspaceId, { dialect, program, date: day }, scope);
  const isKept = (await assessedOn(db, workspaceId)) === date;
  for await (const range of accountRanges(deps.database, workspaceId, 'read')) {
    const changed = isKept ? await listStaleOf(db, workspaceId, range) : [];
    const isAnew = !isKept || changed.length > MANY_CHANGED;
    const scope = isAnew ? range : { kind: 'accounts' as const, ids: changed };
    const anew = isAnew || changed.length > 0 ? await slipsOn(date, scope) : [];
    const kept = isAnew ? [] : await listKeptSlips(db, workspaceId, range, changed.length > 0);
    const now = [...kept, ...anew];
    if (now.length === 0) continue;
    const slipped = { kind: 'accounts' as const, ids: now.map(({ accountId }) => accountId) };
    yield newSlips(now, await slipsOn(upTo, slipped), await slipsOn(addDays(from, -1), slipped));
  }
}

/** The slips of `now` that were slips at the end of the days, and none before them. */
function newSlips(now: readonly SlipRow[], last: readonly SlipRow[], before: readonly SlipRow[]): Slip[] {
  const [at, known] = [idsByAccount(last), idsByAccount(before)];
  const isNew = (accountId: string, id: string): boolean =>
    at.get(accountId)?.includes(id) === true && known.get(accountId)?.includes(id) !== true;
  return now
    .map((row) => ({
      accountId: row.accountId,
      milestoneIds: idsOf(row).filter((id) => isNew(row.accountId, id)),
    }))
    .filter(({ milestoneIds }) => milestoneIds.length > 0);
}

function idsByAccount(rows: readonly SlipRow[]): Map<string, string[]> {
  return new Map(rows.map((row) => [row.accountId, idsOf(row)]));
}

function idsOf({ slipped }: SlipRow): string[] {
  return JSON.parse(slipped) as string[];
}
