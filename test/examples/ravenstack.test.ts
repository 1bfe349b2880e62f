/** The main job on RavenStack. What must come out is computed a second time, by hand. */
import { beforeAll, expect, it } from 'vitest';
import type { BusinessDate } from '#src/base/business-date.ts';
import { doMorning, rehearseMorning } from '#src/morning/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { runMilepost, type MilepostRun } from '../support/run-milepost.ts';
import { samplePath, withSampleData } from '../support/sample-data.ts';
import { isChurned, placesOf, readAccounts } from './ravenstack-by-hand.ts';
import {
  examplePath,
  isMoreThan3MonthsAfter,
  OWN_TRACES,
  sampleRows,
  startExample,
  type ExampleRig,
  type Place,
  type Row,
} from './rig.ts';

const DATE = '2024-12-31';
/** The end of the data, the end of a leap February, and a time when half of the accounts had not begun. */
const DATES = [DATE, '2024-02-29', '2023-09-30'];

/** Nobody has had an EBR, so that the rule asks for the three months alone. */
function dueOf(places: ReadonlyMap<string, Place>, date: BusinessDate): string[] {
  return [...places]
    .filter(
      ([, place]) => !place.churned && place.workingOn !== null && isMoreThan3MonthsAfter(place.since, date),
    )
    .map(([key]) => key)
    .toSorted();
}

const sorted = <T>(places: ReadonlyMap<string, T>) => [...places].toSorted(([a], [b]) => (a < b ? -1 : 1));

