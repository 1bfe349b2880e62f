/** The main job on RavenStack. What must come out is computed a second time, by hand. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { readDigest } from '#src/digest/service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import { doMorning, rehearseMorning } from '#src/morning/service.ts';
import { entriesOf, figuresOf, leftOn, shareReached, type SecondEntry } from '../funnel/second.ts';
import { onEachDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { runMilepost, type MilepostRun } from '../support/run-milepost.ts';
import { samplePath, withSampleData } from '../support/sample-data.ts';
import { isChurned, placeOf, placesOf, readAccounts, type Known } from './ravenstack-by-hand.ts';
import {
  examplePath,
  isMoreThan3MonthsAfter,
  readmeLine,
  rounded,
  toldFigures,
  OWN_TRACES,
  sampleRows,
  startExample,
  type ExampleRig,
  type Place,
  type Row,
} from './rig.ts';

const DATE = '2024-12-31';
const MILESTONES = 4;
const QUESTION = { segment: null, since: null, horizon: 90 };
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

/** What became of every account at every milestone. */
function entriesOfAll(accounts: ReadonlyMap<string, Known>, date: BusinessDate): SecondEntry[] {
  return [...accounts.values()].flatMap((known) =>
    known.startedOn > date
      ? []
      : entriesOf({ ...known, reached: placeOf(known, date).reached }, MILESTONES, date),
  );
}

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

    it.each([DATE, '2024-02-29'])('tells the funnel that a second computation tells, on %s', async (date) => {
      const { deps, workspaceId, applied } = example;
      const funnel = await readFunnel(deps, workspaceId, applied, { ...QUESTION, date });
      const entries = entriesOfAll(accounts, date);
      expect(funnel.milestones.map(toldFigures)).toEqual(
        funnel.milestones.map(({ usualDays }, index) => rounded(figuresOf(entries, index + 1, usualDays))),
      );
      expect(funnel.after.map(({ finished, churned }) => [finished, churned])).toEqual([
        [figuresOf(entries, 5, 0).entered, figuresOf(entries, 5, 0).churned],
      ]);
    });

    it('has the figures that examples/README.md prints', async () => {
      const { deps, workspaceId, applied } = example;
      const question = { ...QUESTION, date: DATE };
      const { milestones, bottleneck } = await readFunnel(deps, workspaceId, applied, question);
      expect(readFileSync(examplePath('README.md'), 'utf8')).toContain(milestones.map(readmeLine).join('\n'));
      expect(bottleneck?.id).toBe('first-use');
    });

    it.each(['2024-12-30', '2024-02-26'])(
      'tells the digest that a second computation tells, on %s',
      async (date) => {
        const { deps, workspaceId, applied } = example;
        // Seven whole days; the digest's own day is of the next one.
        const [before, from, upTo] = [addDays(date, -8), addDays(date, -7), addDays(date, -1)];
        const isOfWeek = (day: BusinessDate | null) => day !== null && day >= from && day <= upTo;
        const begun = [...accounts].filter(([, { startedOn }]) => startedOn <= date);
        const reached = begun.flatMap(([key, known]) => {
          const own = entriesOf({ ...known, reached: placeOf(known, upTo).reached }, MILESTONES, upTo);
          const ofWeek = own.filter(({ outcome, endedOn }) => outcome === 'reached' && isOfWeek(endedOn));
          return ofWeek.length === 0 ? [] : [{ key, numbers: ofWeek.map(({ number }) => number) }];
        });
        const left = begun.filter(([, known]) => isOfWeek(leftOn({ ...known, reached: [] }, date)));
        const slipped = begun.filter(([, known]) => {
          if (known.startedOn > upTo) return false;
          const [now, then] = [placeOf(known, upTo), placeOf(known, before)];
          const wasThere = known.startedOn <= before;
          return !now.churned && now.slipped.some((id) => !wasThere || !then.slipped.includes(id));
        });
        const usualDays = applied.program.journeys[0]!.phases.map((phase) => phase.usualDays);
        const entriesOn = (day: BusinessDate, number: number) =>
          entriesOfAll(accounts, day).filter((entry) => entry.number === number);
        const estimates = usualDays.map((usual, index) =>
          Number(shareReached(entriesOn(date, index + 1), usual).toFixed(9)),
        );
        const latelyOn = (day: BusinessDate) =>
          usualDays.map((usual, index) => {
            const since = addDays(day, -usual - 90);
            const own = entriesOn(day, index + 1).filter(({ enteredOn }) => enteredOn >= since);
            const longest = Math.max(...own.map(({ days }) => days));
            // Whoever is open was not seen longer than so; where nobody is left, there is nobody to be seen.
            const isFollowed =
              longest >= usual || own.every(({ days, outcome }) => days < longest || outcome !== 'open');
            const isKnown = own.length >= 10 && isFollowed;
            return isKnown ? Number(shareReached(own, usual).toFixed(9)) : null;
          });

        const digest = await readDigest(deps, workspaceId, applied, date);
        const { customers, success, sales } = digest.sections;
        const ids = applied.program.journeys[0]!.phases.map(({ milestone }) => milestone.id);
        expect(customers.facts.reached.total).toBe(reached.length);
        expect(customers.facts.milestones.map(({ id, accounts: some }) => [id, some])).toEqual(
          ids
            .map((id, index) => [id, reached.filter(({ numbers }) => numbers.includes(index + 1)).length])
            .filter(([, some]) => some !== 0),
        );
        // Also where an account came further in the same week.
        const opening = applied.program.journeys[0]!.phases.map(
          ({ milestone }) => milestone.opportunity !== null,
        );
        const asked = reached.flatMap(({ numbers }) => numbers.filter((number) => opening[number - 1]));
        expect(sales.facts.opportunities.total).toBe(asked.length);
        expect(customers.facts.slipped.accounts.map(({ key }) => key).toSorted()).toEqual(
          slipped.map(([key]) => key).toSorted(),
        );
        expect(customers.facts.left.total).toBe(left.length);
        const leftKeys = new Set(left.map(([key]) => key));
        expect(customers.facts.left.accounts.filter(({ key }) => !leftKeys.has(key))).toEqual([]);
        const near = (share: number | null) => (share === null ? null : Number(share.toFixed(9)));
        expect(success.facts.milestones.map(({ conversion }) => near(conversion?.estimate ?? null))).toEqual(
          estimates,
        );
        const lately = success.facts.milestones.map((one) => one.lately);
        const known = latelyOn(date).map((share, index) => [
          share,
          latelyOn(addDays(date, -7))[index],
          latelyOn(addDays(date, -91))[index],
        ]);
        expect(lately.map(({ now, weekAgo, quarterAgo }) => [now, weekAgo, quarterAgo].map(near))).toEqual(
          known,
        );
        expect(known.flat().filter((share) => share !== null).length).toBeGreaterThan(4);
        const began = [...accounts.values()].filter(({ startedOn }) => isOfWeek(startedOn)).length;
        expect(sales.facts.week.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(began);
      },
    );

    it('has the digest that examples/README.md tells of', async () => {
      const { deps, workspaceId, applied } = example;
      const { reached, slipped, left } = (await readDigest(deps, workspaceId, applied, '2024-12-30')).sections
        .customers.facts;
      expect(readFileSync(examplePath('README.md'), 'utf8').replaceAll(/\s+/g, ' ')).toContain(
        `begins with ${reached.total} that reached a milestone, ${slipped.total} that slipped and ${left.total} that left`,
      );
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
