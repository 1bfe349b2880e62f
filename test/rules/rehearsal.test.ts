/** The rehearsal of a rule: what it says is what the next morning lists, and the look back counts each leaving once. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { inRehearsal } from '#src/db/rehearsal.ts';
import { markStale } from '#src/journey/service.ts';
import { doMorning } from '#src/morning/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { Rule } from '#src/rules/domain.ts';
import { backtestDates, judgeBacktest, unknownInPast, type BacktestMonth } from '#src/rules/rehearsal.ts';
import { backtest, rehearseToday } from '#src/rules/rehearsal-service.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { conditions } from './arbitraries.ts';
import { runs } from '../support/fuzz.ts';

const THEN = {
  cta: 'check_in',
  priority: 'low',
  dueInBusinessDays: 1,
  owner: 'lead',
  repeatAfterDays: 0,
} as const;

onEachDatabase('a rehearsal', (use) => {
  let day: CsDay;
  let applied: AppliedProgram;
  beforeAll(async () => {
    day = await startDay(use());
    applied = (await createProgramSource().load(use().db, day.workspaceId))!;
  });
  afterAll(() => day.stop());

  it('names the accounts that the morning of the date lists', async () => {
    const dates = fc.constantFrom(TODAY, '2026-12-15', '2027-02-01');
    await fc.assert(
      fc.asyncProperty(conditions, dates, async (when, date) => {
        // Health of a later date is not known before its morning.
        fc.pre(date === TODAY || unknownInPast(when).every((what) => what !== 'health'));
        const rule: Rule = { id: 'tried', name: 'Tried', enabled: true, when, then: THEN };
        const { program } = applied;
        const said = await rehearseToday(
          day.deps,
          day.workspaceId,
          program,
          { before: null, after: rule },
          date,
        );
        const listed = await inRehearsal(day.deps, async (deps) => {
          const { db, dialect } = deps.database;
          const accounts = Object.values(day.accounts).map((accountId) => ({ accountId, day: '' }));
          await inTransaction(deps, (trx) => markStale(trx, dialect, day.workspaceId, accounts));
          const tried = { ...applied, program: { ...program, rules: [rule] } };
          await doMorning(deps, day.workspaceId, tried, date);
          const rows = await db
            .selectFrom('cta')
            .select('account_id')
            .where('workspace_id', '=', day.workspaceId)
            .where('rule_id', '=', 'tried')
            .execute();
          return rows.map(({ account_id }) => account_id);
        });
        expect(said.added.first.map(({ id }) => id).toSorted()).toEqual(listed.toSorted());
        expect(said).toMatchObject({ listed: { count: listed.length }, dropped: { count: 0 } });
      }),
      { numRuns: runs(25) },
    );
  });

  it('looks back with what was known then, and says who left', async () => {
    // Globex reached its milestone on 14 Sep; on 1 Jul it was at the first one since 1 Mar, as Bluebird since 2 May.
    const { db } = use();
    await db
      .insertInto('churn')
      .values({
        workspace_id: day.workspaceId,
        account_id: day.accounts['B-1']!,
        day: '2026-08-20',
        returned: 0,
        key: 'left',
      })
      .execute();
    const when = { kind: 'days_at_milestone', moreThan: 45 } as const;
    const months = await backtest(day.deps, day.workspaceId, applied.program, { when }, TODAY);
    expect(months.map(({ date }) => date)).toEqual(backtestDates(TODAY));
    const on = (date: string) => months.find((month) => month.date === date);
    expect(on('2026-07-01')).toEqual({
      date: '2026-07-01',
      accounts: 3,
      churned: 1,
      listed: 2,
      listedChurned: 1,
      isOver: true,
    });
    // Gone by then, it is neither listed nor there.
    expect(on('2026-09-01')).toMatchObject({ accounts: 3, churned: 0, isOver: false });
  });
});

describe('the look back', () => {
  it('takes the first working day of each of the last twelve months', () => {
    expect(backtestDates('2026-11-23')).toEqual([
      '2025-12-01',
      '2026-01-01',
      '2026-02-02',
      '2026-03-02',
      '2026-04-01',
      '2026-05-01',
      '2026-06-01',
      '2026-07-01',
      '2026-08-03',
      '2026-09-01',
      '2026-10-01',
      '2026-11-02',
    ]);
    // On Sunday the 1st that month's day has not come.
    expect(backtestDates('2026-11-01').at(-1)).toBe('2026-10-01');
  });

  const month = (date: string, listed: number, listedChurned: number, others = 200, othersChurned = 10) =>
    ({
      date,
      accounts: listed + others,
      churned: listedChurned + othersChurned,
      listed,
      listedChurned,
      isOver: true,
    }) satisfies BacktestMonth;

  it('counts all months that are over, and for the intervals as many as do not overlap', () => {
    const months = [month('2026-01-01', 20, 10), month('2026-02-02', 20, 10), month('2026-04-01', 20, 10)];
    // 1 Jan + 90 days is 1 Apr: two of three, so 40 listings; (20 + 1.92) / (40 + 3.84) = 0.5, half width 0.1480.
    const verdict = judgeBacktest(months);
    expect(verdict).toMatchObject({
      dates: 3,
      windows: 2,
      listed: 60,
      listedChurned: 30,
      accounts: 660,
      churned: 60,
      share: { estimate: 0.5 },
      tells: 'more',
    });
    expect(verdict.share?.low).toBeCloseTo(0.352, 3);
    expect(verdict.base?.estimate).toBeCloseTo(60 / 660, 6);
  });

  it('leaves out no listing whose days are over, whichever months they fall in', () => {
    const none = (date: string) => month(date, 0, 0, 40, 3);
    const months = [
      none('2025-12-01'),
      none('2026-01-01'),
      month('2026-02-02', 1, 1, 40, 3),
      none('2026-03-02'),
      month('2026-04-01', 2, 1, 40, 3),
    ];
    expect(judgeBacktest(months)).toMatchObject({
      dates: 5,
      windows: 2,
      listed: 3,
      listedChurned: 2,
      tells: 'too-few',
    });
  });

  it('says too few, no difference, more or fewer', () => {
    expect(judgeBacktest([month('2026-01-01', 9, 5)]).tells).toBe('too-few');
    expect(judgeBacktest([month('2026-01-01', 40, 1, 40, 2)]).tells).toBe('too-few');
    expect(judgeBacktest([month('2026-01-01', 40, 2)]).tells).toBe('no-difference');
    expect(judgeBacktest([month('2026-01-01', 40, 12)]).tells).toBe('more');
    expect(judgeBacktest([month('2026-01-01', 200, 1, 200, 60)]).tells).toBe('fewer');
    expect(judgeBacktest([{ ...month('2026-01-01', 40, 12), isOver: false }])).toMatchObject({
      dates: 0,
      windows: 0,
      share: null,
      tells: 'too-few',
    });
  });

  it('puts Wilson intervals around both shares', () => {
    // 12 of 40 at 95 %: centre (12 + 1.92) / (40 + 3.84) = 0.3175, half width 0.1365.
    const { share, base } = judgeBacktest([month('2026-01-01', 40, 12)]);
    expect(share?.low).toBeCloseTo(0.1808, 3);
    expect(share?.high).toBeCloseTo(0.4543, 3);
    expect(base?.estimate).toBeCloseTo(22 / 240, 6);
  });
});
