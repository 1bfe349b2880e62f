/** The health of past dates, found anew where none was kept: nothing that was kept is touched, and it may be stopped. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { BusinessDate } from '#src/base/business-date.ts';
import { rebuildSnapshots } from '#src/health/service.ts';
import { placesQuery, snapshotQuery } from '#src/health/snapshot-query.ts';
import { datesToRebuild, daysToDrop, type Stretch } from '#src/health/thinning.ts';
import { assessmentSources, assessWorkspace } from '#src/journey/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { makeMetric, makeScorecard, programFileWith, scorecardDocument } from './make-scorecard.ts';
import { makeRig, type Rig } from './rig.ts';

/** A Monday. */
const TODAY = '2026-11-23';

/** Two KPIs of the account, `a` and `b`, which count alike for 60 days. */
const TWO = scorecardDocument(
  makeScorecard({ account: 100 }, [
    makeMetric('a', 'account', 50, { maxAgeDays: 60 }),
    makeMetric('b', 'account', 50, { maxAgeDays: 60 }),
  ]),
);
const ONE = scorecardDocument(makeScorecard({ account: 100 }, [makeMetric('a', 'account', 100)]));

/** On the morning of `TODAY`. */
function rebuild(rig: Rig, stretch: Stretch, onRebuilt?: Parameters<typeof rebuildSnapshots>[4]) {
  const deps = { ...rig.deps, now: () => new Date(`${TODAY}T12:00:00Z`) };
  return rebuildSnapshots(deps, rig.workspaceId, rig.applied(), stretch, onRebuilt);
}

function daysKept(rig: Rig): Promise<BusinessDate[]> {
  return rig.deps.database.db
    .selectFrom('health_snapshot')
    .select('day')
    .distinct()
    .where('workspace_id', '=', rig.workspaceId)
    .orderBy('day')
    .execute()
    .then((rows) => rows.map(({ day }) => day));
}

