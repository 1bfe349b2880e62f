/** Which texts tell of money. */
import { describe, expect, it } from 'vitest';
import { namesMoney } from '#src/digest/money-words.ts';

describe('a text names money', () => {
  it.each([
    'Cut the €200,000 a year that we pay the agency',
    'Cut the 200.000 € a year',
    'Save R$22k',
    'save US$ 5 per lead',
    '£275k is at stake',
    'It costs 20k€',
    'EUR 200 a month',
    'CHF 1’200',
    '1200 CHF in all',
    'Save 50k usd a year',
    'They paid 3 000 euros',
    '5 million dollars',
    'They spend 200k with us',
    '1.5M by December',
    '2 bn',
    '3 Mio. im Jahr',
    'three plans, 99 pounds each',
  ])('%s', (text) => {
    expect(namesMoney(text)).toBe(true);
  });

  it.each([
    '',
    'More leads from our own pages',
    'Publish 3 pages by 1 December 2026',
    'Reply within 24 h, 5 m from here, 10 km away',
    'Raise conversion from 40 % to 45 %',
    'All 5 teams try 2 times, top 10',
    'Release 2026.11: 3 makes, 12 max',
    'Pay in € or $',
    'The MP3 player and the M4 chip',
    'Version 2.0, 4 KPIs, 6 milestones',
    'A real 5 star',
  ])('not: %s', (text) => {
    expect(namesMoney(text)).toBe(false);
  });

  it('is told of long texts at once', () => {
    const long = '1 '.repeat(3_000);
    expect(namesMoney(long)).toBe(false);
  });
});
