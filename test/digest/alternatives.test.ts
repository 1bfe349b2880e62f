/** What customers would use instead, counted part by part. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAlternatives, commonestOf, type AlternativeRow, type Tallies } from '#src/digest/alternatives.ts';

const row = (
  accountId: string,
  cardId: string,
  name: string,
  rating: number | null = null,
): AlternativeRow => ({
  accountId,
  cardId,
  name,
  rating,
});

function countedIn(parts: readonly AlternativeRow[][]) {
  const tallies: Tallies = new Map();
  for (const part of parts) addAlternatives(tallies, part);
  return commonestOf(tallies, 10);
}

describe('alternatives', () => {
  it('are counted by account, and named as the newest card spells them', () => {
    const parts = [
      [row('a', '1', 'Excel', 2), row('a', '4', 'excel', 4), row('b', '5', 'EXCEL')],
      [row('c', '3', 'éxcel', 3), row('c', '3', 'An agency')],
    ];
    expect(countedIn(parts)).toEqual([
      { name: 'EXCEL', accounts: 3, rating: 3 },
      { name: 'An agency', accounts: 1, rating: null },
    ]);
  });

  it('come out alike however the accounts are parted', () => {
    const account = fc.array(
      fc.record({
        card: fc.integer({ min: 0, max: 9 }),
        name: fc.constantFrom('Excel', 'excel', 'By hand', 'by  hand', 'Nothing'),
        rating: fc.option(fc.integer({ min: 1, max: 5 })),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(account, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (accounts, size) => {
        const rows = accounts.map((own, index) =>
          own.map(({ card, name, rating }) => row(`${index}`, `${card}-${index}`, name, rating)),
        );
        const parts = Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
          rows.slice(index * size, (index + 1) * size).flat(),
        );
        expect(countedIn(parts)).toEqual(countedIn([rows.flat()]));
      }),
    );
  });
});
