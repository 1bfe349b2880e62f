/** The snapshot in SQL and the explanation in memory are one: random scorecards and data, on both databases. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { movementBetween } from '#src/health/change.ts';
import type { Health, HealthSnapshot, Scorecard } from '#src/health/domain.ts';
import { freshScores } from '#src/health/scoring.ts';
import { explainHealth, listSnapshots, rebuildSnapshots, takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { anyDate, anyJourney } from '../support/generators.ts';
import { emptyWorkspace, programOf } from '../support/signals.ts';
import { anyObserved, anyScorecard, type Observed } from './arbitraries.ts';
import { insertObserved } from './build.ts';
import { programFileWith, scorecardDocument } from './make-scorecard.ts';
import { runs } from '../support/fuzz.ts';

const makeId = createIdSource();

onEachDatabase('the snapshot of many accounts', (use) => {
  it('is what the explanation of each account says, with its movement since the snapshot of a week before', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyScorecard,
        fc.option(anyScorecard),
        anyJourney,
        fc.array(anyObserved, { minLength: 1, maxLength: 10 }),
        anyDate,
        async (scorecard, earlierScorecard, journey, observed, date) => {
          const database = use();
          const workspaceId = await emptyWorkspace(database.db, makeId);
          const accounts = observed.map((account) => ({ ...account, id: makeId() }));
          await insertObserved(database, workspaceId, accounts);
          const program = { ...programOf(journey), scorecard };
          const deps = depsAt(database, '2024-01-01T12:00:00Z');
          // A program of which nothing changed in between, or one with another scorecard.
          const before = { version: 1, program: { ...program, scorecard: earlierScorecard ?? scorecard } };
          const after = { version: earlierScorecard === null ? 1 : 2, program };
          const document = programFileWith(scorecardDocument(before.program.scorecard));
          await database.db
            .insertInto('program_version')
            .values({ workspace_id: workspaceId, version: 1, document, applied_at: '', applied_by: 'test' })
            .execute();
          // All of it was written behind the assessment's back.
          const stale = accounts.map(({ id }) => ({ accountId: id, day: '2024-12-31' }));
          await inTransaction(deps, (trx) => markStale(trx, database.dialect, workspaceId, stale));
          const earlierDay = addDays(date, -7);
          await assessWorkspace(deps, workspaceId, program, earlierDay);
          await takeSnapshots(deps, workspaceId, { ...before, appliedAt: '' }, earlierDay);
          await assessWorkspace(deps, workspaceId, program, date);
          await takeSnapshots(deps, workspaceId, { ...after, appliedAt: '' }, date);
          for (const account of accounts) {
            const kept = await listSnapshots(database.db, workspaceId, account.id, date, 8);
            const health = await explainHealth(database, workspaceId, program, account.id, date);
            expect(health === null).toBe(account.startedOn > date);
            const earlier = {
              scorecard: before.program.scorecard,
              snapshot: kept.find(({ day }) => day === earlierDay),
            };
            expect(kept.find(({ day }) => day === date)).toEqual(expectedOf(account, health, after, earlier));
          }
        },
      ),
      { numRuns: runs(50) },
    );
  }, 120_000);

  it('is that of past dates too, found anew one after another while the assessment stays that of today', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyScorecard,
        anyJourney,
        fc.array(anyObserved, { minLength: 1, maxLength: 10 }),
        anyDate,
        async (scorecard, journey, observed, date) => {
          const database = use();
          const workspaceId = await emptyWorkspace(database.db, makeId);
          const accounts = observed.map((account) => ({ ...account, id: makeId() }));
          await insertObserved(database, workspaceId, accounts);
          const applied = { version: 1, appliedAt: '', program: { ...programOf(journey), scorecard } };
          const deps = depsAt(database, '2024-06-01T12:00:00Z');
          await assessWorkspace(deps, workspaceId, applied.program, '2024-06-01');
          const assessed = await assessmentsOf(database, workspaceId);
          const dates = [-14, -7, 0].map((days) => addDays(date, days));
          const stretch = { from: dates[0]!, to: date, every: 7 };
          expect(await rebuildSnapshots(deps, workspaceId, applied, stretch)).toMatchObject({ ok: true });
          expect(await assessmentsOf(database, workspaceId)).toEqual(assessed);
          for (const account of accounts) {
            const kept = await listSnapshots(database.db, workspaceId, account.id, date, 15);
            for (const day of dates) {
              const health = await explainHealth(database, workspaceId, applied.program, account.id, day);
              const on = (wanted: BusinessDate) => kept.find((snapshot) => snapshot.day === wanted);
              expect(health === null).toBe(account.startedOn > day);
              const earlier = { scorecard, snapshot: on(addDays(day, -7)) };
              expect(on(day)).toEqual(expectedOf(account, health, applied, earlier));
            }
          }
        },
      ),
      { numRuns: runs(50) },
    );
  }, 120_000);
});

function depsAt(database: OpenDatabase, now: string): Deps {
  return { database, makeId, now: () => new Date(now), log: createLog('silent') };
}

function assessmentsOf({ db }: OpenDatabase, workspaceId: string) {
  return db
    .selectFrom('assessment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('account_id')
    .execute();
}

/** By its churn signal alone. */
function wasCustomer({ churn }: Observed, date: BusinessDate): boolean {
  return churn === null || churn.returned || churn.day > date;
}

/** What must be kept of an account for a date: what the explanation says, with the movement since its earlier snapshot. */
function expectedOf(
  account: Observed,
  health: Health | null,
  { version, program: { scorecard } }: { version: number; program: { scorecard: Scorecard } },
  earlier: { scorecard: Scorecard; snapshot: HealthSnapshot | undefined },
): HealthSnapshot | undefined {
  if (health === null || !wasCustomer(account, health.date)) return undefined;
  const { date: day, stage, score, coverage, band } = health;
  const scores = freshScores(health.personas.flatMap(({ metrics }) => metrics));
  const before = earlier.snapshot;
  const movement =
    before === undefined
      ? null
      : movementBetween(
          { scorecard: earlier.scorecard, stage: before.stage, scores: before.scores },
          { scorecard, stage, scores },
        );
  const movedSince = movement === null ? null : addDays(day, -7);
  return { day, programVersion: version, stage, score, coverage, band, scores, movement, movedSince };
}
