/** The accounts behind each figure of the funnel. */
import { daysBetween } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { readNames } from './account-store.ts';
import { walkAccounts } from './accounts-service.ts';
import type { FunnelPlace, ListedEntry, Outcome } from './domain.ts';
import { entriesOf, isWithin, numbersAt } from './entries.ts';
import type { FunnelQuestion } from './service.ts';

/** Which entries of the funnel a list shows. */
export interface EntriesQuestion extends Pick<FunnelQuestion, 'date' | 'segment' | 'since'> {
  place: FunnelPlace;
  /** Null: all. */
  outcome: Outcome | null;
}

type Unnamed = Omit<ListedEntry, 'key' | 'name' | 'days'>;

/**
 * A page of the entries at a place: those that ended last first, or, while they are open, those that began last.
 * @returns at most `limit`, and whether there are more behind them
 */
export async function listEntries(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { place, outcome, ...question }: EntriesQuestion,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ entries: ListedEntry[]; hasMore: boolean }> {
  const { date, segment } = question;
  const most = offset + limit + 1;
  let first: Unnamed[] = [];
  const columns = { money: true };
  const walk = walkAccounts(deps, workspaceId, program, { knownOn: date, segment, columns });
  for await (const { journey, accounts } of walk) {
    const numbers = numbersAt(journey, place);
    if (numbers === null) continue;
    const found = accounts.flatMap((account) => {
      const [entry] = entriesOf(account, date, numbers);
      const isAsked = entry !== undefined && isWithin(entry, question);
      if (!isAsked || (outcome !== null && entry.outcome !== outcome)) return [];
      const { id, arr, currency, renewsOn } = account;
      const { enteredOn, endedOn } = entry;
      return [{ id, arr, currency, renewsOn, enteredOn, outcome: entry.outcome, endedOn }];
    });
    if (found.length > 0) first = [...first, ...found].toSorted(lastFirst).slice(0, most);
  }
  const shown = first.slice(offset, offset + limit);
  const names = await readNames(
    deps.database.db,
    workspaceId,
    shown.map(({ id }) => id),
  );
  return {
    entries: shown.flatMap((entry) => {
      const account = names.get(entry.id);
      const days = daysBetween(entry.enteredOn, entry.endedOn);
      return account === undefined ? [] : [{ ...entry, ...account, days }];
    }),
    hasMore: first.length > offset + limit,
  };
}

function lastFirst(a: Unnamed, b: Unnamed): number {
  return (
    -compareTexts(a.endedOn, b.endedOn) ||
    -compareTexts(a.enteredOn, b.enteredOn) ||
    -compareTexts(a.id, b.id)
  );
}
