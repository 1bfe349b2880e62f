/** Departures: what is known of them, and what a stage that imports or signals set says of them. */
import type { Transaction } from 'kysely';
import { writeAudit, type AuditEntry } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { DialectName, Executor, OpenDatabase } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { CHURNED, departureBy, isWrittenDown, signalsAfter, type Departure } from './departure.ts';
import { listSignals, saveSignals } from './departure-store.ts';

/** When and why an account left, by what is known on a date; null: it is a customer. */
export async function findDeparture(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
): Promise<Departure | null> {
  const signals = await listSignals(db, dialect, workspaceId, [accountId]);
  return departureBy(signals.get(accountId) ?? [], date);
}

/** Which of some accounts left as somebody wrote it down, so that no file and no call takes it back by another stage. */
export async function findWrittenDown(
  { executor, dialect, workspaceId }: { executor: Executor; dialect: DialectName; workspaceId: string },
  accountIds: readonly string[],
): Promise<Set<string>> {
  const signals = await listSignals(executor, dialect, workspaceId, accountIds);
  return new Set([...signals].flatMap(([id, own]) => (isWrittenDown(own) ? [id] : [])));
}

/** A stage that a file or a call set for an account. */
export interface SetStage {
  accountId: string;
  /** Nobody knew of the account before. */
  isNew?: boolean;
  from: string | null;
  to: string | null;
  /** When it was said, which is all that is known of when it left. */
  day: BusinessDate;
  actor: string;
}

/**
 * Writes who left, or came back, by a stage that somebody else than a person in Slack set, with the audit rows. A departure
 * or a return that a file tells goes before a stage: nothing is added to it.
 */
export async function followStages(
  deps: Pick<Deps, 'makeId' | 'now'>,
  {
    executor,
    dialect,
    workspaceId,
  }: { executor: Transaction<Database>; dialect: DialectName; workspaceId: string },
  stages: readonly SetStage[],
): Promise<void> {
  const moved = stages.filter(({ from, to }) => (from === CHURNED) !== (to === CHURNED));
  if (moved.length === 0) return;
  const ids = moved.map(({ accountId }) => accountId);
  const signals = await listSignals(executor, dialect, workspaceId, ids);
  const changes = moved.flatMap(({ accountId, isNew, from, to, day, actor }) => {
    const before = signals.get(accountId) ?? [];
    const now = departureBy(before, day);
    if (to === CHURNED ? now !== null : now?.isByStage !== true) return [];
    const departure = to === CHURNED ? { on: day, reason: null, note: null } : null;
    const after = signalsAfter(accountId, before, { from, to, today: day, departure, isFound: isNew });
    return after === null ? [] : [{ accountId, before, after, to, day, actor }];
  });
  await saveSignals(executor, dialect, workspaceId, changes);
  const entries = changes.map(({ accountId, to, day, actor }): AuditEntry => {
    const action = to === CHURNED ? 'account.end' : 'account.return';
    return { actor, action, accountId, after: { on: day, stage: to } };
  });
  await writeAudit(deps, executor, workspaceId, entries);
}