withSampleData('ravenstack', () => {
  const accounts = readAccounts();

  onEachDatabase('RavenStack', (use) => {
    let example: ExampleRig;
    let imported: Awaited<ReturnType<ExampleRig['import']>>;
    beforeAll(async () => {
      example = await startExample(use(), 'ravenstack');
      imported = await example.import('mapping.yml', ['.'], { asOf: DATE });
    });

    it('takes every row, and says how many lie before the start of their account', () => {
      expect(
        imported.map(({ file, as, read, created, skipped, rejected, beforeStart }) => [
          file.slice(11),
          as,
          read,
          created,
          skipped,
          rejected,
          beforeStart,
        ]),
      ).toEqual([
        ['accounts.csv', 'account', 500, 500, 0, 0, 0],
        ['subscriptions.csv', 'subscription', 5000, 5000, 0, 0, 0],
        ['feature_usage.csv', 'event', 25_000, 24_998, 2, 0, 13_196],
        ['support_tickets.csv', 'event', 2000, 2000, 0, 0, 1077],
        ['support_tickets.csv', 'kpi', 2000, 1175, 825, 0, 621],
        ['churn_events.csv', 'churn', 600, 600, 0, 0, 0],
      ]);
    });

    it('leaves out, of the rows before a signup, only those that count no use', () => {
      const early = [...accounts.values()].flatMap(({ startedOn, events }) =>
        events.filter(({ day, name }) => name !== 'support_ticket' && day < startedOn),
      );
      expect(early).toHaveLength(13_198);
      expect(early.filter(({ count }) => count === 0)).toHaveLength(2);
    });

    it('keeps both rows of the 21 ids that stand on two', async () => {
      const { db } = use();
      const rows = await db
        .selectFrom('event')
        .select(['key', 'count'])
        .where('name', 'like', 'feature%')
        .execute();
      const written = new Map<string, Row[]>();
      for (const row of sampleRows('ravenstack', 'ravenstack_feature_usage.csv')) {
        written.set(row['usage_id']!, [...(written.get(row['usage_id']!) ?? []), row]);
      }
      const twice = [...written].filter(([, same]) => same.length > 1);
      expect(twice).toHaveLength(21);
      for (const [id, same] of twice) {
        const kept = rows.filter(({ key }) => key.includes(`${id}|`)).map(({ count }) => String(count));
        expect(kept.toSorted()).toEqual(same.map((row) => row['usage_count']!).toSorted());
      }
    });

    it('knows who churned and who is back', async () => {
      const { db } = use();
      const rows = await db.selectFrom('churn').select(['account_id', 'returned']).execute();
      expect(new Set(rows.map(({ account_id }) => account_id)).size).toBe(352);
      expect(rows.filter(({ returned }) => returned === 1)).toHaveLength(61);
      const churned = [...(await example.places(DATE))]
        .filter(([, place]) => place.churned)
        .map(([key]) => key);
      const expected = [...accounts].filter(([, known]) => isChurned(known, DATE)).map(([key]) => key);
      expect(churned.toSorted()).toEqual(expected.toSorted());
      expect(churned.length).toBeGreaterThan(200);
    });

    it.each(DATES)('finds every account where a second computation finds it, on %s', async (date) => {
      const expected = placesOf(accounts, date);
      expect(expected.size).toBeGreaterThan(150);
      expect(sorted(await example.places(date))).toEqual(sorted(expected));
    });

    it('lists on a morning whom the rule names, and writes nothing when it is only asked', async () => {
      const { deps, workspaceId, applied } = example;
      const before = await dumpTables(use());
      for (const date of DATES) {
        const list = await rehearseMorning(deps, workspaceId, applied, date);
        expect(list.rows.map(({ accountKey }) => accountKey).toSorted()).toEqual(
          dueOf(placesOf(accounts, date), date),
        );
      }
      expect(await dumpTables(use())).toEqual(before);

      const { list, posted } = await doMorning(deps, workspaceId, applied, DATE);
      const due = dueOf(placesOf(accounts, DATE), DATE);
      expect(list.rows.map(({ accountKey }) => accountKey).toSorted()).toEqual(due);
      expect(list.summary).toMatchObject({ due: due.length, isNew: null, unassessed: 0, hidden: 0 });
      expect(posted).toBe(true);
      for (const row of list.rows) {
        const [rule] = row.listedBy;
        expect(rule?.clauses.map(({ holds }) => holds)).toEqual([true, true]);
      }
    });

    it('changes nothing when the same files come again', async () => {
      const before = await dumpTables(use(), OWN_TRACES);
      const again = await example.import('mapping.yml', ['.'], { asOf: DATE });
      expect(again.map(({ created, updated }) => created + updated)).toEqual(again.map(() => 0));
      expect(again.map(({ unchanged }) => unchanged)).toEqual(imported.map(({ created }) => created));
      expect(await dumpTables(use(), OWN_TRACES)).toEqual(before);
    });
  });

  onEachDatabase('RavenStack by the command line', (use) => {
    it('comes to the same list', async () => {
      const env = { DATABASE_URL: use().url };
      const answers: MilepostRun[] = [];
      for (const words of [
        ['program', 'apply', examplePath('ravenstack', 'program.yml')],
        [
          'import',
          samplePath('ravenstack'),
          '--map',
          examplePath('ravenstack', 'mapping.yml'),
          '--as-of',
          DATE,
        ],
        ['morning', '--date', DATE, '--json'],
        ['assess', '--date', DATE, '--json'],
      ]) {
        answers.push(await runMilepost(words, env));
      }
      expect(answers.map(({ code, err }) => ({ code, err }))).toEqual(
        answers.map(() => ({ code: 0, err: '' })),
      );
      const expected = placesOf(accounts, DATE);
      const morning = JSON.parse(answers[2]!.out) as { due: { key: string }[] };
      expect(morning.due.map(({ key }) => key).toSorted()).toEqual(dueOf(expected, DATE));
      const assessed = JSON.parse(answers[3]!.out) as {
        accounts: { key: string; working_on: string; since: string }[];
      };
      expect(assessed.accounts.map(({ key, working_on, since }) => [key, working_on, since])).toEqual(
        sorted(expected).map(([key, { workingOn, since }]) => [key, workingOn, since]),
      );
    });
  });
});
