/** The first of many that come part by part, without keeping the others. */

/** The first `limit` of those known so far and of more. @param known in order, as this function gave them */
export function firstOf<T>(
  known: readonly T[],
  more: readonly T[],
  order: (a: T, b: T) => number,
  limit: number,
): T[] {
  return more.length === 0 ? [...known] : [...known, ...more].toSorted(order).slice(0, limit);
}
