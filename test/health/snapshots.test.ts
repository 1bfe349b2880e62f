import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import {
  explainChange,
  explainHealth,
  listScores,
  listSnapshots,
  rebuildSnapshots,
  scorecardSince,
  takeSnapshots,
  trendsOf,
} from '#src/health/service.ts';
import { daysToDrop } from '#src/health/thinning.ts';
import { snapshotQuery } from '#src/health/snapshot-query.ts';
import { createDayJob } from '#src/morning/jobs.ts';
import { doMorning, rehearseMorning } from '#src/morning/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { readPortfolio } from '#src/health/portfolio-service.ts';
import { readBeside } from '#src/rules/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { failingToWrite } from '../support/plugins.ts';
import { makeMetric, makeScorecard, programFileWith, scorecardDocument } from './make-scorecard.ts';
import { makeRig } from './rig.ts';

const DAY = '2026-03-31';

/** Two KPIs of the account, `a` and `b`, which count alike for 60 days. */
const TWO = scorecardDocument(
  makeScorecard({ account: 100 }, [
    makeMetric('a', 'account', 50, { maxAgeDays: 60 }),
    makeMetric('b', 'account', 50, { maxAgeDays: 60 }),
  ]),
);
const ONE = scorecardDocument(makeScorecard({ account: 100 }, [makeMetric('a', 'account', 100)]));

