import { describe, expect, it } from 'vitest';
import { findSource, fitBySource, NOT_SAID, verdictOf, type SourceRow } from '#src/acquisition/sources.ts';

const row = (change: Partial<SourceRow>): SourceRow => ({
  source: 'Outbound',
  verdict: 'good_fit',
  currency: 'EUR',
  accounts: 1,
  churned: 0,
  placed: 0,
  reached: 0,
  arr: 0,
  ...change,
});

describe('fit by source', () => {
  it('is of the customers whose fit is known, with the interval of the share', () => {
    const [outbound] = fitBySource([
      row({ verdict: 'bad_fit', accounts: 3 }),
      row({ verdict: 'stretch', accounts: 2 }),
      row({ verdict: 'good_fit', accounts: 7 }),
      row({ verdict: 'unknown', accounts: 4 }),
      row({ verdict: null, accounts: 1 }),
    ]);
    expect(outbound).toMatchObject({ known: 12, bad: { count: 3, of: 12 }, stretch: { count: 2, of: 12 } });
    expect(outbound?.all.accounts).toBe(17);
    expect(outbound?.byVerdict.unknown.accounts).toBe(5);
    // Wilson's interval of 3 of 12 is 0.0889 to 0.5323.
    expect(outbound?.bad.interval?.low).toBeCloseTo(0.0889, 4);
    expect(outbound?.bad.interval?.high).toBeCloseTo(0.5323, 4);
  });

  it('has no share where of nobody it is known', () => {
    const [source] = fitBySource([row({ verdict: null })]);
    expect(source).toMatchObject({ known: 0, bad: { count: 0, of: 0, interval: null } });
  });

  it('takes spellings of a name together, and calls it by the commonest', () => {
    const sources = fitBySource([
      row({ source: 'outbound ' }),
      row({ source: 'Outbound', accounts: 5 }),
      row({ source: 'OUTBOUND', verdict: 'bad_fit' }),
    ]);
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ name: 'Outbound', known: 7 });
    expect(sources[0]?.spellings).toEqual(['Outbound', 'OUTBOUND', 'outbound ']);
  });

  it('adds what came of them, money by currency, and never currencies together', () => {
    const [source] = fitBySource([
      row({ accounts: 2, churned: 1, placed: 2, reached: 1, arr: 100 }),
      row({ currency: 'USD', accounts: 1, placed: 1, reached: 1, arr: 900 }),
      row({ currency: null, accounts: 1 }),
    ]);
    expect(source?.all).toEqual({
      accounts: 4,
      churned: 1,
      placed: 3,
      reached: 2,
      arr: [
        { currency: 'USD', amount: 900 },
        { currency: 'EUR', amount: 100 },
      ],
    });
  });

  it('stands in the order of known customers; those without a source come last', () => {
    const sources = fitBySource([
      row({ source: null, accounts: 50 }),
      row({ source: 'Few', accounts: 2 }),
      row({ source: 'Unknown', accounts: 30, verdict: null }),
      row({ source: 'Many', accounts: 3 }),
    ]);
    expect(sources.map(({ name }) => name)).toEqual(['Many', 'Few', 'Unknown', null]);
  });

  it('is found however its name is written', () => {
    const sources = fitBySource([row({ source: 'Zoë "the closer"' }), row({ source: null })]);
    expect(findSource(sources, 'zoe the CLOSER')?.name).toBe('Zoë "the closer"');
    expect(findSource(sources, NOT_SAID)?.name).toBeNull();
    expect(findSource(sources, 'else')).toBeUndefined();
  });

  it('reads a verdict that it does not know as unknown', () => {
    expect(verdictOf({ verdict: 'perfect' })).toBe('unknown');
    expect(verdictOf({ verdict: 'stretch' })).toBe('stretch');
  });
});
