import { describe, expect, it } from 'vitest';
import { readFunnelView, readScope } from '#src/funnel/typed.ts';
import { NO_FILTER, type EntryGroup } from '#src/funnel/domain.ts';
import { placeView, restOf } from '#src/funnel/words.ts';

const TODAY = '2026-11-23';
const SEGMENTS = [
  { id: 'standard', name: 'Standard' },
  { id: 'big-ones', name: 'Big ones since 2020' },
];
const [standard, big] = SEGMENTS;

describe('what stands behind /cs funnel', () => {
  it.each([
    ['', null, null],
    ['standard', standard, null],
    ['STANDARD', standard, null],
    ['"Standard"', standard, null],
    ['segment:standard', standard, null],
    ['Big ones since 2020', big, null],
    ['standard since 2026-08-01', standard, '2026-08-01'],
    ['standard 2026-08-01', standard, '2026-08-01'],
    ['since 1 Aug', null, '2026-08-01'],
    ['1 December', null, '2025-12-01'],
    ['since Dec 1 2024', null, '2024-12-01'],
    ['since 2026-08', null, '2026-08-01'],
    ['standard last 90 days', standard, '2026-08-25'],
    ['90 days', null, '2026-08-25'],
    ['3 months', null, '2026-08-23'],
    ['2 weeks', null, '2026-11-09'],
    ['this quarter', null, '2026-10-01'],
    ['since this year', null, '2026-01-01'],
    ['since 1 Aug 2026 standard', standard, '2026-08-01'],
    ['since 1 Aug Big ones since 2020', big, '2026-08-01'],
  ])('%s', (typed, segment, since) => {
    expect(readScope(typed, SEGMENTS, TODAY)).toEqual({ ok: true, segment, since });
  });

  it.each([
    ['stndard', { problem: 'unknown-segment', typed: 'stndard' }],
    ['stndard since 2026-08-01', { problem: 'unknown-segment', typed: 'stndard' }],
    ['standard since ever', { problem: 'unknown-date', typed: 'ever' }],
    ['since 2027-01-01', { problem: 'future-date', date: '2027-01-01' }],
    ['since tomorrow', { problem: 'unknown-date', typed: 'tomorrow' }],
    ['since 31 feb standard', { problem: 'unknown-date', typed: '31 feb standard' }],
    ['since 31 feb', { problem: 'unknown-date', typed: '31 feb' }],
  ])('%s is not understood', (typed, problem) => {
    expect(readScope(typed, SEGMENTS, TODAY)).toEqual({ ok: false, ...problem });
  });

  it.each([
    ['forecast standard', { kind: 'forecast' }, 'standard', 1],
    ['Churn', { kind: 'churn' }, '', 1],
    ['renewals page:3', { kind: 'renewals' }, '', 3],
    ['by fit standard', { kind: 'groups', by: 'fit' }, 'standard', 1],
    ['by sold-by', { kind: 'groups', by: 'sold_by' }, '', 1],
    ['by variant', { kind: 'variants' }, '', 1],
    [
      'by variant:s1:f1:later standard',
      { kind: 'variant', scenarioId: 's1', facilitatorId: 'f1', isLater: true },
      'standard',
      1,
    ],
    [
      'at:inbound/first-leads:open',
      {
        kind: 'accounts',
        place: { kind: 'milestone', id: 'first-leads', journeyId: 'inbound' },
        outcome: 'open',
        filter: NO_FILTER,
      },
      '',
      1,
    ],
    ['by variant:s1:f1', { kind: 'variant', scenarioId: 's1', facilitatorId: 'f1' }, '', 1],
    [
      'at:first-leads:open since 1 Aug',
      {
        kind: 'accounts',
        place: { kind: 'milestone', id: 'first-leads' },
        outcome: 'open',
        filter: NO_FILTER,
      },
      'since 1 Aug',
      1,
    ],
    [
      'at:first-leads page:2',
      { kind: 'accounts', place: { kind: 'milestone', id: 'first-leads' }, outcome: null, filter: NO_FILTER },
      '',
      2,
    ],
    [
      'finished:inbound:churned standard',
      { kind: 'accounts', place: { kind: 'finished', id: 'inbound' }, outcome: 'churned', filter: NO_FILTER },
      'standard',
      1,
    ],
    ['standard', { kind: 'funnel' }, 'standard', 1],
  ])('%s is a view', (typed, view, rest, page) => {
    expect(readFunnelView(typed)).toEqual({ view, rest, page });
  });

  it.each([
    { kind: 'milestone', id: 'first-leads' },
    { kind: 'milestone', id: 'first-leads', journeyId: 'inbound' },
  ] as const)('is read back as a button carries it: %j', (place) => {
    const about = { segment: big!, since: '2026-08-01' };
    const { view, rest, page } = readFunnelView(restOf(placeView(place, 'churned'), about, 4));
    expect(view).toEqual({ kind: 'accounts', place, outcome: 'churned', filter: NO_FILTER });
    expect(readScope(rest, SEGMENTS, TODAY)).toEqual({ ok: true, ...about });
    expect(page).toBe(4);
  });

  it.each<EntryGroup>([
    { by: 'fit', group: 'good_fit' },
    { by: 'sold_by', group: 'ann lee: the 2nd/éé %' },
    { by: 'sold_by', group: null },
    { by: 'segment', group: 'big-ones' },
    { by: 'variant', scenarioId: 's1', facilitatorId: 'f1', group: 'A' },
    { by: 'variant', scenarioId: 's1', facilitatorId: 'f1', group: 'A', isLater: true },
  ])('is read back with a group and its days: %j', (group) => {
    const filter = { group, window: { from: '2026-08-01', upTo: '2026-09-30' } };
    const place = { kind: 'milestone', id: 'first-leads' } as const;
    const typed = restOf(placeView(place, null, filter), { segment: standard!, since: null }, 2);
    expect(readFunnelView(typed)).toEqual({
      view: { kind: 'accounts', place, outcome: null, filter },
      rest: 'segment:standard',
      page: 2,
    });
  });

  it('is no group and no days where they can not be read', () => {
    for (const typed of ['in:%ZZ:a', 'in:weather:a', 'in:variant:s1', 'from:2026-13-01..2026-12-01'])
      expect(readFunnelView(`at:first-leads ${typed}`)).toMatchObject({
        view: { filter: NO_FILTER },
        rest: typed,
      });
  });
});