onEachDatabase('the health that is kept', (use) => {
  it('is of every account that has started and not churned, and of no other workspace', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    const other = await makeRig(use(), programFileWith(TWO));
    await other.account('elsewhere');
    await rig.account('first');
    await rig.account('no-data');
    await rig.account('later', { startedOn: addDays(DAY, 1) });
    await rig.account('gone');
    await rig.churn('gone', DAY);
    await rig.kpi('first', 'a', '2026-03-30', 80);
    expect(await rig.snapshot(DAY)).toBe(2);
    expect(Object.fromEntries(await rig.kept(DAY))).toEqual({
      first: { score: 8_000, program_version: 1, movement: null },
      'no-data': { score: null, program_version: 1, movement: null },
    });
    expect(await other.kept(DAY)).toEqual(new Map());
  });

  it('stands whatever a float may hold', async () => {
    const card = scorecardDocument(
      makeScorecard({ account: 100 }, [
        makeMetric('a', 'account', 50, { scores: { zeroAt: 0, hundredAt: 1e12 } }),
        makeMetric('b', 'account', 50, { scores: { zeroAt: 0, hundredAt: -1e-9 } }),
      ]),
    );
    const rig = await makeRig(use(), programFileWith(card));
    const values = { smallest: 5e-324, below: -5e-324, greatest: 1.7e308, least: -1.7e308 };
    for (const [id, value] of Object.entries(values)) {
      await rig.account(id);
      await rig.kpi(id, 'a', DAY, value);
      await rig.kpi(id, 'b', DAY, value);
    }
    await rig.snapshot(DAY);
    const scores = [...(await rig.kept(DAY))].map(([id, { score }]) => [id, score]);
    expect(Object.fromEntries(scores)).toEqual({ smallest: 0, below: 0, greatest: 5_000, least: 5_000 });
    const { deps, workspaceId } = rig;
    for (const [id, score] of scores) {
      const found = await explainHealth(deps.database, workspaceId, rig.applied().program, String(id), DAY);
      expect(found?.score).toBe(score);
    }
  });

  it('is replaced by another run of the same day, and forgets who churned meanwhile', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('stays');
    await rig.account('goes');
    await rig.kpi('stays', 'a', '2026-03-01', 10);
    await rig.snapshot(DAY);
    await rig.kpi('stays', 'a', '2026-03-30', 90);
    await rig.churn('goes', '2026-03-30');
    await rig.apply(programFileWith(ONE));
    expect(await rig.snapshot(DAY)).toBe(1);
    expect(Object.fromEntries(await rig.kept(DAY))).toEqual({
      stays: { score: 9_000, program_version: 2, movement: null },
    });
  });

  it('of a past day is never rewritten by a changed program', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.kpi('one', 'a', '2026-03-01', 10);
    await rig.kpi('one', 'b', '2026-03-01', 30);
    await rig.snapshot(DAY);
    await rig.apply(programFileWith(ONE));
    await rig.account('new');
    expect(await rig.snapshot(DAY, addDays(DAY, 1))).toBe(0);
    expect(Object.fromEntries(await rig.kept(DAY))).toEqual({
      one: { score: 2_000, program_version: 1, movement: null },
    });
    // The same program may: what came in late is part of the day.
    await rig.apply(programFileWith(TWO, 'Changed in name alone'));
    await rig.snapshot(addDays(DAY, 1));
    await rig.kpi('one', 'b', '2026-03-30', 50);
    expect(await rig.snapshot(addDays(DAY, 1), addDays(DAY, 2))).toBe(2);
    expect((await rig.kept(addDays(DAY, 1))).get('one')?.score).toBe(3_000);
  });

  it('knows no pace of a finished journey of which a milestone slipped, on the day and of a past one', async () => {
    const pace = makeMetric('pace', 'account', 100, {
      source: { kind: 'pace' },
      maxAgeDays: null,
      scores: { zeroAt: 200, hundredAt: 100 },
    });
    const document = programFileWith(scorecardDocument(makeScorecard({ account: 100 }, [pace])));
    const rig = await makeRig(use(), document.replace('"manual": true', '"kpi": "leads", "at_least": 10'));
    for (const id of ['finished', 'slipped']) await rig.account(id, { startedOn: '2026-01-01' });
    await rig.kpi('finished', 'leads', '2026-02-01', 12);
    await rig.kpi('slipped', 'leads', '2026-02-01', 12);
    await rig.kpi('slipped', 'leads', '2026-03-01', 8);
    await rig.snapshot(DAY);
    const scoresOn = async (day: string) =>
      Object.fromEntries([...(await rig.kept(day))].map(([id, { score }]) => [id, score]));
    expect(await scoresOn(DAY)).toEqual({ finished: 10_000, slipped: null });
    const past = addDays(DAY, -7);
    const stretch = { from: '2026-02-10', to: past, every: 42 };
    await rebuildSnapshots(rig.deps, rig.workspaceId, rig.applied(), stretch);
    expect(await scoresOn('2026-02-10')).toEqual({ finished: 10_000, slipped: 10_000 });
    expect(await scoresOn(past)).toEqual({ finished: 10_000, slipped: null });
    const explained = (id: string) =>
      explainHealth(rig.deps.database, rig.workspaceId, rig.applied().program, id, DAY);
    expect(await explained('finished')).toMatchObject({ score: 10_000 });
    expect(await explained('slipped')).toMatchObject({ score: null });
  });

  it('tells since when the scorecard is the present one, whatever else of the program changed', async () => {
    const rig = await makeRig(use(), programFileWith(ONE));
    await rig.account('one');
    await rig.kpi('one', 'a', '2026-03-20', 80);
    const { database } = rig.deps;
    const since = async (from: string) => {
      const scores = await listScores(database.db, rig.workspaceId, 'one', DAY, 90);
      const compared = scores.filter(({ day }) => day >= from);
      return scorecardSince(database.db, rig.workspaceId, rig.applied(), compared, DAY);
    };
    await rig.snapshot(addDays(DAY, -9));
    await rig.snapshot(addDays(DAY, -8));
    expect(await since('2026-01-01')).toBeNull();
    await rig.apply(programFileWith(TWO));
    expect(await since('2026-01-01')).toBe(DAY);
    await rig.snapshot(addDays(DAY, -5));
    await rig.apply(programFileWith(TWO, 'Changed in name alone'));
    await rig.snapshot(addDays(DAY, -1));
    expect(await since('2026-01-01')).toBe(addDays(DAY, -5));
    expect(await since(addDays(DAY, -5))).toBeNull();
  });

  it('tells the movement since the week before, and its causes', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.kpi('one', 'a', '2026-03-01', 80);
    await rig.kpi('one', 'b', '2026-02-01', 20);
    // Twelve days before: of the days after it, up to a week before, none was kept.
    await rig.snapshot(addDays(DAY, -9));
    await rig.snapshot(addDays(DAY, -3));
    await rig.kpi('one', 'a', '2026-03-30', 60);
    // By then b is 61 days old, which is a day too many.
    expect((await rig.kept(addDays(DAY, -9))).get('one')).toMatchObject({ score: 5_000, movement: null });
    const date = addDays(DAY, 3);
    await rig.snapshot(date);
    // a: (60 + 20) / 2 = 40 instead of 50, which is the movement; b gone: 60.
    expect((await rig.kept(date)).get('one')).toMatchObject({ score: 6_000, movement: -1_000 });
    const { database } = rig.deps;
    const health = await explainHealth(database, rig.workspaceId, rig.applied().program, 'one', date);
    const change = await explainChange(database.db, rig.workspaceId, rig.applied(), 'one', health!, 7);
    expect(change).toMatchObject({
      since: addDays(DAY, -9),
      from: 5_000,
      difference: 1_000,
      movement: -1_000,
    });
    expect(change!.moves.map(({ reason, metric, points }) => [reason, metric?.id, points])).toEqual([
      ['worse', 'a', -1_000],
      ['went_missing', 'b', 2_000],
    ]);
    expect(await explainChange(database.db, rig.workspaceId, rig.applied(), 'one', health!, 30)).toBeNull();
  });

  it('tells of a change across two scorecards by the earlier one', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.kpi('one', 'a', '2026-03-01', 80);
    await rig.kpi('one', 'b', '2026-03-01', 20);
    await rig.snapshot(addDays(DAY, -7));
    await rig.kpi('one', 'a', '2026-03-30', 60);
    await rig.apply(programFileWith(ONE));
    await rig.snapshot(DAY);
    // By the earlier weights (60 + 20) / 2 = 40 instead of 50; by the new ones a alone is 60.
    expect((await rig.kept(DAY)).get('one')).toEqual({ score: 6_000, program_version: 2, movement: -1_000 });
    const { database } = rig.deps;
    const health = await explainHealth(database, rig.workspaceId, rig.applied().program, 'one', DAY);
    const change = await explainChange(database.db, rig.workspaceId, rig.applied(), 'one', health!, 7);
    expect(change!.moves.map(({ reason, points }) => [reason, points])).toEqual([
      ['worse', -1_000],
      ['weights_changed', 2_000],
    ]);
  });

  it('is listed per account with its trend, and thinned out to one day a week after 100 days', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    await rig.kpi('one', 'a', '2025-12-01', 30);
    const first = '2025-12-08';
    for (let ahead = 0; ahead < 12; ahead += 1) await rig.snapshot(addDays(first, ahead));
    const { db } = rig.deps.database;
    const days = async (date: string, count: number) =>
      (await listSnapshots(db, rig.workspaceId, 'one', date, count)).map(({ day }) => day.slice(5));
    expect(await days('2025-12-19', 3)).toEqual(['12-17', '12-18', '12-19']);
    // 2026-03-24 is 100 days after Tuesday, 16 December: what lies before it is thinned out.
    await rig.snapshot('2026-03-26');
    expect(await days('2026-03-26', 365)).toEqual([
      '12-08',
      '12-15',
      '12-16',
      '12-17',
      '12-18',
      '12-19',
      '03-26',
    ]);
    const snapshots = await listSnapshots(db, rig.workspaceId, 'one', '2025-12-19', 30);
    expect(trendsOf(snapshots, '2025-12-19', 4_500, [2, 7, 30])).toEqual([
      { days: 2, since: '2025-12-17', difference: 1_500 },
      { days: 7, since: '2025-12-08', difference: 1_500 },
      { days: 30, since: null, difference: null },
    ]);
  });

  it('is kept by the morning before the rules ask for it, and by a rehearsal not at all', async () => {
    const document = JSON.parse(programFileWith(TWO)) as object;
    const rule = {
      id: 'low-health',
      name: 'Low health',
      when: { health: { below: 40 } },
      then: { cta: 'check_in', due_in_business_days: 3, repeat_after_days: 30 },
    };
    const rig = await makeRig(
      use(),
      JSON.stringify({ ...document, rules: [rule, { id: 'ebr-same-milestone-3-months', enabled: false }] }),
    );
    await rig.account('low');
    await rig.account('high');
    await rig.account('unknown');
    await rig.kpi('low', 'a', '2026-03-30', 39.4);
    await rig.kpi('high', 'a', '2026-03-30', 39.5);
    const { deps, workspaceId } = rig;
    const rehearsed = await rehearseMorning(deps, workspaceId, rig.applied(), DAY);
    expect(await rig.kept(DAY)).toEqual(new Map());
    const { list } = await doMorning(deps, workspaceId, rig.applied(), DAY);
    expect(await rig.kept(DAY)).toHaveProperty('size', 3);
    const lowHealth = (made: typeof list) =>
      made.rows.filter(({ ruleId }) => ruleId === 'low-health').map(({ accountName }) => accountName);
    expect(lowHealth(list)).toEqual(['low']);
    expect(lowHealth(rehearsed)).toEqual(['low']);
    const why = list.rows.find(({ ruleId }) => ruleId === 'low-health')!.listedBy[0]!.clauses;
    expect(why).toMatchObject([{ clause: 'health below 40', actual: 'health 39', holds: true }]);
  });

  it('is kept on every day on which no morning is posted', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    await rig.account('one');
    const work = { ...rig.deps, programs: createProgramSource() };
    const job = createDayJob(work, async () => [{ workspaceId: rig.workspaceId }]);
    await job.run(new Date('2026-03-31T05:00:00Z'));
    expect(await rig.kept(DAY)).toHaveProperty('size', 1);
    const posts = { morning: { channel: 'cs', at: '08:30', days: ['wed', 'fri'] } };
    await rig.apply(JSON.stringify({ ...(JSON.parse(programFileWith(TWO)) as object), posts }));
    const kept: string[] = [];
    for (const date of ['2026-04-01', '2026-04-02', '2026-04-03', '2026-04-04', '2026-04-05']) {
      await job.run(new Date(`${date}T05:00:00Z`));
      if ((await rig.kept(date)).size > 0) kept.push(date);
    }
    // Wednesday and Friday have their mornings.
    expect(kept).toEqual(['2026-04-02', '2026-04-04', '2026-04-05']);
  });

  it('of a day is read once the last account is scored, and until then that of the day before', async () => {
    const rig = await makeRig(use(), programFileWith(TWO));
    const { deps, workspaceId } = rig;
    await rig.account('one');
    await rig.account('two');
    await rig.kpi('one', 'a', '2026-03-29', 39);
    await rig.snapshot('2026-03-30');
    await rig.kpi('one', 'a', DAY, 80);
    const { db } = deps.database;
    const crashed = {
      ...deps,
      database: { ...deps.database, db: db.withPlugin(failingToWrite('health_day')) },
    };
    await expect(takeSnapshots(crashed, workspaceId, rig.applied(), DAY)).rejects.toThrow('the power went');
    expect(await rig.kept(DAY)).toHaveProperty('size', 2);
    const page = { limit: 5, offset: 0, today: DAY };
    const day = async () =>
      (await readPortfolio(db, workspaceId, rig.applied(), { segment: null, band: null }, page))?.day;
    const health = async () => (await readBeside(db, workspaceId, 'one', DAY)).health;
    expect([await day(), await health()]).toEqual(['2026-03-30', 3900]);
    await takeSnapshots(deps, workspaceId, rig.applied(), DAY);
    expect([await day(), await health()]).toEqual([DAY, 8000]);
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
    await sql`insert into touchpoint (workspace_id, id, account_id, persona, day, kind, logged_by, logged_at)
      ${many} select ${workspaceId}, 't' || i, 'a' || i, 'user', '2026-03-20', 'call', '', '' from n`.execute(
      db,
    );
    await sql`insert into survey_answer (workspace_id, id, account_id, survey, persona, value, day, answered_by, answered_at)
      ${many} select ${workspaceId}, 's' || i, 'a' || i, 'user-work', 'user', 4, '2026-03-20', '', '' from n`.execute(
      db,
    );
    await sql`insert into assessment (workspace_id, account_id, journey_id, working_on, position, since, reached, churned)
      ${many} select ${workspaceId}, 'a' || i, 'j1', 'm1', 1, '2026-03-01', '[]', 0 from n`.execute(db);
    if (dialect === 'postgres') await sql`analyze`.execute(db);
    const earlierDay = addDays(DAY, -7);
    expect(await takeSnapshots(deps, workspaceId, rig.applied(), earlierDay)).toBe(20_000);
    if (dialect === 'postgres') await sql`analyze health_snapshot`.execute(db);
    const { journeys, scorecard } = rig.applied().program;
    const earlier = { day: earlierDay, programVersion: 1, scorecard };
    const trials = ['trial'];
    const context = { dialect, workspaceId, journeys, scorecard, trials, date: DAY, past: null, earlier };
    const plan = await sql<Record<string, unknown>>`
      ${sql.raw(dialect === 'sqlite' ? 'explain query plan' : 'explain')}
      ${snapshotQuery(context, { after: 'a1', upTo: 'a11' })}`.execute(db);
    const text = JSON.stringify(plan.rows);
    // The other aliases stand for sub-selects, which are walked through.
    expect(text).not.toMatch(
      /SCAN (a|c|e|k|t|p|b)\b|Seq Scan on (account|touchpoint|survey_answer|assessment|health_snapshot)\b/,
    );
  }, 60_000);
});

describe('thinning out', () => {
  it('keeps the first day of each week, Monday or not', () => {
    // 2025-12-08 is a Monday.
    expect(
      daysToDrop(['2025-12-05', '2025-12-07', '2025-12-08', '2025-12-09', '2025-12-16', '2025-12-17']),
    ).toEqual(['2025-12-07', '2025-12-09', '2025-12-17']);
    expect(daysToDrop([])).toEqual([]);
  });
});
