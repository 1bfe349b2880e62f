import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DurationCount, tallyDays } from '#src/stats/durations.ts';
import { cumulativeIncidence, type End, followIncidence, incidenceCurve } from '#src/stats/incidence.ts';
import { wilson } from '#src/stats/proportion.ts';
import { after, durations, LYMPHOBLASTIC, MERCAPTOPURINE, MYELOID } from './durations.ts';

const digits = (values: number[], count: number) => values.map((value) => value.toFixed(count));
const estimates = (counts: DurationCount[], at: number[], of?: End) =>
  cumulativeIncidence(counts, at, of).map(({ estimate }) => estimate);

describe('the share that reached a milestone', () => {
  // L. Scrucca and others (2007), as scikit-survival estimates them (its tests hold all of these).
  it('is that of the transplants in two leukaemias, with ties and an outcome on day 0', () => {
    const at = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 14, 22, 26, 72];
    const all = [...LYMPHOBLASTIC, ...MYELOID];
    expect(digits(estimates(all, at), 8)).toEqual(
      `0.02857143 0.05714286 0.05714286 0.14581281 0.20492611 0.20492611 0.20492611 0.23771164 0.23771164 0.23771164
      0.27283899 0.27283899 0.27283899 0.27283899 0.27283899 0.27283899`.split(/\s+/),
    );
    expect(digits(estimates(all, at, 'churned'), 8)).toEqual(
      `0.02857143 0.05714286 0.08571429 0.11527094 0.14482759 0.17579170 0.23771992 0.27050544 0.30563279 0.34076015
      0.34076015 0.37588750 0.41101485 0.44614220 0.48126955 0.48126955`.split(/\s+/),
    );
    expect(digits(estimates(LYMPHOBLASTIC, [0, 1, 9, 12, 35]), 8)).toEqual(
      '0.05882353 0.11764706 0.11764706 0.17647059 0.17647059'.split(' '),
    );
    expect(digits(estimates(MYELOID, [2, 3, 4, 7, 8, 70]), 8)).toEqual(
      '0.00000000 0.17708333 0.29513889 0.29513889 0.36818576 0.36818576'.split(' '),
    );
    expect(digits(estimates(MYELOID, [2, 7, 10], 'churned'), 8)).toEqual(
      '0.05555556 0.12048611 0.20570747'.split(' '),
    );
  });

  // SAS PROC LIFETEST with CONFTYPE=LOGLOG: the figures against which lifelines tests its own.
  it('has the variance and the interval of SAS', () => {
    const counts = [...after('open', 1, 6), ...after('churned', 2, 3), ...after('reached', 4, 5)];
    const states = followIncidence(counts, 'reached');
    expect(
      digits(
        states.map(({ variance }) => variance),
        3,
      ),
    ).toEqual('0.000 0.000 0.000 0.032 0.048 0.048'.split(' '));
    const [fourth, fifth, sixth] = cumulativeIncidence(counts, [4, 5, 6]);
    expect(digits([fourth!.low, fourth!.high], 8)).toEqual(['0.00836904', '0.58185303']);
    expect(digits([fifth!.low, fifth!.high], 8)).toEqual(['0.05197575', '0.75281579']);
    expect(sixth).toEqual({ ...fifth, at: 6 });
  });

  // Freireich and others (1963); printed in every textbook, such as R's survfit and Kleinbaum & Klein, table 2.1.
  it('without competition is 1 − Kaplan–Meier with the standard errors of Greenwood', () => {
    const states = followIncidence(MERCAPTOPURINE, 'reached').filter(({ days }) =>
      [6, 7, 10, 13, 16, 22, 23].includes(days),
    );
    expect(
      digits(
        states.map(({ surviving }) => surviving),
        4,
      ),
    ).toEqual('0.8571 0.8067 0.7529 0.6902 0.6275 0.5378 0.4482'.split(' '));
    expect(
      digits(
        states.map(({ variance }) => Math.sqrt(variance)),
        4,
      ),
    ).toEqual('0.0764 0.0869 0.0963 0.1068 0.1141 0.1282 0.1346'.split(' '));
  });

  // R's etm: the covariances in its own tests.
  it('without open accounts has the variance of a share', () => {
    const ten = after('reached', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(
      digits(
        followIncidence(ten, 'reached').map(({ variance }) => variance),
        6,
      ),
    ).toEqual(
      '0.009 0.016 0.021 0.024 0.025 0.024 0.021 0.016 0.009 0.000'.split(' ').map((text) => `${text}000`),
    );
    const mixed = [...after('reached', 1, 3, 5, 7, 9), ...after('churned', 2, 4, 6, 8, 10)];
    for (const { share, variance } of followIncidence(mixed, 'churned'))
      expect(variance).toBeCloseTo((share * (1 - share)) / 10, 12);
  });

  // The delta method as E. Marubini, M. G. Valsecchi (1995), p. 341, and SAS write it: a sum over the days before.
  it('has the variance of the delta method, whatever is open', () => {
    fc.assert(
      fc.property(durations, (counts) => {
        const states = followIncidence(counts, 'reached');
        const tallies = tallyDays(counts);
        for (const [index, { share, variance, surviving }] of states.entries()) {
          if (surviving === 0) continue;
          let sum = 0;
          for (const [before, { atRisk, reached, churned }] of tallies.slice(0, index + 1).entries()) {
            const left = reached + churned;
            const rest = share - states[before]!.share;
            const alive = states[before - 1]?.surviving ?? 1;
            sum += (rest ** 2 * left) / (atRisk * (atRisk - left));
            sum += (alive ** 2 * reached * (atRisk - reached)) / atRisk ** 3;
            sum -= (2 * rest * alive * reached) / atRisk ** 2;
          }
          expect(variance).toBeCloseTo(sum, 10);
        }
      }),
    );
  });
});

