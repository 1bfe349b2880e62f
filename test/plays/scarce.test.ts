/** Plays that start because too little is known, on both databases: by what is known now, and never more than allowed. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { openDatabase } from '#src/db/open.ts';
import { cadencesOf, ENGAGED, type Engagement } from '#src/engagement/domain.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { createDayJob } from '#src/morning/jobs.ts';
import { doMorning } from '#src/morning/service.ts';
import { doPlays } from '#src/plays/daily-service.ts';
import { askedCadences } from '#src/plays/domain.ts';
import { presetPlayIds, withPresetPlays } from '#src/plays/presets.ts';
import { countWaiting, listRuns } from '#src/plays/service.ts';
import { CUSTOMER_STAGES, STAGES_BEFORE_SALE } from '#src/program/domain.ts';
import { createProgramSource } from '#src/program/service.ts';
import { SPOKEN_PERSONAS } from '#src/touchpoints/domain.ts';
import { makeRig, type Rig } from '../health/rig.ts';
import { programFileWith } from '../health/make-scorecard.ts';
import { onEachDatabase } from '../support/database.ts';
import { interruptedAfter } from '../support/plugins.ts';
import { createPlayWorld, LEAD, metricOf, playOf, scorecardOf, TODAY, type PlayWorld } from './rig.ts';
import { runs } from '../support/fuzz.ts';

const SUNDAY = addDays(TODAY, -1);
const TUESDAY = addDays(TODAY, 1);

/** A program whose one play starts where a KPI has no value of the last 10 days. */
function programFile(weight: number, more: object = {}): string {
  const metric = (id: string, own: number, play?: string) => ({
    id,
    name: id,
    persona: 'account',
    weight: own,
    source: { kpi: id },
    zero_at: 0,
    hundred_at: 100,
    max_age_days: 10,
    ...(play === undefined ? {} : { play }),
  });
  const scorecard = {
    personas: { account: 100 },
    metrics: [metric('known', weight, 'hear'), metric('other', 100 - weight)],
  };
  const steps = [{ id: 'ask', name: 'Ask them', due_in_business_days: 3 }];
  return JSON.stringify({
    ...(JSON.parse(programFileWith(undefined)) as object),
    scorecard,
    plays: [{ id: 'hear', name: 'Hear', steps }],
    engagement: [],
    ...more,
  });
}

