/** Parts of a sentence that are put together from others keep the space between them. */
import { expect, it } from 'vitest';
import { goalsLine } from '#blocks/goal-line.ts';
import { ownerLoads } from '#blocks/owner-list.ts';
import { rehearsalView } from '#blocks/rehearsal-view.ts';
import { rulesAnswer } from '#blocks/rules-view.ts';
import type { Rule } from '#src/rules/domain.ts';
import { EXAMPLE_PROGRAM } from '../program/example.ts';
import { makeRule } from '../rules/build.ts';

/** What people read of blocks, with plain spaces. */
function read(blocks: readonly object[] = []): string {
  return JSON.stringify(blocks).replaceAll('\u00A0', ' ');
}

const NOTHING = { count: 0, first: [] };

it('of more currencies than are shown', () => {
  const arr = ['EUR', 'USD', 'GBP', 'CHF'].map((currency) => ({ currency, amount: 1000 }));
  const { blocks } = ownerLoads({
    loads: [{ personId: 'P1', asLead: 1, asPartner: 0, arr }],
    total: 1,
    people: new Map(),
    page: 1,
    hasMore: false,
  });
  expect(read(blocks)).toMatch(/\S and more a year\)/);
});

it('of goals', () => {
  const measure = { kpi: null, baseline: null, target: null, by: null };
  const goal = { name: 'More leads', measure } as unknown as Parameters<typeof goalsLine>[0]['goals'][number];
  expect(goalsLine({ goals: [goal], more: true }, '2026-11-23')?.value).toContain('*More leads* and more');
});

it('of a rehearsal by health', () => {
  const { blocks } = rehearsalView({
    rule: makeRule({ kind: 'health', compare: 'below', value: 45 }),
    today: '2026-11-23',
    now: { listed: NOTHING, added: NOTHING, dropped: NOTHING },
    months: null,
    progress: { done: 0, all: 12 },
  });
  expect(read(blocks)).toContain('are over. Health is that of its newest snapshot.');
});

it('of rules: which accounts have no CTA, and where to count when the list can not', () => {
  const rule: Rule = makeRule({ kind: 'slipped', is: true });
  const off = { ...rule, id: 'off', enabled: false };
  const figures = { opened: 40, acted: 1, dismissed: 0, resolved: 0, ranOut: 39, waiting: 0 };
  const program = { ...EXAMPLE_PROGRAM, rules: [rule, { ...rule, id: 'second' }] };
  const { blocks } = rulesAnswer({
    program,
    version: 1,
    rules: [rule, off],
    page: 1,
    hasMore: false,
    underWay: new Map([[rule.id, 12]]),
    listed: new Map([[rule.id, 14]]),
    figures: new Map([rule.id, 'second'].map((id) => [id, figures])),
    canChange: true,
    done: null,
  });
  const text = read(blocks);
  expect(text).toContain('on, lists 14 accounts today, 12 CTAs under way (the others: snoozed,');
  expect(text).toContain('off; *What it would do* counts whom it would list');
  expect(text).toContain('what it asks for. 1 more like it.');
});
