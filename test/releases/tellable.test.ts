/** Which releases are told, and in which order; by hand. */
import { describe, expect, it } from 'vitest';
import { tellableText } from '#blocks/release-effect.ts';
import { addDays } from '#src/base/business-date.ts';
import type { ProgramMilestone } from '#src/program/domain.ts';
import type { Release } from '#src/releases/domain.ts';
import { sortReleases } from '#src/releases/tellable.ts';

const TODAY = '2026-11-30';
const ago = (days: number) => addDays(TODAY, -days);
const milestones: ProgramMilestone[] = [
  { id: 'slow', name: 'Slow', usualDays: 60, journeys: [] },
  { id: 'quick', name: 'Quick', usualDays: 10, journeys: [] },
];

function release(name: string, day: string, milestoneId = 'slow'): Release {
  const about = { changed: '', expected: 5, retiredAt: null, version: 1 };
  return {
    ...about,
    id: name,
    name,
    day,
    milestoneId,
    createdBy: '',
    createdAt: '',
    updatedBy: '',
    updatedAt: '',
  };
}

const sorted = (...releases: Release[]) => {
  const { told, early } = sortReleases(releases, milestones, { from: ago(91), date: TODAY });
  return { told: told.map(({ name }) => name), early: early.map(({ name }) => name) };
};

describe('releases of a team that ships each week', () => {
  it('are told by when they could be told, however many are too early', () => {
    const weekly = Array.from({ length: 8 }, (_, week) => release(`w${week}`, ago(week * 7)));
    const { told, early } = sorted(...weekly, release('verdict', ago(63)), release('older', ago(150)));
    expect(told).toEqual(['verdict', 'older']);
    expect(early).toHaveLength(8);
    expect(early[0]).toBe('w0');
  });

  it('come first where they got a verdict last, whichever is newer', () => {
    expect(sorted(release('quick', ago(40), 'quick'), release('slow', ago(61))).told).toEqual([
      'slow',
      'quick',
    ]);
  });

  it('can be told on the day on which the first entries had their usual days, and for a quarter', () => {
    expect(sorted(release('now', ago(60)))).toEqual({ told: ['now'], early: [] });
    expect(sorted(release('tomorrow', ago(59))).early).toEqual(['tomorrow']);
    expect(sorted(release('last', ago(151))).told).toEqual(['last']);
    expect(sorted(release('old', ago(152)))).toEqual({ told: [], early: [] });
  });

  it('come last where the program has their milestone no more', () => {
    expect(sorted(release('lost', ago(1), 'gone'), release('told', ago(80))).told).toEqual(['told', 'lost']);
    expect(sorted(release('long lost', ago(100), 'gone')).told).toEqual([]);
  });
});

it('says from when on it can be told, and what it takes that is not there yet', () => {
  const told = (before: number, since: number) =>
    tellableText({ from: '2026-12-29', began: { before, since } }, TODAY).value;
  expect(told(10, 10)).toBe('from Tue 29 Dec');
  expect(told(11, 2)).toBe('from Tue 29 Dec, if 10 begin by then; 2 so far');
  expect(told(9, 12)).toBe(
    'from Tue 29 Dec at the earliest: it takes 10 that began before it and 10 since, and there are 9 and 12 so far',
  );
});
