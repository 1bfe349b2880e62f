/** Ends the accounts that a full snapshot of their source does not have, and returns those that it has again. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { markStale } from '../journey/service.ts';
import { movesBySnapshot } from './snapshot.ts';
import {
  listSourcedAccounts,
  saveMoves,
  saveSeenOn,
  saveSnapshotDate,
  type MoveChange,
} from './snapshot-store.ts';
import type { Scope } from './store.ts';

const ACCOUNTS_AT_ONCE = 2_000;

const REASONS = { ended: 'left the source', returned: 'back in the source' } as const;

/**
 * @param source the source's id; its accounts in the snapshot are marked with `snapshotRun`
 * @param date the date that the snapshot shows
 * @returns how many accounts it newly ended and returned on that date
 */
export async function applySnapshot(
  run: {
    deps: Deps;
    workspaceId: string;
    request: { actor: string };
    batch: <T>(work: (scope: Scope) => Promise<T>) => Promise<T>;
  },
  source: string,
  date: BusinessDate,
  snapshotRun: string,
): Promise<{ ended: number; returned: number }> {
  const counts = { ended: 0, returned: 0 };
  const next = await run.batch((scope) => saveSnapshotDate(scope, source, date));
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const page = await run.batch((scope) =>
      applyToPage(run, scope, { source, date, next, snapshotRun, after: from }),
    );
    counts.ended += page.ended;
    counts.returned += page.returned;
    after = page.last;
    await nextTurn();
  }
  return counts;
}

async function applyToPage(
  run: { deps: Deps; request: { actor: string } },
  scope: Scope,
  page: { source: string; date: BusinessDate; next: BusinessDate | null; snapshotRun: string; after: string },
): Promise<{ ended: number; returned: number; last: string | undefined }> {
  const { source, date, next } = page;
  const accounts = await listSourcedAccounts(scope, source, page.after, ACCOUNTS_AT_ONCE);
  const found = accounts.map((account) => {
    const seen = account.seenIn === page.snapshotRun;
    return { accountId: account.accountId, seen, moves: movesBySnapshot(account, date, next, seen) };
  });
  const changes = found.flatMap(
    ({ accountId, moves }): (MoveChange & { kind: keyof typeof REASONS | null })[] =>
      moves.map(({ day, move: kind }) => {
        const move = kind === null ? null : { returned: kind === 'returned', reason: REASONS[kind] };
        return { accountId, day, kind, move };
      }),
  );
  await saveMoves(scope, source, changes);
  const seen = found.filter((account) => account.seen).map(({ accountId }) => accountId);
  await saveSeenOn(scope, source, seen, date);
  await markStale(scope.executor, scope.dialect, scope.workspaceId, changes);
  await writeAudit(
    run.deps,
    scope.executor,
    scope.workspaceId,
    changes.map(({ accountId, day, kind }) => ({
      actor: run.request.actor,
      action: kind === 'returned' ? 'account.return' : kind === 'ended' ? 'account.end' : 'account.correct',
      accountId,
      after: { on: day, source },
    })),
  );
  const count = (kind: string) =>
    changes.filter((change) => change.day === date && change.kind === kind).length;
  return { ended: count('ended'), returned: count('returned'), last: accounts.at(-1)?.accountId };
}
