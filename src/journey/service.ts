/** Keeps the assessment of a workspace's accounts up to date. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { ACCOUNTS_PER_RANGE, accountRanges } from '../db/account-ranges.ts';
import type { Executor, OpenDatabase } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Program } from '../program/domain.ts';
import {
  assessedOn,
  selectAssessments,
  selectPlaces,
  setAssessedOn,
  writeAssessments,
  type AssessedAccount,
  type Place,
} from './assessment-store.ts';
import type { AccountScope } from '../db/account-scope.ts';
import { clearMarks, listStale, listToRevisit, markLater, markStale } from './stale-store.ts';
import { deleteTick, insertTick } from './store.ts';

export { assessedOn, assessmentSources, type AssessedAccount } from './assessment-store.ts';
export { listStaleOf, markStale } from './stale-store.ts';
export { countUnassessed, listUnassessed, loadSignals, type UnassessedRow } from './store.ts';

/** And so many of those that changed. */
const ACCOUNTS_PER_LIST = 2_000;

export interface AssessmentProgress {
  assessed: number;
}

/**
 * Assesses the accounts whose place may have changed by `date` and keeps what was found: all of them the first
 * time, after a new program and for a date earlier than the last one; otherwise those with new data and those
 * whose old data mean something else by now. Each batch is a transaction; stopped in the middle, it goes on
 * from there the next time.
 * @returns how many accounts were looked at
 */
export async function assessWorkspace(
  deps: Deps,
  workspaceId: string,
  program: Program,
  date: BusinessDate,
  onProgress: (progress: AssessmentProgress) => void = () => {},
): Promise<number> {
  const { db, dialect } = deps.database;
  const context = { dialect, program, date };
  const last = await assessedOn(db, workspaceId);
  const everything = last === null || last > date;
  const goesBack = last !== null && last > date;
  // Whoever is stopped in the middle has assessed some accounts for the later of the two dates: until all is done,
  // that is the one which counts.
  const note = () => inTransaction(deps, (trx) => setAssessedOn(trx, workspaceId, date));
  if (!goesBack) await note();
  const scopes = everything
    ? accountRanges(deps.database, workspaceId, 'read')
    : changedAccounts(db, workspaceId, date);
  let assessed = 0;
  for await (const scope of scopes) {
    await inTransaction(deps, async (trx) => {
      // The marks go first: a signal that is written from here on marks its account again.
      await clearMarks(trx, workspaceId, date, scope);
      // Signals between the two dates have lost their marks.
      if (goesBack) await markLater(trx, workspaceId, date, scope);
      await writeAssessments(trx, workspaceId, context, scope);
    });
    assessed += scope.kind === 'accounts' ? scope.ids.length : ACCOUNTS_PER_RANGE.read[dialect];
    onProgress({ assessed });
    await nextTurn();
  }
  if (goesBack) await note();
  return assessed;
}

/** One account's assessment on any date, found anew from its signals; null when it has no place on a journey then. */
export async function assessOne(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  program: Program,
  accountId: string,
  date: BusinessDate,
): Promise<AssessedAccount | null> {
  const scope = { kind: 'accounts', ids: [accountId] } as const;
  const [found] = await selectAssessments(db, workspaceId, { dialect, program, date }, scope, true);
  return found ?? null;
}

/** Where one account stands on any date, found anew as `assessOne` does, and nothing else of it. */
export async function placeOne(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  program: Program,
  accountId: string,
  date: BusinessDate,
): Promise<Place | null> {
  const scope = { kind: 'accounts', ids: [accountId] } as const;
  const [found] = await selectPlaces(db, workspaceId, { dialect, program, date }, scope);
  return found ?? null;
}

/** Assesses some accounts at once, in the transaction that changed them. */
export async function reassess(
  deps: Pick<Deps, 'database'>,
  trx: Transaction<Database>,
  workspaceId: string,
  program: Program,
  accountIds: readonly string[],
  today: BusinessDate,
): Promise<void> {
  const { dialect } = deps.database;
  const scope = { kind: 'accounts', ids: accountIds } as const;
  await writeAssessments(trx, workspaceId, { dialect, program, date: today }, scope);
  // A morning that is caught up for an earlier date must look at them again.
  await markStale(
    trx,
    dialect,
    workspaceId,
    accountIds.map((accountId) => ({ accountId, day: today })),
  );
}

/** Ticks a manual task, or takes its tick away; the account's place follows at once. @returns whether that changed anything */
export async function tickTask(
  deps: Deps,
  workspaceId: string,
  program: Program,
  tick: { accountId: string; taskId: string; done: boolean; personId: string; today: BusinessDate },
): Promise<boolean> {
  return inTransaction(deps, async (trx) => {
    const changed = tick.done
      ? await insertTick(trx, workspaceId, tick)
      : await deleteTick(trx, workspaceId, tick.accountId, tick.taskId);
    if (!changed) return false;
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: tick.personId,
        action: tick.done ? 'task.tick' : 'task.untick',
        accountId: tick.accountId,
        subjectId: tick.taskId,
        before: { done: !tick.done },
        after: { done: tick.done },
      },
    ]);
    await reassess(deps, trx, workspaceId, program, [tick.accountId], tick.today);
    return true;
  });
}

/** The assessment of every account on any date, in batches; nothing is kept. */
export async function* assessAll(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  date: BusinessDate,
): AsyncGenerator<AssessedAccount[]> {
  const { db, dialect } = deps.database;
  for await (const scope of accountRanges(deps.database, workspaceId, 'read'))
    yield await selectAssessments(db, workspaceId, { dialect, program, date }, scope);
}

async function* changedAccounts(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): AsyncGenerator<AccountScope> {
  let after = '';
  for (;;) {
    const ids = await listStale(executor, workspaceId, after, ACCOUNTS_PER_LIST);
    if (ids.length === 0) break;
    yield { kind: 'accounts', ids };
    after = ids.at(-1) ?? after;
  }
  for (;;) {
    const ids = await listToRevisit(executor, workspaceId, date, ACCOUNTS_PER_LIST);
    if (ids.length === 0) return;
    yield { kind: 'accounts', ids };
  }
}
