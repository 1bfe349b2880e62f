import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DurationCount } from '#src/stats/durations.ts';
import { cumulativeIncidence, followIncidence } from '#src/stats/incidence.ts';
import { forecastReached, isLikelyWithin, likelyIn, outlookOf, reachWithin } from '#src/stats/outlook.ts';
import { after, durations, LYMPHOBLASTIC, MYELOID } from './durations.ts';

const all = outlookOf([...LYMPHOBLASTIC, ...MYELOID]);

describe('the chance of an open account', () => {
  it('without censoring is counted: who reached it in that time, out of who was still there', () => {
    const outlook = outlookOf([...after('reached', 2, 5, 6, 9, 20), ...after('churned', 1, 7, 12)]);
    expect(reachWithin(outlook, 4, 5)).toEqual({ chance: 3 / 6, beyond: false });
    expect(reachWithin(outlook, 0, 2)).toEqual({ chance: 1 / 8, beyond: false });
    expect(reachWithin(outlook, 9, 99)).toEqual({ chance: 0.5, beyond: false });
  });

  // From the published incidences of the transplants: (F(12) − F(3)) / (1 − F(3) − G(3)).
  it('is the incidence of that time, given that it had neither reached it nor churned before', () => {
    const expected = (0.27283899 - 0.14581281) / (1 - 0.14581281 - 0.11527094);
    expect(reachWithin(all, 3, 9)?.chance).toBeCloseTo(expected, 7);
  });

  it('of a new account is the incidence', () => {
    const [at] = cumulativeIncidence([...after('reached', 4, 9), ...after('open', 3, 30)], [10]);
    const outlook = outlookOf([...after('reached', 4, 9), ...after('open', 3, 30)]);
    expect(reachWithin(outlook, 0, 10)).toEqual({ chance: at!.estimate, beyond: false });
  });

  it('is a floor where nobody was followed to the end, and unknown where nobody came so far', () => {
    const outlook = outlookOf([...after('reached', 4, 9), ...after('open', 3, 30)]);
    expect(reachWithin(outlook, 8, 40)).toEqual({ chance: expect.closeTo(0.5, 12), beyond: true });
    expect(reachWithin(outlook, 30, 10)).toEqual({ chance: 0, beyond: true });
    expect(reachWithin(outlook, 31, 10)).toBeNull();
    const ended = outlookOf([...after('reached', 4), ...after('churned', 9)]);
    expect(reachWithin(ended, 5, 100)).toEqual({ chance: 0, beyond: false });
    expect(reachWithin(ended, 9, 10)).toBeNull();
    expect(reachWithin(outlookOf([]), 0, 10)).toBeNull();
  });
});

describe('the likely day of an open account', () => {
  it('is the first on which half of those like it had reached it', () => {
    const outlook = outlookOf([
      ...after('reached', 2, 5, 6, 9),
      ...after('churned', 7),
      ...after('open', 20),
    ]);
    expect(likelyIn(outlook, 0)).toBe(6);
    expect(likelyIn(outlook, 4)).toBe(5);
    expect(likelyIn(outlook, 6)).toBeNull();
    expect(likelyIn(outlook, 20)).toBeNull();
    expect(likelyIn(outlook, 21)).toBeNull();
    expect(likelyIn(outlookOf([]), 0)).toBeNull();
  });

  it('is never one by which the chance is under a half', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 0, max: 25 }), (counts, days) => {
        const outlook = outlookOf(counts);
        const found = likelyIn(outlook, days);
        if (found === null) return;
        expect(reachWithin(outlook, days, found)!.chance).toBeGreaterThan(0.5 - 1e-9);
        expect(reachWithin(outlook, days, found - 1)!.chance).toBeLessThan(0.5);
      }),
    );
  });
});

describe('whether an account is likely there in time', () => {
  it('is not known where nobody was followed for so long, unless those who are gone decide it', () => {
    const fresh = outlookOf(after('open', 10, 10, 10));
    expect(isLikelyWithin(fresh, 10, 300)).toBeNull();
    expect(isLikelyWithin(fresh, 10, 0)).toBe(false);
    const some = outlookOf([...after('reached', 4, 5), ...after('open', 3, 30)]);
    expect(isLikelyWithin(some, 3, 2)).toBe(true);
    expect(isLikelyWithin(some, 3, 400)).toBe(true);
    expect(isLikelyWithin(some, 5, 25)).toBe(false);
    expect(isLikelyWithin(some, 5, 26)).toBeNull();
    // Two of three left: whatever the third one does, it is not the half.
    const gone = outlookOf([...after('churned', 4, 5), ...after('open', 9)]);
    expect(isLikelyWithin(gone, 3, 400)).toBe(false);
  });

  it('is so from the likely day on', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 0, max: 25 }), (counts, days) => {
        const outlook = outlookOf(counts);
        const likely = likelyIn(outlook, days);
        for (const within of [0, 1, 5, 20, 400]) {
          const isLikely = isLikelyWithin(outlook, days, within);
          expect(isLikely === true).toBe(likely !== null && likely <= within);
          const chance = reachWithin(outlook, days, within);
          if (chance !== null && !chance.beyond) expect(isLikely).not.toBeNull();
        }
      }),
    );
  });
});

