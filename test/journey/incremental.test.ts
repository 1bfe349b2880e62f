/** The assessment that is kept up to date equals a full one, whatever comes in, in whatever order, on whatever dates. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import pino from 'pino';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Journey } from '#src/journey/domain.ts';
import { assessWorkspace, markStale, tickTask } from '#src/journey/service.ts';
import { selectAssessments } from '#src/journey/assessment-store.ts';
import { AFTER_ALL_IDS } from '#src/db/account-scope.ts';
import type { Program } from '#src/program/domain.ts';
import { onEachDatabase } from '../support/database.ts';
import { anyDate, anyEvents, anyJourney, anyKpis, EVENT_NAMES, KPI_NAMES } from '../support/generators.ts';
import { emptyWorkspace, insertAccounts, programOf } from '../support/signals.ts';
import { runs } from '../support/fuzz.ts';

const makeId = createIdSource();
const silent = pino({ level: 'silent' });

const account = fc.nat({ max: 3 });
/** What happens to an account; `day` may lie before or after the assessments around it. */
const change = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      account,
      name: fc.constantFrom(...EVENT_NAMES),
      day: anyDate,
      count: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('kpi' as const),
      account,
      kpi: fc.constantFrom(...KPI_NAMES),
      day: anyDate,
      value: fc.integer({ min: 0, max: 10 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('start' as const), account, day: fc.option(anyDate) }),
  },
  fc.record({
    kind: fc.constant('segment' as const),
    account,
    segment: fc.constantFrom('standard', 'other', 'unknown', null),
  }),
  fc.record({ kind: fc.constant('arr' as const), account, arr: fc.option(fc.constantFrom(5, 7)) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('subscription' as const),
      account,
      startsOn: anyDate,
      days: fc.option(fc.integer({ min: 0, max: 40 })),
      arr: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('churn' as const),
      account,
      day: anyDate,
      returned: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('ebr' as const), account, day: anyDate }),
  fc.record({ kind: fc.constant('tick' as const), account, task: fc.nat({ max: 3 }), done: fc.boolean() }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** Changes, and then an assessment so many days after the one before. */
const step = fc.record({
  changes: fc.array(change, { maxLength: 5 }),
  days: fc.integer({ min: 0, max: 25 }),
});

onEachDatabase('the assessment that is kept', (use) => {
  const depsOf = (): Deps => ({
    database: use(),
    makeId,
    now: () => new Date('2024-06-01T00:00:00Z'),
    log: silent,
  });

  it('is the full one, on ascending dates', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyJourney,
        anyJourney,
        fc.array(anyDate, { minLength: 4, maxLength: 4 }),
        fc.array(step, { minLength: 2, maxLength: 10 }),
        async (first, second, starts, steps) => {
          const world = await createWorld(depsOf(), first, second, starts);
          let date = addDays(starts.toSorted()[0]!, -3);
          for (const { changes, days } of steps) {
            for (const each of changes) await world.apply(each, date);
            date = addDays(date, days);
            await world.assess(date);
            expect(await world.kept()).toEqual(await world.full(date));
          }
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('is the full one too where the dates go back and forth', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyJourney,
        anyEvents,
        anyKpis,
        fc.array(anyDate, { minLength: 2, maxLength: 6 }),
        async (journey, events, kpis, dates) => {
          const world = await createWorld(depsOf(), journey, journey, ['2024-01-20']);
          for (const event of events)
            await world.apply({ kind: 'event', account: 0, ...event }, '2024-01-20');
          for (const kpi of kpis) await world.apply({ kind: 'kpi', account: 0, ...kpi }, '2024-01-20');
          for (const date of dates) {
            await world.assess(date);
            expect(await world.kept()).toEqual(await world.full(date));
          }
        },
      ),
      { numRuns: runs(20) },
    );
  });

  it('looks at nothing the second time, and leaves the marks of what is still to come', async () => {
    const deps = depsOf();
    const world = await createWorld(deps, oneEvent(), oneEvent(), ['2024-02-01', '2024-02-01', '2024-03-10']);
    await world.assess('2024-02-10');
    await world.apply(
      { kind: 'event', account: 0, name: 'login', day: '2024-02-15', count: 1 },
      '2024-02-10',
    );
    await world.apply(
      { kind: 'event', account: 1, name: 'login', day: '2024-02-08', count: 1 },
      '2024-02-10',
    );
    expect(await world.assess('2024-02-11')).toBe(3);
    // The first account has a signal of the future, the third one starts then.
    expect(await world.marked()).toEqual([0, 2]);
    expect(await world.assess('2024-02-15')).toBe(2);
    expect(await world.assess('2024-03-10')).toBe(1);
    expect(await world.marked()).toEqual([]);
    expect(await world.assess('2024-03-10')).toBe(0);
    expect(await world.kept()).toMatchObject([
      { position: 2, since: '2024-02-15' },
      { position: 2, since: '2024-02-08' },
      { position: 1, since: '2024-03-10' },
    ]);
  });

  it('is whole after an assessment that was stopped in the middle, whatever date comes next', async () => {
    for (const next of ['2024-02-10', '2024-02-18', '2024-02-20', '2024-02-25']) {
      const deps = depsOf();
      const world = await createWorld(deps, oneEvent(), oneEvent(), ['2024-02-01', '2024-02-01']);
      await world.assess('2024-02-10');
      for (const account of [0, 1]) {
        await world.apply(
          { kind: 'event', account, name: 'login', day: '2024-02-19', count: 1 },
          '2024-02-10',
        );
      }
      const stopped = assessWorkspace(deps, world.workspaceId, world.program, '2024-02-20', () => {
        throw new Error('stopped');
      });
      await expect(stopped).rejects.toThrow('stopped');
      await world.assess(next);
      expect(await world.kept()).toEqual(await world.full(next));
    }
  });

  it('follows a tick at once, and a morning that is caught up for an earlier date does not know of it', async () => {
    const deps = depsOf();
    const journey = oneEvent();
    journey.phases[0]!.milestone.tasks[0]!.condition = { kind: 'manual' };
    const world = await createWorld(deps, journey, journey, ['2024-02-01']);
    await world.assess('2024-02-10');
    await world.apply({ kind: 'tick', account: 0, task: 0, done: true }, '2024-02-14');
    expect(await world.kept()).toMatchObject([{ position: 2, since: '2024-02-14' }]);
    await world.assess('2024-02-13');
    expect(await world.kept()).toMatchObject([{ position: 1 }]);
    await world.assess('2024-02-14');
    expect(await world.kept()).toMatchObject([{ position: 2, since: '2024-02-14' }]);
  });
});

