/** What a day does to plays, on both databases: signals that end steps, causes that are gone, and missing data. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { askedMetrics, type DoneWhen } from '#src/plays/domain.ts';
import { startRuns } from '#src/plays/run-service.ts';
import { countWaiting } from '#src/plays/service.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { insertAccounts, insertSignals } from '../support/signals.ts';
import {
  createPlayWorld,
  LEAD,
  metricOf,
  PARTNER,
  playOf,
  scorecardOf,
  TODAY,
  type PlayWorld,
} from './rig.ts';
import { runs } from '../support/fuzz.ts';

const SUNDAY = '2026-11-22';
const TUESDAY = '2026-11-24';
const WEDNESDAY = '2026-11-25';

onEachDatabase('a day', (use) => {
  describe('ends a step by itself', () => {
    const signals: [DoneWhen, (world: PlayWorld, account: string, day: string) => Promise<void>, string][] = [
      [
        { kind: 'event', names: ['published', 'shared'] },
        (world, account, day) => world.event(account, 'shared', day),
        '“shared” was seen on 24 Nov',
      ],
      [
        { kind: 'kpi', kpi: 'leads', bound: 'at_least', value: 5 },
        (world, account, day) => world.kpi(account, 'leads', day, 5),
        '“leads” was 5 or more on 24 Nov',
      ],
      [
        { kind: 'kpi', kpi: 'tickets', bound: 'at_most', value: 2 },
        (world, account, day) => world.kpi(account, 'tickets', day, 1.5),
        '“tickets” was 2 or less on 24 Nov',
      ],
      [
        { kind: 'touchpoint', persona: 'decision_maker' },
        (world, account, day) => world.touch(account, 'decision_maker', day),
        'somebody spoke with a decision maker on 24 Nov',
      ],
      [
        { kind: 'fresh', metric: 'm.1-x' },
        (world, account, day) => world.snapshot(account, day, ['m.1-x']),
        '“Metric m.1-x” has had fresh data since 24 Nov',
      ],
      [{ kind: 'ebr_held' }, (world, account, day) => world.hold(account, day), 'an EBR was held on 24 Nov'],
    ];

    it.each(signals)('%j, from the day on which the play started', async (doneWhen, give, words) => {
      const world = await createPlayWorld(use());
      world.setProgram({ scorecard: scorecardOf([metricOf('m.1-x', null)]) });
      const account = await world.account();
      await world.start(account, playOf('p', ['lead', doneWhen], ['lead']));
      await give(world, account, SUNDAY);
      await world.kpi(account, 'leads', TUESDAY, 4.9);
      await world.kpi(account, 'tickets', TUESDAY, 2.1);
      await world.touch(account, 'user', TUESDAY);
      await world.snapshot(account, TODAY, ['other']);
      expect(await world.day(TUESDAY)).toMatchObject({ stepsSeen: 0 });
      await give(world, account, TUESDAY);
      expect(await world.day(TODAY)).toMatchObject({ stepsSeen: 0 });
      expect(await world.day(WEDNESDAY)).toMatchObject({ stepsSeen: 1 });
      expect(await world.day(WEDNESDAY)).toMatchObject({ stepsSeen: 0 });
      expect((await world.run(account)).steps).toMatchObject([
        { state: 'done', doneBy: 'milepost', doneOn: WEDNESDAY, reason: `done by itself: ${words}` },
        { state: 'open' },
      ]);
      expect(await world.ctas(account)).toMatchObject([
        { state: 'resolved', reason: `done by itself: ${words}` },
        { state: 'open', title: 'Step 2 (Play p, 2 of 2)' },
      ]);
    });

    it('and those after it whose signal was seen too, to the end of the run', async () => {
      const world = await createPlayWorld(use());
      const account = await world.account();
      const touched: DoneWhen = { kind: 'touchpoint', persona: 'user' };
      await world.start(account, playOf('p', ['lead', touched], ['partner', touched], ['leader', touched]));
      await world.touch(account, 'user', TODAY);
      expect(await world.day()).toMatchObject({ stepsSeen: 3 });
      expect(await world.run(account)).toMatchObject({ state: 'done', closedBy: 'milepost' });
      expect((await world.ctas(account)).map(({ state }) => state)).toEqual([
        'resolved',
        'resolved',
        'resolved',
      ]);
    });

    it('for more runs than one statement takes', async () => {
      const world = await createPlayWorld(use());
      const { deps, workspaceId } = world;
      const { db } = deps.database;
      const play = playOf('p', ['lead', { kind: 'event', names: ['e'] }]);
      const accounts = Array.from({ length: 1_001 }, (_, index) => `many-${index}`);
      const data = accounts.map((id) => ({
        id,
        startedOn: '2026-01-01',
        events: [{ name: 'e', day: TODAY, count: 1 }],
      }));
      await insertAccounts(db, workspaceId, data);
      await insertSignals(deps.database, workspaceId, data);
      const starts = accounts.map((accountId) => ({ accountId, cause: 'rule' as const, causeId: 'r' }));
      const context = { by: 'milepost', date: TODAY, programVersion: 3, quietSince: null };
      const started = await inTransaction(deps, (trx) =>
        startRuns(deps, trx, workspaceId, play, starts, context),
      );
      expect(started.runs).toHaveLength(1_001);
      expect(await world.day()).toMatchObject({ stepsSeen: 1_001 });
      const open = await db
        .selectFrom('play_run')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('state', '=', 'open')
        .execute();
      expect(open).toEqual([]);
    });
  });

  it('stops what runs on accounts that have churned', async () => {
    const world = await createPlayWorld(use());
    const account = await world.account();
    await world.start(account, playOf('p', ['lead']));
    await letLeave(world.deps.database, account);
    expect(await world.day()).toMatchObject({ ended: 1 });
    expect(await world.run(account)).toMatchObject({ state: 'stopped', reason: 'the account has churned' });
    expect((await world.ctas(account)).map(({ state }) => state)).toEqual(['resolved']);
  });

  describe('starts the play of a metric without fresh data', () => {
    const PLAY = playOf('hear', ['lead'], ['lead']);

    async function withMetrics(change: Parameters<typeof metricOf>[2] = {}) {
      const world = await createPlayWorld(use());
      world.setProgram({
        plays: [PLAY, playOf('other', ['lead'])],
        scorecard: scorecardOf([
          metricOf('talk', 'hear', change),
          metricOf('use', 'hear'),
          metricOf('free', null),
        ]),
      });
      return world;
    }

    it('for its lead, once, with the metric as its cause', async () => {
      const world = await withMetrics();
      const account = await world.account();
      await world.snapshot(account, SUNDAY, ['use']);
      expect(await world.day()).toMatchObject({ started: 1 });
      expect(await world.day()).toMatchObject({ started: 0 });
      expect(await world.run(account)).toMatchObject({
        playId: 'hear',
        cause: 'missing_data',
        causeId: 'talk',
        startedBy: 'milepost',
      });
      expect(await world.ctas(account)).toMatchObject([{ owner: LEAD }]);
    });

    it('not while it is quiet after a run, and again afterwards', async () => {
      const world = await withMetrics();
      world.setProgram({ missingData: { atMostPerPersonAndDay: 10, quietDays: 2 } });
      const account = await world.account();
      await world.snapshot(account, TODAY, []);
      await world.day();
      await world.stop(await world.run(account), 'not now');
      await world.snapshot(account, WEDNESDAY, []);
      expect(await world.day(TUESDAY)).toMatchObject({ started: 0 });
      expect(await world.day(WEDNESDAY)).toMatchObject({ started: 1 });
    });

    it('and ends it when the data are fresh again', async () => {
      const world = await withMetrics();
      const account = await world.account();
      await world.snapshot(account, SUNDAY, []);
      await world.day();
      await world.snapshot(account, TUESDAY, ['use']);
      expect(await world.day(TUESDAY)).toMatchObject({ ended: 0 });
      await world.snapshot(account, WEDNESDAY, ['talk', 'use']);
      expect(await world.day(WEDNESDAY)).toMatchObject({ ended: 1, started: 0 });
      expect(await world.run(account)).toMatchObject({
        state: 'done',
        closedBy: 'milepost',
        reason: 'the data are fresh again',
        steps: [{ state: 'skipped' }, { state: 'skipped' }],
      });
    });

    it.each([
      ['before the sale', { stage: 'Selection' }, {}],
      ['that has churned', { stage: 'Churned' }, {}],
      [
        'whose assessment says that it has churned',
        { assessment: { workingOn: null, position: 1, since: '2026-01-01', churned: true } },
        {},
      ],
      ['in whose stage the metric does not count', {}, { weight: { usual: 50, byStage: { Adoption: 0 } } }],
      ['of a persona that does not count', {}, { persona: 'account' }],
      ['where the play is not known', {}, { play: 'gone' }],
    ] as const)('but not for an account %s', async (_what, account, metric) => {
      const world = await withMetrics(metric);
      world.setProgram({
        scorecard: scorecardOf([metricOf('talk', 'hear', metric)]),
      });
      const id = await world.account(account);
      await world.snapshot(id, SUNDAY, []);
      expect(await world.day()).toMatchObject({ started: 0 });
    });

    it('where it counts in the stage alone', async () => {
      const world = await withMetrics();
      const metric = metricOf('talk', 'hear', { weight: { usual: 0, byStage: { Adoption: 10 } } });
      world.setProgram({ scorecard: scorecardOf([metric]) });
      const [counted, not] = [await world.account(), await world.account({ stage: 'Renewal' })];
      await world.snapshot(counted, SUNDAY, []);
      await world.snapshot(not, SUNDAY, [], 'Renewal');
      expect(await world.day()).toMatchObject({ started: 1 });
      expect(await world.runs(counted)).toHaveLength(1);
    });

    it('by snapshots of the program alone: a metric that is new is not missing', async () => {
      const world = await withMetrics();
      const account = await world.account();
      await world.snapshot(account, SUNDAY, []);
      world.applied.version = 4;
      expect(await world.day()).toMatchObject({ started: 0 });
      world.applied.version = 3;
      expect(await world.day('2026-11-30')).toMatchObject({ started: 0 });
    });

    it('at most so many a day and person, the most valuable accounts first, and says how many wait', async () => {
      const world = await withMetrics();
      world.setProgram({ missingData: { atMostPerPersonAndDay: 2, quietDays: 30 } });
      const arrs = [10, 50, 20, 40, null];
      const accounts: string[] = [];
      for (const arr of arrs) accounts.push(await world.account(arr === null ? {} : { arr }));
      const ofPartner = await world.account({ leadId: null });
      const ofNobody = await world.account({ leadId: null, partnerId: null });
      for (const id of [...accounts, ofPartner, ofNobody]) await world.snapshot(id, SUNDAY, []);
      const waiting = () => countWaiting(world.deps, world.workspaceId, world.applied, LEAD, TODAY);
      expect(await waiting()).toBe(5);
      expect(await world.day()).toMatchObject({ started: 4 });
      const runs = async () => Promise.all(accounts.map(async (id) => (await world.runs(id)).length));
      expect(await runs()).toEqual([0, 1, 0, 1, 0]);
      expect(await world.runs(ofPartner)).toHaveLength(1);
      expect(await world.runs(ofNobody)).toHaveLength(1);
      expect((await world.ctas(ofPartner))[0]?.owner).toBe(PARTNER);
      expect(await world.day()).toMatchObject({ started: 0 });
      expect(await waiting()).toBe(3);
      expect(await world.day(TUESDAY)).toMatchObject({ started: 2 });
      expect(await runs()).toEqual([1, 1, 1, 1, 0]);
      world.setProgram({ missingData: { atMostPerPersonAndDay: 0, quietDays: 30 } });
      expect(await world.day(WEDNESDAY)).toMatchObject({ started: 0 });
      expect(await waiting()).toBe(0);
    });

    it('once, whoever else starts it at the same time', async () => {
      const world = await withMetrics();
      const account = await world.account();
      await world.snapshot(account, SUNDAY, []);
      await Promise.all([world.day(), world.start(account, PLAY), world.day(), world.start(account, PLAY)]);
      expect(await world.runs(account)).toHaveLength(1);
      expect(await world.ctas(account)).toHaveLength(1);
    });

    it('exactly where memory says that it is missing, for random scorecards', async () => {
      const anyMetric = fc.record({
        play: fc.constantFrom('hear', 'other', null),
        persona: fc.constantFrom('user' as const, 'influencer' as const, 'account' as const),
        usual: fc.nat(1),
        renewal: fc.option(fc.nat(1), { nil: undefined }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyMetric, { minLength: 1, maxLength: 5 }),
          fc.array(fc.tuple(fc.constantFrom('Adoption', 'Renewal'), fc.nat(31)), {
            minLength: 1,
            maxLength: 4,
          }),
          async (drawn, states) => {
            const world = await withMetrics();
            const metrics = drawn.map(({ play, persona, usual, renewal }, index) =>
              metricOf(`m${index}`, play, {
                persona,
                weight: { usual, byStage: renewal === undefined ? {} : { Renewal: renewal } },
              }),
            );
            world.setProgram({ scorecard: scorecardOf(metrics) });
            const wanted: string[] = [];
            const found: string[] = [];
            for (const [stage, bits] of states) {
              const account = await world.account({ stage });
              const fresh = metrics.filter((_metric, index) => (bits >> index) & 1).map(({ id }) => id);
              await world.snapshot(account, SUNDAY, fresh, stage);
              const causes = new Map<string, string>();
              for (const asked of askedMetrics(world.applied.program)) {
                if (asked.stage === stage && !fresh.includes(asked.metric) && !causes.has(asked.play))
                  causes.set(asked.play, asked.metric);
              }
              wanted.push(...[...causes].map(([play, cause]) => `${account} ${play} ${cause}`));
            }
            await world.day();
            const runs = await world.deps.database.db
              .selectFrom('play_run')
              .select(['account_id', 'play_id', 'cause_id'])
              .where('workspace_id', '=', world.workspaceId)
              .execute();
            found.push(...runs.map((run) => `${run.account_id} ${run.play_id} ${run.cause_id}`));
            expect(found.toSorted()).toEqual(wanted.toSorted());
          },
        ),
        { numRuns: runs(15) },
      );
    });
  });
});
