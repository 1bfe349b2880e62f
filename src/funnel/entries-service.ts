/** The accounts behind each figure of the funnel. */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { Executor } from '../db/open.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { readNames, type AccountRow } from './account-store.ts';
import { journeysAsked, walkAccounts } from './accounts-service.ts';
import { Counts } from './counts.ts';
import type { FunnelPlace, ListedEntry, Outcome } from './domain.ts';
import { entriesOf, isWithin, numbersAt, type Entry } from './entries.ts';
import { createLikely } from './forecast.ts';
import type { Grouping } from './grouping.ts';
import type { FunnelQuestion } from './service.ts';

/** Which entries of the funnel a list shows. */
export interface EntriesQuestion extends Pick<FunnelQuestion, 'date' | 'segment' | 'since'> {
  /** Entries up to this day; default: all. */
  until?: BusinessDate | null;
  place: FunnelPlace;
  /** Null: all. */
  outcome: Outcome | null;
  /** Those of one group; `group` is null for the one without a name. */
  of?: { grouping: Grouping; group: string | null };
  /** Whether it is told when open ones have likely reached their milestone. */
  isForecast?: boolean;
}

/** A page of a list. */
export interface EntriesPage {
  entries: ListedEntry[];
  hasMore: boolean;
}

/** A page to be read. */
export interface PageAsked {
  limit: number;
  offset: number;
}

/** An entry with what is told of its account, before it has a name. */
export type UnnamedEntry = Omit<ListedEntry, 'key' | 'name' | 'days' | 'likely'>;

/** With where it is forecast: its journey, and its place there. */
type FoundEntry = UnnamedEntry & { journeyId: string; number: number };

/**
 * A page of the entries at a place: those that ended last first, or, while they are open, those that began last.
 * @returns at most `limit`, and whether there are more behind them
 */
export async function listEntries(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { place, outcome, of, isForecast = false, ...question }: EntriesQuestion,
  page: PageAsked,
): Promise<EntriesPage> {
  const { date, segment } = question;
  const keep = createFirst<FoundEntry>(page);
  const counts = new Counts();
  const columns = { ...of?.grouping.columns, money: true };
  // A milestone of trials alone shows them, though nobody named their segment.
  const withTrials = journeysAsked(program, null).every((journey) => numbersAt(journey, place) === null);
  const asked = { knownOn: date, segment, withTrials, columns };
  const walk = walkAccounts(deps, workspaceId, program, asked);
  for await (const { journey, accounts } of walk) {
    const numbers = numbersAt(journey, place);
    if (numbers === null) continue;
    const found: FoundEntry[] = [];
    for (const account of accounts) {
      const [entry] = entriesOf(account, date, numbers);
      if (entry === undefined) continue;
      // The forecast is made of all that were there, whenever they began and whoever is listed.
      if (isForecast) counts.add(null, journey.id, entry);
      const isAsked =
        isWithin(of?.grouping.countedOf?.(account, entry) ?? entry, question) &&
        (outcome === null || entry.outcome === outcome) &&
        (of === undefined || of.grouping.groupOf(account, entry) === of.group);
      if (isAsked) found.push({ ...entryOf(account, entry), journeyId: journey.id, number: entry.number });
    }
    keep.add(found);
  }
  const { shown, hasMore } = keep.end();
  const likely = createLikely(counts);
  const told = shown.map(({ journeyId, number, ...entry }) => {
    if (!isForecast || entry.outcome !== 'open') return { ...entry, likely: null };
    const days = likely.days(journeyId, number, daysBetween(entry.enteredOn, date));
    return { ...entry, likely: { on: days === null ? null : addDays(date, days) } };
  });
  return { entries: await nameEntries(deps.database.db, workspaceId, told), hasMore };
}

/** What is told of an account at a place. */
export function entryOf(
  { id, arr, currency, renewsOn }: AccountRow,
  { enteredOn, outcome, endedOn }: Omit<Entry, 'number'>,
): UnnamedEntry {
  return { id, arr, currency, renewsOn, enteredOn, outcome, endedOn };
}

/** Takes entries a few thousand at a time, and keeps those that stand on a page or before it. */
export function createFirst<Found extends UnnamedEntry>({ limit, offset }: PageAsked) {
  let first: Found[] = [];
  return {
    add(found: readonly Found[]): void {
      if (found.length > 0) first = [...first, ...found].toSorted(lastFirst).slice(0, offset + limit + 1);
    },
    end: (): { shown: Found[]; hasMore: boolean } => ({
      shown: first.slice(offset, offset + limit),
      hasMore: first.length > offset + limit,
    }),
  };
}

/** The entries of a page with the names of their accounts. */
export async function nameEntries(
  executor: Executor,
  workspaceId: string,
  entries: readonly Omit<ListedEntry, 'key' | 'name' | 'days'>[],
): Promise<ListedEntry[]> {
  const names = await readNames(
    executor,
    workspaceId,
    entries.map(({ id }) => id),
  );
  return entries.flatMap((entry) => {
    const account = names.get(entry.id);
    const days = daysBetween(entry.enteredOn, entry.endedOn);
    return account === undefined ? [] : [{ ...entry, ...account, days }];
  });
}

function lastFirst(a: UnnamedEntry, b: UnnamedEntry): number {
  return (
    -compareTexts(a.endedOn, b.endedOn) ||
    -compareTexts(a.enteredOn, b.enteredOn) ||
    -compareTexts(a.id, b.id)
  );
}
