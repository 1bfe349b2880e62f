/** What the rehearsal of a rule shows of many accounts: the names that are kept, and how many more there are. */
import type { ContextBlock, SectionBlock } from '@slack/types';
import { expect, it } from 'vitest';
import { limits } from '#blocks/limits.ts';
import { rehearsalView } from '#blocks/rehearsal-view.ts';
import type { RehearsedNames } from '#src/rules/rehearsal.ts';
import { MOST_NAMES } from '#src/rules/rehearsal-service.ts';
import { makeRule } from './build.ts';

function names(count: number, name: (index: number) => string): RehearsedNames {
  const first = Array.from({ length: Math.min(count, MOST_NAMES) }, (_, index) => ({
    id: `${index}`,
    name: name(index),
    arr: 90_000,
    currency: 'EUR',
    isListed: true,
    wasListed: false,
  }));
  return { count, first };
}

function textsOf(added: RehearsedNames, dropped: RehearsedNames): string[] {
  const view = rehearsalView({
    rule: makeRule({ kind: 'slipped', is: true }),
    today: '2026-11-23',
    now: { listed: added, added, dropped },
    months: null,
    progress: { done: 0, all: 12 },
  });
  expect(view.blocks.length).toBeLessThanOrEqual(limits.modal.blocks);
  return view.blocks.flatMap((block) => {
    if (block.type === 'context')
      return (block as ContextBlock).elements.map((one) => ('text' in one ? one.text : ''));
    return (block as SectionBlock).text?.text ?? [];
  });
}

it('names the most valuable accounts and says how many more there are', () => {
  const texts = textsOf(
    names(1_240, (index) => `Account ${index}.`),
    names(7, (index) => `Dropped ${index}.`),
  );
  const all = texts.join('\n');
  expect(all).toContain('*Adds 1,240:*');
  for (let index = 0; index < MOST_NAMES; index += 1) expect(all).toContain(`Account ${index}. (`);
  expect(texts).toContain('and 940 more, none of more ARR');
  expect(all).toContain('*Drops 7:*');
  expect(texts.filter((text) => text.includes(' more, '))).toHaveLength(1);
});

it('cuts through no name, however long its signs become, and counts those for which there is no room', () => {
  const long = (index: number) => `${index}${'&'.repeat(56)}`;
  const texts = textsOf(names(MOST_NAMES, long), names(MOST_NAMES + 1, long));
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(limits.sectionText);
  expect(texts.join('').length).toBeLessThanOrEqual(limits.modal.text);
  const shown = (from: string) =>
    texts
      .slice(texts.findIndex((text) => text.includes(from)))
      .join('')
      .split(' (€').length - 1;
  const inSecond = shown('*Drops');
  const inFirst = shown('*Adds') - inSecond;
  expect(inFirst).toBeGreaterThan(50);
  expect(texts).toContain(`and ${MOST_NAMES - inFirst} more, none of more ARR`);
  expect(texts).toContain(`and ${MOST_NAMES + 1 - inSecond} more, none of more ARR`);
  const entities = texts.join('').match(/&\w*;?/g) ?? [];
  expect(new Set(entities)).toEqual(new Set(['&amp;']));
});

it('tells of all listings of the table, and of how much the intervals know', () => {
  const month = (date: string, listed: number, listedChurned: number) => ({
    date,
    accounts: 20,
    churned: 2,
    listed,
    listedChurned,
    isOver: true,
  });
  const view = rehearsalView({
    rule: makeRule({ kind: 'health', compare: 'below', value: 45 }),
    today: '2026-11-23',
    now: null,
    months: [month('2026-01-01', 0, 0), month('2026-02-02', 1, 1), month('2026-03-02', 4, 2)],
    progress: { done: 3, all: 3 },
  });
  const texts = view.blocks
    .flatMap((block) => (block as SectionBlock).text?.text ?? [])
    .join('\n')
    .replaceAll('\u00A0', ' ');
  expect(texts).toContain('Of 5 listings, 3 left within 90 days (60 %, with 95 % confidence');
  expect(texts).toContain('Of all accounts, listed or not, 6 of 60 left (10 %');
  expect(texts).toContain('the 3 dates whose 90 days are over, an account once for each.');
  expect(texts).toContain('as wide as those of 1 date.');
  expect(texts).toContain('Too few to tell');
});