onEachDatabase('the health of past dates', (use) => {
  it('is kept where there is none, with its movement, by what was known then', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.account('later', { startedOn: '2026-03-10' });
    await rig.account('gone');
    await rig.churn('gone', '2026-03-12');
    await rig.kpi('one', 'a', '2026-03-01', 80);
    await rig.kpi('one', 'a', '2026-03-12', 50);
    await rig.kpi('one', 'a', '2026-11-01', 10);
    expect(await rebuild(rig, { from: '2026-03-02', to: '2026-03-20', every: 7 })).toEqual({
      ok: true,
      dates: [
        { date: '2026-03-02', made: 2 },
        { date: '2026-03-09', made: 2 },
        { date: '2026-03-16', made: 2 },
      ],
    });
    const kept = { program_version: 1 };
    const nothing = { ...kept, score: null, movement: null };
    expect(Object.fromEntries(await rig.kept('2026-03-09'))).toEqual({
      one: { ...kept, score: 8_000, movement: 0 },
      gone: nothing,
    });
    expect(Object.fromEntries(await rig.kept('2026-03-16'))).toEqual({
      one: { ...kept, score: 5_000, movement: -3_000 },
      later: nothing,
    });
  });

  it('leaves what was kept as it is, by whichever program, and adds who is missing', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.kpi('one', 'a', '2026-11-01', 80);
    await rig.kpi('one', 'b', '2026-11-01', 20);
    await rig.snapshot('2026-11-17');
    await rig.account('two');
    await rig.account('three');
    for (const id of ['two', 'three']) await rig.kpi(id, 'a', '2026-11-01', 30);
    await rig.snapshot('2026-11-18');
    await rig.apply(programFileWith(ONE));
    await rig.account('four');
    await rig.kpi('four', 'a', '2026-11-02', 60);
    const before = await rig.kept('2026-11-18');
    // Of the week of the 16th days are kept: the first of them stands for it.
    expect(await rebuild(rig, { from: '2026-11-09', to: '2026-11-22', every: 7 })).toEqual({
      ok: true,
      dates: [
        { date: '2026-11-09', made: 4 },
        { date: '2026-11-17', made: 3 },
      ],
    });
    expect(await rig.kept('2026-11-18')).toEqual(before);
    expect(Object.fromEntries(await rig.kept('2026-11-17'))).toEqual({
      one: { score: 5_000, program_version: 1, movement: null },
      two: { score: 3_000, program_version: 2, movement: 0 },
      three: { score: 3_000, program_version: 2, movement: 0 },
      four: { score: 6_000, program_version: 2, movement: 0 },
    });
    // Every single day is asked for, as long as it is not old enough to be thinned out.
    expect(await rebuild(rig, { from: '2026-11-17', to: '2026-11-19', every: 1 })).toMatchObject({
      dates: [{ made: 0 }, { made: 1 }, { made: 4 }],
    });
    expect(await rebuild(rig, { from: '2026-11-09', to: '2026-11-22', every: 7 })).toMatchObject({
      dates: [{ made: 0 }, { made: 0 }],
    });
  });

  it('takes from no morning the movement of those whom the day’s own program scored', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    for (const id of ['one', 'two']) {
      await rig.account(id);
      await rig.kpi(id, 'a', '2026-11-01', 80);
    }
    await rig.snapshot('2026-11-16');
    await rig.apply(programFileWith(ONE));
    await rig.account('new');
    await rig.kpi('new', 'a', '2026-11-01', 80);
    await rebuild(rig, { from: '2026-11-16', to: '2026-11-22', every: 7 });
    await rig.kpi('one', 'a', '2026-11-20', 60);
    await rig.snapshot(TODAY);
    const kept = await rig.kept(TODAY);
    const movements = Object.fromEntries([...kept].map(([id, { movement }]) => [id, movement]));
    expect(movements).toEqual({ new: null, one: -2_000, two: 0 });
  });

  it('knows the place on the journey of each date, while the assessment stays that of today', async () => {
    const pace = makeMetric('pace', 'account', 100, {
      source: { kind: 'pace' },
      maxAgeDays: null,
      scores: { zeroAt: 200, hundredAt: 100 },
    });
    const rig = await makeRig(
      use(),
      programFileWith(scorecardDocument(makeScorecard({ account: 100 }, [pace]))),
    );
    const { db } = use();
    for (const id of ['one', 'nowhere']) await rig.account(id, { startedOn: '2026-01-01' });
    await db
      .updateTable('account')
      .set({ segment: null })
      .where('workspace_id', '=', rig.workspaceId)
      .where('id', '=', 'nowhere')
      .execute();
    const tick = { account_id: 'one', task_id: 'go', day: '2026-02-10', ticked_by: 'test' };
    await db
      .insertInto('task_tick')
      .values({ workspace_id: rig.workspaceId, ...tick })
      .execute();
    await assessWorkspace(rig.deps, rig.workspaceId, rig.applied().program, TODAY);
    await rebuild(rig, { from: '2026-02-05', to: '2026-02-12', every: 7 });
    const scoresOn = async (day: BusinessDate) =>
      Object.fromEntries([...(await rig.kept(day))].map(([id, { score }]) => [id, score]));
    // 35 days of the usual 30 are 116⅔ per cent; five days later its journey is finished.
    expect(await scoresOn('2026-02-05')).toEqual({ one: 8_333, nowhere: null });
    expect(await scoresOn('2026-02-12')).toEqual({ one: 10_000, nowhere: null });
    const places = await db
      .selectFrom('assessment')
      .select(['account_id', 'since'])
      .where('workspace_id', '=', rig.workspaceId)
      .execute();
    expect(places).toEqual([{ account_id: 'one', since: '2026-02-10' }]);
  });

  it('goes on where it was stopped', async () => {
    const stretch = { from: '2026-01-05', to: '2026-02-20', every: 7 };
    const rigs = [
      await makeRig(use(), programFileWith(TWO)),
      await makeRig(use(), programFileWith(TWO)),
    ] as const;
    for (const rig of rigs) {
      await rig.account('one');
      await rig.kpi('one', 'a', '2026-01-01', 80);
      await rig.kpi('one', 'a', '2026-01-20', 40);
    }
    const [stopped, whole] = rigs;
    await expect(
      rebuild(stopped, stretch, (_rebuilt, done) => {
        if (done === 3) throw new Error('stopped');
      }),
    ).rejects.toThrow('stopped');
    expect(await daysKept(stopped)).toHaveLength(3);
    const told: string[] = [];
    await rebuild(stopped, stretch, ({ date, made }, done, all) =>
      told.push(`${date} ${made} ${done}/${all}`),
    );
    expect(told.slice(2, 4)).toEqual(['2026-01-19 0 3/7', '2026-01-26 1 4/7']);
    await rebuild(whole, stretch);
    expect(await daysKept(stopped)).toHaveLength(7);
    for (const day of await daysKept(whole)) expect(await stopped.kept(day)).toEqual(await whole.kept(day));
  });

  it('scores who is Churned by its stage up to the signal that says when it left', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('left-in-may', { stage: 'Churned' });
    await rig.churn('left-in-may', '2026-05-05');
    await rebuild(rig, { from: '2026-04-27', to: '2026-05-20', every: 7 });
    expect([...(await rig.kept('2026-05-04')).keys()]).toEqual(['left-in-may']);
    expect(await rig.kept('2026-05-11')).toEqual(new Map());
  });

  it('outlives the thinning of the mornings that follow', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.snapshot('2026-03-04');
    // Every day is asked for, and of the weeks that are thinned out one day is scored, a kept one where there is one.
    await rebuild(rig, { from: '2026-02-10', to: '2026-08-20', every: 1 });
    const days = await daysKept(rig);
    expect(days.slice(0, 6)).toEqual([
      '2026-02-10',
      '2026-02-16',
      '2026-02-23',
      '2026-03-04',
      '2026-03-09',
      '2026-03-16',
    ]);
    expect(days.slice(-7)).toEqual([
      '2026-08-10',
      '2026-08-15',
      '2026-08-16',
      '2026-08-17',
      '2026-08-18',
      '2026-08-19',
      '2026-08-20',
    ]);
    await rig.snapshot(TODAY);
    expect(await daysKept(rig)).toEqual([...days, TODAY]);
  });

  it('is of days that are over, and of those alone on which somebody had started', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    const stretch = { from: '2026-11-02', to: '2026-11-22', every: 7 };
    expect(await rebuild(rig, stretch)).toEqual({ ok: true, dates: [] });
    await rig.account('one', { startedOn: '2026-11-10' });
    expect(await rebuild(rig, stretch)).toEqual({ ok: true, dates: [{ date: '2026-11-16', made: 1 }] });
    expect(await rebuild(rig, { ...stretch, to: TODAY })).toEqual({ ok: false, problem: 'not-past' });
    expect(await rebuild(rig, { ...stretch, to: '2026-11-01' })).toEqual({
      ok: false,
      problem: 'ends-before-it-begins',
    });
  });

  it('is found by the indexes alone', async () => {
    const { db, dialect } = use();
    const rig = await makeRig(use(), programFileWith(undefined));
    const { deps, workspaceId } = rig;
    const many = sql`with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < 20000)`;
    await sql`insert into account (workspace_id, id, key, name, name_key, segment, started_on, created_at, updated_at)
      ${many} select ${workspaceId}, 'a' || i, 'a' || i, 'a', 'a', 'standard', '2025-01-01', '', '' from n`.execute(
      db,
    );
    await sql`insert into churn (workspace_id, account_id, key, day)
      ${many} select ${workspaceId}, 'a' || i, 'c' || i, '2026-11-20' from n`.execute(db);
    await sql`insert into health_snapshot (workspace_id, account_id, day, program_version, coverage, metrics)
      ${many} select ${workspaceId}, 'a' || i, '2026-03-02', 1, 0, '{}' from n where i % 2 = 0`.execute(db);
    if (dialect === 'postgres') await sql`analyze`.execute(db);
    const { program } = rig.applied();
    const { journeys, scorecard } = program;
    const date = '2026-03-02';
    const range = { after: 'a1', upTo: 'a11' };
    const find = { lastSignal: false, churn: false, subscription: false, ebr: false, later: false };
    const sources = assessmentSources(
      workspaceId,
      { dialect, program, date },
      { kind: 'range', ...range },
      find,
    );
    const past = { placesIn: () => placesQuery(sources) };
    const context = { dialect, workspaceId, journeys, scorecard, trials: [], date, past, earlier: null };
    const plan = await sql<Record<string, unknown>>`
      ${sql.raw(dialect === 'sqlite' ? 'explain query plan' : 'explain')} ${snapshotQuery(context, range)}`.execute(
      db,
    );
    expect(JSON.stringify(plan.rows)).not.toMatch(
      /SCAN (a|h|own)\b|Seq Scan on (account|churn|health_snapshot)\b|Join Filter/,
    );
    // Whoever runs it while the bot does finds its assessment as it was.
    await assessWorkspace(deps, workspaceId, program, TODAY);
    const assessed = () =>
      sql`select count(*) as places, min(since) as since, sum(churned) as churned from assessment
        where workspace_id = ${workspaceId}`.execute(db);
    const { rows } = await assessed();
    expect(await rebuild(rig, { from: date, to: date, every: 7 })).toMatchObject({
      dates: [{ made: 10_000 }],
    });
    expect((await assessed()).rows).toEqual(rows);
  }, 60_000);
});

