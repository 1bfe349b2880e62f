/** The entries of many accounts and of each one are the same: random journeys, signals, departures and returns, on both databases. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { readCounts } from '#src/funnel/service.ts';
import { walkAccounts } from '#src/funnel/accounts-service.ts';
import { reachedLater } from '#src/funnel/entries.ts';
import { assess, type Journey } from '#src/journey/domain.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { anyDate, anyEvents, anyJourney, anyKpis } from '../support/generators.ts';
import { byDay, emptyWorkspace, insertAccounts, insertSignals, programOf } from '../support/signals.ts';
import { countsOf, entriesOf, inOrder, leftOn, type KnownAccount } from './second.ts';
import { runs } from '../support/fuzz.ts';

const makeId = createIdSource();
const LAST_DAY = '2024-12-31';

const anyAccount = fc.record({
  startedOn: anyDate,
  events: anyEvents,
  kpis: anyKpis,
  ticks: fc.array(anyDate, { maxLength: 2 }),
  churn: fc.array(fc.record({ day: anyDate, returned: fc.boolean() }), { maxLength: 3 }),
  /** Its stage, which tells nothing of the past. */
  isCalledChurned: fc.boolean(),
  /** Written after the assessment was kept. */
  isLate: fc.boolean(),
});

type Made = (typeof anyAccount extends fc.Arbitrary<infer A> ? A : never) & { id: string };

const depsOf = (database: TestDatabase): Deps => ({
  database,
  makeId,
  now: () => new Date('2024-01-01T12:00:00Z'),
  log: createLog('silent'),
});

async function write(database: TestDatabase, workspaceId: string, journey: Journey, made: readonly Made[]) {
  if (made.length === 0) return;
  const { db } = database;
  const accounts = made.map((account) => ({ ...account, ticks: ticksOf(journey, account.ticks) }));
  await insertAccounts(db, workspaceId, accounts);
  await insertSignals(database, workspaceId, accounts);
  const churned = made.filter(({ isCalledChurned }) => isCalledChurned).map(({ id }) => id);
  if (churned.length > 0)
    await db.updateTable('account').set({ stage: 'Churned' }).where('id', 'in', churned).execute();
  const churn = made.flatMap(({ id, churn: signals }) =>
    signals.map(({ day, returned }, index) => ({
      workspace_id: workspaceId,
      key: `${id} ${index}`,
      account_id: id,
      day,
      returned: returned ? (1 as const) : (0 as const),
    })),
  );
  if (churn.length > 0) await db.insertInto('churn').values(churn).execute();
  const marks = made.map(({ id }) => ({ accountId: id, day: LAST_DAY }));
  await inTransaction({ database }, (trx) => markStale(trx, database.dialect, workspaceId, marks));
}

/** The days go to the first manual tasks of the journey. */
function ticksOf(journey: Journey, days: readonly string[]): Map<string, string> {
  const manual = journey.phases
    .flatMap(({ milestone }) => milestone.tasks)
    .filter(({ condition }) => condition.kind === 'manual')
    .map(({ id }) => id);
  return new Map(days.flatMap((day, index) => (manual[index] === undefined ? [] : [[manual[index], day]])));
}

/** What is known of an account by all of its signals. */
function known(journey: Journey, account: Made): KnownAccount {
  const ticks = ticksOf(journey, account.ticks);
  const signals = { events: byDay(account.events), kpis: byDay(account.kpis), ticks };
  return { ...account, reached: assess(journey, account.startedOn, signals, LAST_DAY).reached };
}

onEachDatabase('the entries of many accounts', (use) => {
  it('are what each account says of itself, on any date, whatever was assessed before', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyJourney,
        fc.array(anyAccount, { minLength: 1, maxLength: 30 }),
        anyDate,
        fc.option(anyDate),
        fc.option(anyDate, { nil: null }),
        async (journey, accounts, date, keptOn, since) => {
          const database = use();
          const deps = depsOf(database);
          const workspaceId = await emptyWorkspace(database.db, makeId);
          const made = accounts.map((account) => ({ ...account, id: makeId() }));
          const program = programOf(journey);
          await write(
            database,
            workspaceId,
            journey,
            made.filter(({ isLate }) => !isLate),
          );
          if (keptOn !== null) await assessWorkspace(deps, workspaceId, program, keptOn);
          await write(
            database,
            workspaceId,
            journey,
            made.filter(({ isLate }) => isLate),
          );
          // What is known on a later day, and asked in the same reading, does not change what was before.
          const questions = [
            { date, since, until: null },
            { date: addDays(date, 45), since: null, until: date },
          ];
          const counts = await readCounts(deps, workspaceId, program, null, questions);
          const all = made.map((account) => known(journey, account));
          for (const [index, { date: on, since: from, until }] of questions.entries()) {
            const entries = all
              .flatMap((account) => entriesOf(account, journey.phases.length, on))
              .filter(({ enteredOn }) => from === null || enteredOn >= from)
              .filter(({ enteredOn }) => until === null || enteredOn <= until);
            for (let number = 1; number <= journey.phases.length + 1; number += 1)
              expect(inOrder(counts[index]!.of(null, journey.id, number))).toEqual(countsOf(entries, number));
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('tell what became of those that were open, by a later date', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyJourney,
        fc.array(anyAccount, { minLength: 1, maxLength: 30 }),
        anyDate,
        fc.nat({ max: 60 }),
        fc.option(anyDate),
        async (journey, accounts, date, wait, keptOn) => {
          const database = use();
          const deps = depsOf(database);
          const workspaceId = await emptyWorkspace(database.db, makeId);
          const made = accounts.map((account) => ({ ...account, id: makeId() }));
          const program = programOf(journey);
          await write(database, workspaceId, journey, made);
          if (keptOn !== null) await assessWorkspace(deps, workspaceId, program, keptOn);
          const later = addDays(date, wait);
          const found: string[] = [];
          const question = { knownOn: later, segment: null };
          for await (const { accounts: walked } of walkAccounts(deps, workspaceId, program, question)) {
            for (const account of walked) {
              const reached = reachedLater(account, journey.phases.length, { openOn: date, date: later });
              if (reached !== null) found.push(`${reached.number} ${reached.days}`);
            }
          }
          const expected = made
            .map((account) => known(journey, account))
            .flatMap((account) => {
              const open = entriesOf(account, journey.phases.length, date).find(
                ({ outcome, number }) => outcome === 'open' && number <= journey.phases.length,
              );
              const hit = open === undefined ? undefined : account.reached[open.number - 1];
              const left = leftOn(account, later);
              if (open === undefined || hit === undefined || hit > later || (left !== null && hit > left))
                return [];
              return [`${open.number} ${(Date.parse(hit) - Date.parse(date)) / 86_400_000}`];
            });
          expect(found.toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: runs(40) },
    );
  });
});