describe('the forecast', () => {
  const history: DurationCount[] = Array.from({ length: 60 }, (_, index) => index + 1).flatMap((days) => [
    { outcome: 'reached', days, accounts: 4 },
    { outcome: 'churned', days, accounts: 1 },
    { outcome: 'open', days, accounts: 3 },
  ]);
  const open = [10, 20, 30, 40].map((days) => ({ days, accounts: 25 }));

  it('expects the sum of the chances', () => {
    const outlook = outlookOf(history);
    const { expected, low, high, beyond } = forecastReached(outlook, open, 15);
    const sum = open.reduce((total, { days }) => total + 25 * reachWithin(outlook, days, 15)!.chance, 0);
    expect(expected).toBeCloseTo(sum, 10);
    expect(low < expected && expected < high && beyond === 0).toBe(true);
  });

  it('holds the error of the chances: hardly any where very many went before', () => {
    const many = history.map((row) => ({ ...row, accounts: row.accounts * 10_000 }));
    const [few, sure] = [history, many].map((rows) => forecastReached(outlookOf(rows), open, 15));
    expect(few!.expected).toBeCloseTo(sure!.expected, 8);
    expect(few!.low < sure!.low && sure!.high < few!.high).toBe(true);
  });

  // B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 11: the jackknife is another way to it.
  it('has the error that the jackknife finds', () => {
    const within = 15;
    const expected = (rows: readonly DurationCount[]) =>
      forecastReached(outlookOf(rows), open, within).expected;
    const total = history.reduce((sum, { accounts }) => sum + accounts, 0);
    const left = history.map((row) => ({
      accounts: row.accounts,
      value: expected(
        history.map((other) => (other === row ? { ...row, accounts: row.accounts - 1 } : other)),
      ),
    }));
    const mean = left.reduce((sum, { accounts, value }) => sum + accounts * value, 0) / total;
    const spread = left.reduce((sum, { accounts, value }) => sum + accounts * (value - mean) ** 2, 0);
    const jackknife = Math.sqrt((spread * (total - 1)) / total);
    // What chance adds is nothing for accounts without end: the half width is then that of the error alone.
    const endless = open.map(({ days }) => ({ days, accounts: 25_000_000 }));
    const { low, high } = forecastReached(outlookOf(history), endless, within);
    expect((high - low) / 2 / 1.959964 / 1_000_000 / jackknife).toBeCloseTo(1, 1);
  });

  it('is never certain that nobody will where nobody has', () => {
    const outlook = outlookOf([...after('churned', 3), ...after('open', 5, 20, 20, 20)]);
    const { expected, low, high } = forecastReached(outlook, [{ days: 5, accounts: 10 }], 10);
    expect([expected, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(5);
  });

  it('counts those of whom it knows a floor or nothing', () => {
    const outlook = outlookOf([...after('reached', 4, 9), ...after('open', 3, 30)]);
    const some = [5, 25, 31].map((days) => ({ days, accounts: 2 }));
    expect(forecastReached(outlook, some, 10).beyond).toBe(4);
    expect(forecastReached(outlook, [], 10)).toEqual({ expected: 0, low: 0, high: 0, beyond: 0 });
    expect(forecastReached(outlookOf([]), some, 10)).toEqual({ expected: 0, low: 0, high: 0, beyond: 6 });
  });

  it('lies between nobody and everybody', () => {
    const groups = fc.array(
      fc.record({ days: fc.integer({ min: 0, max: 30 }), accounts: fc.integer({ min: 0, max: 9 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(durations, groups, fc.integer({ min: 1, max: 30 }), (counts, some, within) => {
        const { expected, low, high } = forecastReached(outlookOf(counts), some, within);
        const most = some.reduce((sum, { accounts }) => sum + accounts, 0);
        expect(0 <= low && low <= high && high <= most && expected <= most + 1e-9).toBe(true);
        expect(low <= expected + 1 && expected <= high + 1).toBe(true);
        expect(followIncidence(counts, 'reached').every(({ variance }) => variance > -1e-15)).toBe(true);
      }),
    );
  });
});
