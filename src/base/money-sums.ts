/** Money in several currencies, which are never added up with each other. */

/** Money a year by currency, the largest first. */
export type MoneySums = { currency: string | null; amount: number }[];

/** Adds up what accounts pay a year; those of which it is not known, or that pay nothing, make no sum. */
export function createMoneySums() {
  const sums = new Map<string | null, number>();
  return {
    add({ arr, currency }: { arr: number | null; currency: string | null }): void {
      if (arr !== null && arr > 0) sums.set(currency, (sums.get(currency) ?? 0) + arr);
    },
    read(): MoneySums {
      return [...sums]
        .map(([currency, amount]) => ({ currency, amount }))
        .toSorted((a, b) => b.amount - a.amount);
    },
  };
}
