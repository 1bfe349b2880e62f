/** Fit by source of sale: which sources bring customers with success potential, and what came of them. */
import { compareTexts } from '../base/text.ts';
import { nameKey } from '../accounts/name-key.ts';
import { VERDICTS, type Verdict } from '../fit/domain.ts';
import { wilson, type Interval } from '../stats/proportion.ts';

/** Customers of one source, verdict and currency, as the database counts them. */
export interface SourceRow {
  /** As it is written; null: nobody said who sold them. */
  source: string | null;
  verdict: string | null;
  currency: string | null;
  accounts: number;
  churned: number;
  /** How many have a place on a journey, and of those how many have reached its first milestone. */
  placed: number;
  reached: number;
  /** Money a year of those that did not churn. */
  arr: number;
}

/** A customer in the list of a source. */
export interface SourceAccount {
  id: string;
  key: string;
  name: string;
  verdict: string | null;
  stage: string | null;
  arr: number | null;
  currency: string | null;
  churned: boolean;
  journeyId: string | null;
  position: number | null;
}

/** What came of some customers. */
export interface Outcome {
  accounts: number;
  churned: number;
  placed: number;
  reached: number;
  /** Money a year of those that did not churn, by currency, the largest first. */
  arr: { currency: string | null; amount: number }[];
}

/** So many of how many, with the 95 % interval of the share; null where there is none to take it of. */
export interface Share {
  count: number;
  of: number;
  interval: Interval | null;
}

export interface SourceFit {
  /** The commonest spelling; null: nobody said who sold them. */
  name: string | null;
  spellings: string[];
  all: Outcome;
  byVerdict: Record<Verdict, Outcome>;
  /** Customers of whom it is known whether they fit: the others are not part of the shares. */
  known: number;
  bad: Share;
  stretch: Share;
}

/**
 * Counts by source, those with the most customers of known fit first, and last the customers of whom nobody said who
 * sold them. Spellings of one name, which differ in case, accents or spaces, are one source.
 */
export function fitBySource(rows: readonly SourceRow[]): SourceFit[] {
  const groups = Map.groupBy(rows, ({ source }) => (source === null ? null : sourceKey(source)));
  const sources = [...groups.values()].map(sourceOf);
  return sources.toSorted(
    (a, b) =>
      Number(a.name === null) - Number(b.name === null) ||
      b.known - a.known ||
      b.all.accounts - a.all.accounts ||
      compareTexts(a.name ?? '', b.name ?? ''),
  );
}

/** The source that a person means, however they write it; `NOT_SAID` means those of whom nobody said it. */
export function findSource(sources: readonly SourceFit[], typed: string): SourceFit | undefined {
  const wanted = sourceKey(typed);
  const named = sources.find(({ name }) => name !== null && sourceKey(name) === wanted);
  return named ?? (wanted === NOT_SAID ? sources.find(({ name }) => name === null) : undefined);
}

/** How a person names the customers of whom nobody said who sold them. */
export const NOT_SAID = 'not said';

/** How spellings of sources are compared. A name typed between quotation marks is the name. */
function sourceKey(source: string): string {
  return nameKey(source.replaceAll('"', ''));
}

function sourceOf(rows: readonly SourceRow[]): SourceFit {
  const spellings = new Map<string, number>();
  for (const { source, accounts } of rows)
    if (source !== null) spellings.set(source, (spellings.get(source) ?? 0) + accounts);
  const ordered = [...spellings]
    .toSorted(([a, x], [b, y]) => y - x || compareTexts(a, b))
    .map(([name]) => name);
  const byVerdict = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, outcomeOf(rows.filter((row) => verdictOf(row) === verdict))]),
  ) as Record<Verdict, Outcome>;
  const all = outcomeOf(rows);
  const known = all.accounts - byVerdict.unknown.accounts;
  return {
    name: ordered[0] ?? null,
    spellings: ordered,
    all,
    byVerdict,
    known,
    bad: shareOf(byVerdict.bad_fit.accounts, known),
    stretch: shareOf(byVerdict.stretch.accounts, known),
  };
}

/** Never assessed is unknown. */
export function verdictOf({ verdict }: { verdict: string | null }): Verdict {
  return VERDICTS.find((known) => known === verdict) ?? 'unknown';
}

function outcomeOf(rows: readonly SourceRow[]): Outcome {
  const sum = (pick: (row: SourceRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const byCurrency = new Map<string | null, number>();
  for (const { currency, arr } of rows)
    if (arr > 0) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + arr);
  return {
    accounts: sum(({ accounts }) => accounts),
    churned: sum(({ churned }) => churned),
    placed: sum(({ placed }) => placed),
    reached: sum(({ reached }) => reached),
    arr: [...byCurrency]
      .map(([currency, amount]) => ({ currency, amount }))
      .toSorted((a, b) => b.amount - a.amount || compareTexts(a.currency ?? '', b.currency ?? '')),
  };
}

function shareOf(count: number, of: number): Share {
  return { count, of, interval: wilson({ successes: count, trials: of }) };
}
