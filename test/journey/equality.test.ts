/** The assessment in SQL and in memory are one: random journeys and signals, on both databases. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { byDay } from '../support/signals.ts';
import { assess, type Journey, type Signals } from '#src/journey/domain.ts';
import { selectAssessments } from '#src/journey/assessment-store.ts';
import { onEachDatabase } from '../support/database.ts';
import { anyDate, anyEvents, anyJourney, anyKpis } from '../support/generators.ts';
import { emptyWorkspace, insertAccounts, insertSignals, programOf } from '../support/signals.ts';
import { runs } from '../support/fuzz.ts';

const makeId = createIdSource();

const anyAccount = fc.record({
  startedOn: anyDate,
  events: anyEvents,
  kpis: anyKpis,
  ticks: fc.array(anyDate, { maxLength: 2 }),
});

onEachDatabase('the assessment of many accounts', (use) => {
  it('is what the assessment of each account says, on any date and in any order of import', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyJourney,
        fc.array(anyAccount, { minLength: 1, maxLength: 30 }),
        anyDate,
        async (journey, accounts, date) => {
          const { db, dialect } = use();
          const workspaceId = await emptyWorkspace(db, makeId);
          const made = accounts.map((account) => ({
            ...account,
            id: makeId(),
            ticks: ticksOf(journey, account.ticks),
          }));
          await insertAccounts(db, workspaceId, made);
          await insertSignals(use(), workspaceId, made);
          const found = await selectAssessments(
            db,
            workspaceId,
            { dialect, program: programOf(journey), date },
            { kind: 'accounts', ids: made.map(({ id }) => id) },
          );
          const expected = made
            .filter(({ startedOn }) => startedOn <= date)
            .map((account) => {
              const signals: Signals = {
                events: byDay(account.events),
                kpis: byDay(account.kpis),
                ticks: account.ticks,
              };
              const { workingOn, position, since, reached, slipped } = assess(
                journey,
                account.startedOn,
                signals,
                date,
              );
              return { id: account.id, workingOn, position, since, reached, slipped };
            });
          expect(
            found
              .map((row) => ({
                id: row.account_id,
                workingOn: row.working_on,
                position: row.position,
                since: row.since,
                reached: JSON.parse(row.reached),
                slipped: JSON.parse(row.slipped ?? '[]'),
              }))
              .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
          ).toEqual(expected);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

/** The days go to the first manual tasks of the journey. */
function ticksOf(journey: Journey, days: string[]): Map<string, string> {
  const manual = journey.phases
    .flatMap(({ milestone }) => milestone.tasks)
    .filter((task) => task.condition.kind === 'manual')
    .map(({ id }) => id);
  return new Map(days.flatMap((day, index) => (manual[index] === undefined ? [] : [[manual[index], day]])));
}
