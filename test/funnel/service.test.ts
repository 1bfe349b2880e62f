/** The figures of the funnel, each found a second time. */
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { readForecast, readRenewals } from '#src/funnel/forecast-service.ts';
import { readDurations, readFunnel } from '#src/funnel/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { churnRate, countsOf, figuresOf, inOrder, shareReached } from './second.ts';
import { applied, customers, entries, near, newcomers, TODAY, told, writeTeam } from './team.ts';

const TEAM = [...customers(), ...newcomers()];
const QUESTION = { date: TODAY, segment: null, since: null, horizon: 90 };

onEachDatabase('the funnel', (use) => {
  let deps: Deps;
  let workspaceId: string;
  let ids: Record<string, string>;
  beforeAll(async () => {
    deps = depsOf(use());
    workspaceId = await addWorkspace(deps);
    ids = await writeTeam(use(), workspaceId, TEAM);
  });

  describe('of a date', () => {
    it.each([TODAY, '2026-05-01', '2026-03-12', '2026-01-01'])(
      'is that of each account, on %s',
      async (date) => {
        const funnel = await readFunnel(deps, workspaceId, applied, { ...QUESTION, date });
        const all = TEAM.flatMap((account) => entries(account, date));
        const [first, second, ...others] = funnel.milestones;
        expect(near(told(first!))).toEqual(near(figuresOf(all, 1, 45)));
        expect(near(told(second!))).toEqual(near(figuresOf(all, 2, 60)));
        expect(others).toEqual([]);
        expect(funnel.after[0]).toMatchObject({ finished: all.filter(({ number }) => number === 3).length });
      },
    );

    it('is the same where assessments were kept, and one account changed since', async () => {
      const without = await readFunnel(deps, workspaceId, applied, { ...QUESTION, date: '2026-05-01' });
      await inTransaction(deps, (trx) =>
        markStale(
          trx,
          deps.database.dialect,
          workspaceId,
          Object.values(ids).map((accountId) => ({ accountId, day: '' })),
        ),
      );
      await assessWorkspace(deps, workspaceId, applied.program, TODAY);
      await inTransaction(deps, (trx) =>
        markStale(trx, deps.database.dialect, workspaceId, [{ accountId: ids['C-03']!, day: TODAY }]),
      );
      expect(await readFunnel(deps, workspaceId, applied, { ...QUESTION, date: '2026-05-01' })).toEqual(
        without,
      );
    });

    it('names the bottleneck, of those with at least ten entries', async () => {
      const all = await readFunnel(deps, workspaceId, applied, QUESTION);
      expect(all.bottleneck).toEqual({ journeyId: 'inbound', id: 'pipeline' });
      const few = await readFunnel(deps, workspaceId, applied, { ...QUESTION, segment: 'assisted' });
      expect(few.milestones.map(({ id, entered, few: isFew }) => [id, entered, isFew])).toEqual([
        ['first-leads', 8, true],
        ['pipeline', 7, true],
      ]);
      expect(few.bottleneck).toBeNull();
    });

    it('tells churn with the interval of Garwood', async () => {
      const { milestones } = await readFunnel(deps, workspaceId, applied, QUESTION);
      const [, second] = milestones;
      const rate = second!.churnPer100AccountMonths!;
      // Of 3 events the limits are 0.6187 and 8.7673.
      const hundreds = rate.accountMonths / 100;
      expect([rate.low * hundreds, rate.high * hundreds].map((limit) => limit.toFixed(4))).toEqual([
        '0.6187',
        '8.7673',
      ]);
      const own = TEAM.flatMap((account) => entries(account)).filter(({ number }) => number === 2);
      expect(rate.estimate).toBeCloseTo(churnRate(own)!, 9);
    });

    it('counts only what began since a day, and within days that others ask for', async () => {
      const since = '2026-03-20';
      const funnel = await readFunnel(deps, workspaceId, applied, { ...QUESTION, since });
      const own = TEAM.flatMap((account) => entries(account)).filter(({ enteredOn }) => enteredOn >= since);
      expect(near(told(funnel.milestones[0]!))).toEqual(near(figuresOf(own, 1, 45)));
      const [durations] = await readDurations(deps, workspaceId, applied, [
        {
          date: TODAY,
          milestoneId: 'pipeline',
          enteredFrom: '2026-03-15',
          enteredUpTo: '2026-04-10',
        },
      ]);
      const within = TEAM.flatMap((account) => entries(account)).filter(
        ({ enteredOn }) => enteredOn >= '2026-03-15' && enteredOn <= '2026-04-10',
      );
      expect(inOrder(durations!)).toEqual(countsOf(within, 2));
    });
  });

  describe('leads to the accounts', () => {
    const places = [
      {
        place: { kind: 'milestone', id: 'pipeline' },
        number: 2,
        outcomes: ['reached', 'churned', 'open', null],
      },
      { place: { kind: 'finished', id: 'inbound' }, number: 3, outcomes: ['churned', 'open', null] },
    ] as const;
    it.each(places.flatMap(({ outcomes, ...at }) => outcomes.map((outcome) => ({ ...at, outcome }))))(
      'behind each figure: $place.kind $outcome',
      async ({ place, number, outcome }) => {
        const listed: string[] = [];
        for (let offset = 0; ; offset += 4) {
          const page = await listEntries(
            deps,
            workspaceId,
            applied,
            { ...QUESTION, place, outcome },
            { limit: 4, offset },
          );
          listed.push(...page.entries.map(({ key, endedOn, days }) => `${endedOn} ${key} ${days}`));
          if (!page.hasMore) break;
        }
        const expected = TEAM.flatMap((account) =>
          entries(account)
            .filter((entry) => entry.number === number && (outcome === null || entry.outcome === outcome))
            .map(({ endedOn, days }) => `${endedOn} ${account.key} ${days}`),
        );
        expect(listed.toSorted()).toEqual(expected.toSorted());
        const ends = listed.map((line) => line.slice(0, 10));
        expect(ends).toEqual(ends.toSorted().toReversed());
      },
    );
  });

  describe('ahead', () => {
    it('is expected from those that were there before, and held against what happened', async () => {
      const forecast = await readForecast(deps, workspaceId, applied, QUESTION);
      const [first] = forecast.milestones;
      expect(first!.open).toBe(8);
      // Six are there for 10 days, two for months longer than anybody who reached it: F(40), F(70) and F(100) of six.
      const own = TEAM.flatMap((account) => entries(account)).filter(({ number }) => number === 1);
      const [known, left] = [shareReached(own, 10), 1 - shareReached(own, 10)];
      for (const { days, expected, low, high, beyond } of first!.expected) {
        const chance = (shareReached(own, 10 + days) - known) / left;
        expect(expected).toBeCloseTo(6 * chance, 9);
        expect(low).toBeLessThanOrEqual(expected);
        expect(high).toBeGreaterThanOrEqual(expected);
        expect(high).toBeLessThanOrEqual(8);
        expect(beyond).toBe(2);
      }
      const madeOn = addDays(TODAY, -90);
      expect(forecast.backtest.madeOn).toBe(madeOn);
      const open = TEAM.flatMap((account) => entries(account, madeOn)).filter(
        ({ outcome, number }) => outcome === 'open' && number < 3,
      );
      expect(forecast.backtest.milestones.reduce((sum, milestone) => sum + milestone.open, 0)).toBe(
        open.length,
      );
      expect(forecast.backtest.happened).toEqual([0, 0, 0]);
    });

    it('was held against what happened on a date at which much happened', async () => {
      const date = '2026-06-10';
      const { backtest } = await readForecast(deps, workspaceId, applied, { date, segment: null });
      const happened = [30, 60, 90].map(
        (days) =>
          TEAM.flatMap((account) => {
            const then = entries(account, backtest.madeOn).find(
              ({ outcome, number }) => outcome === 'open' && number < 3,
            );
            const now = entries(account, date).find(({ number }) => number === then?.number);
            return now?.outcome === 'reached' && daysBetween(backtest.madeOn, now.endedOn) <= days
              ? [now]
              : [];
          }).length,
      );
      expect(happened.at(-1)).toBeGreaterThan(5);
      expect(backtest.happened).toEqual(happened);
    });

    it('is set against the renewal of each account, the greatest of the late ones first', async () => {
      const page = { limit: 3, offset: 0 };
      const found = await readRenewals(deps, workspaceId, applied, QUESTION, page);
      const open = TEAM.filter((account) =>
        entries(account).some(({ outcome, number }) => outcome === 'open' && number < 3),
      );
      const renewing = open.filter(({ renewsOn }) => renewsOn !== undefined && renewsOn >= TODAY);
      expect(found.withoutRenewal).toBe(open.length - renewing.length);
      // Half of those still there after 10 days have reached it on day 30, 20 days from now: the four that renew in 200 days.
      expect(found.inTime).toBe(4);
      // Two renew before that; the others have been there for longer than anybody was followed.
      const late = renewing.filter(({ key }) => ['N-1', 'N-2'].includes(key));
      expect([found.late, found.unknown]).toEqual([late.length, renewing.length - 6]);
      expect(found.lateArr).toEqual([
        { currency: 'EUR', amount: late.reduce((sum, { arr = 0 }) => sum + arr, 0) },
      ]);
      const unknown = renewing.filter(({ key }) => key.startsWith('C-'));
      const [richest] = unknown.toSorted((a, b) => (b.arr ?? 0) - (a.arr ?? 0));
      expect(found.accounts.map(({ key, value }) => [key, value])).toEqual([
        ['N-2', 'late'],
        ['N-1', 'late'],
        [richest!.key, 'unknown'],
      ]);
      expect(found.hasMore).toBe(true);
      const last = await readRenewals(deps, workspaceId, applied, QUESTION, {
        limit: 4,
        offset: renewing.length - 4,
      });
      expect(last.accounts.map(({ key, value }) => [key, value])).toEqual(
        ['N-6', 'N-5', 'N-4', 'N-3'].map((key) => [key, 'in_time']),
      );
      expect(last.hasMore).toBe(false);
      const own = TEAM.flatMap((account) => entries(account)).filter(({ number }) => number === 1);
      const half = shareReached(own, 10) + (1 - shareReached(own, 10)) / 2;
      let likely = 11;
      while (shareReached(own, likely) < half) likely += 1;
      expect(last.accounts[0]!.likelyOn).toBe(addDays(TODAY, likely - 10));
    });
  });
});
