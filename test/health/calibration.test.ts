/** Whether health told who leaves: counted in SQL, told with intervals, and honest where it did not. */
import { describe, it } from 'vitest';
import { calibrationAnswer } from '#blocks/health-calibration.ts';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { calibrate, type CalibrationCount } from '#src/health/calibration.ts';
import { readCalibration } from '#src/health/calibration-service.ts';
import type { Band } from '#src/health/domain.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { makeRig } from './rig.ts';

const TODAY = '2026-11-23';

const counts = (...rows: [Band | null, number, number][]): CalibrationCount[] =>
  rows.flatMap(([score, left, stayed]) => [
    { score, judgement: null, churned: true, accounts: left },
    { score, judgement: null, churned: false, accounts: stayed },
  ]);
const said = (rows: CalibrationCount[]) => JSON.stringify(calibrationAnswer(calibrate(rows)).blocks);

describe('calibration', () => {
  it('tells a signal with its interval', () => {
    const found = calibrate(counts(['red', 20, 20], ['yellow', 5, 45], ['green', 2, 98]));
    expect(found).toMatchObject({ churned: 27, kept: 163 });
    expect(found.score.signal.kind).toBe('signal');
    // Wilson of 20 in 40: centre (40 + 3.8415) / (2 × 43.8415) = 0.5, half width 1.96 × √(3.8415 + 4 × 20 × 0.5) / 87.683 = 0.148.
    expect(found.score.rows[0]).toMatchObject({ band: 'red', churned: 20, kept: 20 });
    expect(found.score.rows[0]!.share!.low).toBeCloseTo(0.352, 3);
    expect(found.score.rows[0]!.share!.high).toBeCloseTo(0.648, 3);
    const text = said(counts(['red', 20, 20], ['yellow', 5, 45], ['green', 2, 98]));
    expect(text).toContain('🔴 Red: 20 left, 20 stayed · 50 % (35 to 65 %) left');
    expect(text).toContain('of all, 14 % (10 to 20 %) left');
    expect(text).toContain(
      'It told something: of the red ones more left than of the green ones, by 48 percentage points',
    );
  });

  it('is honest where there is none, where it is the other way round, and where there are too few', () => {
    expect(said(counts(['red', 5, 45], ['green', 5, 45]))).toContain(
      'No signal: red and green can not be told apart',
    );
    expect(said(counts(['red', 2, 98], ['green', 20, 20]))).toContain('It told the opposite');
    const few = said(counts(['red', 5, 4], ['green', 5, 45]));
    expect(few).toContain('🔴 Red: 5 left, 4 stayed · too few to tell');
    expect(few).toContain('Too few to tell: at least 10 red and 10 green accounts are needed.');
    expect(said([])).toContain('there is nothing to look back at yet');
  });
});

onEachDatabase('calibration of a workspace', (use) => {
  it('takes what was said 90 days before each left, or before the date', async () => {
    const rig = await makeRig(use());
    const { db } = use();
    const workspace_id = rig.workspaceId;
    const snapshot = (account_id: string, day: BusinessDate, band: Band) =>
      db
        .insertInto('health_snapshot')
        .values({
          workspace_id,
          account_id,
          day,
          program_version: 1,
          stage: null,
          score: 5000,
          coverage: 9000,
          band,
          metrics: '{}',
          movement: null,
          moved_since: null,
        })
        .execute();
    const judgement = (account_id: string, day: BusinessDate, band: Band) =>
      db
        .insertInto('judgement')
        .values({
          workspace_id,
          id: `${account_id}${day}`,
          account_id,
          band,
          reason: 'x',
          day,
          judged_by: 'p',
          judged_at: day,
        })
        .execute();
    for (const id of ['left', 'back', 'long-gone', 'stayed', 'unscored']) await rig.account(id);
    await rig.account('young', { startedOn: addDays(TODAY, -20) });
    await rig.churn('left', '2026-10-01');
    await rig.churn('back', '2026-06-01');
    await db
      .insertInto('churn')
      .values({ workspace_id, account_id: 'back', key: 'back again', day: '2026-07-01', returned: 1 })
      .execute();
    await rig.churn('long-gone', '2025-03-01');
    // 90 days before 1 October is 3 July: the snapshot of 30 June is the newest of the week before it.
    await snapshot('left', '2026-06-20', 'green');
    await snapshot('left', '2026-06-30', 'red');
    await snapshot('left', '2026-07-04', 'green');
    await judgement('left', '2026-05-01', 'yellow');
    await judgement('left', '2026-09-01', 'red');
    // 90 days before today is 25 August.
    await snapshot('stayed', '2026-08-25', 'green');
    await judgement('stayed', '2026-08-01', 'green');
    const signals = (account_id: string, days: Record<BusinessDate, 'left' | 'back'>) =>
      db
        .insertInto('churn')
        .values(
          Object.entries(days).map(([day, what]) => ({
            workspace_id,
            account_id,
            key: `${account_id} ${day}`,
            day,
            returned: what === 'back' ? 1 : 0,
          })),
        )
        .execute();
    for (const id of ['left-once', 'came-back-late', 'not-yet-back']) await rig.account(id);
    // Signals that follow each other while it stays away: it left with the first one since it was back.
    await signals('left-once', {
      '2026-01-10': 'left',
      '2026-02-10': 'back',
      '2026-10-01': 'left',
      '2026-11-20': 'left',
    });
    await snapshot('left-once', '2026-07-01', 'red');
    // These were no customers 90 days before they left, or before today.
    await signals('came-back-late', { '2026-01-10': 'left', '2026-08-01': 'back', '2026-10-01': 'left' });
    await signals('not-yet-back', { '2026-01-10': 'left', '2026-10-01': 'back' });

    const found = await readCalibration(use(), workspace_id, TODAY);
    expect(found).toMatchObject({ churned: 2, kept: 3, base: null });
    const table = (rows: typeof found.score.rows) =>
      rows.map(({ band, churned, kept }) => [band, churned, kept]);
    expect(table(found.score.rows)).toEqual([
      ['red', 2, 0],
      ['yellow', 0, 0],
      ['green', 0, 1],
      [null, 0, 2],
    ]);
    expect(table(found.judgement.rows)).toEqual([
      ['red', 0, 0],
      ['yellow', 1, 0],
      ['green', 0, 1],
      [null, 1, 2],
    ]);
    // By what was known then, whatever was assessed since: not-yet-back had left, left and left-once had not.
    const earlier = await readCalibration(use(), workspace_id, '2026-09-30');
    expect(table(earlier.score.rows)).toEqual([
      ['red', 0, 2],
      ['yellow', 0, 0],
      ['green', 0, 0],
      [null, 1, 3],
    ]);
  });
});
