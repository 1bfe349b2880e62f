import { expect, it } from 'vitest';
import { away, count, day, figure, listed, money } from '#blocks/format.ts';
import { mrkdwn } from '#blocks/text.ts';

it.for([
  [480, 'EUR', '€480'],
  [4_800, 'EUR', '€4.8k'],
  [48_000, 'EUR', '€48k'],
  [48_400, 'eur', '€48k'],
  [999_950, 'USD', '$1M'],
  [1_234_000, 'USD', '$1.2M'],
  [12_000, 'BRL', 'R$12k'],
  [12_000, 'Gold & Co', '12k Gold & Co'],
  [12_000, null, '12k'],
] as const)('%d %s is %s', ([amount, currency, text]) => {
  expect(money(amount, currency)).toBe(text);
});

it('says dates as people do', () => {
  expect(day('2026-11-24', '2026-11-23')).toBe('Tue 24 Nov');
  expect(day('2027-01-05', '2026-11-23')).toBe('5 Jan 2027');
  expect(away('2027-01-23', '2026-11-23')).toBe('in\u00A061\u00A0days');
  expect(away('2026-11-22', '2026-11-23')).toBe('yesterday');
  expect(away('2026-11-20', '2026-11-23')).toBe('3\u00A0days\u00A0ago');
  expect(away('2026-11-23', '2026-11-23')).toBe('today');
});

it('counts and lists, and no line breaks between a figure and its noun', () => {
  expect(mrkdwn`${`${count(2, 'day')}, a  b`}`.value).toBe('2\u00A0days, a b');
  expect(count(1, 'day')).toBe('1\u00A0day');
  expect(count(1200, 'day')).toBe('1,200\u00A0days');
  expect(count(2, 'person', 'people')).toBe('2\u00A0people');
  expect(figure(12_000.5)).toBe('12,000.5');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
});