onEachDatabase('scarce data', (use) => {
  const states = async ({ deps, workspaceId }: Rig, account: string) =>
    (await listRuns(deps.database.db, workspaceId, account, { limit: 10 })).map(
      ({ startedOn, state }) => `${startedOn} ${state}`,
    );
  const morning = (rig: Rig, date: string) => doMorning(rig.deps, rig.workspaceId, rig.applied(), date);

  describe('start a play', () => {
    it('in the morning that finds them, not the day after', async () => {
      const rig = await makeRig(use(), programFile(50));
      await rig.account('silent');
      await rig.account('heard');
      await rig.kpi('heard', 'known', TODAY, 5);
      await morning(rig, TODAY);
      expect(await states(rig, 'silent')).toEqual([`${TODAY} open`]);
      expect(await states(rig, 'heard')).toEqual([]);
    });

    it('not where the data came between the last snapshots and now', async () => {
      const rig = await makeRig(use(), programFile(50));
      await rig.account('late');
      await rig.snapshot(SUNDAY);
      await rig.kpi('late', 'known', SUNDAY, 5);
      await morning(rig, TODAY);
      expect(await states(rig, 'late')).toEqual([]);
    });

    it('on a day without a morning too, once', async () => {
      const posts = { morning: { channel: 'cs', at: '08:30', days: ['mon'] } };
      const rig = await makeRig(use(), programFile(50, { posts }));
      await rig.account('silent');
      const work = { ...rig.deps, programs: createProgramSource() };
      const job = createDayJob(work, async () => [{ workspaceId: rig.workspaceId }]);
      await job.run(new Date(`${TODAY}T05:00:00Z`));
      expect(await states(rig, 'silent')).toEqual([]);
      await job.run(new Date(`${TUESDAY}T05:00:00Z`));
      await job.run(new Date(`${TUESDAY}T06:00:00Z`));
      expect(await states(rig, 'silent')).toEqual([`${TUESDAY} open`]);
    });

    it('by the snapshots of an earlier program too, as far as it measured the same', async () => {
      const limit = { missing_data: { at_most_per_person_and_day: 1 } };
      const rig = await makeRig(use(), programFile(50, limit));
      await rig.account('a');
      await rig.account('b');
      await morning(rig, TODAY);
      const { deps, workspaceId } = rig;
      await deps.database.db
        .insertInto('person')
        .values({ workspace_id: workspaceId, id: 'lead', name: 'Lead', role: 'csm', created_at: '' })
        .execute();
      await deps.database.db
        .updateTable('account')
        .set({ lead_id: 'lead' })
        .where('workspace_id', '=', workspaceId)
        .execute();
      const waiting = () => countWaiting(deps, workspaceId, rig.applied(), 'lead', TODAY);
      expect(await waiting()).toBe(1);
      await rig.apply(programFile(40, limit));
      expect(await waiting()).toBe(1);
      expect((await doPlays(deps, workspaceId, rig.applied(), TUESDAY)).started).toBe(1);
      // What was not measured is not missing.
      await rig.apply(programFile(40, limit).replace('"kpi":"known"', '"kpi":"another"'));
      await rig.account('c');
      await deps.database.db.updateTable('account').set({ lead_id: 'lead' }).where('id', '=', 'c').execute();
      expect(await waiting()).toBe(0);
    });

    it('as often as the limit says, however many processes do it at once', async () => {
      const world = await createPlayWorld(use());
      world.setProgram({
        plays: [playOf('hear', ['lead'])],
        missingData: { atMostPerPersonAndDay: 4, quietDays: 30 },
        scorecard: scorecardOf([metricOf('talk', 'hear')]),
      });
      for (let made = 0; made < 12; made += 1) await world.snapshot(await world.account(), TODAY, []);
      const second = openDatabase(use().url);
      try {
        const started: number[] = [];
        const first = async () => started.push((await world.day()).started);
        const db = second.db.withPlugin(interruptedAfter(' as runs', first));
        const other = { ...world.deps, database: { ...second, db } };
        started.push((await doPlays(other, world.workspaceId, world.applied, TODAY)).started);
        expect(started).toEqual([4, 0]);
      } finally {
        await second.close();
      }
    });
  });

  describe('of a missed cadence', () => {
    const every30: Engagement = { stages: [], persona: 'user', who: 'lead', everyDays: 30, play: 'hear' };

    async function withCadence(change: Partial<Engagement> = {}): Promise<PlayWorld> {
      const world = await createPlayWorld(use());
      world.setProgram({
        plays: [playOf('hear', ['lead'], ['lead'])],
        engagement: [{ ...every30, ...change }],
        scorecard: scorecardOf([]),
      });
      return world;
    }

    it('start the play of its line, which ends once somebody has spoken with them', async () => {
      const world = await withCadence();
      const [silent, heard] = [await world.account(), await world.account()];
      await world.touch(heard, 'user', addDays(TODAY, -30));
      await world.touch(silent, 'decision_maker', SUNDAY);
      expect(await world.day()).toMatchObject({ started: 1 });
      expect(await world.run(silent)).toMatchObject({
        cause: 'cadence',
        causeId: 'user',
        startedBy: 'milepost',
      });
      expect(await world.ctas(silent)).toMatchObject([{ owner: LEAD, state: 'open' }]);
      expect(await world.day(TUESDAY)).toMatchObject({ started: 1, ended: 0 });
      await world.touch(silent, 'user', TUESDAY);
      expect(await world.day(TUESDAY)).toMatchObject({ ended: 1 });
      expect(await world.run(silent)).toMatchObject({
        state: 'done',
        reason: 'somebody has spoken with them again',
      });
    });

    it('within the limit that holds for missing data, which come first on an account', async () => {
      const world = await withCadence();
      world.setProgram({
        missingData: { atMostPerPersonAndDay: 2, quietDays: 30 },
        scorecard: scorecardOf([metricOf('talk', 'hear')]),
      });
      const [rich, silent, poor] = [
        await world.account({ arr: 30 }),
        await world.account({ arr: 20 }),
        await world.account({ arr: 10 }),
      ];
      await world.snapshot(rich, TODAY, []);
      await world.snapshot(silent, TODAY, ['talk']);
      expect(await world.day()).toMatchObject({ started: 2 });
      expect((await world.run(rich)).cause).toBe('missing_data');
      expect((await world.run(silent)).cause).toBe('cadence');
      expect(await world.runs(poor)).toEqual([]);
      expect(await countWaiting(world.deps, world.workspaceId, world.applied, LEAD, TODAY)).toBe(1);
    });

    it.each([
      ['before the sale', { stage: 'Selection' }, {}],
      ['that has churned', { stage: 'Churned' }, {}],
      ['that has started lately', { startedOn: addDays(TODAY, -30) }, {}],
      ['for whose stage there is no line', {}, { stages: ['Renewal'] }],
      ['whose line names no play', {}, { play: null }],
    ])('start nothing for an account %s', async (_what, account, line) => {
      const world = await withCadence(line);
      await world.account(account);
      expect(await world.day()).toMatchObject({ started: 0 });
    });

    it('start what they say in memory, for random lines', async () => {
      const stages = ['Adoption', 'Renewal'];
      const line = fc.record<Engagement>({
        stages: fc.subarray(stages, { minLength: 1 }),
        persona: fc.constantFrom(...SPOKEN_PERSONAS),
        who: fc.constantFrom(...ENGAGED),
        everyDays: fc.integer({ min: 1, max: 60 }),
        play: fc.constantFrom('hear', 'reach', null),
      });
      const others = fc.boolean();
      const account = fc.record({
        stage: fc.constantFrom(...stages, 'Change', null),
        ago: fc.option(fc.nat(70), { nil: null }),
        persona: fc.constantFrom('decision_maker' as const, 'user' as const),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(line, { maxLength: 4, selector: ({ persona }) => persona }),
          others,
          fc.array(account, { minLength: 1, maxLength: 4 }),
          async (drawn, isForOthers, accounts) => {
            const lines = isForOthers ? drawn.map((one) => ({ ...one, stages: [] })) : drawn;
            const world = await withCadence();
            world.setProgram({
              engagement: lines,
              plays: [playOf('hear', ['lead']), playOf('reach', ['lead'])],
            });
            const wanted: string[] = [];
            for (const { stage, ago, persona } of accounts) {
              const id = await world.account({ stage, startedOn: addDays(TODAY, -40) });
              const day = ago === null ? null : addDays(TODAY, -ago);
              if (day !== null) await world.touch(id, persona, day);
              const spoken = { decision_maker: null, influencer: null, user: null, [persona]: day };
              const own = { stage, startedOn: addDays(TODAY, -40) };
              const missed = cadencesOf(lines, own, spoken, TODAY).filter(
                ({ cadence }) => cadence.state === 'missed',
              );
              const causes = new Map<string, string>();
              for (const { line: held, persona: who } of missed) {
                const play = held?.play ?? null;
                if (play !== null && !causes.has(play)) causes.set(play, who);
              }
              wanted.push(...[...causes].map(([play, who]) => `${id} ${play} ${who}`));
            }
            await world.day();
            const runs = await world.deps.database.db
              .selectFrom('play_run')
              .select(['account_id', 'play_id', 'cause_id'])
              .where('workspace_id', '=', world.workspaceId)
              .execute();
            const found = runs.map((run) => `${run.account_id} ${run.play_id} ${run.cause_id}`);
            expect(found.toSorted()).toEqual(wanted.toSorted());
          },
        ),
        { numRuns: runs(15) },
      );
    });
  });
});

it('names a preset play for every persona of a customer in the preset engagement, and none before the sale', () => {
  const program = { engagement: presetEngagement(), plays: withPresetPlays([]), scorecard: scorecardOf([]) };
  const asked = askedCadences(program, TODAY);
  for (const stage of CUSTOMER_STAGES) {
    expect(asked.filter((one) => one.stage === stage)).toHaveLength(SPOKEN_PERSONAS.length);
  }
  expect(asked.every(({ play }) => presetPlayIds().includes(play))).toBe(true);
  const before = presetEngagement().filter(({ stages }) =>
    STAGES_BEFORE_SALE.some((stage) => stages.includes(stage)),
  );
  expect(before.map(({ play }) => play)).toEqual([null]);
});
