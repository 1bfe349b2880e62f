/** The accounts behind each figure of the funnel. */
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ListedEntry, Outcome } from './domain.ts';
import { entryRanges, type RangeQuestion } from './ranges-service.ts';
import { listEntryRows } from './store.ts';

/** Which entries of the funnel a list shows. */
export interface EntriesQuestion extends Pick<RangeQuestion, 'date' | 'segment' | 'since'> {
  milestoneId: string;
  /** Null: all. */
  outcome: Outcome | null;
}

/**
 * A page of the entries of a milestone: those that ended last first, or, while they are open, those that began last.
 * @returns at most `limit`, and whether there are more behind them
 */
export async function listEntries(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { outcome, ...question }: EntriesQuestion,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ entries: ListedEntry[]; hasMore: boolean }> {
  const most = offset + limit + 1;
  let first: ListedEntry[] = [];
  const ranges = entryRanges(deps, workspaceId, program, { ...question, money: true });
  for await (const { scope, found } of ranges) {
    const rows = await listEntryRows(deps.database.db, scope, found, outcome, most);
    if (rows.length > 0) first = [...first, ...rows].toSorted(lastFirst).slice(0, most);
  }
  return { entries: first.slice(offset, offset + limit), hasMore: first.length > offset + limit };
}

function lastFirst(a: ListedEntry, b: ListedEntry): number {
  return (
    -compareTexts(a.endedOn, b.endedOn) ||
    -compareTexts(a.enteredOn, b.enteredOn) ||
    -compareTexts(a.id, b.id)
  );
}