describe('the interval of that share', () => {
  it('is never certain of a few: where nobody or everybody did, it is that of those whose outcome is known', () => {
    const none = [...after('churned', 3), ...after('open', 5, 20, 20, 20)];
    expect(cumulativeIncidence(none, [2, 10])).toEqual([
      { at: 2, ...wilson({ successes: 0, trials: 5 }), beyond: false },
      { at: 10, ...wilson({ successes: 0, trials: 4 }), beyond: false },
    ]);
    const everybody = [...after('open', 1, 2), ...after('reached', 7, 8)];
    expect(cumulativeIncidence(everybody, [8, 99])).toEqual(
      [8, 99].map((at) => ({ at, ...wilson({ successes: 2, trials: 2 }), beyond: false })),
    );
  });

  it('says where nobody was followed for so long, and leaves room for what may still come', () => {
    const counts = [...after('reached', 5, 8, 9), ...after('churned', 6), ...after('open', 3, 10, 10, 12)];
    const [then, later, never] = cumulativeIncidence(counts, [12, 13, 400]);
    expect(then).toMatchObject({ beyond: false });
    expect(later).toMatchObject({ beyond: true, estimate: then!.estimate, low: then!.low });
    const [churned] = cumulativeIncidence(counts, [12], 'churned');
    expect(later!.high).toBe(1 - churned!.low);
    expect(never).toEqual({ ...later, at: 400 });
  });

  it('ends where everybody has come to an outcome: then it is known for ever', () => {
    const counts = [...after('reached', 5, 8), ...after('churned', 6)];
    const [then, later] = cumulativeIncidence(counts, [8, 400]);
    expect(later).toEqual({ ...then, at: 400 });
    expect(then).toMatchObject({ estimate: expect.closeTo(2 / 3, 12), beyond: false });
  });

  it('is not there without accounts', () => {
    expect(cumulativeIncidence([], [30])).toEqual([]);
    expect(cumulativeIncidence([{ outcome: 'open', days: 4, accounts: 0 }], [30])).toEqual([]);
    expect(incidenceCurve([])).toEqual([]);
  });
});

describe('a curve of few', () => {
  it('has the interval of the funnel where nobody has come to the outcome', () => {
    const counts: DurationCount[] = [
      { outcome: 'open', days: 10, accounts: 4 },
      { outcome: 'open', days: 46, accounts: 3 },
    ];
    const curve = incidenceCurve(counts);
    for (const day of [0, 5, 30, 46]) {
      const { low, high } = curve.findLast(({ days }) => days <= day)!;
      expect({ low, high }).toEqual({
        low: 0,
        high: cumulativeIncidence(counts, [day])[0]!.high,
      });
    }
    // Wilson's upper bound for none of 3 is z² / (3 + z²).
    expect(curve.at(-1)).toMatchObject({ days: 46, estimate: 0, high: expect.closeTo(0.5615, 4) });
  });
});

describe('any durations', () => {
  it('rise from 0, stay in their interval and in 0 to 1, and the outcomes and the rest are the whole', () => {
    fc.assert(
      fc.property(durations, (counts) => {
        const reached = followIncidence(counts, 'reached');
        const churned = followIncidence(counts, 'churned');
        for (const [index, { share, surviving, days }] of reached.entries()) {
          expect(share).toBeGreaterThanOrEqual(reached[index - 1]?.share ?? 0);
          expect(share + churned[index]!.share + surviving).toBeCloseTo(1, 12);
          const [{ estimate, low, high } = { estimate: NaN, low: NaN, high: NaN }] = cumulativeIncidence(
            counts,
            [days],
          );
          expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true);
        }
      }),
    );
  });

  it('are the same in any order and however their rows are split', () => {
    const split = (rows: readonly DurationCount[]) =>
      rows
        .flatMap((row) => Array.from({ length: row.accounts }, () => ({ ...row, accounts: 1 })))
        .toReversed();
    fc.assert(
      fc.property(durations, (counts) => {
        expect(incidenceCurve(split(counts))).toEqual(incidenceCurve(counts));
      }),
    );
  });

  it('make a curve of steps that says what is asked for day by day', () => {
    fc.assert(
      fc.property(durations, (counts) => {
        const curve = incidenceCurve(counts);
        const last = Math.max(-1, ...counts.filter(({ accounts }) => accounts > 0).map(({ days }) => days));
        expect(curve[0]?.days ?? 0).toBe(0);
        expect(curve.at(-1)?.days ?? -1).toBe(last);
        for (let day = 0; day <= last; day += 1) {
          const step = curve.findLast(({ days }) => days <= day)!;
          expect(cumulativeIncidence(counts, [day])[0]!.estimate).toBe(step.estimate);
        }
      }),
    );
  });
});