/** A workspace with accounts on two journeys. */
async function createWorld(deps: Deps, first: Journey, second: Journey, starts: readonly BusinessDate[]) {
  const { db, dialect } = deps.database;
  const workspaceId = await emptyWorkspace(db, makeId);
  const other = { ...second, id: 'other-journey' };
  const program: Program = {
    ...programOf(first),
    journeys: [first, other],
    segments: [
      ...programOf(first).segments,
      { id: 'other', name: 'Other', experience: null, journey: other.id },
    ],
  };
  const ids = starts.map(() => makeId());
  await insertAccounts(
    db,
    workspaceId,
    ids.map((id, index) => ({ id, startedOn: starts[index] ?? null })),
  );
  await mark(
    deps.database,
    workspaceId,
    ids.map((accountId) => ({ accountId, day: '' })),
  );
  const scope = { kind: 'range', after: '', upTo: AFTER_ALL_IDS } as const;
  return {
    workspaceId,
    program,
    apply: (change: Change, today: BusinessDate) =>
      applyChange(deps, { workspaceId, program, ids }, change, today),
    assess: (date: BusinessDate) => assessWorkspace(deps, workspaceId, program, date),
    async kept() {
      const rows = await db
        .selectFrom('assessment')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .orderBy('account_id')
        .execute();
      return rows.map(({ workspace_id: _, ...row }) => row);
    },
    async full(date: BusinessDate) {
      const rows = await selectAssessments(db, workspaceId, { dialect, program, date }, scope);
      return rows
        .map(({ key: _, name: __, ...row }) => row)
        .toSorted((a, b) => (a.account_id < b.account_id ? -1 : 1));
    },
    async marked() {
      const rows = await db
        .selectFrom('stale_account')
        .select('account_id')
        .where('workspace_id', '=', workspaceId)
        .execute();
      return rows.map((row) => ids.indexOf(row.account_id)).toSorted((a, b) => a - b);
    },
  };
}

