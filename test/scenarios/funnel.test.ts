/** The funnel in SQL is the same as the funnel worked out account by account. */
import fc from 'fast-check';
import { sql } from 'kysely';
import pino from 'pino';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import { readFigures } from '#src/scenarios/funnel-service.ts';
import { variantsFor } from '#src/scenarios/variants.ts';
import { listDepths } from '#src/scenarios/funnel-store.ts';
import { columnCount, funnelQuery, type Funnel } from '#src/scenarios/query.ts';
import { findScenario } from '#src/scenarios/service.ts';
import { variantOf } from '#src/scenarios/variants.ts';
import { anyDate } from '../support/generators.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { emptyWorkspace, insertAccounts, insertSignals, programOf } from '../support/signals.ts';
import {
  anyFounding,
  anyFunnelAccount,
  anySteps,
  MILESTONES,
  walk,
  type FunnelAccount,
} from './arbitraries.ts';
import { growScenario, insertCard } from './support.ts';
import { runs } from '../support/fuzz.ts';

const makeId = createIdSource();
const depsOf = (database: TestDatabase): Deps => ({
  database,
  makeId,
  now: () => new Date('2026-11-23T08:00:00Z'),
  log: pino({ level: 'silent' }),
});

const program = programOf({
  id: 'journey',
  name: 'Journey',
  phases: MILESTONES.map((id) => ({
    id,
    name: id,
    startsWhen: null,
    usualDays: 30,
    milestone: { id, name: id, value: null, opportunity: null, tasks: [] },
  })),
});

async function writeFunnel(deps: Deps, accounts: readonly FunnelAccount[]) {
  const { database } = deps;
  const workspaceId = await emptyWorkspace(database.db, makeId);
  if (accounts.length === 0) return { workspaceId, scenarioId: 'none' };
  await insertAccounts(database.db, workspaceId, accounts);
  await insertSignals(database, workspaceId, accounts);
  const scenarioId = makeId();
  for (const { id, reached, cards } of accounts) {
    await database.db
      .insertInto('assessment')
      .values({
        workspace_id: workspaceId,
        account_id: id,
        journey_id: 'journey',
        position: reached.length + 1,
        since: '2024-01-01',
        reached: JSON.stringify(reached),
        churned: 0,
      })
      .execute();
    for (const { state, outcome } of cards) {
      const cardId = await insertCard(deps, workspaceId, { accountId: id, state, outcome });
      await database.db
        .insertInto('scenario_card')
        .values({ workspace_id: workspaceId, scenario_id: scenarioId, card_id: cardId })
        .execute();
    }
  }
  return { workspaceId, scenarioId };
}

onEachDatabase('a funnel', (use) => {
  it('gives each account the days of its steps, in order, as it is worked out one by one', async () => {
    const deps = depsOf(use());
    const { db, dialect } = use();
    const anyAccounts = fc.array(anyFunnelAccount, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(anyAccounts, anySteps, anyFounding, anyDate, async (made, steps, outcome, date) => {
        const accounts = made.map((account) => ({ ...account, id: makeId() }));
        const { workspaceId, scenarioId } = await writeFunnel(deps, accounts);
        const funnel: Funnel = { workspaceId, scenarioId, date, steps, outcome, program };
        const { rows } = await sql<Record<string, string | null>>`${funnelQuery(dialect, funnel)}`.execute(
          db,
        );
        const width = columnCount(funnel);
        const found = new Map(
          rows.map((row) => [
            row['account_id'],
            Array.from({ length: width }, (_, index) => row[`d${index + 1}`] ?? null).filter(
              (day) => day !== null,
            ),
          ]),
        );
        const expected = accounts.map((account) => [account.id, walk(funnel, account)] as const);
        expect(found).toEqual(new Map(expected));
        const depths = await listDepths(db, dialect, funnel, sql`1 = 1`);
        expect(new Map(depths.map(({ accountId, depth }) => [accountId, depth]))).toEqual(
          new Map(expected.filter(([, days]) => days.length > 0).map(([id, days]) => [id, days.length])),
        );
      }),
      { numRuns: runs(60) },
    );
  }, 60_000);

  it('counts, converts and compares its variants', async () => {
    const deps = depsOf(use());
    const workspaceId = await emptyWorkspace(use().db, makeId);
    const ids = Array.from({ length: 40 }, () => makeId());
    const day = (number: number) => `2026-10-${String(number).padStart(2, '0')}`;
    const accounts = ids.map((id, index) => ({
      id,
      startedOn: '2026-01-01',
      events: [
        { name: 'funded', day: day(1), count: 1 },
        ...(index < 30 ? [{ name: 'entered', day: day(2), count: 1 }] : []),
        ...(index < 12 ? [{ name: 'watched', day: day(3), count: 1 }] : []),
        // Before the step that it should follow.
        ...(index >= 12 && index < 20 ? [{ name: 'watched', day: day(1), count: 1 }] : []),
      ],
      kpis: index < 4 ? [{ kpi: 'leads', day: day(9), value: 60 }] : [],
    }));
    await insertAccounts(use().db, workspaceId, accounts);
    await insertSignals(use(), workspaceId, accounts);
    const outcome = { kpi: 'leads', baseline: 20, target: 50 };
    const cardId = await insertCard(deps, workspaceId, { accountId: ids[0]!, outcome });
    const facilitator = {
      id: '',
      name: 'Intro video',
      kind: 'content' as const,
      event: 'watched',
      effect: 20,
    };
    const scenarioId = await growScenario(deps, workspaceId, cardId, {
      trigger: { events: ['funded', 'merged'], commitment: null },
      facilitators: [facilitator],
    });
    const scenario = (await findScenario(use().db, workspaceId, scenarioId))!;
    const figures = await readFigures(deps, workspaceId, scenario, null, '2026-11-23');
    expect(figures.steps.map(({ step, count }) => [step.kind, count])).toEqual([
      ['triggered', 40],
      ['acted', 30],
      ['facilitator', 12],
      ['outcome', 4],
    ]);
    expect(figures.steps.map(({ share }) => share?.estimate)).toEqual([undefined, 0.75, 0.4, 1 / 3]);
    const [variant] = figures.variants;
    const facilitatorId = scenario.facilitators[0]!.id;
    expect(variantsFor(scenario, ids[0]!)).toEqual({
      [facilitatorId]: variantOf(scenario.salt, facilitatorId, ids[0]!),
    });
    const ofA = ids.slice(0, 30).filter((id) => variantOf(scenario.salt, facilitatorId, id) === 'a');
    expect(variant).toMatchObject({
      a: { trials: ofA.length },
      b: { trials: 30 - ofA.length },
      enough: false,
    });
    expect((variant?.a.successes ?? 0) + (variant?.b.successes ?? 0)).toBe(12);
  });
});