describe('the dates that are found anew', () => {
  const DAILY_FROM = '2026-08-15';
  const dates = (from: BusinessDate, to: BusinessDate, every: number, kept: BusinessDate[] = []) =>
    datesToRebuild({ from, to, every }, kept, DAILY_FROM);

  it('follow each other by the days that are asked for', () => {
    expect(dates('2026-01-07', '2026-01-29', 7)).toEqual([
      '2026-01-07',
      '2026-01-14',
      '2026-01-21',
      '2026-01-28',
    ]);
    expect(dates('2026-09-01', '2026-09-06', 2)).toEqual(['2026-09-01', '2026-09-03', '2026-09-05']);
    expect(dates('2026-09-02', '2026-09-01', 2)).toEqual([]);
  });

  it('are those of a week that is kept already', () => {
    // 5 January 2026 is a Monday.
    expect(dates('2026-01-05', '2026-01-20', 7, ['2026-01-08', '2026-01-09'])).toEqual([
      '2026-01-08',
      '2026-01-12',
      '2026-01-19',
    ]);
  });

  it('are none that thinning drops, whatever the step', () => {
    for (const every of [1, 2, 3, 5, 7]) {
      const found = dates('2025-12-03', '2026-08-14', every, ['2026-02-05', '2026-02-06']);
      const days = [...new Set([...found, '2026-02-05', '2026-02-06'])].toSorted();
      expect(daysToDrop(days)).toEqual(['2026-02-06']);
    }
  });
});
