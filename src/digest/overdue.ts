/** How much of what is overdue is whose. */
import { compareTexts } from '../base/text.ts';
import type { DigestPerson, OverdueBy } from './domain.ts';

/** Each person once, those with the most first; last what is nobody's. */
export function sumByOwner(parts: readonly OverdueBy[]): OverdueBy[] {
  const sums = new Map<string, OverdueBy>();
  for (const { owner, items } of parts) {
    const key = owner?.id ?? '';
    sums.set(key, { owner, items: (sums.get(key)?.items ?? 0) + items });
  }
  return [...sums.values()].toSorted(
    (a, b) =>
      Number(a.owner === null) - Number(b.owner === null) ||
      b.items - a.items ||
      compareTexts(nameOf(a.owner), nameOf(b.owner)),
  );
}

function nameOf(owner: DigestPerson | null): string {
  return `${owner?.name} ${owner?.id}`;
}