/** Writes a change as whoever brings it does, and marks its account. */
async function applyChange(
  deps: Deps,
  { workspaceId, program, ids }: { workspaceId: string; program: Program; ids: readonly string[] },
  change: Change,
  today: BusinessDate,
): Promise<void> {
  const { db } = deps.database;
  const accountId = ids[change.account];
  if (accountId === undefined) return;
  const own = { workspace_id: workspaceId, account_id: accountId, key: makeId() };
  const edit = (set: { started_on?: string | null; segment?: string | null; arr?: number | null }) =>
    db
      .updateTable('account')
      .set(set)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', accountId)
      .execute();
  let day = '';
  switch (change.kind) {
    case 'tick': {
      const manual = program.journeys
        .flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks))
        .filter(({ condition }) => condition.kind === 'manual');
      const taskId = manual[change.task]?.id;
      if (taskId !== undefined)
        await tickTask(deps, workspaceId, program, {
          accountId,
          taskId,
          done: change.done,
          personId: 'p',
          today,
        });
      return;
    }
    case 'event':
      await db
        .insertInto('event')
        .values({ ...own, name: change.name, day: change.day, count: change.count })
        .execute();
      ({ day } = change);
      break;
    case 'kpi':
      await db
        .insertInto('kpi_value')
        .values({ ...own, kpi: change.kpi, day: change.day, value: change.value })
        .execute();
      ({ day } = change);
      break;
    case 'start':
      await edit({ started_on: change.day });
      break;
    case 'segment':
      await edit({ segment: change.segment });
      break;
    case 'arr':
      await edit({ arr: change.arr });
      break;
    case 'subscription': {
      const endsOn = change.days === null ? null : addDays(change.startsOn, change.days);
      await db
        .insertInto('subscription')
        .values({ ...own, starts_on: change.startsOn, ends_on: endsOn, arr: change.arr })
        .execute();
      day = change.startsOn;
      break;
    }
    case 'churn':
      await db
        .insertInto('churn')
        .values({ ...own, day: change.day, returned: change.returned ? 1 : 0 })
        .execute();
      ({ day } = change);
      break;
    case 'ebr':
      await db
        .insertInto('ebr')
        .values({
          ...own,
          id: makeId(),
          state: 'held',
          held_on: change.day,
          attendees: '{}',
          created_by: 'p',
          created_at: '',
        })
        .execute();
      ({ day } = change);
      break;
  }
  await mark(deps.database, workspaceId, [{ accountId, day }]);
}

function mark(database: OpenDatabase, workspaceId: string, marks: { accountId: string; day: string }[]) {
  return inTransaction({ database }, (trx) => markStale(trx, database.dialect, workspaceId, marks));
}

/** A journey of two milestones; a login reaches the first, nothing the second. */
function oneEvent(): Journey {
  const phase = (id: string, name: string) => ({
    id,
    name: id,
    startsWhen: null,
    usualDays: 30,
    milestone: {
      id: `${id}-done`,
      name: id,
      value: null,
      opportunity: null,
      tasks: [
        {
          id: `${id}-task`,
          name: id,
          owner: 'customer' as const,
          optional: false,
          learn: null,
          condition: {
            kind: 'event' as const,
            names: [name],
            min: 1,
            counts: 'times' as const,
            withinDays: null as number | null,
          },
        },
      ],
    },
  });
  return {
    id: 'journey',
    name: 'Journey',
    phases: [phase('first', 'login'), phase('second', 'never')],
  };
}
