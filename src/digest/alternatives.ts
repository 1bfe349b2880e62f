/** What customers would use instead, counted as their cards come part by part. */
import { nameKey } from '../accounts/name-key.ts';
import { compareTexts } from '../base/text.ts';
import type { ProductFacts } from './facts.ts';

/** An alternative as one card spells it. */
export interface AlternativeRow {
  name: string;
  cardId: string;
  accountId: string;
  rating: number | null;
}

/** By the key of its name: spellings that differ in capitals, accents or spaces are one. */
export type Tallies = Map<string, Tally>;

interface Tally {
  /** As the newest card spells it. */
  name: string;
  cardId: string;
  accounts: number;
  rated: number;
  /** Of the ratings. */
  sum: number;
}

/** @param rows of accounts of which none is in the tallies yet */
export function addAlternatives(tallies: Tallies, rows: readonly AlternativeRow[]): void {
  for (const [key, group] of Map.groupBy(rows, ({ name }) => nameKey(name))) {
    const known = tallies.get(key);
    const spellings: Spelling[] = known === undefined ? group : [known, ...group];
    const { name, cardId } = spellings.reduce(newer);
    const ratings = group.flatMap(({ rating }) => rating ?? []);
    tallies.set(key, {
      name,
      cardId,
      accounts: (known?.accounts ?? 0) + new Set(group.map(({ accountId }) => accountId)).size,
      rated: (known?.rated ?? 0) + ratings.length,
      sum: ratings.reduce((sum, one) => sum + one, known?.sum ?? 0),
    });
  }
}

type Spelling = Pick<Tally, 'name' | 'cardId'>;

/** Of one card any spelling will do, as long as it is always the same. */
function newer(a: Spelling, b: Spelling): Spelling {
  return (compareTexts(b.cardId, a.cardId) || compareTexts(a.name, b.name)) > 0 ? b : a;
}

/** Those that most accounts name, with the mean of their ratings. */
export function commonestOf(tallies: Tallies, limit: number): ProductFacts['alternatives'] {
  return [...tallies.values()]
    .toSorted((a, b) => b.accounts - a.accounts || compareTexts(a.name, b.name))
    .slice(0, limit)
    .map(({ name, accounts, rated, sum }) => ({ name, accounts, rating: rated === 0 ? null : sum / rated }));
}
