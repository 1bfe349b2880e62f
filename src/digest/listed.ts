/** Lists of which the most important are named and all are counted. */
import { firstOf } from '../base/first-of.ts';
import { compareTexts } from '../base/text.ts';
import { NAMED, type Listed, type NamedAccount } from './domain.ts';

/** What is listed so far with more of it. */
export function addListed<T>(
  { total, accounts }: Listed<T>,
  more: readonly T[],
  order: (a: T, b: T) => number,
): Listed<T> {
  return { total: total + more.length, accounts: firstOf(accounts, more, order, NAMED) };
}

/** Those that pay most first; those of which it is not known last. */
export function largestFirst(a: NamedAccount, b: NamedAccount): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(a.id, b.id);
}
