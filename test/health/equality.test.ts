/** The snapshot in SQL and the explanation in memory are one: random scorecards and data, on both databases. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { movementBetween } from '#src/health/change.ts';
import { freshScores } from '#src/health/domain.ts';
import { explainHealth, listSnapshots, takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { anyDate, anyJourney } from '../support/generators.ts';
import { emptyWorkspace, programOf } from '../support/signals.ts';
import { anyObserved, anyScorecard } from './arbitraries.ts';
import { insertObserved } from './build.ts';
import { programFileWith, scorecardDocument } from './make-scorecard.ts';

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
          const deps: Deps = {
            database,
            makeId,
            now: () => new Date('2024-01-01T12:00:00Z'),
            log: createLog('silent'),
          };
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
          for (const { id, startedOn, churn } of accounts) {
            const kept = await listSnapshots(database.db, workspaceId, id, date, 8);
            const snapshot = kept.find(({ day }) => day === date);
            const health = await explainHealth(database, workspaceId, program, id, date);
            if (startedOn > date || (churn !== null && churn.day <= date && !churn.returned)) {
              expect(snapshot).toBeUndefined();
              expect(health === null).toBe(startedOn > date);
              continue;
            }
            const scores = freshScores(health!.personas.flatMap(({ metrics }) => metrics));
            expect(snapshot).toMatchObject({
              programVersion: after.version,
              stage: health!.stage,
              score: health!.score,
              coverage: health!.coverage,
              band: health!.band,
            });
            expect([...snapshot!.scores]).toEqual([...scores]);
            const earlier = kept.find(({ day }) => day === earlierDay);
            const movement =
              earlier === undefined
                ? null
                : movementBetween(
                    { scorecard: before.program.scorecard, stage: earlier.stage, scores: earlier.scores },
                    { scorecard, stage: health!.stage, scores },
                  );
            expect(snapshot!.movement).toBe(movement);
            expect(snapshot!.movedSince).toBe(movement === null ? null : earlierDay);
          }
        },
      ),
      { numRuns: 50 },
    );
  }, 120_000);
});
